"""A week of the diary: lessons, topics, marks and absences of one's own child (4.8).

The same week is the child's timetable: rooms, teachers, substitutions, what moved or fell out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.access.scopes import visible
from sgo.access.viewer import Viewer
from sgo.models import JournalEntry, Lesson, Mark, Membership, Subject, Work, WorkType
from sgo.services.family.children import Child, Family, family, member_at_lesson, subject_of
from sgo.services.family.lessons import DiaryMark, FamilyLesson, lessons_between
from sgo.services.family.news import FreshCells, News, fresh_cells, news
from sgo.vocabulary import LessonState

DAYS_AHEAD = 14
"""How far the page looks for control works."""


@dataclass(frozen=True, slots=True)
class DiaryDay:
    """`away`: lessons of this day by the timetable that were moved to another one."""

    day: date
    lessons: tuple[FamilyLesson, ...]
    away: tuple[FamilyLesson, ...] = ()

    @property
    def in_order(self) -> tuple[tuple[FamilyLesson, bool], ...]:
        """Every lesson by its time on this day, and whether it was moved away."""
        held = [(lesson.starts_at, lesson, False) for lesson in self.lessons]
        away = [(lesson.was_at or lesson.starts_at, lesson, True) for lesson in self.away]
        ordered = sorted([*held, *away], key=lambda entry: entry[0])
        return tuple((lesson, is_away) for _, lesson, is_away in ordered)


@dataclass(frozen=True, slots=True)
class WorkAhead:
    """A control work that a coming lesson holds."""

    subject: str
    work_name: str
    short_name: str
    held_on: date
    starts_at: time


@dataclass(frozen=True, slots=True)
class DiaryWeek:
    """Monday to Sunday of one child; empty when the viewer may see nobody."""

    monday: date
    family: Family
    days: tuple[DiaryDay, ...]
    news: News | None = None
    """Only in the current week, like `ahead`."""
    ahead: tuple[WorkAhead, ...] = ()

    @property
    def today(self) -> date:
        return self.family.today

    @property
    def children(self) -> tuple[Child, ...]:
        return self.family.children

    @property
    def child(self) -> Child | None:
        return self.family.child

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def previous(self) -> date:
        return self.monday - timedelta(days=7)

    @property
    def following(self) -> date:
        return self.monday + timedelta(days=7)

    @property
    def is_current(self) -> bool:
        return self.monday <= self.today <= self.sunday

    @property
    def today_lessons(self) -> tuple[FamilyLesson, ...]:
        return next((day.lessons for day in self.days if day.day == self.today), ())

    @property
    def mark_count(self) -> int:
        return sum(len(lesson.marks) for day in self.days for lesson in day.lessons)

    @property
    def absence_count(self) -> int:
        return sum(
            lesson.attendance is not None and lesson.attendance.is_absence
            for day in self.days
            for lesson in day.lessons
        )


def timetable_week(
    session: Session, viewer: Viewer, student_id: int | None, day: date, now: datetime
) -> DiaryWeek:
    """The week of `day` for a child of the viewer, the first one when none is named.

    Raises Forbidden without the permission, Missing for anybody else's child.
    """
    found = family(session, viewer, student_id, now)
    return _week(session, found, day)


def diary_week(
    session: Session, viewer: Viewer, student_id: int | None, day: date, now: datetime
) -> DiaryWeek:
    """The same week with topics, marks and absences; the current one also with what a family
    looks for first: marks of today, what is new, control works ahead."""
    found = family(session, viewer, student_id, now)
    week = _week(session, found, day)
    child = found.child
    if child is None:
        return week
    fresh = fresh_cells(session, found, child)
    week = replace(week, days=_with_cells(session, week, child, fresh))
    if not week.is_current:
        return week
    return replace(
        week,
        news=news(session, found, child, fresh),
        ahead=_ahead(session, found, child),
    )


def _week(session: Session, found: Family, day: date) -> DiaryWeek:
    monday = day - timedelta(days=day.weekday())
    if found.child is None:
        return DiaryWeek(monday, found, ())
    held: dict[date, list[FamilyLesson]] = {}
    away: dict[date, list[FamilyLesson]] = {}
    sunday = monday + timedelta(days=6)
    for lesson in lessons_between(session, found, found.child, monday, sunday):
        held.setdefault(lesson.held_on, []).append(lesson)
        if lesson.was_on is not None:
            away.setdefault(lesson.was_on, []).append(lesson)
    days = (monday + timedelta(days=number) for number in range(7))
    return DiaryWeek(
        monday,
        found,
        tuple(
            DiaryDay(one, tuple(held.get(one, ())), tuple(away.get(one, ())))
            for one in days
            if one in held or one in away
        ),
    )


def _with_cells(
    session: Session, week: DiaryWeek, child: Child, fresh: FreshCells
) -> tuple[DiaryDay, ...]:
    """The days of the week with what stands in the child's cells; two queries."""
    viewer, new_since = week.family.viewer, week.family.new_since
    this_week = Lesson.held_on.between(week.monday, week.sunday)
    marks: dict[int, list[DiaryMark]] = {}
    for lesson_id, value, work_name, entered_at in session.execute(
        select(Mark.lesson_id, Mark.value, WorkType.name, Mark.entered_at)
        .join(Lesson, Lesson.id == Mark.lesson_id)
        .join(Work, Work.id == Mark.work_id)
        .join(WorkType)
        .where(Mark.student_id == child.student_id, this_week, visible(Mark, viewer))
        .order_by(Work.position)
    ):
        mark = DiaryMark(value, work_name, entered_at > new_since)
        marks.setdefault(lesson_id, []).append(mark)
    cells = {
        lesson_id: (attendance, comment)
        for lesson_id, attendance, comment in session.execute(
            select(JournalEntry.lesson_id, JournalEntry.attendance, JournalEntry.comment)
            .join(Lesson, Lesson.id == JournalEntry.lesson_id)
            .where(
                JournalEntry.student_id == child.student_id,
                this_week,
                visible(JournalEntry, viewer),
            )
        )
    }

    def filled(lesson: FamilyLesson) -> FamilyLesson:
        attendance, comment = cells.get(lesson.lesson_id, (None, None))
        return replace(
            lesson,
            attendance=attendance,
            comment=comment,
            marks=tuple(marks.get(lesson.lesson_id, ())),
            has_new_code=lesson.lesson_id in fresh.codes,
            has_new_comment=lesson.lesson_id in fresh.comments,
        )

    return tuple(replace(day, lessons=tuple(map(filled, day.lessons))) for day in week.days)


def _ahead(session: Session, found: Family, child: Child) -> tuple[WorkAhead, ...]:
    rows = session.execute(
        select(Subject.name, WorkType.name, WorkType.short_name, Lesson.held_on, Lesson.starts_at)
        .select_from(Lesson)
        .join(Work, Work.lesson_id == Lesson.id)
        .join(WorkType, WorkType.id == Work.work_type_id)
        .join(Subject, subject_of(Lesson.page_id))
        .join(Membership, member_at_lesson(child.student_id))
        .where(
            WorkType.control,
            Lesson.held_on > found.today,
            Lesson.held_on <= found.today + timedelta(days=DAYS_AHEAD),
            Lesson.state != LessonState.CANCELLED,
            visible(Lesson, found.viewer),
        )
        .order_by(Lesson.held_on, Lesson.starts_at, Work.position)
    )
    return tuple(WorkAhead(*row) for row in rows)
