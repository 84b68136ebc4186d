"""The plan of control: states of a check and of a remark, and every way between them (4.7)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo.rules import control
from sgo.rules.control import (
    LONGEST_AIM,
    LONGEST_TEXT,
    check_fault,
    check_state,
    may_accept,
    may_answer,
    may_call_off,
    may_change_check,
    may_hold,
    may_plan,
    may_remark,
    may_send_again,
    remark_fault,
)
from sgo.vocabulary import CheckState, Fault, RemarkState, Urgency

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
LONG = "а" * (LONGEST_TEXT + 1)


@pytest.mark.clause("2.2.2")
@pytest.mark.parametrize(
    ("held_on", "called_off", "state"),
    [
        (None, None, CheckState.PLANNED),
        (TODAY, None, CheckState.HELD),
        (None, "болен", CheckState.CALLED_OFF),
        (None, "", CheckState.CALLED_OFF),
    ],
)
def test_the_state_of_a_check(
    held_on: date | None, called_off: str | None, state: CheckState
) -> None:
    assert check_state(held_on, called_off) is state


@pytest.mark.clause("2.2.2")
@pytest.mark.parametrize(
    ("planned_on", "aim", "targets", "code", "field"),
    [
        (TODAY, "темы", 1, "check_planned", None),
        (TODAY, "темы", 0, "check_planned", None),
        (TODAY + 300 * DAY, "темы", 1, "check_planned", None),
        (TODAY - DAY, "темы", 1, "check_in_past", "planned_on"),
        (TODAY, "темы", 2, "check_of_several", "page_id"),
        (TODAY, "", 1, "check_of_nothing", "aim"),
        (TODAY, "т" * LONGEST_AIM, 1, "check_planned", None),
        (TODAY, "т" * (LONGEST_AIM + 1), 1, "text_too_long", "aim"),
    ],
)
def test_what_can_be_planned(
    planned_on: date, aim: str, targets: int, code: str, field: str | None
) -> None:
    verdict = may_plan(planned_on, TODAY, aim, targets)
    assert (verdict.code, verdict.field) == (code, field)
    assert verdict.allowed is (code == "check_planned")


@pytest.mark.clause("2.2.2", "4.7")
@pytest.mark.parametrize("state", list(CheckState))
def test_only_a_planned_check_can_change(state: CheckState) -> None:
    planned = state is CheckState.PLANNED
    assert may_change_check(state).allowed is planned
    assert may_call_off(state, "болен").allowed is planned
    assert may_hold(state, TODAY, TODAY, "уроки", "порядок").allowed is planned
    assert may_remark(state, "темы", TODAY, TODAY).allowed is (state is CheckState.HELD)


@pytest.mark.clause("2.2.2")
def test_calling_off_needs_a_reason() -> None:
    assert may_call_off(CheckState.PLANNED, "").code == "calling_off_needs_reason"
    assert may_call_off(CheckState.PLANNED, LONG).code == "text_too_long"


@pytest.mark.clause("4.7")
@pytest.mark.parametrize(
    ("held_on", "looked_at", "findings", "code", "field"),
    [
        (TODAY, "уроки", "порядок", "check_held", None),
        (TODAY - 3 * DAY, "уроки", "порядок", "check_held", None),
        (TODAY + DAY, "уроки", "порядок", "held_ahead", "held_on"),
        (TODAY, "", "порядок", "check_needs_words", "looked_at"),
        (TODAY, "уроки", "", "check_needs_words", "findings"),
        (TODAY, LONG, "порядок", "text_too_long", "looked_at"),
        (TODAY, "уроки", LONG, "text_too_long", "findings"),
    ],
)
def test_what_is_noted_of_a_check(
    held_on: date, looked_at: str, findings: str, code: str, field: str | None
) -> None:
    verdict = may_hold(CheckState.PLANNED, held_on, TODAY, looked_at, findings)
    assert (verdict.code, verdict.field) == (code, field)


@pytest.mark.clause("4.7")
@pytest.mark.parametrize(
    ("text", "mend_by", "code", "field"),
    [
        ("темы", TODAY, "remark_made", None),
        ("темы", TODAY + DAY, "remark_made", None),
        ("темы", TODAY - DAY, "mend_by_past", "mend_by"),
        ("", TODAY, "remark_needs_text", "text"),
        (LONG, TODAY, "text_too_long", "text"),
    ],
)
def test_what_a_remark_needs(text: str, mend_by: date, code: str, field: str | None) -> None:
    verdict = may_remark(CheckState.HELD, text, mend_by, TODAY)
    assert (verdict.code, verdict.field) == (code, field)


@pytest.mark.clause("4.7")
@pytest.mark.parametrize(
    ("state", "answered", "accepted", "again"),
    [
        (RemarkState.OPEN, "remark_mended", "remark_accepted", "remark_made"),
        (RemarkState.MENDED, "remark_not_open", "remark_accepted", "remark_made"),
        (RemarkState.ACCEPTED, "remark_not_open", "remark_is_closed", "remark_is_closed"),
    ],
)
def test_every_way_of_a_remark(
    state: RemarkState, answered: str, accepted: str, again: str
) -> None:
    assert may_answer(state).code == answered
    assert may_accept(state).code == accepted
    assert may_send_again(state, "ещё", TODAY, TODAY).code == again


@pytest.mark.clause("4.7")
def test_a_second_look_says_what_is_wrong_and_gives_a_day() -> None:
    mended = RemarkState.MENDED
    assert may_send_again(mended, "", TODAY, TODAY).field == "words"
    assert may_send_again(mended, "ещё", TODAY - DAY, TODAY).code == "mend_by_past"
    assert may_send_again(mended, LONG, TODAY, TODAY).code == "text_too_long"
    assert may_accept(mended, LONG).code == "text_too_long"
    assert may_answer(RemarkState.OPEN, LONG).code == "text_too_long"


@pytest.mark.clause("1.5", "4.7")
@pytest.mark.parametrize(
    ("state", "planned_on", "fault"),
    [
        (CheckState.PLANNED, TODAY, None),
        (CheckState.PLANNED, TODAY - DAY, (Fault.CHECK_OVERDUE, Urgency.LATE)),
        (CheckState.HELD, TODAY - DAY, None),
        (CheckState.CALLED_OFF, TODAY - DAY, None),
    ],
)
def test_a_check_whose_day_has_passed(
    state: CheckState, planned_on: date, fault: tuple[Fault, Urgency] | None
) -> None:
    assert check_fault(state, planned_on, TODAY) == fault


@pytest.mark.clause("1.5", "4.7")
@pytest.mark.parametrize(
    ("state", "mend_by", "fault"),
    [
        (RemarkState.OPEN, TODAY, None),
        (RemarkState.OPEN, TODAY - DAY, (Fault.REMARK_OVERDUE, Urgency.LATE)),
        (RemarkState.MENDED, TODAY - DAY, (Fault.RECHECK_WAITING, Urgency.AHEAD)),
        (RemarkState.MENDED, TODAY + DAY, (Fault.RECHECK_WAITING, Urgency.AHEAD)),
        (RemarkState.ACCEPTED, TODAY - DAY, None),
    ],
)
def test_a_remark_that_needs_somebody(
    state: RemarkState, mend_by: date, fault: tuple[Fault, Urgency] | None
) -> None:
    assert remark_fault(state, mend_by, TODAY) == fault


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(0, 400))
def test_a_remark_made_today_is_never_late_today(today: date, days: int) -> None:
    mend_by = today + timedelta(days=days)
    assert may_remark(CheckState.HELD, "темы", mend_by, today).allowed
    assert remark_fault(RemarkState.OPEN, mend_by, today) is None
    assert control.REMARK_DAYS > 0
