"""What a list means by a short year, and whether a row speaks of somebody who is known."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo.rules.imports import Identity, decisions_on, full_year, likeness, may_undo
from sgo.verdicts import refused
from sgo.vocabulary import Decision, ImportFollower

TODAY = date(2026, 11, 23)
BORN = date(2010, 3, 9)
OTHER = date(2010, 3, 10)


@pytest.mark.parametrize(
    ("short", "past", "year"),
    [
        (26, True, 2026),
        (27, True, 1927),
        (0, True, 2000),
        (99, True, 1999),
        (26, False, 2026),
        (27, False, 2027),
        (99, False, 2099),
    ],
)
def test_two_digits_of_a_year(short: int, past: bool, year: int) -> None:
    assert full_year(short, TODAY, past=past) == year


@given(st.integers(0, 99), st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_past_year_is_never_ahead_and_the_last_of_its_kind(short: int, today: date) -> None:
    year = full_year(short, today, past=True)
    assert year % 100 == short
    assert today.year - 100 < year <= today.year


def known(name: str = "белов егор ильич", born: date | None = BORN, snils: str | None = None):
    return Identity(name, born, snils)


@pytest.mark.clause("2.1.2")
@pytest.mark.parametrize(
    ("row", "stored", "code"),
    [
        (known(), known(), "allowed"),
        (known(snils="1"), known(), "allowed"),
        (known(snils="1"), known(snils="1"), "allowed"),
        (known(born=None), known(), "allowed"),
        (known(), known(born=None), "allowed"),
        (known(snils="1"), known(snils="2"), "doubt_other_snils"),
        (known(born=OTHER), known(), "doubt_other_birth"),
        (known(born=OTHER, snils="1"), known(snils="1"), "doubt_snils_other_birth"),
        (known(born=OTHER, snils="1"), known(snils="2"), None),
        (known("светлов лев", snils="1"), known(snils="1"), "doubt_snils_other_name"),
        (known("белов егор ильичь"), known(), "doubt_near_name"),
        (known("белов егро ильич"), known(), "doubt_near_name"),
        (known("белов егор"), known(), "doubt_near_name"),
        (known("белов"), known(), None),
        (known("белов игорь ильич"), known(), None),
        (known("белов егор ильичь", snils="1"), known(snils="2"), None),
        (known("белов егор ильичь", OTHER), known(), None),
        (known("белов егор ильичь", None), known(), None),
        (known("светлов лев ильич"), known(), None),
    ],
)
def test_whether_a_row_speaks_of_somebody_known(
    row: Identity, stored: Identity, code: str | None
) -> None:
    assert code_of(row, stored) == code


def code_of(row: Identity, stored: Identity) -> str | None:
    verdict = likeness(row, stored)
    return None if verdict is None else verdict.code


NAMES = st.text("абвгд ", min_size=1, max_size=12)
IDENTITIES = st.builds(
    Identity,
    NAMES,
    st.none() | st.sampled_from([BORN, OTHER]),
    st.none() | st.sampled_from(["1", "2"]),
)


@given(IDENTITIES, IDENTITIES)
def test_likeness_has_no_side(one: Identity, other: Identity) -> None:
    assert code_of(one, other) == code_of(other, one)


@given(IDENTITIES)
def test_everybody_is_like_themselves(one: Identity) -> None:
    verdict = likeness(one, one)
    assert verdict is not None
    assert verdict.allowed


@pytest.mark.parametrize(
    ("code", "may_be_another"),
    [
        ("doubt_near_name", True),
        ("doubt_other_birth", True),
        ("doubt_other_snils", False),
        ("doubt_snils_other_birth", False),
        ("doubt_snils_other_name", False),
    ],
)
def test_one_number_is_one_person(code: str, may_be_another: bool) -> None:
    assert (Decision.ANOTHER in decisions_on(refused(code))) is may_be_another


def test_a_load_is_undone_only_while_nothing_leans_on_it() -> None:
    assert may_undo([], None).allowed
    leaning = may_undo([(ImportFollower.LESSONS, 3), (ImportFollower.ACCOUNTS, 1)], "кто-то")
    assert (leaning.code, dict(leaning.parameters)) == (
        "import_leaned_on",
        {"what": ImportFollower.LESSONS, "count": 3},
    )
    assert may_undo([], "кто-то").code == "import_changed_since"
