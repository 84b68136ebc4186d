"""What came since the family's last visit: marks, absences, comments, results, the timetable.

Clause 1.3f. A row tells when it was entered; what of a cell was changed then, the code or the
comment, the trail tells.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import String, and_, cast, null, or_, select, union_all
from sqlalchemy.orm import Session

from sgo.access.scopes import visible
from sgo.models import (
    AuditEvent,
    FinalMark,
    JournalEntry,
    Lesson,
    Mark,
    Membership,
    Subject,
    Term,
    TermMark,
    Work,
    WorkType,
)
from sgo.services.family.children import Child, Family, member_at_lesson, subject_of
from sgo.services.timetable.lesson_changes import PLACE
from sgo.vocabulary import AttendanceCode, AuditAction, FinalKind, LessonState, TermResult

CHANGES_BACK = timedelta(days=14)
"""A changed lesson that is longer past is no news of the timetable any more."""


@dataclass(frozen=True, slots=True)
class NewMark:
    """A mark of today's lessons, or entered today, or since the last visit."""

    value: int
    subject: str
    work_name: str
    held_on: date
    is_new: bool
    is_of_today: bool


@dataclass(frozen=True, slots=True)
class NewRemark:
    """A code or a comment that was written, changed or taken back."""

    lesson_id: int
    subject: str
    held_on: date
    starts_at: time
    code: AttendanceCode | None
    comment: str | None
    has_new_code: bool
    has_new_comment: bool


@dataclass(frozen=True, slots=True)
class NewChange:
    """A lesson that was moved, cancelled or given to a substitute."""

    subject: str
    held_on: date
    starts_at: time
    formed_for: date
    state: LessonState


@dataclass(frozen=True, slots=True)
class NewResult:
    """A mark of a term, or a year, exam or final mark."""

    subject: str
    term: str | None
    kind: FinalKind | None
    result: TermResult


@dataclass(frozen=True, slots=True)
class News:
    """`marks` holds those of today too, seen or not: a family looks for them first."""

    since: datetime
    marks: tuple[NewMark, ...] = ()
    remarks: tuple[NewRemark, ...] = ()
    changes: tuple[NewChange, ...] = ()
    results: tuple[NewResult, ...] = ()

    @property
    def of_today(self) -> tuple[NewMark, ...]:
        return tuple(mark for mark in self.marks if mark.is_of_today)

    @property
    def earlier(self) -> tuple[NewMark, ...]:
        """New marks that are not of today."""
        return tuple(mark for mark in self.marks if not mark.is_of_today)

    @property
    def count(self) -> int:
        """How many new things stand under the heading of news, beside today's marks."""
        return len(self.earlier) + len(self.remarks) + len(self.changes) + len(self.results)


@dataclass(frozen=True, slots=True)
class FreshCells:
    """The child's cells in which something was changed since the last visit."""

    remarks: tuple[NewRemark, ...] = ()
    """The latest first."""

    @property
    def codes(self) -> frozenset[int]:
        """Lessons whose code is new."""
        return frozenset(remark.lesson_id for remark in self.remarks if remark.has_new_code)

    @property
    def comments(self) -> frozenset[int]:
        """Lessons whose comment is new."""
        return frozenset(remark.lesson_id for remark in self.remarks if remark.has_new_comment)


def fresh_cells(session: Session, found: Family, child: Child) -> FreshCells:
    """Whose code and whose comment is new; one query, which finds few rows."""
    key = cast(JournalEntry.lesson_id, String) + f"/{child.student_id}"
    rows = session.execute(
        select(
            Lesson.id,
            Subject.name,
            Lesson.held_on,
            Lesson.starts_at,
            JournalEntry.attendance,
            JournalEntry.comment,
            AuditEvent.changes,
        )
        .select_from(JournalEntry)
        .join(AuditEvent, AuditEvent.cell_key == key)
        .join(Lesson, Lesson.id == JournalEntry.lesson_id)
        .join(Subject, subject_of(Lesson.page_id))
        .where(
            JournalEntry.student_id == child.student_id,
            JournalEntry.entered_at > found.new_since,
            AuditEvent.at > found.new_since,
            AuditEvent.subject == JournalEntry.__tablename__,
            visible(JournalEntry, found.viewer),
        )
        .order_by(Lesson.held_on.desc(), Lesson.starts_at, Lesson.id)
    )
    changed: dict[int, tuple[Any, set[str]]] = {}
    for row in rows:
        changed.setdefault(row.id, (row, set()))[1].update(row.changes)
    return FreshCells(
        tuple(
            NewRemark(
                row.id,
                row.name,
                row.held_on,
                row.starts_at,
                row.attendance,
                row.comment,
                has_new_code="attendance" in columns,
                has_new_comment="comment" in columns,
            )
            for row, columns in changed.values()
            if columns & {"attendance", "comment"}
        )
    )


def news(session: Session, found: Family, child: Child, fresh: FreshCells) -> News:
    """Everything that is new, for the first page of the family; three queries."""
    return News(
        found.new_since,
        _marks(session, found, child),
        fresh.remarks,
        _changes(session, found, child),
        _results(session, found, child),
    )


def _marks(session: Session, found: Family, child: Child) -> tuple[NewMark, ...]:
    midnight = datetime.combine(found.today, time.min, found.now.tzinfo)
    rows = session.execute(
        select(Mark.value, Subject.name, WorkType.name, Lesson.held_on, Mark.entered_at)
        .select_from(Mark)
        .join(Lesson, Lesson.id == Mark.lesson_id)
        .join(Subject, subject_of(Lesson.page_id))
        .join(Work, Work.id == Mark.work_id)
        .join(WorkType, WorkType.id == Work.work_type_id)
        .where(
            Mark.student_id == child.student_id,
            or_(
                Lesson.held_on == found.today,
                Mark.entered_at >= min(midnight, found.new_since),
            ),
            visible(Mark, found.viewer),
        )
        .order_by(Lesson.held_on.desc(), Lesson.starts_at, Work.position)
    )
    return tuple(
        NewMark(
            value,
            subject,
            work,
            held_on,
            is_new=entered_at > found.new_since,
            is_of_today=held_on == found.today or entered_at >= midnight,
        )
        for value, subject, work, held_on, entered_at in rows
        if held_on == found.today or entered_at >= midnight or entered_at > found.new_since
    )


def _changes(session: Session, found: Family, child: Child) -> tuple[NewChange, ...]:
    rows = session.execute(
        select(
            Lesson.id,
            Subject.name,
            Lesson.held_on,
            Lesson.starts_at,
            Lesson.formed_for,
            Lesson.state,
            AuditEvent.changes,
        )
        .select_from(Lesson)
        .join(
            AuditEvent,
            and_(
                AuditEvent.subject == Lesson.__tablename__,
                AuditEvent.row_key == cast(Lesson.id, String),
            ),
        )
        .join(Subject, subject_of(Lesson.page_id))
        .join(Membership, member_at_lesson(child.student_id))
        .where(
            Lesson.change_reason.is_not(None),
            Lesson.held_on >= found.today - CHANGES_BACK,
            AuditEvent.at > found.new_since,
            AuditEvent.action == AuditAction.UPDATE,
            visible(Lesson, found.viewer),
        )
        .order_by(Lesson.held_on, Lesson.starts_at, Lesson.id)
    )
    changed: dict[int, NewChange] = {}
    for lesson_id, *said, changes in rows:
        if PLACE & changes.keys():
            changed[lesson_id] = NewChange(*said)
    return tuple(changed.values())


def _results(session: Session, found: Family, child: Child) -> tuple[NewResult, ...]:
    terms = (
        select(
            Subject.search_key.label("subject_key"),
            Subject.name.label("subject"),
            Term.name.label("term"),
            null().label("kind"),
            TermMark.result.label("result"),
        )
        .select_from(TermMark)
        .join(Term, Term.id == TermMark.term_id)
        .join(Subject, subject_of(TermMark.page_id))
        .where(
            TermMark.student_id == child.student_id,
            TermMark.entered_at > found.new_since,
            visible(TermMark, found.viewer),
        )
    )
    finals = (
        select(Subject.search_key, Subject.name, null(), FinalMark.kind, FinalMark.result)
        .select_from(FinalMark)
        .join(Subject, subject_of(FinalMark.page_id))
        .where(
            FinalMark.student_id == child.student_id,
            FinalMark.entered_at > found.new_since,
            visible(FinalMark, found.viewer),
        )
    )
    both = union_all(terms, finals).subquery()
    rows = session.execute(
        select(both.c.subject, both.c.term, both.c.kind, both.c.result).order_by(
            both.c.subject_key, both.c.term, both.c.kind
        )
    )
    return tuple(
        NewResult(subject, term, FinalKind(kind) if kind else None, TermResult(result))
        for subject, term, kind, result in rows
    )
