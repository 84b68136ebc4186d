"""The movement book: what may be prepared, confirmed and returned."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo.rules.movement import (
    GroupDates,
    MembershipSpan,
    check_enrolment,
    check_withdrawal,
    last_day_inside,
    may_confirm,
    may_delete,
    may_edit,
    may_prepare_again,
    may_return,
)
from sgo.rules.spans import overlap
from sgo.vocabulary import MovementState

START, END = date(2026, 9, 1), date(2027, 5, 31)
GROUP = GroupDates(id=1, programme_id=100, starts_on=START, ends_on=END)
SAME_PROGRAMME = GroupDates(id=2, programme_id=100, starts_on=START, ends_on=END)
OTHER = GroupDates(id=3, programme_id=300, starts_on=START, ends_on=END)


def member(
    group: GroupDates, starts_on: date = START, ends_on: date | None = None
) -> MembershipSpan:
    return MembershipSpan(group.id, group.programme_id, starts_on, ends_on)


@pytest.mark.clause("2.1.3")
@pytest.mark.parametrize(
    ("history", "effective_on", "code"),
    [
        ([], date(2026, 8, 31), "effective_outside_group"),
        ([], START, "allowed"),
        ([], END, "allowed"),
        ([], date(2027, 6, 1), "effective_outside_group"),
        ([member(GROUP)], date(2026, 10, 1), "already_in_group"),
        ([member(GROUP, START, date(2026, 10, 1))], date(2026, 10, 1), "already_in_group"),
        ([member(GROUP, START, date(2026, 10, 1))], date(2026, 10, 2), "allowed"),
        ([member(GROUP, date(2026, 12, 1))], date(2026, 10, 1), "already_in_group"),
        ([member(SAME_PROGRAMME)], date(2026, 10, 1), "already_in_programme"),
        ([member(SAME_PROGRAMME, START, date(2026, 9, 30))], date(2026, 10, 1), "allowed"),
        ([member(OTHER)], date(2026, 10, 1), "allowed"),
    ],
)
def test_entering_a_group(history: list[MembershipSpan], effective_on: date, code: str) -> None:
    assert check_enrolment(history, GROUP, effective_on).code == code


@pytest.mark.clause("2.1.3")
@pytest.mark.parametrize(
    ("history", "effective_on", "code"),
    [
        ([member(GROUP)], START, "leaves_before_entering"),
        ([member(GROUP)], date(2026, 9, 2), "allowed"),
        ([member(GROUP, date(2026, 10, 5))], date(2026, 10, 5), "leaves_before_entering"),
        ([member(GROUP, date(2026, 10, 5))], date(2026, 9, 5), "leaves_before_entering"),
        ([member(GROUP)], END, "allowed"),
        ([member(GROUP)], END + timedelta(days=1), "allowed"),
        ([member(GROUP)], END + timedelta(days=2), "effective_outside_group"),
        ([member(GROUP)], date(2026, 8, 1), "effective_outside_group"),
        ([], date(2026, 10, 1), "not_a_member"),
        ([member(OTHER)], date(2026, 10, 1), "not_a_member"),
        ([member(GROUP, START, date(2026, 9, 20))], date(2026, 10, 1), "not_a_member"),
    ],
)
def test_leaving_a_group(history: list[MembershipSpan], effective_on: date, code: str) -> None:
    assert check_withdrawal(history, GROUP, effective_on).code == code


def test_the_membership_ends_on_the_day_before_the_withdrawal_counts() -> None:
    assert last_day_inside(date(2026, 10, 1)) == date(2026, 9, 30)


steps = st.lists(
    st.tuples(st.booleans(), st.sampled_from([GROUP, SAME_PROGRAMME, OTHER]), st.integers(-5, 290)),
    max_size=15,
)


@pytest.mark.clause("2.1.3")
@given(steps)
def test_accepted_records_never_make_memberships_that_overlap(
    records: list[tuple[bool, GroupDates, int]],
) -> None:
    history: list[MembershipSpan] = []
    for enters, group, offset in records:
        effective_on = START + timedelta(days=offset)
        if enters and check_enrolment(history, group, effective_on).allowed:
            history.append(member(group, effective_on))
        elif not enters and check_withdrawal(history, group, effective_on).allowed:
            last = last_day_inside(effective_on)
            history = [
                member(group, span.starts_on, last)
                if span.group_id == group.id and span.ends_on is None
                else span
                for span in history
            ]
    for number, one in enumerate(history):
        assert one.ends_on is None or one.starts_on <= one.ends_on
        for other in history[:number]:
            if one.programme_id == other.programme_id:
                assert not overlap((one.starts_on, one.ends_on), (other.starts_on, other.ends_on))


@pytest.mark.clause("3.1", "3.2")
@pytest.mark.parametrize(
    ("state", "coordinator", "code"),
    [
        (MovementState.PREPARED, True, "allowed"),
        (MovementState.PREPARED, False, "only_coordinator_decides"),
        (MovementState.CONFIRMED, True, "confirmed_record_stays"),
        (MovementState.RETURNED, True, "record_was_returned"),
    ],
)
def test_only_the_coordinator_confirms_what_waits(
    state: MovementState, coordinator: bool, code: str
) -> None:
    assert may_confirm(state, 1, 2, is_coordinator=coordinator).code == code
    assert may_return(state, "the date", is_coordinator=coordinator).code == code


@pytest.mark.clause("3.2")
def test_confirming_what_one_prepared_is_told_apart() -> None:
    verdict = may_confirm(MovementState.PREPARED, 2, 2, is_coordinator=True)
    assert (verdict.allowed, verdict.code) == (True, "confirmed_by_preparer")
    assert not may_confirm(MovementState.PREPARED, 2, 2, is_coordinator=False).allowed
    assert may_confirm(MovementState.PREPARED, None, 2, is_coordinator=True).code == "allowed"


@pytest.mark.parametrize("remark", [None, "", "  "])
def test_a_return_needs_a_remark(remark: str | None) -> None:
    verdict = may_return(MovementState.PREPARED, remark, is_coordinator=True)
    assert (verdict.code, verdict.field) == ("return_needs_remark", "remark")


@pytest.mark.parametrize("state", MovementState)
def test_a_confirmed_record_is_never_touched(state: MovementState) -> None:
    free = state is not MovementState.CONFIRMED
    assert may_edit(state).allowed is free
    assert may_delete(state).allowed is free
    assert may_prepare_again(state).allowed is (state is MovementState.RETURNED)
