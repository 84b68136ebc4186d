"""What the marks and the presence of a page come to: of each lesson, each student, and together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.rules.statistics import Figures, Presence, figures_of_marks
from sgo.services.journal.columns import Column
from sgo.services.journal.grid import Cell, PageView, journal_page
from sgo.services.journal.head import PageHead, TermLine

NO_MEMBER = frozenset({"left_the_group", "not_yet_in_group", "never_in_group"})
"""What closes a cell because the student was not in the group on that day."""


@dataclass(frozen=True, slots=True)
class LessonStatistics:
    """A lesson that was held; `presence` knows nothing while it is not checked."""

    lesson_id: int
    held_on: date
    works: tuple[str, ...]
    figures: Figures
    presence: Presence


@dataclass(frozen=True, slots=True)
class StudentStatistics:
    """A student by the lessons of this page in the term."""

    student_id: int
    number: int
    name: str
    figures: Figures
    presence: Presence


@dataclass(frozen=True, slots=True)
class StatisticsView:
    """A page of the journal in one term, in numbers."""

    head: PageHead
    term: TermLine
    lessons: tuple[LessonStatistics, ...]
    students: tuple[StudentStatistics, ...]
    figures: Figures
    presence: Presence
    checked: int
    """Lessons whose attendance is known."""
    today: date

    def lesson(self, lesson_id: int | None) -> LessonStatistics | None:
        return next((one for one in self.lessons if one.lesson_id == lesson_id), None)

    def student(self, student_id: int | None) -> StudentStatistics | None:
        return next((one for one in self.students if one.student_id == student_id), None)


def statistics_view(
    session: Session, viewer: Viewer, page_id: int, term_id: int | None, now: datetime
) -> StatisticsView:
    """The numbers of a page that the viewer may read, in the queries of the page itself."""
    view = journal_page(session, viewer, page_id, term_id, now)
    held = [place for place, column in enumerate(view.columns) if _was_held(column, view.today)]
    lessons = tuple(_lesson(view, place) for place in held)
    students = tuple(
        StudentStatistics(
            row.student_id,
            row.number,
            row.name,
            figures_of_marks(_marks(row.cells[place] for place in held)),
            _sum(_presence(row.cells[place], view.columns[place]) for place in held),
        )
        for row in view.rows
    )
    return StatisticsView(
        head=view.head,
        term=view.term,
        lessons=lessons,
        students=students,
        figures=figures_of_marks(_marks(row.cells[place] for row in view.rows for place in held)),
        presence=_sum(lesson.presence for lesson in lessons),
        checked=sum(view.columns[place].checked for place in held),
        today=view.today,
    )


def _was_held(column: Column, today: date) -> bool:
    return not column.cancelled and column.held_on <= today


def _lesson(view: PageView, place: int) -> LessonStatistics:
    column = view.columns[place]
    cells = [row.cells[place] for row in view.rows]
    return LessonStatistics(
        column.lesson_id,
        column.held_on,
        tuple(work.name for work in column.works),
        figures_of_marks(_marks(cells)),
        _sum(_presence(cell, column) for cell in cells),
    )


def _marks(cells: Iterable[Cell]) -> Iterable[int]:
    return (mark for cell in cells for mark in cell.marks)


def _presence(cell: Cell, column: Column) -> Presence:
    """Decision 8: of a lesson that nobody checked nothing is known."""
    if not column.checked or cell.lock in NO_MEMBER:
        return Presence()
    return Presence(1, int(cell.absent))


def _sum(parts: Iterable[Presence]) -> Presence:
    return sum(parts, Presence())
