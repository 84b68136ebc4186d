"""Attendance for the family: a month as a calendar, absences with their lessons, a year's count.

Presence is known only of a lesson whose attendance was checked (decision 8): the rest is shown
and counts in nothing. A cancelled lesson is no lesson (decision 11), an exempt one no absence
(decision 18).
"""

from __future__ import annotations

from calendar import Calendar
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from sgo.access.scopes import visible
from sgo.access.viewer import Viewer
from sgo.models import JournalEntry, JournalPage, Lesson, Membership, Subject
from sgo.services.family.children import Child, Family, family, member_at_lesson, subject_of
from sgo.services.family.news import fresh_cells
from sgo.services.family.studies import Studies, Year, studies
from sgo.services.sheets.figures import EXCUSED
from sgo.vocabulary import AttendanceCode, LessonState


@dataclass(frozen=True, slots=True)
class AttendedLesson:
    """A lesson that was held; `code` is None for presence, if the lesson is checked."""

    held_on: date
    starts_at: time
    subject: str
    hours: int
    is_checked: bool
    code: AttendanceCode | None
    comment: str | None
    is_new: bool
    """Whether the code or the comment came since the last visit."""


@dataclass(frozen=True, slots=True)
class AttendedDay:
    day: date
    lessons: tuple[AttendedLesson, ...]

    @property
    def codes(self) -> tuple[tuple[AttendanceCode, int], ...]:
        """What was written that day, each code once with its number."""
        return tuple(Counter(x.code for x in self.lessons if x.code is not None).items())

    @property
    def all_present(self) -> bool:
        """Every lesson of the day was checked and the child was at each."""
        return bool(self.lessons) and all(x.is_checked and x.code is None for x in self.lessons)

    @property
    def unchecked(self) -> int:
        return sum(not lesson.is_checked for lesson in self.lessons)


@dataclass(frozen=True, slots=True)
class AttendanceCount:
    """Of checked lessons only; `excused` and `unexcused` are parts of `missed`."""

    lessons: int = 0
    missed: int = 0
    excused: int = 0
    unexcused: int = 0
    late: int = 0
    hours_missed: int = 0
    """Academic hours."""

    @property
    def present_share(self) -> Fraction | None:
        """Percent, exact; None while nothing is checked."""
        if not self.lessons:
            return None
        return Fraction((self.lessons - self.missed) * 100, self.lessons)


@dataclass(frozen=True, slots=True)
class AttendanceView:
    """`weeks` are rows of Monday to Sunday with None for days of other months."""

    family: Family
    studies: Studies
    months: tuple[date, ...] = ()
    """First days of the months that the child studied in the year, in order."""
    month: date | None = None
    weeks: tuple[tuple[AttendedDay | None, ...], ...] = ()
    remarks: tuple[AttendedLesson, ...] = ()
    """Lessons of the month with a code, the latest first."""
    of_month: AttendanceCount = AttendanceCount()
    of_year: AttendanceCount = AttendanceCount()

    @property
    def weekdays(self) -> tuple[date, ...]:
        """Some Monday to Sunday, for the names of the columns."""
        if self.month is None:
            return ()
        return tuple(Calendar().monthdatescalendar(self.month.year, self.month.month)[0])

    @property
    def previous(self) -> date | None:
        return next((m for m in reversed(self.months) if self.month and m < self.month), None)

    @property
    def following(self) -> date | None:
        return next((m for m in self.months if self.month and m > self.month), None)


def attendance_view(
    session: Session,
    viewer: Viewer,
    student_id: int | None,
    year_id: int | None,
    month: date | None,
    now: datetime,
) -> AttendanceView:
    """The month of any of its days, or the latest of the year; five queries.

    Raises Forbidden, or Missing for anybody else's child and for a year not the child's.
    """
    found = family(session, viewer, student_id, now)
    learnt = studies(session, found, year_id)
    if found.child is None or learnt.year is None:
        return AttendanceView(found, learnt)
    months = _months(learnt, learnt.year, found.today)
    asked = month.replace(day=1) if month is not None else months[-1]
    shown = min(max(asked, months[0]), months[-1])
    lessons = _lessons(session, found, found.child, shown)
    return AttendanceView(
        found,
        learnt,
        months,
        shown,
        _weeks(shown, lessons),
        tuple(lesson for lesson in reversed(lessons) if lesson.code is not None),
        _count((x.code, 1, x.hours) for x in lessons if x.is_checked),
        _count(_of_year(session, found, found.child, learnt.year)),
    )


def _months(learnt: Studies, year: Year, today: date) -> tuple[date, ...]:
    """From the month of joining to the last one begun; at least one."""
    first = max(year.starts_on, min(line.member_from for line in learnt.lines))
    ends = [min(line.member_to or line.course_ends_on, year.ends_on) for line in learnt.lines]
    last = min(max(ends), today)
    month = first.replace(day=1)
    months: list[date] = []
    while month <= last or not months:
        months.append(month)
        month = (month + timedelta(days=31)).replace(day=1)
    return tuple(months)


def _lessons(session: Session, found: Family, child: Child, month: date) -> list[AttendedLesson]:
    fresh = fresh_cells(session, found, child)
    rows = session.execute(
        select(
            Lesson.id,
            Lesson.held_on,
            Lesson.starts_at,
            Subject.name,
            Lesson.hours,
            Lesson.checked_at.is_not(None),
            JournalEntry.attendance,
            JournalEntry.comment,
        )
        .select_from(Lesson)
        .join(Membership, member_at_lesson(child.student_id))
        .join(Subject, subject_of(Lesson.page_id))
        .outerjoin(
            JournalEntry,
            and_(JournalEntry.lesson_id == Lesson.id, JournalEntry.student_id == child.student_id),
        )
        .where(
            Lesson.held_on >= month,
            Lesson.held_on < (month + timedelta(days=31)).replace(day=1),
            Lesson.held_on <= found.today,
            Lesson.state != LessonState.CANCELLED,
            visible(Lesson, found.viewer),
        )
        .order_by(Lesson.held_on, Lesson.starts_at, Lesson.id)
    )
    return [
        AttendedLesson(
            day,
            at,
            subject,
            hours,
            bool(checked),
            code,
            comment,
            is_new=lesson_id in fresh.codes | fresh.comments,
        )
        for lesson_id, day, at, subject, hours, checked, code, comment in rows
    ]


def _weeks(
    month: date, lessons: Sequence[AttendedLesson]
) -> tuple[tuple[AttendedDay | None, ...], ...]:
    by_day: dict[date, list[AttendedLesson]] = {}
    for lesson in lessons:
        by_day.setdefault(lesson.held_on, []).append(lesson)
    return tuple(
        tuple(
            AttendedDay(day, tuple(by_day.get(day, ()))) if day.month == month.month else None
            for day in week
        )
        for week in Calendar().monthdatescalendar(month.year, month.month)
    )


Counted = Iterable[tuple[AttendanceCode | None, int, int]]


def _of_year(session: Session, found: Family, child: Child, year: Year) -> Counted:
    """(code, lessons, hours) of the checked lessons of the year's pages."""
    rows = session.execute(
        select(JournalEntry.attendance, func.count(), func.sum(Lesson.hours))
        .select_from(Lesson)
        .join(Membership, member_at_lesson(child.student_id))
        .join(JournalPage, JournalPage.id == Lesson.page_id)
        .outerjoin(
            JournalEntry,
            and_(JournalEntry.lesson_id == Lesson.id, JournalEntry.student_id == child.student_id),
        )
        .where(
            JournalPage.academic_year_id == year.year_id,
            Lesson.checked_at.is_not(None),
            Lesson.held_on <= found.today,
            Lesson.state != LessonState.CANCELLED,
            visible(Lesson, found.viewer),
        )
        .group_by(JournalEntry.attendance)
    )
    return [(code, lessons, int(hours)) for code, lessons, hours in rows]


def _count(counted: Counted) -> AttendanceCount:
    lessons: Counter[AttendanceCode | None] = Counter()
    hours: Counter[AttendanceCode | None] = Counter()
    for code, number, academic_hours in counted:
        lessons[code] += number
        hours[code] += academic_hours
    missed = [code for code in lessons if code is not None and code.is_absence]
    return AttendanceCount(
        lessons=lessons.total() - lessons[AttendanceCode.EXEMPT],
        missed=sum(lessons[code] for code in missed),
        excused=sum(lessons[code] for code in missed if code in EXCUSED),
        unexcused=lessons[AttendanceCode.UNEXCUSED],
        late=lessons[AttendanceCode.LATE],
        hours_missed=sum(hours[code] for code in missed),
    )
