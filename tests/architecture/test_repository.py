"""The repository is whole and says nothing of the machine it was written on."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, imported, modules

HOME = re.compile(r"(?<![\w.])/(?:home/\w+|Users/\w+|root)/|[A-Z]:.Users.\w", re.ASCII)
REGISTRY = re.compile(r"--(?:extra-)?index-url\s+\S*:|--find-links\s+\S|--trusted-host\s+\S")
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[\w,]+\])?==([\w.]+)")


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(name: str) -> dict[str, str]:
    """Package to version, from a requirements file; anything that is no exact pin fails."""
    found: dict[str, str] = {}
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        if not line or line.startswith(("#", "-r ", "-c ", " ")):
            continue
        pin = PIN.match(line)
        assert pin, f"{name}: not pinned exactly: {line}"
        found[normal(pin[1])] = pin[2]
    return found


@cache
def tracked() -> tuple[Path, ...]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    return tuple(ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file())


def text_of(path: Path) -> str:
    content = path.read_bytes()
    encoding = "cp1251" if path.stem.endswith("_cp1251") else "utf-8"
    return "" if b"\0" in content else content.decode(encoding)


def test_nothing_names_a_machine_or_a_package_index() -> None:
    here = f"{ROOT}{os.sep}"
    found = set()
    for path in tracked():
        text = text_of(path)
        if here in text or HOME.search(text) or REGISTRY.search(text):
            found.add(str(path.relative_to(ROOT)))
    assert found == set()


def test_text_ends_its_lines_alike() -> None:
    bad = {p.name for p in tracked() if "\r\n" in text_of(p) and p.suffix not in {".bat", ".csv"}}
    assert bad == set()


@pytest.mark.parametrize(
    "name",
    ["LICENSE", "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/regulation.md", ".ci/run"],
)
def test_the_repository_has(name: str) -> None:
    assert (ROOT / name).stat().st_size > 100


def test_ci_starts_as_a_program() -> None:
    line = subprocess.run(
        ["git", "ls-files", "--stage", ".ci/run"],
        cwd=ROOT, capture_output=True, check=True, text=True,
    ).stdout  # fmt: skip
    assert line.startswith("100755")


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_what_is_asked_for_is_what_is_locked(name: str) -> None:
    asked, locked = pins(f"{name}.in"), pins(f"{name}.txt")
    assert asked.items() <= locked.items()
    text = (ROOT / f"{name}.txt").read_text(encoding="utf-8")
    assert "://" not in text
    assert text.count("--hash=sha256:") >= len(locked)


def test_both_lists_agree() -> None:
    runtime, development = pins("requirements.txt"), pins("requirements-dev.txt")
    shared = runtime.keys() & development.keys()
    assert {name for name in shared if runtime[name] != development[name]} == set()


def test_every_import_is_a_dependency_of_our_own() -> None:
    """What the product imports it asks for itself, and not by way of somebody else's needs."""
    direct, distributions = set(pins("requirements.in")), packages_distributions()
    borrowed = set()
    for path, tree in modules().items():
        for line, name in imported(tree):
            package = name.split(".")[0]
            if package in sys.stdlib_module_names or package == "sgo":
                continue
            if not direct & {normal(found) for found in distributions.get(package, [])}:
                borrowed.add(f"{path}:{line} {package}")
    assert borrowed == set()


def test_every_exception_of_a_tool_has_its_reason() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert settings["tool"]["mypy"]["strict"] is True
    bare = set()
    for path in tracked():
        if path.suffix != ".py" or "versions" in path.parts:
            continue
        for number, line in enumerate(text_of(path).splitlines(), start=1):
            if re.search(r"#\s*type:\s*ignore(?!\[)|#\s*noqa(?!:)", line) and "re." not in line:
                bare.add(f"{path.relative_to(ROOT)}:{number}")
    assert bare == set()


def test_unfinished_work_is_not_committed() -> None:
    marks = ("TO" + "DO", "FIX" + "ME", "NotImplemented" + "Error")
    found = {
        f"{path}: {mark}"
        for path, tree in modules().items()
        for mark in marks
        if mark in ast.unparse(tree) or mark in (ROOT / path).read_text(encoding="utf-8")
    }
    assert found == set()
