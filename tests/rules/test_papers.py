"""Documents, courses and consents: what may be kept, and until when it counts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo.rules.papers import (
    ConsentDates,
    check_consent_dates,
    check_one_person,
    consent_counts,
    course_counts_from,
    may_keep_needs,
    not_ahead,
)

pytestmark = pytest.mark.clause("2.1.2")

TODAY = date(2026, 11, 26)
YESTERDAY, TOMORROW = date(2026, 11, 25), date(2026, 11, 27)


@pytest.mark.parametrize(
    ("people", "code"),
    [
        ((1, None, None), "allowed"),
        ((None, None, 3), "allowed"),
        ((None, None, None), "paper_of_one_person"),
        ((1, 2, None), "paper_of_one_person"),
        ((1, 2, 3), "paper_of_one_person"),
    ],
)
def test_a_paper_belongs_to_one_person(people: tuple[int | None, ...], code: str) -> None:
    assert check_one_person(*people).code == code


@pytest.mark.parametrize(
    ("day", "code"),
    [(None, "allowed"), (TODAY, "allowed"), (TOMORROW, "paper_ahead")],
)
def test_what_is_recorded_has_happened(day: date | None, code: str) -> None:
    assert not_ahead(day, TODAY, "issued_on").code == code


@pytest.mark.parametrize(
    ("dates", "code", "field"),
    [
        (ConsentDates(TODAY), "allowed", None),
        (ConsentDates(TOMORROW), "paper_ahead", "given_on"),
        (ConsentDates(YESTERDAY, TODAY, TODAY), "allowed", None),
        (ConsentDates(TODAY, TOMORROW), "allowed", None),
        (ConsentDates(TODAY, TODAY), "allowed", None),
        (ConsentDates(TODAY, YESTERDAY), "consent_ends_early", "valid_to"),
        (ConsentDates(TODAY, None, YESTERDAY), "consent_ends_early", "withdrawn_on"),
        (ConsentDates(YESTERDAY, None, TOMORROW), "paper_ahead", "withdrawn_on"),
    ],
)
def test_the_dates_of_a_consent(dates: ConsentDates, code: str, field: str | None) -> None:
    verdict = check_consent_dates(dates, TODAY)
    assert (verdict.code, verdict.field) == (code, field)


@pytest.mark.parametrize(
    ("dates", "code"),
    [
        (ConsentDates(TODAY), "allowed"),
        (ConsentDates(TOMORROW), "consent_not_yet"),
        (ConsentDates(YESTERDAY, TODAY), "allowed"),
        (ConsentDates(YESTERDAY, YESTERDAY), "consent_over"),
        (ConsentDates(YESTERDAY, None, TOMORROW), "allowed"),
        (ConsentDates(YESTERDAY, None, TODAY), "consent_withdrawn"),
        (ConsentDates(YESTERDAY, YESTERDAY, TODAY), "consent_withdrawn"),
    ],
)
def test_when_a_consent_counts(dates: ConsentDates, code: str) -> None:
    assert consent_counts(dates, TODAY).code == code


@pytest.mark.parametrize(
    ("consents", "code"),
    [
        ([], "needs_without_consent"),
        ([ConsentDates(YESTERDAY, None, TODAY)], "needs_without_consent"),
        ([ConsentDates(YESTERDAY, None, TODAY), ConsentDates(TODAY)], "allowed"),
    ],
)
def test_special_needs_are_kept_by_consent_alone(consents: list[ConsentDates], code: str) -> None:
    assert may_keep_needs(consents, TODAY).code == code


@given(st.dates(min_value=date(2000, 1, 1)))
def test_a_course_counts_for_three_years(today: date) -> None:
    since = course_counts_from(today)
    assert since.year == today.year - 3
    leap_day = (today.month, today.day) == (2, 29)
    assert (since.month, since.day) == ((3, 1) if leap_day else (today.month, today.day))
    assert timedelta(1094) <= today - since <= timedelta(1096)
