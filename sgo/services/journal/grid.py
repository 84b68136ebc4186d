"""The grid of a journal page, students by lessons, ready to be printed by a template."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from math import ceil
from typing import Any, NamedTuple

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.models import JournalEntry, Lesson, Mark
from sgo.rules.cells import format_cell
from sgo.rules.grading import Average, average_of, mark_for, stale
from sgo.rules.settings import RegulationSettings
from sgo.rules.terms import due_on, last_day, period_window
from sgo.services.journal.columns import Column, columns
from sgo.services.journal.head import PageHead, TermLine, page_head, period_right
from sgo.services.journal.members import Member, members
from sgo.services.settings import editions
from sgo.verdicts import Verdict, first_refusal, refused
from sgo.vocabulary import AttendanceCode, TermResult

NEARLY = Fraction(1, 10)
"""A student who misses the next mark by this much or less is shown as near it."""


class Cell(NamedTuple):
    """One student in one lesson; `lock` is the code of what closes it, empty while it is open."""

    text: str
    version: int
    comment: str
    lock: str
    low: bool
    """Holds a 2."""
    absent: bool
    changed: bool
    """Written more than once: its history is worth a look."""
    late: bool
    """Entered on a later day than the lesson's."""
    marks: tuple[int, ...] = ()
    """The given ones, in the order of the works."""


@dataclass(frozen=True, slots=True)
class Row:
    """A student with cells in the order of the columns, and what they come to."""

    number: int
    student_id: int
    name: str
    joined_on: date | None
    left_on: date | None
    cells: tuple[Cell, ...]
    average: Average
    """Of the item in this term in any group (decision 16); none for pass or fail."""
    average_shown: str
    marks_count: int
    absences: int
    proposed: int | None
    short_of: str
    """How little is missing to the next mark («0,05»), empty when it is far."""
    term_result: TermResult | None
    term_version: int
    stale: bool
    term_mark_late: bool


@dataclass(frozen=True, slots=True)
class ColumnFoot:
    """What stands under a lesson."""

    mean: str
    marks: int
    absences: int


@dataclass(frozen=True, slots=True)
class Totals:
    """What stands in the corner: of all the shown cells."""

    mean: str
    marks: int
    absences: int
    lessons: int
    hours: int


@dataclass(frozen=True, slots=True)
class PageView:
    """One page of the journal in one term."""

    head: PageHead
    term: TermLine
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    feet: tuple[ColumnFoot, ...]
    totals: Totals
    codes: tuple[AttendanceCode, ...]
    term_mark_verdict: Verdict
    """Whether the viewer may set term marks now: in time, late, or why not."""
    may_write_any: bool
    due_on: date
    last_day: date
    today: date
    settings: RegulationSettings
    """The numbers by which the term is judged."""


def journal_page(
    session: Session, viewer: Viewer, page_id: int, term_id: int | None, now: datetime
) -> PageView:
    """The page in five queries, whatever its size; Missing outside the viewer's scope."""
    today = now.date()
    head = page_head(session, viewer, page_id)
    term = head.term(term_id, today)
    known = editions(session)
    settings = known.on(term.ends_on)
    lessons = columns(session, viewer, head, known, (term.starts_on, term.ends_on), now)
    entries = _entries(session, page_id, term)
    people = members(session, head, term)
    tally = _Tally(lessons, entries, now)
    rows = tuple(
        _row(number, member, lessons, tally, settings, term, today)
        for number, member in enumerate(people, start=1)
    )
    feet = tuple(
        ColumnFoot(average_of(marks).shown(), len(marks), absences)
        for marks, absences in zip(tally.marks, tally.absences, strict=True)
    )
    every_mark = [mark for marks in tally.marks for mark in marks]
    held = [lesson for lesson in lessons if not lesson.cancelled and lesson.held_on <= today]
    return PageView(
        head=head.with_chosen(term),
        term=term,
        columns=tuple(lessons),
        rows=rows,
        feet=feet,
        totals=Totals(
            average_of(every_mark).shown(),
            len(every_mark),
            sum(tally.absences),
            len(held),
            sum(lesson.hours for lesson in held),
        ),
        codes=tuple(code for code in AttendanceCode if code in known.codes_on(today)),
        term_mark_verdict=term_mark_verdict(head, viewer, term, settings, today),
        may_write_any=any(lesson.writable for lesson in lessons),
        due_on=due_on(term.ends_on, settings),
        last_day=last_day(term.ends_on, settings),
        today=today,
        settings=settings,
    )


def term_mark_verdict(
    head: PageHead, viewer: Viewer, term: TermLine, settings: RegulationSettings, today: date
) -> Verdict:
    """Whether this viewer may set the marks of the term today (4.5, 4.13, 4.14)."""
    if head.year_closed:
        return refused("year_closed", "3.2")
    window = period_window(term.ends_on, today, settings, term.starts_on)
    right = period_right(head, viewer, term.ends_on, today)
    return first_refusal(right, window)


def short_of(average: Average, settings: RegulationSettings) -> str:
    """What is missing to the next mark, when it is little; never less than it really is."""
    value = average.value
    if value is None:
        return ""
    above = [threshold for threshold, _ in settings.thresholds if threshold > value]
    if not above or (missing := min(above) - value) > NEARLY:
        return ""
    hundredths = ceil(missing * 100)
    return f"{hundredths // 100},{hundredths % 100:02d}"


class _Tally:
    """The stored cells by place, and what the columns come to while rows are read."""

    def __init__(self, lessons: list[Column], entries: dict[Any, Any], now: datetime) -> None:
        self.entries = entries
        self.now = now
        self.marks: list[list[int]] = [[] for _ in lessons]
        self.absences = [0] * len(lessons)


@dataclass(slots=True)
class _Entry:
    attendance: AttendanceCode | None
    comment: str
    version: int
    entered_at: datetime
    marks: dict[int, int]


def _entries(session: Session, page_id: int, term: TermLine) -> dict[tuple[int, int], _Entry]:
    """Every cell of the page in the term by (lesson, student), in one query."""
    of_cell = and_(
        Mark.lesson_id == JournalEntry.lesson_id, Mark.student_id == JournalEntry.student_id
    )
    rows = session.execute(
        select(
            JournalEntry.lesson_id,
            JournalEntry.student_id,
            JournalEntry.attendance,
            JournalEntry.comment,
            JournalEntry.version,
            JournalEntry.entered_at,
            Mark.work_id,
            Mark.value,
        )
        .join(Lesson, Lesson.id == JournalEntry.lesson_id)
        .outerjoin(Mark, of_cell)
        .where(
            Lesson.page_id == page_id,
            Lesson.held_on >= term.starts_on,
            Lesson.held_on <= term.ends_on,
        )
    )
    found: dict[tuple[int, int], _Entry] = {}
    for lesson_id, student_id, attendance, comment, version, entered_at, work_id, value in rows:
        entry = found.get((lesson_id, student_id))
        if entry is None:
            entry = _Entry(attendance, comment or "", version, entered_at, {})
            found[lesson_id, student_id] = entry
        if work_id is not None:
            entry.marks[work_id] = value
    return found


def _row(
    number: int,
    member: Member,
    lessons: list[Column],
    tally: _Tally,
    settings: RegulationSettings,
    term: TermLine,
    today: date,
) -> Row:
    cells = tuple(
        _cell(place, lesson, member, tally, today) for place, lesson in enumerate(lessons)
    )
    average = member.average
    judged = min(today, term.ends_on)
    entered = member.entered_at
    return Row(
        number=number,
        student_id=member.student_id,
        name=member.name,
        joined_on=member.joined_on(term.starts_on),
        left_on=member.left_on(judged),
        cells=cells,
        average=average,
        average_shown=average.shown(),
        marks_count=average.count,
        absences=sum(cell.absent for cell in cells),
        proposed=mark_for(average, settings),
        short_of=short_of(average, settings),
        term_result=member.result,
        term_version=member.version,
        stale=member.result is not None and stale(member.result, average, settings),
        term_mark_late=entered is not None
        and entered.astimezone(tally.now.tzinfo).date() > due_on(term.ends_on, settings),
    )


def _cell(place: int, lesson: Column, member: Member, tally: _Tally, today: date) -> Cell:
    lock = "" if lesson.writable else lesson.verdict.code
    here = member.on(lesson.held_on)
    if not here.allowed:
        lock = here.code
    elif member.exemptions and member.exempt_on(lesson.held_on):
        lock = "exempt_on_day"
    entry = tally.entries.get((lesson.lesson_id, member.student_id))
    if entry is None:
        return Cell("", 0, "", lock, low=False, absent=False, changed=False, late=False)
    marks = [entry.marks.get(work.id) for work in lesson.works]
    given = [mark for mark in marks if mark is not None]
    absent = entry.attendance is not None and entry.attendance.is_absence
    tally.marks[place] += given
    tally.absences[place] += absent
    return Cell(
        text=format_cell(entry.attendance, marks),
        version=entry.version,
        comment=entry.comment,
        lock=lock,
        low=2 in given,
        absent=absent,
        changed=entry.version > 1,
        late=entry.entered_at.astimezone(tally.now.tzinfo).date() > lesson.held_on,
        marks=tuple(given),
    )
