"""What the documentation names is there: pictures, links, commands, targets and variables."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import click
import pytest
from PIL import Image

from sgo import create_app
from tests.architecture.sources import ROOT
from tests.conftest import make_config
from tools import pictures, scenes

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)|\b(?:src|href)=\"([^\"]+)\"")
HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"\bflask sgo ([a-z][a-z-]*)")
MIGRATION = re.compile(r"\bflask db ([a-z]+)")
TARGET = re.compile(r"(?:^ {4}|`|Type `)make ([a-z-]+)", re.MULTILINE)
MODULE = re.compile(r"python3? -m ((?:sgo|tools)(?:\.\w+)+)|\bpy -m (tools\.\w+)")
VARIABLE = re.compile(r"\bSGO_[A-Z_]+\b")
ROW = re.compile(r"^\| `(SGO_[A-Z_]+)` \|", re.MULTILINE)

by_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


@cache
def commands() -> dict[str, click.Command]:
    """What `flask sgo` offers."""
    group = create_app(make_config("sqlite://")).cli.commands["sgo"]
    assert isinstance(group, click.Group)
    return group.commands


@cache
def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def anchors(page: Path) -> set[str]:
    """Headings as a forge addresses them."""
    titles = HEADING.findall(FENCE.sub("", text(page)))
    return {re.sub(r"[^\w\- ]", "", title).strip().lower().replace(" ", "-") for title in titles}


@by_page
def test_every_link_leads_somewhere(page: Path) -> None:
    broken = []
    for found in LINK.finditer(FENCE.sub("", text(page))):
        link = unquote(found[1] or found[2])
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path) if path else page
        if not target.is_file() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


@by_page
def test_every_command_exists(page: Path) -> None:
    assert set(COMMAND.findall(text(page))) <= commands().keys()
    assert set(MIGRATION.findall(text(page))) <= {"upgrade", "migrate", "downgrade", "current"}


def test_every_command_is_described() -> None:
    described = text(ROOT / "README.md") + text(ROOT / "docs" / "admin.md")
    assert commands().keys() == set(COMMAND.findall(described))


def test_options_of_the_first_command_exist() -> None:
    """The longest line that a person copies from the guide."""
    line = next(
        line
        for line in text(ROOT / "docs" / "admin.md").splitlines()
        if "create-admin" in line and "--" in line
    )
    known = {
        option
        for parameter in commands()["create-admin"].params
        if isinstance(parameter, click.Option)
        for option in parameter.opts
    }
    assert set(re.findall(r"--[a-z-]+", line)) <= known


@by_page
def test_every_make_target_exists(page: Path) -> None:
    makefile = text(ROOT / "Makefile")
    known = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    assert set(TARGET.findall(text(page))) <= known


@by_page
def test_every_module_that_is_run_exists(page: Path) -> None:
    for pair in MODULE.findall(text(page)):
        name = pair[0] or pair[1]
        assert (ROOT / (name.replace(".", "/") + ".py")).is_file(), name


def test_the_table_of_variables_is_whole() -> None:
    known = set(VARIABLE.findall(text(ROOT / "sgo" / "config.py")))
    assert set(ROW.findall(text(ROOT / "README.md"))) == known


@by_page
def test_no_page_names_a_variable_that_is_not_read(page: Path) -> None:
    read: set[str] = set()
    for folder in ("sgo", "tools"):
        for module in (ROOT / folder).rglob("*.py"):
            read |= set(VARIABLE.findall(text(module)))
    assert set(VARIABLE.findall(text(page))) <= read


def test_the_demo_sign_ins_are_those_of_the_table() -> None:
    """Whoever reads README alone gets in."""
    from_code = text(ROOT / "sgo" / "demo" / "accounts.py")
    rows = re.findall(r"^\| `(\w+)` \| `([\w-]+)` \|", text(ROOT / "README.md"), re.MULTILINE)
    assert {login for login, _ in rows} == set(re.findall(r'Role\.[A-Z_]+: "([a-z]+)",', from_code))
    assert {password for _, password in rows} == {pictures.DEMO_PASSWORD}


@pytest.mark.parametrize(
    "path", sorted(pictures.PICTURES.glob("*.png")), ids=lambda path: path.name
)
def test_every_picture_is_whole_and_light(path: Path) -> None:
    assert path.stat().st_size <= pictures.MOST_BYTES
    with Image.open(path) as picture:
        picture.load()
        assert picture.width > 300


def test_every_picture_can_be_taken_again() -> None:
    """A picture that the tool does not make would grow old unseen."""
    places: dict[str, str] = dict.fromkeys(scenes.PLACES, "/")
    screens = {f"{screen.name}.png" for screen in scenes.screens(places)}
    papers = tuple(f"{paper.name}-" for paper in scenes.papers(places))
    kept = {path.name for path in pictures.PICTURES.glob("*.png")}
    assert screens <= kept
    assert {name for name in kept - screens if not name.startswith(papers)} == set()
