"""A day or a week of the office: whose lessons want somebody, who is free, what was changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.access.scopes import visible
from sgo.access.viewer import Viewer
from sgo.models import (
    CurriculumItem,
    Group,
    JournalPage,
    Lesson,
    Room,
    Staff,
    Subject,
    TeachingAssignment,
)
from sgo.names import initials
from sgo.rules.timetable import ClashKind
from sgo.services.timetable.lesson_rights import lesson_rights
from sgo.services.timetable.week import Bell, bells, holders
from sgo.verdicts import Verdict
from sgo.vocabulary import LessonState


@dataclass(frozen=True, slots=True)
class Substitute:
    """Somebody free in the slot; `same_subject` teaches it somewhere in the centre."""

    staff_id: int
    name: str
    same_subject: bool


@dataclass(frozen=True, slots=True)
class DayLesson:
    """A lesson of the days shown, with who may hold it instead."""

    lesson_id: int
    version: int
    held_on: date
    bell_number: int
    starts_at: time
    ends_at: time
    group: str
    subject: str
    subject_id: int
    room: str | None
    teacher: str
    regular_teacher: str
    state: LessonState
    formed_for: date
    reason: str | None
    place: Verdict | None = None
    """Whether its place may still change (decision 10)."""
    substitutes: tuple[Substitute, ...] = ()

    @property
    def is_substituted(self) -> bool:
        return self.teacher != self.regular_teacher


@dataclass(frozen=True, slots=True)
class ChangesView:
    """The lessons of the absent one, and everything changed on the days shown."""

    from_on: date
    to_on: date
    staff_id: int | None
    teacher: str
    teachers: tuple[tuple[int, str], ...]
    lessons: tuple[DayLesson, ...]
    changed: tuple[DayLesson, ...]
    bells: tuple[Bell, ...]
    may_change: bool


def changes_view(
    session: Session,
    viewer: Viewer,
    staff_id: int | None,
    from_on: date,
    to_on: date,
    now: datetime,
) -> ChangesView:
    """The days for the office; a fixed number of queries for any centre. Raises Forbidden."""
    viewer.role_for(Permission.SCHOOL_READ)
    to_on = max(from_on, to_on)
    knows = _subjects_taught(session, from_on, to_on)
    teaching = {staff_id for of_subject in knows.values() for staff_id in of_subject}
    teachers = tuple(
        one
        for one in holders(session, viewer, ClashKind.TEACHER, from_on)
        if one[0] in teaching or one[0] == staff_id
    )
    lessons: tuple[DayLesson, ...] = ()
    may_change = viewer.may(Permission.LESSONS_MOVE)
    if staff_id is not None:
        lessons = _lessons(
            session,
            viewer,
            from_on,
            to_on,
            [Lesson.staff_id == staff_id, Lesson.state != LessonState.CANCELLED],
        )
        if may_change and lessons:
            lessons = _with_choices(session, viewer, lessons, teachers, staff_id, knows, now)
    changed = _lessons(
        session,
        viewer,
        from_on,
        to_on,
        [
            or_(
                Lesson.state != LessonState.PLANNED,
                Lesson.staff_id != Lesson.regular_staff_id,
            )
        ],
    )
    return ChangesView(
        from_on=from_on,
        to_on=to_on,
        staff_id=staff_id,
        teacher=dict(teachers).get(staff_id or 0, ""),
        teachers=teachers,
        lessons=lessons,
        changed=changed,
        bells=bells(session),
        may_change=may_change,
    )


def _lessons(
    session: Session, viewer: Viewer, from_on: date, to_on: date, conditions: list[Any]
) -> tuple[DayLesson, ...]:
    regular = Staff.__table__.alias("regular_staff")
    rows = session.execute(
        select(
            Lesson.id,
            Lesson.version,
            Lesson.held_on,
            Lesson.bell_number,
            Lesson.starts_at,
            Lesson.ends_at,
            Group.name.label("group"),
            Subject.name.label("subject"),
            Subject.id.label("subject_id"),
            Room.name.label("room"),
            Staff.surname,
            Staff.given_name,
            Staff.patronymic,
            regular.c.surname.label("regular_surname"),
            regular.c.given_name.label("regular_given_name"),
            regular.c.patronymic.label("regular_patronymic"),
            Lesson.state,
            Lesson.formed_for,
            Lesson.change_reason,
        )
        .join(JournalPage, JournalPage.id == Lesson.page_id)
        .join(CurriculumItem, CurriculumItem.id == JournalPage.curriculum_item_id)
        .join(Subject, Subject.id == CurriculumItem.subject_id)
        .join(Group, Group.id == Lesson.group_id)
        .join(Staff, Staff.id == Lesson.staff_id)
        .join(regular, regular.c.id == Lesson.regular_staff_id)
        .outerjoin(Room, Room.id == Lesson.room_id)
        .where(Lesson.held_on.between(from_on, to_on), visible(Lesson, viewer), *conditions)
        .order_by(Lesson.held_on, Lesson.bell_number, Group.search_key, Lesson.id)
    )
    return tuple(
        DayLesson(
            lesson_id=row.id,
            version=row.version,
            held_on=row.held_on,
            bell_number=row.bell_number,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            group=row.group,
            subject=row.subject,
            subject_id=row.subject_id,
            room=row.room,
            teacher=initials(row.surname, row.given_name, row.patronymic),
            regular_teacher=initials(
                row.regular_surname, row.regular_given_name, row.regular_patronymic
            ),
            state=row.state,
            formed_for=row.formed_for,
            reason=row.change_reason,
        )
        for row in rows
    )


def _with_choices(
    session: Session,
    viewer: Viewer,
    lessons: tuple[DayLesson, ...],
    teachers: tuple[tuple[int, str], ...],
    absent_id: int,
    knows: dict[int, set[int]],
    now: datetime,
) -> tuple[DayLesson, ...]:
    """Each lesson with what may still change, and the free teachers: of the subject first."""
    first, last = lessons[0].held_on, lessons[-1].held_on
    rights = lesson_rights(session, viewer, [one.lesson_id for one in lessons], now)
    taken: dict[tuple[date, int], set[int]] = {}
    for held_on, bell, staff_id in session.execute(
        select(Lesson.held_on, Lesson.bell_number, Lesson.staff_id).where(
            Lesson.held_on.between(first, last), Lesson.state != LessonState.CANCELLED
        )
    ):
        taken.setdefault((held_on, bell), set()).add(staff_id)
    found = []
    for one in lessons:
        busy = taken.get((one.held_on, one.bell_number), set())
        able = knows.get(one.subject_id, set())
        free = [
            Substitute(staff_id, name, staff_id in able)
            for staff_id, name in teachers
            if staff_id != absent_id and staff_id not in busy
        ]
        right = rights.get(one.lesson_id)
        found.append(
            replace(
                one,
                place=right.place if right is not None else None,
                substitutes=tuple(sorted(free, key=lambda who: not who.same_subject)),
            )
        )
    return tuple(found)


def _subjects_taught(session: Session, from_on: date, to_on: date) -> dict[int, set[int]]:
    """Who teaches each subject somewhere in the centre on these days."""
    rows = session.execute(
        select(CurriculumItem.subject_id, TeachingAssignment.staff_id)
        .join(JournalPage, JournalPage.id == TeachingAssignment.page_id)
        .join(CurriculumItem, CurriculumItem.id == JournalPage.curriculum_item_id)
        .where(
            TeachingAssignment.starts_on <= to_on,
            or_(TeachingAssignment.ends_on.is_(None), TeachingAssignment.ends_on >= from_on),
        )
        .distinct()
    )
    found: dict[int, set[int]] = {}
    for subject_id, staff_id in rows:
        found.setdefault(subject_id, set()).add(staff_id)
    return found
