"""What the confirmed records say of students, and the memberships that follow from it.

Memberships are a function of the confirmed orders that no counter-order cancels: `settle` makes
the stored ones equal to it, and nothing else writes them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased, joinedload

from sgo.access.scopes import scope
from sgo.access.viewer import Viewer
from sgo.errors import Missing
from sgo.models import Group, Membership, MovementOrder, MovementRecord
from sgo.rules.movement import GroupDates
from sgo.rules.movement_history import Line, Stays, stays_of
from sgo.services.guard import permit
from sgo.verdicts import Verdict
from sgo.vocabulary import MovementKind, MovementState


@dataclass(slots=True)
class Book:
    """The confirmed, uncancelled lines of some students, in the sequence of confirming."""

    lines: dict[int, list[Line]] = field(default_factory=lambda: defaultdict(list))
    """By student."""
    last_order: dict[int, int] = field(default_factory=dict)
    """The order of each student's last line."""

    def stays(self, student_id: int) -> Stays:
        return stays_of(self.lines.get(student_id, ()))


def read_book(session: Session, students: Collection[int], *, without: int | None = None) -> Book:
    """One query: the lines that count for these students; `without` leaves an order out.

    `last_order` is of the whole book, the order left out too.
    """
    counter = aliased(MovementOrder)
    to_group = aliased(Group)
    cancelled = exists().where(
        counter.cancels_id == MovementOrder.id, counter.state == MovementState.CONFIRMED
    )
    rows = session.execute(
        select(
            MovementRecord.student_id,
            MovementRecord.id,
            MovementRecord.order_id,
            MovementRecord.effective_on,
            MovementOrder.kind,
            *_dates(Group),
            *_dates(to_group),
        )
        .join(MovementRecord.order)
        .join(Group, Group.id == MovementRecord.group_id)
        .outerjoin(to_group, to_group.id == MovementRecord.to_group_id)
        .where(
            MovementRecord.student_id.in_(students),
            MovementOrder.state == MovementState.CONFIRMED,
            MovementOrder.kind != MovementKind.CANCELLATION,
            ~cancelled,
        )
        .order_by(MovementOrder.book_number, MovementRecord.id)
    )
    book = Book()
    for row in rows:
        student_id, record_id, order_id, effective_on, kind = row[:5]
        dates: tuple[Any, ...] = tuple(row[5:])
        book.last_order[student_id] = order_id
        if order_id == without:
            continue
        to_dates = GroupDates(*dates[4:]) if dates[4] is not None else None
        book.lines[student_id].append(
            Line(kind, effective_on, GroupDates(*dates[:4]), to_dates, record_id)
        )
    return book


def dates_of(group: Group) -> GroupDates:
    """A group as the rules see it."""
    return GroupDates(group.id, group.programme_id, group.starts_on, group.ends_on)


def groups_of(session: Session, viewer: Viewer, ids: Iterable[int]) -> dict[int, Group]:
    """The groups with their years, in one query; raises Missing when one is not to be seen."""
    wanted = set(ids)
    found = session.scalars(
        scope(select(Group), Group, viewer)
        .where(Group.id.in_(wanted))
        .options(joinedload(Group.academic_year))
    )
    groups = {group.id: group for group in found}
    if wanted - groups.keys():
        raise Missing("group")
    return groups


def settle(session: Session, stays: Mapping[int, Stays], verdict: Verdict) -> None:
    """Make the stored memberships of these students what their stays say."""
    stored = {
        one.enrolled_by_id: one
        for one in session.scalars(select(Membership).where(Membership.student_id.in_(stays)))
    }
    for student_id, of_student in stays.items():
        for stay in of_student:
            row = stored.pop(stay.entered_by, None)
            if row is None:
                row = Membership(
                    student_id=student_id,
                    group_id=stay.group.id,
                    starts_on=stay.starts_on,
                    ends_on=stay.ends_on,
                    enrolled_by_id=stay.entered_by,
                    withdrawn_by_id=stay.left_by,
                )
                session.add(row)
                permit(session, row, verdict)
            elif (row.ends_on, row.withdrawn_by_id) != (stay.ends_on, stay.left_by):
                row.ends_on, row.withdrawn_by_id = stay.ends_on, stay.left_by
                permit(session, row, verdict)
    for row in stored.values():
        session.delete(row)
        permit(session, row, verdict)


def _dates(group: type[Group]) -> tuple[object, ...]:
    return (group.id, group.programme_id, group.starts_on, group.ends_on)
