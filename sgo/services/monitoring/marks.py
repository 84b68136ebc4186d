"""Term marks as the coordinator's board sees them: due, late, gone stale, too few marks."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from sgo.access.scopes import lasts, scope
from sgo.access.viewer import Viewer
from sgo.models import (
    AcademicYear,
    CurriculumItem,
    Exemption,
    Group,
    JournalPage,
    Lesson,
    Mark,
    Membership,
    Term,
    TermMark,
)
from sgo.rules.grading import NO_MARKS, Average
from sgo.rules.monitoring import has_few_marks, is_stale, term_fault
from sgo.rules.settings import LONGEST_WINDOW
from sgo.rules.terms import due_on
from sgo.services.settings import Editions
from sgo.vocabulary import Fault, LessonState, Urgency, YearState

WATCHED_AHEAD = timedelta(days=31)
"""Terms that end later than this have nothing to tell yet but marks given too early."""


@dataclass(frozen=True, slots=True)
class TermFaultLine:
    """A fault of the term marks of a page; `count` students are concerned."""

    fault: Fault
    urgency: Urgency
    page_id: int
    term_id: int
    term: str
    count: int
    due_on: date


@dataclass
class _PageTerm:
    """What is counted for a page in a term."""

    row: Any
    missing: int = 0
    stale: int = 0
    few: int = 0
    students: int = 0


@dataclass(frozen=True, slots=True)
class TermFigures:
    """How far the marks of the terms that are near their end have come, in pages."""

    pages: int
    done: int
    due_on: date | None


@dataclass
class TermFaults:
    """The lines, and how far everything has come."""

    lines: list[TermFaultLine] = field(default_factory=list)
    figures: TermFigures = TermFigures(0, 0, None)


def term_faults(session: Session, viewer: Viewer, today: date, known: Editions) -> TermFaults:
    """Every page whose term marks need somebody; two queries, one when no term is near its end."""
    rows = session.execute(_roster(viewer, today)).all()
    if not rows:
        return TermFaults()
    sums = _sums(session, {row.term_id for row in rows})
    pages: dict[tuple[int, int], _PageTerm] = {}
    for row in rows:
        counted = pages.setdefault((row.page_id, row.term_id), _PageTerm(row))
        settings = known.on(row.ends_on)
        average = sums.get((row.item_id, row.term_id, row.student_id), NO_MARKS)
        counted.students += 1
        counted.missing += row.result is None
        counted.stale += is_stale(row.result, average, row.ends_on, today, settings)
        counted.few += row.result is None and has_few_marks(
            average, row.assessment, row.ends_on, today, settings, exempt=row.exempt
        )
    found = TermFaults()
    for counted in pages.values():
        found.lines += _lines(counted, today, known)
    near = [one for one in pages.values() if one.row.ends_on <= today + WATCHED_AHEAD]
    if near:
        found.figures = TermFigures(
            len(near),
            sum(not one.missing for one in near),
            min(due_on(one.row.ends_on, known.on(one.row.ends_on)) for one in near),
        )
    return found


def _lines(counted: _PageTerm, today: date, known: Editions) -> list[TermFaultLine]:
    row, settings = counted.row, known.on(counted.row.ends_on)
    due = due_on(row.ends_on, settings)
    told: list[tuple[Fault, Urgency, int]] = []
    missing = term_fault(counted.missing, row.ends_on, today, settings)
    if missing is not None:
        told.append((*missing, counted.missing))
    if counted.stale:
        told.append((Fault.TERM_MARK_STALE, Urgency.LATE, counted.stale))
    if counted.few:
        told.append((Fault.FEW_MARKS, Urgency.AHEAD, counted.few))
    return [
        TermFaultLine(fault, urgency, row.page_id, row.term_id, row.term, count, due)
        for fault, urgency, count in told
    ]


def _roster(viewer: Viewer, today: date) -> Any:
    """A row a student of a page in a watched term, with the term mark if there is one."""
    there = case(
        (Term.ends_on < today, lasts(Membership.starts_on, Membership.ends_on, Term.ends_on)),
        else_=lasts(Membership.starts_on, Membership.ends_on, today),
    )
    exempt = exists().where(
        Exemption.student_id == Membership.student_id,
        Exemption.curriculum_item_id == JournalPage.curriculum_item_id,
        Exemption.starts_on <= Term.ends_on,
        Exemption.ends_on >= Term.starts_on,
    )
    return scope(
        select(
            JournalPage.id.label("page_id"),
            JournalPage.curriculum_item_id.label("item_id"),
            CurriculumItem.assessment,
            Term.id.label("term_id"),
            Term.name.label("term"),
            Term.ends_on,
            Membership.student_id,
            TermMark.result,
            exempt.label("exempt"),
        )
        .join(CurriculumItem, CurriculumItem.id == JournalPage.curriculum_item_id)
        .join(AcademicYear, AcademicYear.id == JournalPage.academic_year_id)
        .join(Group, Group.id == JournalPage.group_id)
        .join(Term, Term.scheme_id == Group.term_scheme_id)
        .join(Membership, and_(Membership.group_id == Group.id, there))
        .outerjoin(
            TermMark,
            and_(
                TermMark.page_id == JournalPage.id,
                TermMark.term_id == Term.id,
                TermMark.student_id == Membership.student_id,
            ),
        )
        .where(
            AcademicYear.state == YearState.OPEN,
            Term.starts_on <= today,
            Term.ends_on >= today - timedelta(days=LONGEST_WINDOW),
            or_(Term.ends_on <= today + WATCHED_AHEAD, TermMark.result.is_not(None)),
        )
        .order_by(Group.search_key, JournalPage.id, Term.position),
        JournalPage,
        viewer,
    )


def _sums(session: Session, term_ids: set[int]) -> dict[tuple[int, int, int], Average]:
    """Decision 16: the marks of a student in an item and a term, given in any group.

    A term of one scheme also counts what was given in a group of another scheme on its days.
    """
    rows = session.execute(
        select(
            JournalPage.curriculum_item_id,
            Term.id,
            Mark.student_id,
            func.sum(Mark.value),
            func.count(),
        )
        .join(Lesson, Lesson.id == Mark.lesson_id)
        .join(JournalPage, JournalPage.id == Lesson.page_id)
        .join(Term, and_(Term.starts_on <= Lesson.held_on, Term.ends_on >= Lesson.held_on))
        .where(Term.id.in_(term_ids), Lesson.state != LessonState.CANCELLED)
        .group_by(JournalPage.curriculum_item_id, Term.id, Mark.student_id)
    )
    found: defaultdict[tuple[int, int, int], Average] = defaultdict(lambda: NO_MARKS)
    for item_id, term_id, student_id, total, count in rows:
        found[item_id, term_id, student_id] = Average(int(total), count)
    return found
