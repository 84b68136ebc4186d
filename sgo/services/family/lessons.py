"""A child's lessons of some days, as a timetable tells them: when, where, with whom, what changed.

One reading for the diary's week, for the timetable and for the calendar of a phone (1.3f, 4.8).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from sgo.access.scopes import visible
from sgo.models import Group, Lesson, Membership, Room, Staff, Subject
from sgo.names import initials
from sgo.services.family.children import Child, Family, member_at_lesson, subject_of
from sgo.services.timetable.lesson_changes import LessonChange, lesson_changes
from sgo.vocabulary import AttendanceCode, LessonState


@dataclass(frozen=True, slots=True)
class DiaryMark:
    value: int
    work_name: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class FamilyLesson:
    """A lesson as the family sees it; `formed_for` is its own day, if it was moved.

    What stands in the child's cell, from `attendance` on, is filled in for the diary alone.
    """

    lesson_id: int
    held_on: date
    starts_at: time
    ends_at: time
    subject: str
    group: str
    room: str | None
    teacher: str
    instead_of: str | None
    """The regular teacher, when a substitute holds the lesson."""
    state: LessonState
    formed_for: date
    version: int
    change: LessonChange | None
    is_newly_changed: bool
    topic: str | None
    attendance: AttendanceCode | None = None
    comment: str | None = None
    marks: tuple[DiaryMark, ...] = ()
    has_new_code: bool = False
    has_new_comment: bool = False

    @property
    def was_on(self) -> date | None:
        """The day the lesson was moved from, if it was another one."""
        return self.formed_for if self.formed_for != self.held_on else None

    @property
    def was_at(self) -> time | None:
        """When it began before it was moved, if that was another time or another day."""
        earlier = self.change.was_at if self.change else None
        return earlier or (self.starts_at if self.was_on else None)

    @property
    def is_in_another_room(self) -> bool:
        return self.change is not None and self.change.was_elsewhere


def lessons_between(
    session: Session, found: Family, child: Child, first: date, last: date
) -> list[FamilyLesson]:
    """Lessons held in these days, and lessons moved out of them to others; two queries."""
    regular = aliased(Staff)
    rows = session.execute(
        select(
            Lesson.id,
            Lesson.held_on,
            Lesson.starts_at,
            Lesson.ends_at,
            Subject.name.label("subject"),
            Group.name.label("group"),
            Room.name.label("room"),
            Lesson.staff_id,
            Lesson.regular_staff_id,
            *(column.label(f"now_{column.key}") for column in _name_of(Staff)),
            *(column.label(f"was_{column.key}") for column in _name_of(regular)),
            Lesson.state,
            Lesson.formed_for,
            Lesson.version,
            Lesson.topic,
            Lesson.change_reason.is_not(None).label("is_changed"),
        )
        .select_from(Lesson)
        .join(Subject, subject_of(Lesson.page_id))
        .join(Group, Group.id == Lesson.group_id)
        .join(Staff, Staff.id == Lesson.staff_id)
        .join(regular, regular.id == Lesson.regular_staff_id)
        .join(Membership, member_at_lesson(child.student_id))
        .outerjoin(Room, Room.id == Lesson.room_id)
        .where(
            or_(
                Lesson.held_on.between(first, last),
                and_(
                    Lesson.state == LessonState.MOVED,
                    Lesson.formed_for.between(first, last),
                ),
            ),
            visible(Lesson, found.viewer),
        )
        .order_by(Lesson.held_on, Lesson.starts_at, Lesson.id)
    ).all()
    changes = lesson_changes(session, [row.id for row in rows if row.is_changed])
    return [_lesson(row, found, changes.get(row.id)) for row in rows]


def _name_of(staff: type[Staff]) -> tuple[Any, ...]:
    return staff.surname, staff.given_name, staff.patronymic


def _lesson(row: Any, found: Family, change: LessonChange | None) -> FamilyLesson:
    regular = initials(row.was_surname, row.was_given_name, row.was_patronymic)
    return FamilyLesson(
        lesson_id=row.id,
        held_on=row.held_on,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        subject=row.subject,
        group=row.group,
        room=row.room,
        teacher=initials(row.now_surname, row.now_given_name, row.now_patronymic),
        instead_of=regular if row.staff_id != row.regular_staff_id else None,
        state=row.state,
        formed_for=row.formed_for,
        version=row.version,
        topic=row.topic,
        change=change,
        is_newly_changed=change is not None and change.at > found.new_since,
    )
