"""A week of the diary: the lessons, topics, marks and absences of one's own child (4.8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.access.scopes import lasts, scope, visible
from sgo.access.viewer import Viewer
from sgo.errors import Missing
from sgo.models import (
    CurriculumItem,
    Group,
    JournalEntry,
    JournalPage,
    Lesson,
    Mark,
    Membership,
    Room,
    Student,
    Subject,
    Work,
    WorkType,
)
from sgo.vocabulary import AttendanceCode, LessonState


@dataclass(frozen=True, slots=True)
class DiaryChild:
    """A student of the switch, with the groups of today."""

    student_id: int
    given_name: str
    full_name: str
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DiaryMark:
    value: int
    work_name: str


@dataclass(frozen=True, slots=True)
class DiaryLesson:
    """A lesson as the family sees it; `checked` tells whether presence is known (decision 8)."""

    lesson_id: int
    held_on: date
    starts_at: time
    ends_at: time
    subject: str
    group: str
    room: str | None
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
class DiaryWeek:
    """Monday to Sunday of one child; `child` is None when the viewer may see nobody."""

    monday: date
    today: date
    children: tuple[DiaryChild, ...]
    child: DiaryChild | None
    days: tuple[DiaryDay, ...]

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
    def mark_count(self) -> int:
        return sum(len(lesson.marks) for day in self.days for lesson in day.lessons)

    @property
    def absence_count(self) -> int:
        return sum(
            lesson.attendance is not None and lesson.attendance.is_absence
            for day in self.days
            for lesson in day.lessons
        )


def diary_week(
    session: Session, viewer: Viewer, student_id: int | None, day: date, now: datetime
) -> DiaryWeek:
    """The week of `day` for a child of the viewer, the first one when none is named.

    Raises Forbidden without the permission, Missing for anybody else's child.
    """
    viewer = viewer.through(Permission.DIARY_READ)
    children = _children(session, viewer)
    monday = day - timedelta(days=day.weekday())
    if student_id is None:
        child = children[0] if children else None
    else:
        child = next((one for one in children if one.student_id == student_id), None)
        if child is None:
            raise Missing("student")
    days = _days(session, viewer, child.student_id, monday) if child else ()
    return DiaryWeek(monday, now.date(), children, child, days)


def _children(session: Session, viewer: Viewer) -> tuple[DiaryChild, ...]:
    rows = session.execute(
        scope(
            select(Student.id, Student.surname, Student.given_name, Student.patronymic, Group.name)
            .outerjoin(
                Membership,
                and_(
                    Membership.student_id == Student.id,
                    lasts(Membership.starts_on, Membership.ends_on, viewer.today),
                ),
            )
            .outerjoin(Group, Group.id == Membership.group_id)
            .order_by(Student.birth_date, Student.id, Group.name),
            Student,
            viewer,
        )
    ).all()
    groups: dict[int, list[str]] = {}
    for row in rows:
        groups.setdefault(row.id, []).extend([row.name] if row.name else [])
    return tuple(
        DiaryChild(
            row.id,
            row.given_name,
            " ".join(part for part in (row.surname, row.given_name, row.patronymic) if part),
            tuple(groups[row.id]),
        )
        for row in {row.id: row for row in rows}.values()
    )


def _days(session: Session, viewer: Viewer, student_id: int, monday: date) -> tuple[DiaryDay, ...]:
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
    lessons = [
        DiaryLesson(*tuple[Any, ...]((*row, tuple(marks.get(row[0], ())))))
        for row in session.execute(
            select(
                Lesson.id,
                Lesson.held_on,
                Lesson.starts_at,
                Lesson.ends_at,
                Subject.name,
                Group.name,
                Room.name,
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
            .join(
                Membership,
                and_(
                    Membership.group_id == Lesson.group_id,
                    Membership.student_id == student_id,
                    lasts(Membership.starts_on, Membership.ends_on, Lesson.held_on),
                ),
            )
            .outerjoin(Room, Room.id == Lesson.room_id)
            .outerjoin(
                JournalEntry,
                and_(JournalEntry.lesson_id == Lesson.id, JournalEntry.student_id == student_id),
            )
            .where(this_week, visible(Lesson, viewer))
            .order_by(Lesson.held_on, Lesson.starts_at, Lesson.id)
        )
    ]
    by_day: dict[date, list[DiaryLesson]] = {}
    for lesson in lessons:
        by_day.setdefault(lesson.held_on, []).append(lesson)
    return tuple(DiaryDay(day, tuple(of_day)) for day, of_day in by_day.items())
