"""The student's own time: lessons of two groups at once, which warn and never refuse (decision 26)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, aliased

from sgo.access.permissions import Permission
from sgo.access.scopes import lasts, scope
from sgo.access.viewer import Viewer
from sgo.models import Group, Lesson, Membership, MovementOrder, MovementRecord, Student
from sgo.vocabulary import LessonState, MovementKind

_ENTERING = [kind for kind in MovementKind if kind.enters]


@dataclass(frozen=True, slots=True)
class Clash:
    """Lessons of the group entered that meet lessons of another group of the student."""

    student: str
    group: str
    lessons: int
    first_on: date


def clashes_of(session: Session, viewer: Viewer, order_id: int) -> Sequence[Clash]:
    """For every student and other group of an order that enters, in one query."""
    viewer.role_for(Permission.MOVEMENT_READ)
    lesson, other = aliased(Lesson), aliased(Lesson)
    entered = func.coalesce(MovementRecord.to_group_id, MovementRecord.group_id)
    left = case((MovementRecord.to_group_id.is_not(None), MovementRecord.group_id), else_=entered)
    statement = (
        select(Student, Group.name, func.count(lesson.id), func.min(lesson.held_on))
        .select_from(MovementRecord)
        .join(MovementOrder, MovementOrder.id == MovementRecord.order_id)
        .join(Student, Student.id == MovementRecord.student_id)
        .join(lesson, lesson.group_id == entered)
        .join(Membership, Membership.student_id == MovementRecord.student_id)
        .join(
            other,
            (other.group_id == Membership.group_id)
            & (other.held_on == lesson.held_on)
            & (other.bell_number == lesson.bell_number),
        )
        .join(Group, Group.id == other.group_id)
        .where(
            MovementRecord.order_id == order_id,
            MovementOrder.kind.in_(_ENTERING),
            lesson.held_on >= MovementRecord.effective_on,
            lesson.state != LessonState.CANCELLED,
            other.state != LessonState.CANCELLED,
            Membership.group_id != entered,
            Membership.group_id != left,
            lasts(Membership.starts_on, Membership.ends_on, lesson.held_on),
        )
        .group_by(Student.id, Group.id, Group.name)
        .order_by(Student.sort_key, Group.name)
    )
    return [
        Clash(student.full_name, group, lessons, first_on)
        for student, group, lessons, first_on in session.execute(
            scope(statement, MovementRecord, viewer)
        )
    ]
