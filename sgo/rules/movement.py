"""The movement book: entering, leaving, and who may decide an order (decisions 25 and 26).

A withdrawal's `effective_on` is the first day outside the group: the membership ends on the day
before it. Both ends of a membership belong to it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sgo.rules.spans import covers, overlap
from sgo.verdicts import ALLOWED, Verdict, allowed, refused
from sgo.vocabulary import MovementKind, MovementState

NAMED_AT_MOST = 5
"""How many students a refusal names."""


@dataclass(frozen=True, slots=True)
class GroupDates:
    """A group as the movement book sees it; `ends_on` is its last day."""

    id: int
    programme_id: int
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class MembershipSpan:
    """A student's membership, past or present; `ends_on` None lasts on."""

    group_id: int
    programme_id: int
    starts_on: date
    ends_on: date | None = None


def last_day_inside(effective_on: date) -> date:
    """The membership's last day when a withdrawal counts from `effective_on`."""
    return effective_on - timedelta(days=1)


def check_enrolment(
    history: Iterable[MembershipSpan], group: GroupDates, effective_on: date
) -> Verdict:
    """Whether the student may enter the group on that day.

    Refused outside the group's dates, and while (or before) a membership in the same group or
    in another group of the same programme lasts.
    """
    if not covers(group.starts_on, group.ends_on, effective_on):
        return refused(
            "effective_outside_group",
            field="effective_on",
            effective_on=effective_on,
            starts_on=group.starts_on,
            ends_on=group.ends_on,
        )
    for span in history:
        if not overlap((span.starts_on, span.ends_on), (effective_on, None)):
            continue
        if span.group_id == group.id:
            return refused("already_in_group", field="group", entered_on=span.starts_on)
        if span.programme_id == group.programme_id:
            return refused("already_in_programme", field="group", entered_on=span.starts_on)
    return ALLOWED


def check_withdrawal(
    history: Iterable[MembershipSpan], group: GroupDates, effective_on: date
) -> Verdict:
    """Whether the student may leave the group so that this is the first day outside it."""
    last_effective = group.ends_on + timedelta(days=1)
    if not covers(group.starts_on, last_effective, effective_on):
        return refused(
            "effective_outside_group",
            field="effective_on",
            effective_on=effective_on,
            starts_on=group.starts_on,
            ends_on=group.ends_on,
        )
    open_one = [span for span in history if span.group_id == group.id and span.ends_on is None]
    if not open_one:
        return refused("not_a_member", field="student")
    if effective_on <= open_one[0].starts_on:
        return refused(
            "leaves_before_entering", field="effective_on", entered_on=open_one[0].starts_on
        )
    return ALLOWED


def may_edit(state: MovementState) -> Verdict:
    """A confirmed order is never edited; a returned one is mended, which prepares it again."""
    if state is MovementState.CONFIRMED:
        return refused("confirmed_record_stays", "3.2")
    return ALLOWED


def may_delete(state: MovementState) -> Verdict:
    """A confirmed order is never deleted: a counter-order undoes it."""
    return may_edit(state)


def may_prepare_again(state: MovementState) -> Verdict:
    """Only a returned order goes back to the coordinator."""
    if state is MovementState.RETURNED:
        return ALLOWED
    if state is MovementState.CONFIRMED:
        return refused("confirmed_record_stays", "3.2")
    return refused("record_already_waits", "3.2")


def may_confirm(
    state: MovementState,
    prepared_by: int | None,
    confirming_account: int,
    *,
    is_coordinator: bool,
) -> Verdict:
    """Clause 3.2: the coordinator confirms what waits.

    Rights of several roles add up (decision 29), so the preparer who is the coordinator too may
    confirm; the code `confirmed_by_preparer` says so, to be shown and reported.
    """
    decision = _may_decide(state, is_coordinator=is_coordinator)
    if decision.allowed and prepared_by == confirming_account:
        return allowed("confirmed_by_preparer", "3.2")
    return decision


def may_return(state: MovementState, remark: str | None, *, is_coordinator: bool) -> Verdict:
    """An order is returned with a remark that says what to mend."""
    decision = _may_decide(state, is_coordinator=is_coordinator)
    if decision.allowed and not (remark or "").strip():
        return refused("return_needs_remark", "3.2", "remark")
    return decision


def may_cancel(
    kind: MovementKind, state: MovementState, *, is_cancelled: bool, later: Iterable[str] = ()
) -> Verdict:
    """Whether a counter-order may undo this one; `later` names students with a later record.

    Only the last order of each of its students is undone: the state before it is known then.
    """
    if kind is MovementKind.CANCELLATION:
        return refused("counter_order_stays", "2.1.3")
    if state is not MovementState.CONFIRMED:
        return refused("only_confirmed_is_cancelled", "2.1.3")
    if is_cancelled:
        return refused("already_cancelled", "2.1.3")
    names = sorted(later)
    if names:
        return refused("later_record_first", "2.1.3", students=", ".join(names[:NAMED_AT_MOST]))
    return ALLOWED


def _may_decide(state: MovementState, *, is_coordinator: bool) -> Verdict:
    if not is_coordinator:
        return refused("only_coordinator_decides", "3.2")
    if state is MovementState.CONFIRMED:
        return refused("confirmed_record_stays", "3.2")
    if state is MovementState.RETURNED:
        return refused("record_was_returned", "3.2")
    return ALLOWED
