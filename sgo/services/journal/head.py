"""The head of a journal page: what it is, its terms, its teachers, who of them writes what."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.access.scopes import visible
from sgo.access.viewer import Viewer
from sgo.errors import Missing
from sgo.models import (
    AcademicYear,
    CurriculumItem,
    Group,
    JournalPage,
    Programme,
    Staff,
    Subject,
    TeachingAssignment,
    Term,
)
from sgo.names import initials
from sgo.rules.rights import may_write_lesson, may_write_period_marks
from sgo.rules.spans import covers
from sgo.services.journal.access import journal_reader
from sgo.verdicts import Verdict
from sgo.vocabulary import Assessment, YearState


@dataclass(frozen=True, slots=True)
class TermLine:
    """A term in the switch; `chosen` is the one on the screen."""

    id: int
    name: str
    starts_on: date
    ends_on: date
    chosen: bool = False

    def covers(self, day: date) -> bool:
        return covers(self.starts_on, self.ends_on, day)


@dataclass(frozen=True, slots=True)
class PageTeacher:
    """Who teaches the page, from when to when (decision 3: there may be several)."""

    staff_id: int
    name: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class PageHead:
    """What every tab of a journal page says above its table."""

    page_id: int
    subject: str
    group_id: int
    group: str
    programme: str
    item_id: int
    assessment: Assessment
    plan_hours: int
    year_id: int
    year: str
    year_closed: bool
    starts_on: date
    ends_on: date
    """The end of the group's course, the exam included."""
    terms: tuple[TermLine, ...]
    teachers: tuple[PageTeacher, ...]

    @property
    def graded(self) -> bool:
        return self.assessment is Assessment.GRADED

    def teachers_on(self, day: date) -> tuple[str, ...]:
        return tuple(t.name for t in self.teachers if covers(t.starts_on, t.ends_on, day))

    def teaches(self, staff_id: int | None, day: date) -> bool:
        return any(
            one.staff_id == staff_id and covers(one.starts_on, one.ends_on, day)
            for one in self.teachers
        )

    def term(self, term_id: int | None, today: date) -> TermLine:
        """The chosen term: asked for, or today's, or the last begun, or the first one.

        Raises Missing for a term of another scheme, or when there is no term at all.
        """
        if term_id is not None:
            for term in self.terms:
                if term.id == term_id:
                    return term
            raise Missing("term")
        if not self.terms:
            raise Missing("term")
        begun = [term for term in self.terms if term.starts_on <= today]
        return begun[-1] if begun else self.terms[0]

    def with_chosen(self, term: TermLine) -> PageHead:
        terms = tuple(replace(one, chosen=one.id == term.id) for one in self.terms)
        return replace(self, terms=terms)


def page_head(session: Session, viewer: Viewer, page_id: int) -> PageHead:
    """The head, in one query; Missing outside the viewer's scope."""
    reader = journal_reader(viewer)
    rows = session.execute(_statement(page_id).where(visible(JournalPage, reader))).all()
    if not rows:
        raise Missing("page")
    terms: dict[int, TermLine] = {}
    teachers: dict[int, PageTeacher] = {}
    for row in rows:
        if row.term_id is not None:
            terms[row.term_id] = TermLine(
                row.term_id, row.term, row.term_starts_on, row.term_ends_on
            )
        if row.assignment_id is not None:
            teachers[row.assignment_id] = PageTeacher(
                row.staff_id,
                initials(row.surname, row.given_name, row.patronymic),
                row.from_on,
                row.to_on,
            )
    row = rows[0]
    return PageHead(
        page_id=page_id,
        subject=row.subject,
        group_id=row.group_id,
        group=row.group,
        programme=row.programme,
        item_id=row.item_id,
        assessment=row.assessment,
        plan_hours=row.hours,
        year_id=row.year_id,
        year=row.year,
        year_closed=row.year_state is YearState.CLOSED,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        terms=tuple(terms.values()),
        teachers=tuple(teachers.values()),
    )


def lesson_right(
    head: PageHead, viewer: Viewer, held_on: date, staff_id: int, regular_staff_id: int
) -> Verdict:
    """Whether the viewer writes a lesson of the page (clause 4.5, decisions 3 and 12)."""
    has_substitute = staff_id != regular_staff_id
    return may_write_lesson(
        teaches_on_that_day=head.teaches(viewer.staff_id, held_on),
        is_substitute=has_substitute and staff_id == viewer.staff_id,
        has_substitute=has_substitute,
    )


def period_right(head: PageHead, viewer: Viewer, ends_on: date, today: date) -> Verdict:
    """Whether the viewer sets marks of a period: teaches now, or taught on its last day."""
    teaches = head.teaches(viewer.staff_id, today) or (
        ends_on < today and head.teaches(viewer.staff_id, ends_on)
    )
    return may_write_period_marks(teaches_now=teaches)


def _statement(page_id: int) -> Any:
    return (
        select(
            Subject.name.label("subject"),
            Group.id.label("group_id"),
            Group.name.label("group"),
            Group.starts_on,
            Group.ends_on,
            Programme.name.label("programme"),
            CurriculumItem.id.label("item_id"),
            CurriculumItem.assessment,
            CurriculumItem.hours,
            AcademicYear.id.label("year_id"),
            AcademicYear.name.label("year"),
            AcademicYear.state.label("year_state"),
            Term.id.label("term_id"),
            Term.name.label("term"),
            Term.starts_on.label("term_starts_on"),
            Term.ends_on.label("term_ends_on"),
            TeachingAssignment.id.label("assignment_id"),
            TeachingAssignment.staff_id,
            TeachingAssignment.starts_on.label("from_on"),
            TeachingAssignment.ends_on.label("to_on"),
            Staff.surname,
            Staff.given_name,
            Staff.patronymic,
        )
        .select_from(JournalPage)
        .join(Group, Group.id == JournalPage.group_id)
        .join(CurriculumItem, CurriculumItem.id == JournalPage.curriculum_item_id)
        .join(Subject, Subject.id == CurriculumItem.subject_id)
        .join(Programme, Programme.id == CurriculumItem.programme_id)
        .join(AcademicYear, AcademicYear.id == JournalPage.academic_year_id)
        .outerjoin(Term, Term.scheme_id == Group.term_scheme_id)
        .outerjoin(TeachingAssignment, TeachingAssignment.page_id == JournalPage.id)
        .outerjoin(Staff, Staff.id == TeachingAssignment.staff_id)
        .where(JournalPage.id == page_id)
        .order_by(Term.position, TeachingAssignment.starts_on, TeachingAssignment.id)
    )
