"""Lists of groups for their curators: who is there, what the movement book says besides (5.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload

from sgo.access.permissions import Permission
from sgo.access.scopes import lasts, scope
from sgo.access.viewer import Viewer
from sgo.errors import Missing, refuse_unless
from sgo.models import (
    Account,
    Curatorship,
    Group,
    GroupListConfirmation,
    Membership,
    MovementOrder,
    MovementRecord,
    Student,
)
from sgo.rules.group_lists import ListState, list_state, may_confirm_list
from sgo.services.clockwatch import require_steady_clock
from sgo.services.guard import acting_as, permit
from sgo.services.movement.history import read_book
from sgo.services.movement.orders import tidy_text
from sgo.vocabulary import MovementKind, MovementState, YearState

LAST_CONFIRMATIONS = 10


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group in the overview, with the last word of a curator."""

    group_id: int
    name: str
    programme: str
    members: int
    waiting: int
    """Lines of orders that wait or were returned and concern the group."""
    confirmed_at: datetime | None
    state: ListState
    is_curator: bool


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A student on the list."""

    student_id: int
    name: str
    birth_date: date
    since: date
    leaves_on: date | None
    """The last day, where an order ends the membership on a day that has not come."""
    in_book: bool
    """Whether the confirmed orders say so too."""


@dataclass(frozen=True, slots=True)
class BookLine:
    """A line of the movement book that concerns the list."""

    student: str
    kind: MovementKind
    effective_on: date
    order: str
    state: MovementState


@dataclass(frozen=True, slots=True)
class GroupList:
    """The list of a group today, and how it differs from the book and from the last word."""

    group: Group
    members: Sequence[MemberLine]
    missing: Sequence[str]
    """Students whom the confirmed orders put into the group and the list does not have."""
    waiting: Sequence[BookLine]
    changed: Sequence[BookLine]
    """Orders confirmed since the last confirmation of the list."""
    confirmations: Sequence[GroupListConfirmation]
    state: ListState
    is_curator: bool


def group_lines(session: Session, viewer: Viewer) -> list[GroupLine]:
    """The groups whose lists the viewer reads: a curator's own, all that run for the office."""
    viewer.role_for(Permission.GROUP_LISTS_READ)
    today = viewer.today
    members = (
        select(func.count(Membership.id))
        .where(
            Membership.group_id == Group.id, lasts(Membership.starts_on, Membership.ends_on, today)
        )
        .correlate(Group)
        .scalar_subquery()
    )
    waiting = (
        select(func.count(MovementRecord.id))
        .join(MovementRecord.order)
        .where(_concerns(Group.id), MovementOrder.state != MovementState.CONFIRMED)
        .correlate(Group)
        .scalar_subquery()
    )
    confirmed_at = (
        select(func.max(GroupListConfirmation.confirmed_at))
        .where(GroupListConfirmation.group_id == Group.id)
        .correlate(Group)
        .scalar_subquery()
    )
    changed_at = (
        select(func.max(MovementOrder.decided_at))
        .join(MovementOrder.lines)
        .where(_concerns(Group.id), MovementOrder.state == MovementState.CONFIRMED)
        .correlate(Group)
        .scalar_subquery()
    )
    statement = (
        select(Group, members, waiting, confirmed_at, changed_at, _curated(viewer))
        .where(Group.starts_on <= today, Group.ends_on >= today)
        .options(joinedload(Group.programme))
        .order_by(Group.search_key)
    )
    if not viewer.may(Permission.MOVEMENT_READ):
        statement = statement.where(_curated(viewer))
    return [
        GroupLine(
            group_id=group.id,
            name=group.name,
            programme=group.programme.name,
            members=count,
            waiting=waits,
            confirmed_at=confirmed,
            state=list_state(confirmed, changed),
            is_curator=bool(is_curator),
        )
        for group, count, waits, confirmed, changed, is_curator in session.execute(
            scope(statement, Group, viewer)
        )
    ]


def group_list(session: Session, viewer: Viewer, group_id: int) -> GroupList:
    """The list of one group; raises Missing for a group that is not curated by a teacher."""
    viewer.role_for(Permission.GROUP_LISTS_READ)
    group, is_curator = _group(session, viewer, group_id)
    rows = session.execute(
        select(Membership, Student)
        .join(Student, Student.id == Membership.student_id)
        .where(
            Membership.group_id == group_id,
            lasts(Membership.starts_on, Membership.ends_on, viewer.today),
        )
        .order_by(Student.sort_key, Student.id)
    ).all()
    concerned = dict(
        session.execute(
            select(Student.id, Student)
            .join(MovementRecord, MovementRecord.student_id == Student.id)
            .where(_concerns(group_id))
        ).all()
    )
    book = read_book(session, {*concerned, *(student.id for _, student in rows)})
    by_book = {
        student_id
        for student_id in book.lines
        for stay in book.stays(student_id)
        if stay.group.id == group_id
        and stay.starts_on <= viewer.today
        and (stay.ends_on is None or stay.ends_on >= viewer.today)
    }
    listed = {student.id for _, student in rows}
    confirmations = session.scalars(
        select(GroupListConfirmation)
        .where(GroupListConfirmation.group_id == group_id)
        .options(joinedload(GroupListConfirmation.confirmed_by).joinedload(Account.staff))
        .order_by(GroupListConfirmation.confirmed_at.desc(), GroupListConfirmation.id.desc())
        .limit(LAST_CONFIRMATIONS)
    ).all()
    lines = _book_lines(session, group_id)
    last = confirmations[0].confirmed_at if confirmations else None
    changed = [(at, line) for at, line in lines if line.state is MovementState.CONFIRMED]
    return GroupList(
        group=group,
        members=[
            MemberLine(
                student.id,
                student.full_name,
                student.birth_date,
                membership.starts_on,
                membership.ends_on,
                student.id in by_book,
            )
            for membership, student in rows
        ],
        missing=sorted(concerned[key].full_name for key in by_book - listed if key in concerned),
        waiting=[line for _, line in lines if line.state is not MovementState.CONFIRMED],
        changed=[
            line for at, line in changed if last is not None and at is not None and at >= last
        ],
        confirmations=confirmations,
        state=list_state(last, max((at for at, _ in changed if at is not None), default=None)),
        is_curator=is_curator,
    )


def confirm_list(
    session: Session, viewer: Viewer, group_id: int, *, remark: str | None = None, now: datetime
) -> GroupListConfirmation:
    """Keep the curator's word that the list is right today; an earlier one stays beside it."""
    with acting_as(session, viewer, Permission.GROUP_LISTS_CONFIRM, now):
        require_steady_clock(session, now)
        group, is_curator = _group(session, viewer, group_id)
        closed = group.academic_year.state is YearState.CLOSED
        verdict = may_confirm_list(is_curator=is_curator, year_closed=closed)
        refuse_unless(verdict)
        members = session.scalar(
            select(func.count(Membership.id)).where(
                Membership.group_id == group_id,
                lasts(Membership.starts_on, Membership.ends_on, viewer.today),
            )
        )
        row = GroupListConfirmation(
            group_id=group.id,
            confirmed_by_id=viewer.account_id,
            confirmed_at=now,
            members=members or 0,
            remark=tidy_text(remark),
        )
        session.add(row)
        permit(session, row, verdict)
    return row


def _group(session: Session, viewer: Viewer, group_id: int) -> tuple[Group, bool]:
    row = session.execute(
        scope(select(Group, _curated(viewer)), Group, viewer)
        .where(Group.id == group_id)
        .options(joinedload(Group.programme), joinedload(Group.academic_year))
    ).one_or_none()
    if row is None or not (row[1] or viewer.may(Permission.MOVEMENT_READ)):
        raise Missing("group")
    return row[0], bool(row[1])


def _curated(viewer: Viewer) -> ColumnElement[bool]:
    return (
        select(Curatorship.id)
        .where(
            Curatorship.group_id == Group.id,
            Curatorship.staff_id == viewer.staff_id,
            lasts(Curatorship.starts_on, Curatorship.ends_on, viewer.today),
        )
        .correlate(Group)
        .exists()
    )


def _concerns(group_id: Any) -> ColumnElement[bool]:
    return or_(MovementRecord.group_id == group_id, MovementRecord.to_group_id == group_id)


def _book_lines(session: Session, group_id: int) -> list[tuple[datetime | None, BookLine]]:
    rows = session.execute(
        select(MovementRecord, MovementOrder, Student)
        .join(MovementRecord.order)
        .join(MovementRecord.student)
        .where(_concerns(group_id))
        .order_by(MovementRecord.effective_on, Student.sort_key)
    )
    return [
        (
            order.decided_at,
            BookLine(student.full_name, order.kind, line.effective_on, str(order), order.state),
        )
        for line, order, student in rows
    ]
