"""Writing into the journal: cells, columns, topics, "checked" (clauses 4.6, 4.11, 4.12)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from sgo.access.permissions import Permission
from sgo.access.viewer import Viewer
from sgo.errors import Conflict, Refused, refuse_unless
from sgo.models import Lesson
from sgo.names import tidy
from sgo.rules.cells import format_cell, parse_cell
from sgo.rules.grading import Average, mark_for
from sgo.rules.journal import mark_beside
from sgo.rules.texts import LONGEST_TOPIC, text_fits
from sgo.services.guard import acting_as, permit
from sgo.services.journal.cell_history import last_writer_of
from sgo.services.journal.cell_writes import (
    UNSET,
    Unset,
    Wanted,
    check_seen,
    differs,
    flush,
    put,
    require_open,
    typed,
)
from sgo.services.journal.lesson_context import (
    CellFacts,
    LessonFacts,
    lesson_facts,
    writable_lesson,
)
from sgo.verdicts import Verdict
from sgo.vocabulary import AttendanceCode

__all__ = [
    "UNSET",
    "SavedCell",
    "Unset",
    "entered_late",
    "mark_checked",
    "put_checked",
    "save_cell",
    "save_column",
    "save_topic",
    "set_attendance",
]


@dataclass(frozen=True, slots=True)
class SavedCell:
    """A cell as it stands after the save, with what follows from it."""

    lesson_id: int
    student_id: int
    text: str
    attendance: AttendanceCode | None
    marks: tuple[int | None, ...]
    comment: str | None
    version: int
    average: Average
    """Of the student's marks of this curriculum item in the lesson's term (decision 16)."""
    proposed: int | None
    entered_late: bool


def save_cell(
    session: Session,
    viewer: Viewer,
    lesson_id: int,
    student_id: int,
    text: str,
    *,
    comment: str | Unset | None = UNSET,
    seen_version: int | None,
    now: datetime,
) -> SavedCell:
    """Write what was typed into a cell; the same text again changes nothing.

    `seen_version` is the version the writer saw, 0 or None for a cell that did not exist. Raises
    Refused, Forbidden, Missing, or Conflict when somebody saved first.
    """
    with acting_as(session, viewer, Permission.JOURNAL_WRITE, now):
        facts = writable_lesson(session, viewer, lesson_id, [student_id], now)
        cell = facts.cell(student_id)
        wanted = typed(facts, cell, text, comment)
        return _save_one(session, viewer, facts, cell, wanted, seen_version, now)


def set_attendance(
    session: Session,
    viewer: Viewer,
    lesson_id: int,
    student_id: int,
    code: AttendanceCode | None,
    *,
    seen_version: int | None,
    now: datetime,
) -> SavedCell:
    """Set or clear the code of a cell and keep its marks (the lesson view of a phone)."""
    with acting_as(session, viewer, Permission.JOURNAL_WRITE, now):
        facts = writable_lesson(session, viewer, lesson_id, [student_id], now)
        cell = facts.cell(student_id)
        marks = facts.marks_of(cell)
        wanted = Wanted(code, marks, cell.comment)
        require_open(facts, cell, wanted)
        refuse_unless(mark_beside(code, any(mark is not None for mark in marks)))
        known = parse_cell(code.sign if code else "", len(facts.works), facts.codes)
        if isinstance(known, Verdict):
            raise Refused(known)
        return _save_one(session, viewer, facts, cell, wanted, seen_version, now)


def save_column(
    session: Session,
    viewer: Viewer,
    lesson_id: int,
    cells: Mapping[int, str],
    *,
    seen: Mapping[int, int] | None,
    now: datetime,
) -> list[SavedCell]:
    """Write many students of one lesson, all or none.

    First entries take the same few statements however many they are; a cell that stood before
    takes one more, by which its version is held. `seen` maps students to the versions the writer
    saw; None asks about no version.
    """
    with acting_as(session, viewer, Permission.JOURNAL_WRITE, now):
        facts = writable_lesson(session, viewer, lesson_id, list(cells), now)
        plan = [
            (cell := facts.cell(student_id), typed(facts, cell, text, UNSET))
            for student_id, text in cells.items()
        ]
        for cell, wanted in plan:
            if seen is not None and differs(facts, cell, wanted):
                check_seen(session, facts, cell, seen.get(cell.student_id))
        for cell, wanted in plan:
            put(session, facts, cell, wanted, now)
        flush(session, viewer, facts, [cell for cell, _ in plan], now)
        return [_saved(facts, cell, wanted, now) for cell, wanted in plan]


def save_topic(
    session: Session,
    viewer: Viewer,
    lesson_id: int,
    topic: str,
    *,
    seen_version: int,
    now: datetime,
) -> Lesson:
    """Write or clear the topic (clause 4.6): due on the lesson's day, later shown as late.

    `topic_entered_at` is when the blank was filled; mending the words keeps it.
    """
    with acting_as(session, viewer, Permission.JOURNAL_WRITE, now):
        facts = writable_lesson(session, viewer, lesson_id, (), now)
        lesson, verdict = facts.lesson, facts.topic_verdict()
        refuse_unless(verdict)
        words = tidy(topic) or None
        refuse_unless(text_fits(words, LONGEST_TOPIC, "topic"))
        if words == lesson.topic:
            return lesson
        if seen_version != lesson.version:
            raise _topic_conflict(session, lesson, seen_version)
        if words is None or lesson.topic is None:
            lesson.topic_entered_at = None if words is None else now
        lesson.topic = words
        permit(session, lesson, verdict)
        try:
            session.flush()
        except StaleDataError:
            session.rollback()
            stands = lesson_facts(session, viewer, lesson_id, (), now).lesson
            raise _topic_conflict(session, stands, seen_version) from None
        return lesson


def mark_checked(
    session: Session, viewer: Viewer, lesson_id: int, *, checked: bool = True, now: datetime
) -> Lesson:
    """Decision 8: say that presence was looked at (or take it back), under the 4.11 window."""
    with acting_as(session, viewer, Permission.JOURNAL_WRITE, now):
        facts = writable_lesson(session, viewer, lesson_id, (), now)
        lesson = facts.lesson
        if (lesson.checked_at is not None) is not checked:
            put_checked(session, facts, now if checked else None)
        return lesson


def put_checked(session: Session, facts: LessonFacts, checked_at: datetime | None) -> None:
    """Bring "checked" to what is wanted; raises Refused outside the window of attendance."""
    verdict = facts.column_verdict()
    refuse_unless(verdict)
    facts.lesson.checked_at = checked_at
    permit(session, facts.lesson, verdict)


def entered_late(entered_at: datetime, held_on: date, now: datetime) -> bool:
    """Whether an entry was made on a later day than the lesson's, by the organisation's days."""
    return entered_at.astimezone(now.tzinfo).date() > held_on


def _save_one(
    session: Session,
    viewer: Viewer,
    facts: LessonFacts,
    cell: CellFacts,
    wanted: Wanted,
    seen_version: int | None,
    now: datetime,
) -> SavedCell:
    if differs(facts, cell, wanted):
        check_seen(session, facts, cell, seen_version)
        put(session, facts, cell, wanted, now)
        flush(session, viewer, facts, [cell], now)
    return _saved(facts, cell, wanted, now)


def _topic_conflict(session: Session, lesson: Lesson, seen: int) -> Conflict:
    by, at = last_writer_of(session, Lesson.__tablename__, str(lesson.id))
    theirs = {"text": lesson.topic or "", "version": lesson.version, "by": by, "at": at}
    return Conflict(theirs, seen)


def _saved(facts: LessonFacts, cell: CellFacts, wanted: Wanted, now: datetime) -> SavedCell:
    entry = cell.entry
    return SavedCell(
        lesson_id=facts.lesson.id,
        student_id=cell.student_id,
        text=format_cell(wanted.attendance, wanted.marks),
        attendance=wanted.attendance,
        marks=wanted.marks,
        comment=wanted.comment,
        version=cell.version,
        average=cell.average,
        proposed=mark_for(cell.average, facts.settings),
        entered_late=entry is not None
        and entered_late(entry.entered_at, facts.lesson.held_on, now),
    )
