"""What the timetable lacks: lessons whose teacher is gone, groups and subjects without lessons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.access.scopes import lasts, scope
from sgo.access.viewer import Viewer
from sgo.models import (
    AcademicYear,
    CurriculumItem,
    Group,
    JournalPage,
    Lesson,
    Staff,
    Subject,
    TeachingAssignment,
    TimetableRow,
)
from sgo.names import initials
from sgo.vocabulary import LessonState, YearState


@dataclass(frozen=True, slots=True)
class Orphaned:
    """Lessons ahead of a page whose teacher no longer works or teaches the page then."""

    page_id: int
    group: str
    subject: str
    staff_id: int
    teacher: str
    lessons: int
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Bare:
    """A group without a row of the timetable from today on."""

    group_id: int
    name: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Untaught:
    """A page of a group that goes on, with nobody to teach it from today on."""

    page_id: int
    group: str
    subject: str


@dataclass(frozen=True, slots=True)
class Gaps:
    """Everything that somebody should mend; empty lists when the timetable is whole."""

    orphaned: tuple[Orphaned, ...]
    bare: tuple[Bare, ...]
    untaught: tuple[Untaught, ...]

    @property
    def count(self) -> int:
        return len(self.orphaned) + len(self.bare) + len(self.untaught)


def timetable_gaps(session: Session, viewer: Viewer, now: datetime) -> Gaps:
    """The gaps from today on, in three queries for any centre. Raises Forbidden."""
    viewer.role_for(Permission.SCHOOL_READ)
    today = now.date()
    return Gaps(
        _orphaned(session, viewer, today),
        bare_groups(session, viewer, today),
        _untaught(session, viewer, today),
    )


def _orphaned(session: Session, viewer: Viewer, today: date) -> tuple[Orphaned, ...]:
    assigned = (
        select(TeachingAssignment.id)
        .where(
            TeachingAssignment.page_id == Lesson.page_id,
            TeachingAssignment.staff_id == Lesson.staff_id,
            lasts(TeachingAssignment.starts_on, TeachingAssignment.ends_on, Lesson.held_on),
        )
        .correlate(Lesson)
        .exists()
    )
    is_substitute = Lesson.staff_id != Lesson.regular_staff_id
    rows = session.execute(
        scope(
            select(
                Lesson.page_id,
                Group.name,
                Subject.name,
                Lesson.staff_id,
                Staff.surname,
                Staff.given_name,
                Staff.patronymic,
                func.count(),
                func.min(Lesson.held_on),
                func.max(Lesson.held_on),
            )
            .join(JournalPage, JournalPage.id == Lesson.page_id)
            .join(CurriculumItem, CurriculumItem.id == JournalPage.curriculum_item_id)
            .join(Subject, Subject.id == CurriculumItem.subject_id)
            .join(Group, Group.id == Lesson.group_id)
            .join(Staff, Staff.id == Lesson.staff_id)
            .where(
                Lesson.held_on >= today,
                Lesson.state != LessonState.CANCELLED,
                or_(Staff.dismissed_on < Lesson.held_on, and_(~is_substitute, ~assigned)),
            )
            .group_by(
                Lesson.page_id,
                Group.name,
                Group.search_key,
                Subject.name,
                Lesson.staff_id,
                Staff.surname,
                Staff.given_name,
                Staff.patronymic,
            )
            .order_by(func.min(Lesson.held_on), Group.search_key, Lesson.page_id),
            Lesson,
            viewer,
        )
    )
    return tuple(
        Orphaned(page_id, group, subject, staff_id, initials(*name), count, first, last)
        for page_id, group, subject, staff_id, *name, count, first, last in rows
    )


def bare_groups(session: Session, viewer: Viewer, today: date) -> tuple[Bare, ...]:
    """Groups that go on, or will, without a row of the timetable from today on; one query."""
    has_row = (
        select(TimetableRow.id)
        .join(JournalPage, JournalPage.id == TimetableRow.page_id)
        .where(
            JournalPage.group_id == Group.id,
            or_(TimetableRow.valid_to.is_(None), TimetableRow.valid_to >= today),
        )
        .correlate(Group)
        .exists()
    )
    rows = session.execute(
        scope(
            select(Group.id, Group.name, Group.starts_on, Group.ends_on)
            .join(AcademicYear, AcademicYear.id == Group.academic_year_id)
            .where(AcademicYear.state != YearState.CLOSED, Group.ends_on >= today, ~has_row)
            .order_by(Group.starts_on, Group.search_key),
            Group,
            viewer,
        )
    )
    return tuple(Bare(*row) for row in rows)


def _untaught(session: Session, viewer: Viewer, today: date) -> tuple[Untaught, ...]:
    taught = (
        select(TeachingAssignment.id)
        .where(
            TeachingAssignment.page_id == JournalPage.id,
            or_(TeachingAssignment.ends_on.is_(None), TeachingAssignment.ends_on >= today),
        )
        .correlate(JournalPage)
        .exists()
    )
    rows = session.execute(
        scope(
            select(JournalPage.id, Group.name, Subject.name)
            .join(Group, Group.id == JournalPage.group_id)
            .join(AcademicYear, AcademicYear.id == JournalPage.academic_year_id)
            .join(CurriculumItem, CurriculumItem.id == JournalPage.curriculum_item_id)
            .join(Subject, Subject.id == CurriculumItem.subject_id)
            .where(AcademicYear.state != YearState.CLOSED, Group.ends_on >= today, ~taught)
            .order_by(Group.search_key, CurriculumItem.position, JournalPage.id),
            JournalPage,
            viewer,
        )
    )
    return tuple(Untaught(*row) for row in rows)
