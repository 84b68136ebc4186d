"""Term marks that fall due on a teacher's pages (clauses 4.13 and 4.14)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, exists, func, select
from sqlalchemy.orm import Session

from sgo.access.scopes import lasts
from sgo.access.viewer import Viewer
from sgo.models import (
    AcademicYear,
    CurriculumItem,
    Group,
    JournalPage,
    Membership,
    Subject,
    Term,
    TermMark,
)
from sgo.rules.settings import LONGEST_WINDOW
from sgo.rules.terms import due_on, last_day, period_window
from sgo.services.journal.queries import teaches_on
from sgo.services.settings import Editions
from sgo.verdicts import Verdict
from sgo.vocabulary import YearState

DUE_AHEAD = timedelta(days=14)
"""How long before it is due a term stands on the home page."""
_LATEST_PERIOD = timedelta(days=LONGEST_WINDOW)


@dataclass(frozen=True, slots=True)
class TermDeadline:
    """Term marks of a page that are due, or were (clauses 4.13 and 4.14)."""

    page_id: int
    group: str
    subject: str
    term_id: int
    term: str
    due_on: date
    last_day: date
    given: int
    students: int
    verdict: Verdict

    @property
    def missing(self) -> int:
        return self.students - self.given


def term_deadlines(
    session: Session, viewer: Viewer, known: Editions, today: date
) -> tuple[TermDeadline, ...]:
    """The terms whose marks are near their day or still open, and not all given."""
    found = []
    for row in session.execute(_terms(viewer, today)):
        settings = known.on(row.ends_on)
        window = period_window(row.ends_on, today, settings, row.starts_on)
        due = due_on(row.ends_on, settings)
        if not window.allowed or today < due - DUE_AHEAD or not row.missing:
            continue
        found.append(
            TermDeadline(
                page_id=row.page_id,
                group=row.group,
                subject=row.subject,
                term_id=row.term_id,
                term=row.term,
                due_on=due,
                last_day=last_day(row.ends_on, settings),
                given=row.students - row.missing,
                students=row.students,
                verdict=window,
            )
        )
    return tuple(sorted(found, key=lambda one: (one.due_on, one.group, one.subject)))


def _terms(viewer: Viewer, today: date) -> Any:
    there = (
        Membership.group_id == JournalPage.group_id,
        case(
            (Term.ends_on < today, lasts(Membership.starts_on, Membership.ends_on, Term.ends_on)),
            else_=lasts(Membership.starts_on, Membership.ends_on, today),
        ),
    )
    no_mark = ~(
        exists()
        .where(
            TermMark.page_id == JournalPage.id,
            TermMark.term_id == Term.id,
            TermMark.student_id == Membership.student_id,
        )
        .correlate(JournalPage, Term, Membership)
    )

    def count(*conditions: ColumnElement[bool]) -> Any:
        return (
            select(func.count())
            .select_from(Membership)
            .where(*conditions)
            .correlate(JournalPage, Term)
            .scalar_subquery()
        )

    return (
        select(
            JournalPage.id.label("page_id"),
            Group.name.label("group"),
            Subject.name.label("subject"),
            Term.id.label("term_id"),
            Term.name.label("term"),
            Term.starts_on,
            Term.ends_on,
            count(*there).label("students"),
            count(*there, no_mark).label("missing"),
        )
        .join(Group, Group.id == JournalPage.group_id)
        .join(CurriculumItem, CurriculumItem.id == JournalPage.curriculum_item_id)
        .join(Subject, Subject.id == CurriculumItem.subject_id)
        .join(AcademicYear, AcademicYear.id == JournalPage.academic_year_id)
        .join(Term, Term.scheme_id == Group.term_scheme_id)
        .where(
            teaches_on(viewer, JournalPage.id, today, JournalPage),
            AcademicYear.state != YearState.CLOSED,
            Term.starts_on <= today,
            Term.ends_on >= today - _LATEST_PERIOD,
        )
    )
