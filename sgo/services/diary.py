"""A week of the diary: lessons, topics, marks and absences of one's own child (4.8).

The same week is the child's timetable: rooms, teachers, substitutions, what moved or fell out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from sgo.access.scopes import visible
from sgo.access.viewer import Viewer
from sgo.models import (
    CurriculumItem,
    Group,
    JournalEntry,
    JournalPage,
    Lesson,
    Mark,
    Membership,
    Room,
    Staff,
    Subject,
    Work,
    WorkType,
)
from sgo.names import initials
from sgo.services.family import Child, Family, family, member_at_lesson
from sgo.vocabulary import AttendanceCode, LessonState

DAYS_AHEAD = 14
"""How far the page looks for control works."""


@dataclass(frozen=True, slots=True)
class DiaryMark:
    value: int
    work_name: str


@dataclass(frozen=True, slots=True)
class DiaryLesson:
    """A lesson as the family sees it; `formed_for` is its own day, if it was moved."""

    lesson_id: int
    held_on: date
    starts_at: time
    ends_at: time
    subject: str
    group: str
    room: str | None
    teacher: str
    is_substituted: bool
    topic: str | None
    state: LessonState
    formed_for: date
    attendance: AttendanceCode | None
    comment: str | None
    marks: tuple[DiaryMark, ...]


@dataclass(frozen=True, slots=True)
class DiaryDay:
    day: date
    lessons: tuple[DiaryLesson, ...]


@dataclass(frozen=True, slots=True)
class NewMark:
    """A mark of a lesson of today, or given today for an earlier one."""

    value: int
    subject: str
    work_name: str
    held_on: date


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
    new_marks: tuple[NewMark, ...] = ()
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
    def today_lessons(self) -> tuple[DiaryLesson, ...]:
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
    monday = day - timedelta(days=day.weekday())
    return DiaryWeek(monday, found, _days(session, found, monday))


def diary_week(
    session: Session, viewer: Viewer, student_id: int | None, day: date, now: datetime
) -> DiaryWeek:
    """The same week with what the family looks for first: marks of today, control works ahead."""
    week = timetable_week(session, viewer, student_id, day, now)
    if week.child is None or not week.is_current:
        return week
    return DiaryWeek(
        week.monday,
        week.family,
        week.days,
        _new_marks(session, week.family, week.child, now),
        _ahead(session, week.family, week.child),
    )


def _days(session: Session, found: Family, monday: date) -> tuple[DiaryDay, ...]:
    if found.child is None:
        return ()
    student_id, viewer = found.child.student_id, found.viewer
    this_week = and_(Lesson.held_on >= monday, Lesson.held_on < monday + timedelta(days=7))
    marks: dict[int, list[DiaryMark]] = {}
    for lesson_id, value, work_name in session.execute(
        select(Mark.lesson_id, Mark.value, WorkType.name)
        .join(Lesson, Lesson.id == Mark.lesson_id)
        .join(Work, Work.id == Mark.work_id)
        .join(WorkType)
        .where(Mark.student_id == student_id, this_week, visible(Mark, viewer))
        .order_by(Work.position)
    ):
        marks.setdefault(lesson_id, []).append(DiaryMark(value, work_name))
    rows = session.execute(
        select(
            Lesson.id,
            Lesson.held_on,
            Lesson.starts_at,
            Lesson.ends_at,
            Subject.name.label("subject"),
            Group.name.label("group"),
            Room.name.label("room"),
            Staff.surname,
            Staff.given_name,
            Staff.patronymic,
            (Lesson.staff_id != Lesson.regular_staff_id).label("is_substituted"),
            Lesson.topic,
            Lesson.state,
            Lesson.formed_for,
            JournalEntry.attendance,
            JournalEntry.comment,
        )
        .join(JournalPage, JournalPage.id == Lesson.page_id)
        .join(CurriculumItem, CurriculumItem.id == JournalPage.curriculum_item_id)
        .join(Subject)
        .join(Group, Group.id == Lesson.group_id)
        .join(Staff, Staff.id == Lesson.staff_id)
        .join(Membership, member_at_lesson(student_id))
        .outerjoin(Room, Room.id == Lesson.room_id)
        .outerjoin(
            JournalEntry,
            and_(JournalEntry.lesson_id == Lesson.id, JournalEntry.student_id == student_id),
        )
        .where(this_week, visible(Lesson, viewer))
        .order_by(Lesson.held_on, Lesson.starts_at, Lesson.id)
    )
    by_day: dict[date, list[DiaryLesson]] = {}
    for row in rows:
        by_day.setdefault(row.held_on, []).append(
            DiaryLesson(
                lesson_id=row.id,
                held_on=row.held_on,
                starts_at=row.starts_at,
                ends_at=row.ends_at,
                subject=row.subject,
                group=row.group,
                room=row.room,
                teacher=initials(row.surname, row.given_name, row.patronymic),
                is_substituted=bool(row.is_substituted),
                topic=row.topic,
                state=row.state,
                formed_for=row.formed_for,
                attendance=row.attendance,
                comment=row.comment,
                marks=tuple(marks.get(row.id, ())),
            )
        )
    return tuple(DiaryDay(day, tuple(lessons)) for day, lessons in by_day.items())


def _new_marks(session: Session, found: Family, child: Child, now: datetime) -> tuple[NewMark, ...]:
    midnight = datetime.combine(now.date(), time.min, now.tzinfo)
    rows = session.execute(
        select(Mark.value, Subject.name, WorkType.name, Lesson.held_on)
        .join(Lesson, Lesson.id == Mark.lesson_id)
        .join(JournalPage, JournalPage.id == Lesson.page_id)
        .join(CurriculumItem, CurriculumItem.id == JournalPage.curriculum_item_id)
        .join(Subject, Subject.id == CurriculumItem.subject_id)
        .join(Work, Work.id == Mark.work_id)
        .join(WorkType, WorkType.id == Work.work_type_id)
        .where(
            Mark.student_id == child.student_id,
            or_(Lesson.held_on == now.date(), Mark.entered_at >= midnight),
            visible(Mark, found.viewer),
        )
        .order_by(Lesson.held_on.desc(), Lesson.starts_at, Work.position)
    )
    return tuple(NewMark(*row) for row in rows)


def _ahead(session: Session, found: Family, child: Child) -> tuple[WorkAhead, ...]:
    rows = session.execute(
        select(Subject.name, WorkType.name, WorkType.short_name, Lesson.held_on, Lesson.starts_at)
        .select_from(Lesson)
        .join(Work, Work.lesson_id == Lesson.id)
        .join(WorkType, WorkType.id == Work.work_type_id)
        .join(JournalPage, JournalPage.id == Lesson.page_id)
        .join(CurriculumItem, CurriculumItem.id == JournalPage.curriculum_item_id)
        .join(Subject, Subject.id == CurriculumItem.subject_id)
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
