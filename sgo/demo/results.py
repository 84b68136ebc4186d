"""Term and final marks of the demo's closed year, given by its teachers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.access.scopes import lasts
from sgo.access.viewer import Viewer
from sgo.models import AcademicYear, Group, JournalPage, Membership, TeachingAssignment, Term
from sgo.services.journal import final_marks, term_marks
from sgo.vocabulary import FinalKind, TermResult


def give_term_marks(
    session: Session, viewers: dict[int, Viewer], year: AcademicYear, term: Term, now: datetime
) -> None:
    """Every student of every page of the year gets the first mark of the menu."""
    for page_id, viewer, student_id in _columns(session, viewers, year, now.date()):
        options = term_marks.term_mark_options(session, viewer, page_id, term.id, student_id, now)
        result = next(option.result for option in options if option.verdict.allowed)
        term_marks.set_term_mark(
            session, viewer, page_id, term.id, student_id, result, seen_version=None, now=now
        )
    session.commit()


def give_final_marks(
    session: Session,
    viewers: dict[int, Viewer],
    year: AcademicYear,
    exam_of: str,
    now: datetime,
) -> None:
    """Year and final marks for all; an exam for the programme of that code."""
    random = Random(year.id)  # noqa: S311 - invented marks
    for page_id, viewer, student_id in _columns(session, viewers, year, now.date()):
        group = session.scalars(
            select(Group).join(JournalPage).where(JournalPage.id == page_id)
        ).one()
        kinds = [FinalKind.YEAR]
        if group.name.startswith(exam_of):
            kinds.append(FinalKind.EXAM)
        for kind in (*kinds, FinalKind.FINAL):
            options = final_marks.final_mark_options(
                session, viewer, page_id, kind, student_id, now
            )
            allowed = [option.result for option in options if option.verdict.allowed]
            result = allowed[0]
            if kind is FinalKind.EXAM:
                result = random.choice([TermResult.FIVE, TermResult.FOUR, TermResult.THREE])
            final_marks.set_final_mark(
                session, viewer, page_id, kind, student_id, result, seen_version=None, now=now
            )
    session.commit()


def _columns(
    session: Session, viewers: dict[int, Viewer], year: AcademicYear, day: date
) -> list[tuple[int, Viewer, int]]:
    return [
        (page_id, replace(viewers[staff_id], today=day), student_id)
        for page_id, staff_id, student_id in session.execute(
            select(JournalPage.id, TeachingAssignment.staff_id, Membership.student_id)
            .join(TeachingAssignment, TeachingAssignment.page_id == JournalPage.id)
            .join(Membership, Membership.group_id == JournalPage.group_id)
            .where(
                JournalPage.academic_year_id == year.id,
                lasts(Membership.starts_on, Membership.ends_on, day),
            )
            .order_by(JournalPage.id, Membership.student_id)
        )
        if staff_id in viewers
    ]
