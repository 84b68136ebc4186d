"""Many cells at once, as the tests wish them, and what the journal says after it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.models import AuditEvent, JournalEntry, Lesson, Mark, Student, TeachingAssignment
from sgo.services.bulk.cells import CellsResult, CellWish, write_cells
from sgo.services.journal.writing import save_cell
from sgo.vocabulary import BulkAct
from tests.centre import Centre


def act(
    session: Session,
    centre: Centre,
    viewer: Viewer,
    wishes: Sequence[CellWish],
    kind: BulkAct = BulkAct.PASTE,
    **more: Any,
) -> CellsResult:
    more = {"now": centre.now, **more}
    return write_cells(session, viewer, centre.page.id, kind, wishes, **more)


def column(centre: Centre, texts: Sequence[str], lesson: Lesson | None = None) -> list[CellWish]:
    """One text for each student in the order of the list, into cells that were empty."""
    lesson = lesson or centre.lesson
    return [
        CellWish(lesson.id, student.id, text, 0)
        for student, text in zip(centre.students, texts, strict=False)
    ]


def contents(session: Session) -> tuple[dict[Any, Any], dict[Any, Any]]:
    """What every cell of the journal says: code and comment, and marks by work; blanks left out."""
    session.expire_all()
    entries = {
        (entry.lesson_id, entry.student_id): (entry.attendance, entry.comment)
        for entry in session.scalars(select(JournalEntry))
        if (entry.attendance, entry.comment) != (None, None)
    }
    marks = {
        (mark.lesson_id, mark.student_id, mark.work_id): mark.value
        for mark in session.scalars(select(Mark))
    }
    return entries, marks


def events_of(session: Session, act_id: str) -> list[AuditEvent]:
    return list(session.scalars(select(AuditEvent).where(AuditEvent.act_id == act_id)))


def codes(result: CellsResult) -> list[str]:
    return [cell.verdict.code for cell in result.cells]


def marks_of(session: Session) -> dict[tuple[int, int], int]:
    """Every mark by its lesson and student."""
    return {(m.lesson_id, m.student_id): m.value for m in session.scalars(select(Mark))}


def typed(centre: Centre, viewer: Viewer, student: Student, text: str, *, seen: int) -> None:
    """One cell of the lesson of today, written by hand over the version that was seen."""
    save_cell(
        centre.session,
        viewer,
        centre.lesson.id,
        student.id,
        text,
        seen_version=seen,
        now=centre.now,
    )


def second_teacher(centre: Centre) -> Viewer:
    """The other teacher, who from now on teaches the page too."""
    centre.add(
        TeachingAssignment(
            page_id=centre.page.id,
            staff_id=centre.other_teacher.id,
            starts_on=centre.year.starts_on,
        )
    )
    return centre.viewer(centre.accounts["other_teacher"])
