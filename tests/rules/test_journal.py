"""The windows of a lesson and of one cell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo.rules.journal import (
    attendance_window,
    cell_verdict,
    checked_window,
    edit_window,
    exempt_on,
    lesson_verdict,
    lesson_window,
    mark_beside,
    mark_window,
    member_on,
    membership_covers,
    topic_window,
)
from sgo.rules.settings import REGULATION
from sgo.sentences import sentence
from sgo.verdicts import Verdict
from sgo.vocabulary import AttendanceCode

HELD_ON = date(2026, 11, 13)
days = st.dates(date(2020, 1, 1), date(2040, 1, 1))
WINDOW = [
    (date(2026, 11, 12), False, "lesson_ahead"),
    (date(2026, 11, 13), True, "window_open"),
    (date(2026, 11, 14), True, "window_open"),
    (date(2026, 11, 23), True, "window_open"),
    (date(2026, 11, 24), False, "window_closed"),
    (date(2027, 11, 13), False, "window_closed"),
]


@pytest.mark.clause("1.3a", "3.3", "4.11", "5.3")
@pytest.mark.parametrize(("today", "allowed", "code"), WINDOW)
def test_marks_and_attendance_are_open_for_ten_days(today: date, allowed: bool, code: str) -> None:
    for window in (mark_window, attendance_window, checked_window):
        verdict = window(HELD_ON, today, REGULATION)
        assert (verdict.allowed, verdict.code, verdict.clause) == (allowed, code, "4.11")


@pytest.mark.clause("4.12")
@pytest.mark.parametrize(("today", "allowed", "code"), WINDOW)
def test_a_control_work_is_open_for_ten_days(today: date, allowed: bool, code: str) -> None:
    verdict = mark_window(HELD_ON, today, REGULATION, is_control=True)
    assert (verdict.allowed, verdict.code, verdict.clause) == (allowed, code, "4.12")


@pytest.mark.clause("4.12")
def test_a_control_work_has_a_number_of_its_own() -> None:
    settings = replace(REGULATION, control_days=3)
    day_four = HELD_ON + timedelta(days=4)
    assert not mark_window(HELD_ON, day_four, settings, is_control=True).allowed
    assert mark_window(HELD_ON, day_four, settings).allowed


@pytest.mark.clause("4.11")
def test_the_refusal_names_the_clause_and_the_days() -> None:
    verdict = edit_window(HELD_ON, date(2026, 11, 24), 10)
    assert dict(verdict.parameters) == {
        "held_on": HELD_ON,
        "last_day": date(2026, 11, 23),
        "closed_on": date(2026, 11, 24),
        "days": 10,
    }
    assert "24.11.2026" in sentence(verdict)
    assert "4.11" in sentence(verdict)


@pytest.mark.clause("4.11")
@given(days, st.integers(-40, 400), st.integers(0, 366))
def test_the_window_is_the_day_and_its_days_after(held_on: date, offset: int, length: int) -> None:
    verdict = edit_window(held_on, held_on + timedelta(days=offset), length)
    assert verdict.allowed is (0 <= offset <= length)
    if verdict.allowed:
        assert verdict.parameters["days_left"] == length - offset
        assert verdict.parameters["last_day"] == held_on + timedelta(days=length)


@pytest.mark.clause("3.3", "4.6")
@pytest.mark.parametrize(
    ("today", "allowed", "code"),
    [
        (date(2026, 11, 12), False, "lesson_ahead"),
        (date(2026, 11, 13), True, "in_time"),
        (date(2026, 11, 14), True, "late"),
        (date(2026, 11, 23), True, "late"),
        (date(2026, 11, 24), False, "window_closed"),
    ],
)
def test_a_topic_is_due_on_its_day_and_late_after_it(today: date, allowed: bool, code: str) -> None:
    verdict = topic_window(HELD_ON, today, REGULATION)
    assert (verdict.allowed, verdict.code, verdict.clause) == (allowed, code, "4.6")
    verdict = lesson_verdict(held_on=HELD_ON, today=today, settings=REGULATION)
    assert (verdict.allowed, verdict.code) == (allowed, code)


def test_a_cancelled_lesson_or_a_closed_year_takes_no_topic() -> None:
    def code(**state: bool) -> str:
        return lesson_verdict(held_on=HELD_ON, today=HELD_ON, settings=REGULATION, **state).code

    assert code(cancelled=True) == "lesson_cancelled"
    assert code(year_closed=True) == "year_closed"


@given(days, st.integers(0, 30), st.integers(1, 30), st.integers(1, 30))
def test_the_narrowest_window_rules_the_lesson(
    held_on: date, offset: int, lesson_days: int, control_days: int
) -> None:
    settings = replace(REGULATION, lesson_days=lesson_days, control_days=control_days)
    today = held_on + timedelta(days=offset)
    both = lesson_window(held_on, today, settings, has_control=True)
    assert both.allowed is (offset <= min(lesson_days, control_days))
    if both.allowed:
        assert both.parameters["days_left"] == min(lesson_days, control_days) - offset
    assert lesson_window(held_on, today, settings).allowed is (offset <= lesson_days)


def cell(**changes: object) -> Verdict:
    values = {
        "held_on": HELD_ON,
        "today": HELD_ON,
        "settings": REGULATION,
        "memberships": [(date(2026, 9, 1), None)],
    } | changes
    return cell_verdict(**values)  # type: ignore[arg-type]


@pytest.mark.clause("1.3a", "4.11")
def test_a_cell_tells_the_first_reason_that_cannot_be_helped() -> None:
    assert cell().code == "window_open"
    closed = {"today": date(2027, 1, 1)}
    exempt = closed | {"exemptions": [(HELD_ON, HELD_ON)]}
    left = exempt | {"memberships": [(date(2026, 9, 1), date(2026, 11, 12))]}
    cancelled = left | {"cancelled": True}
    assert cell(**closed).code == "window_closed"
    assert cell(**exempt).code == "exempt_on_day"
    assert cell(**left).code == "left_the_group"
    assert cell(**cancelled).code == "lesson_cancelled"
    assert cell(**cancelled, year_closed=True).code == "year_closed"


@pytest.mark.clause("4.12")
def test_a_cell_of_a_control_work_follows_its_clause() -> None:
    verdict = cell(today=date(2026, 11, 24), is_control=True)
    assert (verdict.code, verdict.clause) == ("window_closed", "4.12")


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2026, 9, 13), "not_yet_in_group"),
        (date(2026, 9, 14), "allowed"),
        (date(2026, 10, 9), "allowed"),
        (date(2026, 10, 10), "left_the_group"),
        (date(2026, 11, 1), "left_the_group"),
        (date(2026, 11, 2), "allowed"),
        (date(2030, 1, 1), "allowed"),
    ],
)
def test_cells_outside_membership_are_closed(day: date, code: str) -> None:
    spans = [(date(2026, 11, 2), None), (date(2026, 9, 14), date(2026, 10, 9))]
    assert member_on(spans, day).code == code


def test_the_nearest_date_is_told() -> None:
    spans = [(date(2026, 9, 14), date(2026, 10, 9)), (date(2026, 11, 2), None)]
    assert member_on(spans, date(2026, 9, 1)).parameters["entered_on"] == date(2026, 9, 14)
    assert member_on(spans, date(2026, 10, 20)).parameters["left_on"] == date(2026, 10, 9)
    assert member_on([], HELD_ON).code == "never_in_group"


@given(days, st.integers(0, 400), st.integers(-10, 410))
def test_both_ends_of_a_membership_belong_to_it(from_on: date, length: int, offset: int) -> None:
    day = from_on + timedelta(days=offset)
    last = from_on + timedelta(days=length)
    assert membership_covers(from_on, last, day) is (0 <= offset <= length)
    assert membership_covers(from_on, None, day) is (offset >= 0)
    assert exempt_on([(from_on, last)], day) is (0 <= offset <= length)


@pytest.mark.parametrize("code", [None, *AttendanceCode])
def test_a_mark_stands_beside_any_code_but_exempt(code: AttendanceCode | None) -> None:
    assert mark_beside(code, has_marks=True).allowed is (code is not AttendanceCode.EXEMPT)
    assert mark_beside(code, has_marks=False).allowed
