"""The side menu: groups that fold, the shown one open, without a script too."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from sgo.panel.kit.side_menu import COOKIE, FITS
from tests.centre import Centre
from tests.signing import sign_in

GROUP = re.compile(r'<details data-side-group="([a-z-]+)"( open)?( class="is-here")?>')
LINK = re.compile(r"<nav class=\"side\".*?</nav>", re.DOTALL)


def groups(page: str) -> dict[str, bool]:
    """Keys of the groups, and which stand open."""
    return {key: bool(is_open) for key, is_open, _ in GROUP.findall(page)}


def test_only_the_group_of_the_page_stands_open(client: FlaskClient, centre: Centre) -> None:
    office = sign_in(client, centre.accounts["technical_admin"])
    page = office.get("/panel/students/").text
    side = LINK.findall(page)[0]
    assert side.count("<a ") > FITS
    assert [key for key, is_open in groups(page).items() if is_open] == ["people"]
    assert side.count('aria-current="page"') == 1
    index = office.get("/panel/").text
    assert not any(groups(index).values())


@pytest.mark.parametrize(
    ("kept", "opened"),
    [
        ("journal", {"people", "journal"}),
        ("journal.access", {"people", "journal", "access"}),
        ("nothing-of-ours.<script>", {"people"}),
        ("", {"people"}),
    ],
)
def test_groups_that_were_opened_by_hand_stay_open(
    client: FlaskClient, centre: Centre, kept: str, opened: set[str]
) -> None:
    office = sign_in(client, centre.accounts["technical_admin"])
    office.set_cookie(COOKIE, kept, path="/panel")
    page = office.get("/panel/students/").text
    assert {key for key, is_open in groups(page).items() if is_open} == opened


def test_a_short_menu_does_not_fold(client: FlaskClient, centre: Centre) -> None:
    page = sign_in(client, centre.accounts["teacher"]).get("/panel/students/").text
    side = LINK.findall(page)[0]
    assert 0 < side.count("<a ") <= FITS
    assert all(groups(page).values())
