"""What stands on a page of the journal: its lessons with their works, its cells, its results."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from sgo.models import FinalMark, JournalEntry, Lesson, Mark, Staff, TermMark, Work, WorkType
from sgo.names import initials
from sgo.rules.cells import format_cell
from sgo.services.sheets.frame import Period
from sgo.vocabulary import AttendanceCode, FinalKind, LessonState, TermResult


@dataclass(frozen=True, slots=True)
class SheetLesson:
    """A lesson of the term that is not ahead; a cancelled one has a topic line and no column."""

    lesson_id: int
    held_on: date
    hours: int
    topic: str
    teacher: str
    works: tuple[str, ...]
    """Short names of its works, in their order."""
    cancelled: bool
    reason: str


def lessons_of_page(session: Session, page_id: int) -> dict[int, tuple[Any, list[Any]]]:
    """Every lesson of the page in order, each with its works in theirs."""
    rows = session.execute(
        select(
            Lesson.id,
            Lesson.held_on,
            Lesson.hours,
            Lesson.topic,
            Lesson.state,
            Lesson.change_reason,
            Staff.surname,
            Staff.given_name,
            Staff.patronymic,
            Work.id.label("work_id"),
            WorkType.short_name,
            WorkType.name.label("work_name"),
        )
        .join(Staff, Staff.id == Lesson.staff_id)
        .outerjoin(Work, Work.lesson_id == Lesson.id)
        .outerjoin(WorkType, WorkType.id == Work.work_type_id)
        .where(Lesson.page_id == page_id)
        .order_by(Lesson.held_on, Lesson.bell_number, Lesson.id, Work.position)
    )
    found: dict[int, tuple[Any, list[Any]]] = {}
    for row in rows:
        _, works = found.setdefault(row.id, (row, []))
        if row.work_id is not None:
            works.append(row)
    return found


def sheet_lesson(row: Any, works: Sequence[Any]) -> SheetLesson:
    """A lesson and its works, as `lessons_of_page` read them."""
    return SheetLesson(
        lesson_id=row.id,
        held_on=row.held_on,
        hours=row.hours,
        topic=row.topic or "",
        teacher=initials(row.surname, row.given_name, row.patronymic),
        works=tuple(work.short_name for work in works),
        cancelled=row.state is LessonState.CANCELLED,
        reason=row.change_reason or "",
    )


@dataclass(frozen=True, slots=True)
class Cells:
    """What stands in the cells of a page."""

    texts: Mapping[int, Mapping[int, str]]
    """By student, then by lesson."""
    codes: frozenset[AttendanceCode]


def cells_of_page(
    session: Session, page_id: int, period: Period, works: Mapping[int, Sequence[int]]
) -> Cells:
    """What stands in the cells; `works` are the ids of each lesson's works, in their order."""
    rows = session.execute(
        select(
            JournalEntry.lesson_id,
            JournalEntry.student_id,
            JournalEntry.attendance,
            Mark.work_id,
            Mark.value,
        )
        .join(Lesson, Lesson.id == JournalEntry.lesson_id)
        .outerjoin(
            Mark,
            and_(
                Mark.lesson_id == JournalEntry.lesson_id,
                Mark.student_id == JournalEntry.student_id,
            ),
        )
        .where(
            Lesson.page_id == page_id,
            Lesson.held_on.between(period.starts_on, period.ends_on),
        )
    )
    codes: dict[tuple[int, int], AttendanceCode | None] = {}
    marks: defaultdict[tuple[int, int], dict[int, int]] = defaultdict(dict)
    for lesson_id, student_id, code, work_id, value in rows:
        codes[student_id, lesson_id] = code
        if work_id is not None:
            marks[student_id, lesson_id][work_id] = value
    texts: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for (student_id, lesson_id), code in codes.items():
        given = marks[student_id, lesson_id]
        in_order = [given.get(work_id) for work_id in works.get(lesson_id, ())]
        texts[student_id][lesson_id] = format_cell(code, in_order)
    return Cells(texts, frozenset(code for code in codes.values() if code is not None))


def term_marks(session: Session, page_id: int, term_id: int) -> dict[int, TermResult]:
    """By student."""
    rows = session.execute(
        select(TermMark.student_id, TermMark.result).where(
            TermMark.page_id == page_id, TermMark.term_id == term_id
        )
    )
    return dict(rows.all())


def final_marks(session: Session, page_id: int) -> dict[int, dict[FinalKind, TermResult]]:
    """By student and kind (clause 4.10)."""
    rows = session.execute(
        select(FinalMark.student_id, FinalMark.kind, FinalMark.result).where(
            FinalMark.page_id == page_id
        )
    )
    found: defaultdict[int, dict[FinalKind, TermResult]] = defaultdict(dict)
    for student_id, kind, result in rows:
        found[student_id][kind] = result
    return found
