"""The movement book by period: its lines and the counts of the roll, for screen and paper."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from sgo.access.permissions import Permission
from sgo.access.scopes import scope
from sgo.access.viewer import Viewer
from sgo.errors import Missing, refuse
from sgo.models import AcademicYear, Group, Membership, MovementOrder, MovementRecord, Student
from sgo.rules.movement_counts import RollCount, RollSpan, count_roll, students_on
from sgo.services.letterhead import Letterhead, letterhead
from sgo.vocabulary import MovementKind, MovementState

LONGEST_PERIOD = timedelta(days=5 * 366)


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """A confirmed line of the book; a counter-order names the order that it cancels."""

    book_number: int
    order_id: int
    order_number: str
    order_date: date
    kind: MovementKind
    student: str
    group: str
    to_group: str | None
    effective_on: date
    destination: str | None
    basis: str | None
    cancels: str | None
    cancelled_by: str | None


@dataclass(frozen=True, slots=True)
class RegisterView:
    """The register of a period, of all groups or of one."""

    head: Letterhead
    from_on: date
    to_on: date
    group: str | None
    lines: Sequence[RegisterLine]
    counts: Sequence[tuple[str, RollCount]]
    """By group, those that had anybody."""
    total: RollCount
    students_at_start: int
    students_at_end: int


def movement_register(
    session: Session, viewer: Viewer, from_on: date, to_on: date, group_id: int | None = None
) -> RegisterView:
    """The register in a fixed number of queries; raises Refused for a period out of order."""
    viewer.role_for(Permission.MOVEMENT_READ)
    if to_on < from_on:
        raise refuse("ends_before_begin", "", "to", starts_on=from_on, ends_on=to_on)
    if to_on - from_on > LONGEST_PERIOD:
        raise refuse("register_too_long", "2.1.3", "to")
    name = _group_name(session, viewer, group_id)
    spans = roll_spans(session, viewer, group_id)
    by_group: dict[str, list[RollSpan]] = defaultdict(list)
    for group, span in spans:
        by_group[group].append(span)
    counts = [(group, count_roll(of, from_on, to_on)) for group, of in by_group.items()]
    counts = [(group, count) for group, count in counts if count != RollCount()]
    everybody = [span for _, span in spans]
    return RegisterView(
        head=letterhead(session),
        from_on=from_on,
        to_on=to_on,
        group=name,
        lines=_lines(session, viewer, from_on, to_on, group_id),
        counts=counts,
        total=sum((count for _, count in counts), RollCount()),
        students_at_start=students_on(everybody, from_on - timedelta(days=1)),
        students_at_end=students_on(everybody, to_on),
    )


def groups_of_book(session: Session, viewer: Viewer) -> list[tuple[int, str]]:
    """The groups to choose from, the newest year first; raises Forbidden."""
    viewer.role_for(Permission.MOVEMENT_READ)
    rows = session.execute(
        scope(select(Group.id, Group.name, AcademicYear.name), Group, viewer)
        .join(AcademicYear, AcademicYear.id == Group.academic_year_id)
        .order_by(AcademicYear.starts_on.desc(), Group.search_key)
    )
    return [(key, f"{name}, {year}") for key, name, year in rows]


def roll_spans(
    session: Session, viewer: Viewer, group_id: int | None = None
) -> list[tuple[str, RollSpan]]:
    """Every membership with the name of its group, in one query; by name of the group."""
    entered, left = aliased(MovementRecord), aliased(MovementRecord)
    entered_by, left_by = aliased(MovementOrder), aliased(MovementOrder)
    statement = (
        select(
            Group.name,
            Membership.student_id,
            Membership.group_id,
            Membership.starts_on,
            Membership.ends_on,
            Group.ends_on.label("course_ends_on"),
            entered_by.kind.label("entered"),
            left_by.kind.label("left"),
        )
        .join(Group, Group.id == Membership.group_id)
        .join(entered, entered.id == Membership.enrolled_by_id)
        .join(entered_by, entered_by.id == entered.order_id)
        .outerjoin(left, left.id == Membership.withdrawn_by_id)
        .outerjoin(left_by, left_by.id == left.order_id)
        .order_by(Group.search_key, Group.id)
    )
    if group_id is not None:
        statement = statement.where(Membership.group_id == group_id)
    return [
        (
            row.name,
            RollSpan(
                row.student_id,
                row.group_id,
                row.starts_on,
                min(row.ends_on or row.course_ends_on, row.course_ends_on),
                row.entered,
                row.left,
            ),
        )
        for row in session.execute(scope(statement, Membership, viewer))
    ]


def _group_name(session: Session, viewer: Viewer, group_id: int | None) -> str | None:
    if group_id is None:
        return None
    name = session.scalar(scope(select(Group.name), Group, viewer).where(Group.id == group_id))
    if name is None:
        raise Missing("group")
    return name


def _lines(
    session: Session, viewer: Viewer, from_on: date, to_on: date, group_id: int | None
) -> list[RegisterLine]:
    to_group, target, counter = aliased(Group), aliased(MovementOrder), aliased(MovementOrder)
    statement = (
        select(MovementRecord, MovementOrder, Student, Group.name, to_group.name, target, counter)
        .join(MovementRecord.order)
        .join(MovementRecord.student)
        .join(Group, Group.id == MovementRecord.group_id)
        .outerjoin(to_group, to_group.id == MovementRecord.to_group_id)
        .outerjoin(target, target.id == MovementOrder.cancels_id)
        .outerjoin(
            counter,
            and_(counter.cancels_id == MovementOrder.id, counter.state == MovementState.CONFIRMED),
        )
        .where(
            MovementOrder.state == MovementState.CONFIRMED,
            MovementRecord.effective_on.between(from_on, to_on),
        )
        .order_by(MovementRecord.effective_on, MovementOrder.book_number, Student.sort_key)
    )
    if group_id is not None:
        statement = statement.where(
            or_(MovementRecord.group_id == group_id, MovementRecord.to_group_id == group_id)
        )
    return list(_read(session.execute(scope(statement, MovementRecord, viewer)).all()))


def _read(rows: Iterable[Any]) -> Iterable[RegisterLine]:
    for line, order, student, group, to_name, target, counter in rows:
        yield RegisterLine(
            book_number=order.book_number,
            order_id=order.id,
            order_number=order.order_number,
            order_date=order.order_date,
            kind=order.kind,
            student=student.full_name,
            group=group,
            to_group=to_name,
            effective_on=line.effective_on,
            destination=line.destination,
            basis=order.basis,
            cancels=str(target) if target is not None else None,
            cancelled_by=str(counter) if counter is not None else None,
        )
