"""The windows of a period: 4.13, 4.14, 4.15."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo.rules.settings import REGULATION
from sgo.rules.terms import period_window, sheet_is_preliminary, summary_ready

ENDS_ON = date(2026, 12, 30)


@pytest.mark.clause("4.13", "4.14")
@pytest.mark.parametrize(
    ("today", "allowed", "code", "clause"),
    [
        (date(2026, 9, 1), True, "in_time", "4.13"),
        (date(2026, 12, 28), True, "in_time", "4.13"),
        (date(2026, 12, 29), True, "late", "4.13"),
        (date(2026, 12, 30), True, "late", "4.13"),
        (date(2027, 1, 9), True, "late", "4.13"),
        (date(2027, 1, 10), False, "period_closed", "4.14"),
    ],
)
def test_in_time_late_closed(today: date, allowed: bool, code: str, clause: str) -> None:
    verdict = period_window(ENDS_ON, today, REGULATION)
    assert (verdict.allowed, verdict.code, verdict.clause) == (allowed, code, clause)


@pytest.mark.clause("4.14")
def test_the_refusal_names_the_days() -> None:
    verdict = period_window(ENDS_ON, date(2027, 2, 1), REGULATION)
    assert dict(verdict.parameters) == {
        "ended_on": ENDS_ON,
        "last_day": date(2027, 1, 9),
        "closed_on": date(2027, 1, 10),
        "days": 10,
    }


def test_nothing_is_set_before_the_period_begins() -> None:
    begins = date(2026, 9, 1)
    early = period_window(ENDS_ON, date(2026, 8, 31), REGULATION, begins)
    assert (early.allowed, early.code) == (False, "period_not_begun")
    assert early.parameters["starts_on"] == begins
    assert period_window(ENDS_ON, begins, REGULATION, begins).allowed


@pytest.mark.clause("4.13", "4.14")
@given(
    st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    st.integers(-60, 60),
    st.integers(1, 40),
    st.integers(0, 20),
)
def test_the_window_is_one_stretch_with_the_days_of_the_settings(
    ends_on: date, offset: int, days: int, lead: int
) -> None:
    settings = replace(REGULATION, period_days=days, lead_days=lead)
    verdict = period_window(ends_on, ends_on + timedelta(days=offset), settings)
    assert verdict.allowed is (offset <= days)
    assert (verdict.code == "in_time") is (offset <= -lead)


@pytest.mark.clause("1.3b", "4.15")
@pytest.mark.parametrize(
    ("today", "ready", "preliminary"),
    [
        (date(2026, 12, 29), False, True),
        (date(2026, 12, 30), False, True),
        (date(2026, 12, 31), True, True),
        (date(2027, 1, 9), True, True),
        (date(2027, 1, 10), True, False),
    ],
)
def test_the_summary_sheet_forms_itself_and_is_preliminary_until_the_marks_close(
    today: date, ready: bool, preliminary: bool
) -> None:
    assert summary_ready(ENDS_ON, today) is ready
    assert sheet_is_preliminary(ENDS_ON, today, REGULATION) is preliminary


@pytest.mark.clause("4.15")
@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(-40, 40))
def test_a_sheet_is_final_exactly_when_its_marks_are_closed(ends_on: date, offset: int) -> None:
    today = ends_on + timedelta(days=offset)
    closed = not period_window(ends_on, today, REGULATION).allowed
    assert sheet_is_preliminary(ends_on, today, REGULATION) is not closed
    assert not closed or summary_ready(ends_on, today)
