"""The journal pages that somebody may open (clauses 1.3c, 4.1, 4.5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from sgo.access.scopes import lasts, visible
from sgo.access.viewer import Viewer
from sgo.models import (
    AcademicYear,
    CurriculumItem,
    Group,
    JournalPage,
    Lesson,
    Membership,
    Programme,
    Staff,
    Subject,
    TeachingAssignment,
)
from sgo.names import initials
from sgo.services.journal.access import journal_reader
from sgo.vocabulary import LessonState, YearState


@dataclass(frozen=True, slots=True)
class PageLine:
    """A page in the list; counts are of today, of students of the course's last day once over."""

    page_id: int
    group_id: int
    group: str
    subject: str
    programme: str
    year_id: int
    year: str
    year_state: YearState
    teachers: tuple[str, ...]
    mine: bool
    """The viewer teaches it now; otherwise it is read."""
    students: int
    lessons: int
    held: int
    missing_topics: int


def pages_of(session: Session, viewer: Viewer) -> list[PageLine]:
    """Every page open to the viewer, past years too, own pages first; two queries."""
    reader = journal_reader(viewer)
    rows = session.execute(_statement(reader).where(visible(JournalPage, reader))).all()
    teachers: dict[int, dict[int, str]] = {}
    assigned = session.execute(
        select(
            TeachingAssignment.page_id,
            TeachingAssignment.staff_id,
            Staff.surname,
            Staff.given_name,
            Staff.patronymic,
        )
        .join(Staff, Staff.id == TeachingAssignment.staff_id)
        .join(JournalPage, JournalPage.id == TeachingAssignment.page_id)
        .join(Group, Group.id == JournalPage.group_id)
        .where(
            visible(JournalPage, reader),
            # Who teaches now, or who taught a course that is over.
            or_(
                lasts(TeachingAssignment.starts_on, TeachingAssignment.ends_on, viewer.today),
                lasts(TeachingAssignment.starts_on, TeachingAssignment.ends_on, Group.ends_on),
            ),
        )
        .order_by(Staff.sort_key)
    )
    for page_id, staff_id, surname, given_name, patronymic in assigned:
        teachers.setdefault(page_id, {})[staff_id] = initials(surname, given_name, patronymic)
    lines = [
        PageLine(
            page_id=row.id,
            group_id=row.group_id,
            group=row.group,
            subject=row.subject,
            programme=row.programme,
            year_id=row.year_id,
            year=row.year,
            year_state=row.year_state,
            teachers=tuple(teachers.get(row.id, {}).values()),
            mine=viewer.staff_id in teachers.get(row.id, {}),
            students=row.students,
            lessons=row.lessons,
            held=row.held,
            missing_topics=row.missing_topics,
        )
        for row in rows
    ]
    return sorted(lines, key=lambda line: not line.mine)


def _statement(viewer: Viewer) -> Any:
    def lessons(*conditions: Any) -> Any:
        return (
            select(func.count())
            .where(
                Lesson.page_id == JournalPage.id, Lesson.state != LessonState.CANCELLED, *conditions
            )
            .correlate(JournalPage)
            .scalar_subquery()
        )

    day_of_course = case(
        (Group.starts_on > viewer.today, Group.starts_on),
        (Group.ends_on < viewer.today, Group.ends_on),
        else_=viewer.today,
    )
    students = (
        select(func.count())
        .where(
            Membership.group_id == JournalPage.group_id,
            lasts(Membership.starts_on, Membership.ends_on, day_of_course),
        )
        .correlate(JournalPage, Group)
        .scalar_subquery()
    )
    held = Lesson.held_on <= viewer.today
    return (
        select(
            JournalPage.id,
            Group.id.label("group_id"),
            Group.name.label("group"),
            Subject.name.label("subject"),
            Programme.name.label("programme"),
            AcademicYear.id.label("year_id"),
            AcademicYear.name.label("year"),
            AcademicYear.state.label("year_state"),
            students.label("students"),
            lessons().label("lessons"),
            lessons(held).label("held"),
            lessons(held, Lesson.topic.is_(None)).label("missing_topics"),
        )
        .join(Group, Group.id == JournalPage.group_id)
        .join(CurriculumItem, CurriculumItem.id == JournalPage.curriculum_item_id)
        .join(Subject, Subject.id == CurriculumItem.subject_id)
        .join(Programme, Programme.id == CurriculumItem.programme_id)
        .join(AcademicYear, AcademicYear.id == JournalPage.academic_year_id)
        .order_by(AcademicYear.starts_on.desc(), Group.search_key, CurriculumItem.position)
    )
