"""What a write into lessons, and the view of one lesson, must know: fetched in one query."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.errors import Forbidden, Missing
from sgo.models import (
    JournalEntry,
    Lesson,
    Mark,
)
from sgo.rules import journal as rules
from sgo.rules.grading import Average
from sgo.rules.rights import may_write_lesson
from sgo.rules.settings import RegulationSettings
from sgo.services.journal.access import confirm_clock, journal_reader
from sgo.services.journal.lesson_statement import lesson_statement
from sgo.services.journal.queries import (
    stretches,
)
from sgo.services.settings import cell_codes, numbers_or_regulation
from sgo.verdicts import Verdict
from sgo.vocabulary import Assessment, AttendanceCode, LessonState, YearState


@dataclass(frozen=True, slots=True)
class WorkFacts:
    """A work of the lesson, with its type in words."""

    id: int
    work_type_id: int
    short_name: str
    name: str
    control: bool
    holds_marks: bool
    position: int


@dataclass(slots=True)
class CellFacts:
    """One student in the lesson: what stands in the cell and what closes it."""

    student_id: int
    surname: str
    given_name: str
    sort_key: str
    entry: JournalEntry | None
    memberships: tuple[rules.Stretch, ...]
    exempt: bool
    average: Average
    """Of the student's marks of this curriculum item in the lesson's term, in any group."""
    marks: dict[int, Mark] = field(default_factory=dict)
    """By the work's id."""

    @property
    def version(self) -> int:
        """0 while there is no row, or while it is not written yet."""
        return (self.entry.version or 0) if self.entry else 0

    @property
    def attendance(self) -> AttendanceCode | None:
        return self.entry.attendance if self.entry else None

    @property
    def comment(self) -> str | None:
        return self.entry.comment if self.entry else None


@dataclass(slots=True)
class LessonFacts:
    """A lesson with all that its rules ask about, on the day `today`."""

    lesson: Lesson
    today: date
    settings: RegulationSettings
    codes: frozenset[AttendanceCode]
    assessment: Assessment
    year_closed: bool
    right: Verdict
    """Whether this viewer may write the lesson at all; the windows are judged apart."""
    last_event_at: datetime | None
    in_term: bool
    works: tuple[WorkFacts, ...] = ()
    cells: dict[int, CellFacts] = field(default_factory=dict)

    def cell(self, student_id: int) -> CellFacts:
        try:
            return self.cells[student_id]
        except KeyError:
            raise Missing("student") from None

    @property
    def counts(self) -> bool:
        """Whether a mark of this lesson moves an average (decisions 15 and 17)."""
        return self.in_term and self.assessment is Assessment.GRADED

    def marks_of(self, cell: CellFacts) -> tuple[int | None, ...]:
        """The marks in the order of the works, None where a work has none."""
        given = (cell.marks.get(work.id) for work in self.works)
        return tuple(mark.value if mark else None for mark in given)

    def cell_verdict(self, cell: CellFacts, *, control: bool = False) -> Verdict:
        """Clauses 4.11 and 4.12 with everything else that closes a student's cell."""
        held_on = self.lesson.held_on
        return rules.cell_verdict(
            held_on=held_on,
            today=self.today,
            settings=self.settings,
            memberships=cell.memberships,
            exemptions=[(held_on, held_on)] if cell.exempt else [],
            cancelled=self.lesson.state is LessonState.CANCELLED,
            year_closed=self.year_closed,
            is_control=control,
        )

    def column_verdict(self, *, control: bool = False) -> Verdict:
        """The same for the lesson as a whole, whoever the student is."""
        held_on = self.lesson.held_on
        return rules.cell_verdict(
            held_on=held_on,
            today=self.today,
            settings=self.settings,
            memberships=[(held_on, None)],
            cancelled=self.lesson.state is LessonState.CANCELLED,
            year_closed=self.year_closed,
            is_control=control,
        )

    def topic_verdict(self) -> Verdict:
        """Clause 4.6 for the topic and the list of works."""
        return rules.lesson_verdict(
            held_on=self.lesson.held_on,
            today=self.today,
            settings=self.settings,
            cancelled=self.lesson.state is LessonState.CANCELLED,
            year_closed=self.year_closed,
        )


def lesson_facts(
    session: Session,
    viewer: Viewer,
    lesson_id: int,
    students: Sequence[int] | None,
    now: datetime,
) -> LessonFacts:
    """The lesson with the cells of these students (None: the members of that day).

    Raises Missing for a lesson outside the viewer's scope.
    """
    found = _lessons(session, viewer, [lesson_id], students, now, writing=False)
    return found[lesson_id]


def writable_lesson(
    session: Session, viewer: Viewer, lesson_id: int, students: Sequence[int], now: datetime
) -> LessonFacts:
    """`lesson_facts` for a write: raises Forbidden for a reader, Refused by a false clock."""
    return writable_lessons(session, viewer, [lesson_id], students, now)[lesson_id]


def writable_lessons(
    session: Session,
    viewer: Viewer,
    lessons: Collection[int],
    students: Sequence[int] | None,
    now: datetime,
) -> dict[int, LessonFacts]:
    """The same for many lessons at once, each with the cells of all these students.

    Forbidden only when none of them may be written by this viewer: what closes a single one is
    told by its own `right`.
    """
    found = _lessons(session, viewer, lessons, students, now, writing=True)
    if not any(facts.right.allowed for facts in found.values()):
        raise Forbidden(next(iter(found.values())).right.code)
    for facts in found.values():
        confirm_clock(now, facts.last_event_at)
    return found


def _lessons(
    session: Session,
    viewer: Viewer,
    lessons: Collection[int],
    students: Sequence[int] | None,
    now: datetime,
    *,
    writing: bool,
) -> dict[int, LessonFacts]:
    reader = journal_reader(viewer)
    statement, values = lesson_statement(reader, lessons, students)
    if writing:
        # Where the database can: while a cell is written its lesson does not move, nor the reverse.
        statement = statement.with_for_update(of=Lesson, read=bool(students))
    rows: dict[int, list[Any]] = {}
    executed = session.execute(statement, values, execution_options={"populate_existing": True})
    for row in executed:
        rows.setdefault(row.Lesson.id, []).append(row)
    if not rows or set(lessons) - set(rows):
        raise Missing("lesson")
    return {key: _gather(of_lesson, reader, now.date()) for key, of_lesson in rows.items()}


def _gather(rows: Sequence[Any], reader: Viewer, today: date) -> LessonFacts:
    facts = _facts(rows[0], reader, today)
    works: dict[int, WorkFacts] = {}
    for row in rows:
        if row.work_id is not None:
            works[row.work_id] = WorkFacts(
                row.work_id,
                row.work_type_id,
                row.work_short,
                row.work_name,
                row.control,
                bool(row.holds_marks),
                row.position,
            )
        if row.student_id is None:
            continue
        cell = facts.cells.get(row.student_id)
        if cell is None:
            cell = facts.cells[row.student_id] = _cell(row)
        if row.Mark is not None:
            cell.marks[row.work_id] = row.Mark
    facts.works = tuple(sorted(works.values(), key=lambda work: work.position))
    return facts


def _facts(row: Any, viewer: Viewer, today: date) -> LessonFacts:
    lesson: Lesson = row.Lesson
    has_substitute = lesson.staff_id != lesson.regular_staff_id
    return LessonFacts(
        lesson=lesson,
        today=today,
        settings=numbers_or_regulation(row.Settings),
        codes=cell_codes(row.Settings),
        assessment=row.assessment,
        year_closed=row.year_state is YearState.CLOSED,
        right=may_write_lesson(
            teaches_on_that_day=bool(row.teaches),
            is_substitute=has_substitute and lesson.staff_id == viewer.staff_id,
            has_substitute=has_substitute,
        ),
        last_event_at=row.last_event_at,
        in_term=row.term_id is not None,
    )


def _cell(row: Any) -> CellFacts:
    graded = row.assessment is Assessment.GRADED
    return CellFacts(
        student_id=row.student_id,
        surname=row.surname,
        given_name=row.given_name,
        sort_key=row.sort_key,
        entry=row.JournalEntry,
        memberships=stretches(row.member_from, row.left_on, row.entered_on),
        exempt=bool(row.exempt),
        average=Average(row.marks_sum, row.marks_count) if graded else Average(0, 0),
    )
