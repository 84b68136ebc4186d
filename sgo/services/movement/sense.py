"""Whether an order can come true as things stand, student by student, in a bounded number of
queries however many lines it has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sgo.access.scopes import scope
from sgo.access.viewer import Viewer
from sgo.errors import Missing, Refused, refuse, refuse_unless
from sgo.models import (
    FinalMark,
    Group,
    JournalEntry,
    JournalPage,
    Lesson,
    MovementOrder,
    MovementRecord,
    Student,
    TermMark,
)
from sgo.rules import movement as rules
from sgo.rules.movement_history import AFTER_COURSE, Line, Stays, apply, judge
from sgo.services.movement.history import dates_of, groups_of, read_book
from sgo.verdicts import Verdict, refused
from sgo.vocabulary import MovementKind, YearState


@dataclass(frozen=True, slots=True)
class LineRefusal:
    """Why one student's line cannot come true."""

    student_id: int
    student: str
    verdict: Verdict


class LinesRefused(Refused):
    """Some lines of the order make no sense; its verdict is that of the first."""

    def __init__(self, lines: Sequence[LineRefusal]) -> None:
        super().__init__(lines[0].verdict)
        self.lines = tuple(lines)


def sense(session: Session, viewer: Viewer, order: MovementOrder) -> dict[int, Stays]:
    """The stays of every student after the order; raises Refused with the reasons against it."""
    if not order.lines:
        raise refuse("order_without_students", "2.1.3", "lines")
    names = _names(session, viewer, {line.student_id for line in order.lines})
    ids = [group_id for line in order.lines for group_id in (line.group_id, line.to_group_id)]
    groups = groups_of(session, viewer, (one for one in ids if one is not None))
    if order.kind is MovementKind.CANCELLATION:
        return _sense_of_counter_order(session, order, names, groups)
    book = read_book(session, names)
    after = {student_id: book.stays(student_id) for student_id in names}
    refusals = []
    for record in order.lines:
        line = _line(order.kind, record, groups)
        stays = after[record.student_id]
        verdict = _year_is_open(order.kind, record, groups)
        if verdict is None:
            verdict = judge(stays, line)
        if verdict.allowed:
            after[record.student_id] = apply(stays, line)
        else:
            refusals.append(LineRefusal(record.student_id, names[record.student_id], verdict))
    if refusals:
        raise LinesRefused(refusals)
    return after


def _sense_of_counter_order(
    session: Session, order: MovementOrder, names: dict[int, str], groups: dict[int, Group]
) -> dict[int, Stays]:
    target = session.get_one(MovementOrder, order.cancels_id)
    book = read_book(session, names, without=target.id)
    later = [name for key, name in names.items() if book.last_order.get(key) != target.id]
    verdict = rules.may_cancel(target.kind, target.state, is_cancelled=False, later=later)
    refuse_unless(verdict)
    refusals = []
    written = _written(session, names, groups)
    for record in order.lines:
        closed = _year_is_open(target.kind, record, groups)
        entered = record.to_group_id or record.group_id
        last = written.get((record.student_id, entered))
        if closed is None and target.kind.enters and last and last >= record.effective_on:
            closed = refused("marks_given_inside", "2.1.3", last_on=last)
        if closed is not None:
            refusals.append(LineRefusal(record.student_id, names[record.student_id], closed))
    if refusals:
        raise LinesRefused(refusals)
    return {student_id: book.stays(student_id) for student_id in names}


def _names(session: Session, viewer: Viewer, ids: set[int]) -> dict[int, str]:
    """The students by id, short names; raises Missing when one is not to be seen."""
    found = session.scalars(scope(select(Student), Student, viewer).where(Student.id.in_(ids)))
    names = {student.id: student.short_name for student in found}
    if ids - names.keys():
        raise Missing("student")
    return names


def _line(kind: MovementKind, record: MovementRecord, groups: dict[int, Group]) -> Line:
    to_group = groups[record.to_group_id] if record.to_group_id is not None else None
    return Line(
        kind,
        record.effective_on,
        dates_of(groups[record.group_id]),
        dates_of(to_group) if to_group is not None else None,
        record.id or 0,
    )


def _year_is_open(
    kind: MovementKind, record: MovementRecord, groups: dict[int, Group]
) -> Verdict | None:
    """A closed year's group is left by the orders that follow its end, and by no other."""
    changed = [record.to_group_id] if record.to_group_id is not None else []
    if kind not in AFTER_COURSE or record.effective_on <= groups[record.group_id].ends_on:
        changed.append(record.group_id)
    for group_id in changed:
        if groups[group_id].academic_year.state is YearState.CLOSED:
            return refused("year_closed", "3.2")
    return None


def _written(
    session: Session, students: dict[int, str], groups: dict[int, Group]
) -> dict[tuple[int, int], date]:
    """The last day on which something was written of a student in a group: cell, term or final mark."""
    cells = (
        select(JournalEntry.student_id, Lesson.group_id, func.max(Lesson.held_on))
        .join(Lesson, Lesson.id == JournalEntry.lesson_id)
        .where(JournalEntry.student_id.in_(students), Lesson.group_id.in_(groups))
        .group_by(JournalEntry.student_id, Lesson.group_id)
    )
    last: dict[tuple[int, int], date] = {}
    for student_id, group_id, day in session.execute(cells):
        last[student_id, group_id] = day
    for model in (TermMark, FinalMark):
        marks = (
            select(model.student_id, JournalPage.group_id, func.max(model.entered_at))
            .join(JournalPage, JournalPage.id == model.page_id)
            .where(model.student_id.in_(students), JournalPage.group_id.in_(groups))
            .group_by(model.student_id, JournalPage.group_id)
        )
        for student_id, group_id, moment in session.execute(marks):
            key = (student_id, group_id)
            last[key] = max(last.get(key, moment.date()), moment.date())
    return last
