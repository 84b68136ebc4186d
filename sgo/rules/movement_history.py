"""From a student's confirmed records to memberships: the state machine of the movement book.

Records are applied in the sequence in which they were confirmed. Each is judged against the stays
that the earlier ones made, so that nobody is twice in a programme, leaves before entering, comes
back without having gone, or graduates twice. Cancelling is taking the student's last record out of
the sequence; what is left makes the state before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sgo.rules.movement import (
    GroupDates,
    MembershipSpan,
    check_enrolment,
    check_withdrawal,
    last_day_inside,
)
from sgo.verdicts import ALLOWED, Verdict, first_refusal, refused
from sgo.vocabulary import MovementKind

AFTER_COURSE = frozenset({MovementKind.PROMOTION, MovementKind.REPEAT, MovementKind.GRADUATION})
"""Orders that may count from a day after the course of the group that is left."""


@dataclass(frozen=True, slots=True)
class Line:
    """A record: `group` is entered or left; who moves leaves `group` and enters `to_group`."""

    kind: MovementKind
    effective_on: date
    group: GroupDates
    to_group: GroupDates | None = None
    record_id: int = 0

    @property
    def entered(self) -> GroupDates | None:
        """The group that is entered, if one is."""
        if self.kind.moves:
            return self.to_group
        return self.group if self.kind.enters else None


@dataclass(frozen=True, slots=True)
class Stay:
    """A membership with its beginning and end in the book; `outcome` is how it ended.

    `outcome_on` is the day from which the outcome counts; of a withdrawal out of a leave it is
    later than the day after `ends_on`.
    """

    group: GroupDates
    starts_on: date
    entered_by: int
    ends_on: date | None = None
    left_by: int | None = None
    outcome: MovementKind | None = None
    outcome_on: date | None = None

    @property
    def programme_id(self) -> int:
        return self.group.programme_id

    def span(self) -> MembershipSpan:
        """As a membership; open while nothing ended it."""
        return MembershipSpan(self.group.id, self.programme_id, self.starts_on, self.ends_on)

    def span_of_course(self) -> MembershipSpan:
        """As a membership that is over with its group's course at the latest."""
        return replace(self.span(), ends_on=self.ends_on or self.group.ends_on)


Stays = tuple[Stay, ...]


def stays_of(lines: Iterable[Line]) -> Stays:
    """The memberships that these records make, in the sequence of confirming."""
    stays: Stays = ()
    for line in lines:
        stays = apply(stays, line)
    return stays


def judge(stays: Sequence[Stay], line: Line) -> Verdict:
    """Whether the record makes sense after these stays (clause 2.1.3, decision 25)."""
    verdict = _check_shape(line)
    if verdict.allowed and line.kind.leaves:
        verdict = _check_leaving(stays, line)
    if verdict.allowed and line.entered is not None:
        left = _leave(tuple(stays), line) if line.kind.leaves else tuple(stays)
        verdict = _check_entering(left, line, line.entered)
    return verdict


def apply(stays: Stays, line: Line) -> Stays:
    """The stays after the record, which has been judged."""
    if line.kind.leaves:
        stays = _leave(stays, line)
    if line.entered is not None:
        stays = (*stays, Stay(line.entered, line.effective_on, line.record_id))
    return stays


def _check_shape(line: Line) -> Verdict:
    if line.kind.moves and line.to_group is None:
        return refused("group_to_enter_missing", "2.1.3", "to_group")
    if not line.kind.moves and line.to_group is not None:
        return refused("no_second_group", "2.1.3", "to_group")
    if line.to_group is not None and line.to_group.id == line.group.id:
        return refused("moves_to_same_group", "2.1.3", "to_group")
    if line.to_group is not None and line.kind in AFTER_COURSE:
        if line.to_group.programme_id != line.group.programme_id:
            return refused("next_year_of_other_programme", "2.1.3", "to_group")
        if line.to_group.starts_on <= line.group.starts_on:
            return refused(
                "next_year_not_later", "2.1.3", "to_group", starts_on=line.group.starts_on
            )
    return ALLOWED


def _check_leaving(stays: Sequence[Stay], line: Line) -> Verdict:
    last = _last(stays, line.group.programme_id)
    if last is None or last.group.id != line.group.id:
        return refused("not_a_member", field="student")
    if _withdraws_from_leave(last, line):
        if last.outcome_on is not None and line.effective_on < last.outcome_on:
            return _before(last)
        return ALLOWED
    group = line.group
    if line.kind in AFTER_COURSE:
        # The order of the next year or of graduation is written when the course is over.
        group = replace(group, ends_on=max(group.ends_on, line.effective_on))
    return check_withdrawal([last.span()], group, line.effective_on)


def _check_entering(stays: Sequence[Stay], line: Line, group: GroupDates) -> Verdict:
    last = _last(stays, group.programme_id)
    outcome = last.outcome if last is not None else None
    if any(
        stay.outcome is MovementKind.GRADUATION and stay.programme_id == group.programme_id
        for stay in stays
    ):
        return refused("already_graduated", "2.1.3", "student")
    if outcome is MovementKind.LEAVE and line.kind is not MovementKind.RETURN:
        return refused("on_leave", "2.1.3", "student")
    if line.kind is MovementKind.RETURN and outcome is not MovementKind.LEAVE:
        return refused("not_on_leave", "2.1.3", "student")
    if line.kind is MovementKind.REINSTATEMENT and outcome is not MovementKind.WITHDRAWAL:
        return refused("never_withdrawn", "2.1.3", "student")
    entering = check_enrolment([stay.span_of_course() for stay in stays], group, line.effective_on)
    if last is not None and last.outcome_on is not None and line.effective_on < last.outcome_on:
        return first_refusal(entering, _before(last))
    return entering


def _leave(stays: Stays, line: Line) -> Stays:
    number = max(n for n, stay in enumerate(stays) if stay.group.id == line.group.id)
    stay = stays[number]
    if _withdraws_from_leave(stay, line):
        ended = replace(stay, outcome=line.kind, outcome_on=line.effective_on)
    else:
        ended = replace(
            stay,
            ends_on=last_day_inside(line.effective_on),
            left_by=line.record_id,
            outcome=line.kind,
            outcome_on=line.effective_on,
        )
    return (*stays[:number], ended, *stays[number + 1 :])


def _withdraws_from_leave(stay: Stay, line: Line) -> bool:
    """Who does not come back from a leave is withdrawn: the membership ended before."""
    return line.kind is MovementKind.WITHDRAWAL and stay.outcome is MovementKind.LEAVE


def _last(stays: Sequence[Stay], programme_id: int) -> Stay | None:
    of_programme = [stay for stay in stays if stay.programme_id == programme_id]
    return of_programme[-1] if of_programme else None


def _before(stay: Stay) -> Verdict:
    return refused("before_earlier_record", "2.1.3", "effective_on", earlier_on=stay.outcome_on)
