"""The rows of a family: one's own child, or oneself (4.8, decision 27)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select, true

from sgo.access.stretches import lasts
from sgo.access.viewer import Viewer
from sgo.models import (
    Base,
    DiaryVisit,
    FinalMark,
    Group,
    Guardianship,
    JournalEntry,
    Lesson,
    Mark,
    Membership,
    Organisation,
    Student,
    TermMark,
    TimetableAddress,
)
from sgo.rules.age import ADULT_AGE, born_by

Condition = Callable[[Viewer], ColumnElement[bool]]


def _children(viewer: Viewer) -> Select[Any]:
    return (
        select(Guardianship.student_id)
        .join(Student)
        .where(
            Guardianship.guardian_id == viewer.guardian_id,
            or_(
                Student.birth_date > born_by(ADULT_AGE, viewer.today),
                Guardianship.adult_consent_on <= viewer.today,
            ),
        )
    )


def _oneself(viewer: Viewer) -> Select[Any]:
    return select(Student.id).where(Student.id == viewer.student_id)


def _family(students: Callable[[Viewer], Select[Any]]) -> dict[type[Base], Condition]:
    def lesson(viewer: Viewer) -> ColumnElement[bool]:
        return (
            select(Membership.id)
            .where(
                Membership.group_id == Lesson.group_id,
                Membership.student_id.in_(students(viewer)),
                lasts(Membership.starts_on, Membership.ends_on, Lesson.held_on),
            )
            .correlate(Lesson)
            .exists()
        )

    return {
        Organisation: lambda viewer: true(),
        Student: lambda viewer: Student.id.in_(students(viewer)),
        Membership: lambda viewer: Membership.student_id.in_(students(viewer)),
        Group: lambda viewer: Group.id.in_(
            select(Membership.group_id).where(Membership.student_id.in_(students(viewer)))
        ),
        Lesson: lesson,
        JournalEntry: lambda viewer: JournalEntry.student_id.in_(students(viewer)),
        Mark: lambda viewer: Mark.student_id.in_(students(viewer)),
        TermMark: lambda viewer: TermMark.student_id.in_(students(viewer)),
        FinalMark: lambda viewer: FinalMark.student_id.in_(students(viewer)),
        # What an account keeps for itself is nobody else's, of the same child neither.
        DiaryVisit: lambda viewer: and_(
            DiaryVisit.account_id == viewer.account_id,
            DiaryVisit.student_id.in_(students(viewer)),
        ),
        TimetableAddress: lambda viewer: and_(
            TimetableAddress.account_id == viewer.account_id,
            TimetableAddress.student_id.in_(students(viewer)),
        ),
    }


def children_only() -> dict[type[Base], Condition]:
    """A guardian: the own children, from 18 on by their consent alone."""
    return _family(_children)


def oneself_only() -> dict[type[Base], Condition]:
    """A student: nobody else."""
    return _family(_oneself)
