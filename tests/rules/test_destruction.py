"""When personal data of who left may be destroyed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo.rules.destruction import DAYS_AFTER_LEAVING, may_destroy, surname_confirms

pytestmark = pytest.mark.clause("2.1.2")

TODAY = date(2026, 11, 26)
LONG_AGO = TODAY - timedelta(days=DAYS_AFTER_LEAVING)
TOO_LATE = LONG_AGO + timedelta(days=1)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("students", "destroyed_on", "code"),
    [
        ([[LONG_AGO]], None, "allowed"),
        ([[LONG_AGO, LONG_AGO - timedelta(days=400)]], None, "allowed"),
        ([], None, "allowed"),
        ([[LONG_AGO], [LONG_AGO]], None, "allowed"),
        ([[]], None, "destruction_before_enrolment"),
        ([[LONG_AGO], []], None, "destruction_before_enrolment"),
        ([[None]], None, "destruction_of_a_member"),
        ([[LONG_AGO, None]], None, "destruction_of_a_member"),
        ([[TODAY]], None, "destruction_of_a_member"),
        ([[TOMORROW]], None, "destruction_of_a_member"),
        ([[LONG_AGO], [None]], None, "destruction_of_a_member"),
        ([[YESTERDAY]], None, "destruction_too_early"),
        ([[TOO_LATE]], None, "destruction_too_early"),
        ([[LONG_AGO], [TOO_LATE]], None, "destruction_too_early"),
        ([[LONG_AGO]], TODAY, "destroyed_already"),
        ([[LONG_AGO]], LONG_AGO + timedelta(days=1), "destroyed_already"),
        ([], YESTERDAY, "destroyed_already"),
        ([[LONG_AGO]], LONG_AGO, "allowed"),
        ([[LONG_AGO]], LONG_AGO - timedelta(days=1), "allowed"),
        ([[None]], YESTERDAY, "destruction_of_a_member"),
    ],
)
def test_data_goes_a_term_after_the_last_day(
    students: list[list[date | None]], destroyed_on: date | None, code: str
) -> None:
    assert may_destroy(students, TODAY, destroyed_on).code == code


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_the_first_day_that_is_told_is_the_first_that_is_allowed(last: date) -> None:
    verdict = may_destroy([[last]], last + timedelta(days=1))
    first = verdict.parameters["first_day"]
    assert may_destroy([[last]], first).allowed
    assert may_destroy([[last]], first - timedelta(days=1)).code == "destruction_too_early"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Абрамов", "allowed"),
        ("  абрамов ", "allowed"),
        ("Абрамова", "destruction_surname_differs"),
        ("", "destruction_surname_differs"),
    ],
)
def test_the_surname_is_typed_as_it_stands_on_the_card(typed: str, code: str) -> None:
    verdict = surname_confirms(typed, "Абрамов")
    assert (verdict.code, verdict.field) == (code, None if verdict.allowed else "surname")
