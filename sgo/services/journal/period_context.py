"""What term and final marks of students must know, fetched in one query."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import ColumnElement, Date, Select, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import Session

from sgo.access.scopes import stand_in, stand_in_values, visible
from sgo.access.viewer import Viewer
from sgo.errors import Conflict, Forbidden, Missing, refuse_unless
from sgo.models import (
    AcademicYear,
    CurriculumItem,
    Exemption,
    FinalMark,
    Group,
    JournalPage,
    Settings,
    Student,
    Term,
    TermMark,
)
from sgo.rules.grading import NO_MARKS, Average
from sgo.rules.journal import Stretch, member_on
from sgo.rules.rights import may_write_period_marks
from sgo.rules.settings import RegulationSettings
from sgo.services.clockwatch import last_event
from sgo.services.journal.access import confirm_clock, journal_reader
from sgo.services.journal.cell_history import last_writer_of
from sgo.services.journal.queries import marks_in, membership_dates, stretches, teaches_on
from sgo.services.settings import in_force, numbers_or_regulation
from sgo.verdicts import Verdict, first_refusal, refused
from sgo.vocabulary import Assessment, FinalKind, Role, YearState


@dataclass(frozen=True, slots=True)
class PeriodFacts:
    """A student on a page, for a term or for the whole course, on the day `today`."""

    page_id: int
    item_id: int
    year_id: int
    student_id: int
    today: date
    starts_on: date
    ends_on: date
    settings: RegulationSettings
    assessment: Assessment
    exempt: bool
    year_closed: bool
    right: Verdict
    memberships: tuple[Stretch, ...]
    average: Average
    stands: TermMark | FinalMark | None
    last_event_at: datetime | None

    @property
    def version(self) -> int:
        return self.stands.version if self.stands else 0

    def standing(self) -> Verdict:
        """What closes the mark whatever the menu says: the year, and membership (decision 5)."""
        closed = refused("year_closed", "3.2")
        member = member_on(self.memberships, min(self.today, self.ends_on))
        return first_refusal(closed, member) if self.year_closed else member


def require_writer(facts: PeriodFacts, now: datetime) -> None:
    """Raises Forbidden for a reader, Refused by a false clock and by what stands."""
    if not facts.right.allowed:
        raise Forbidden(facts.right.code)
    confirm_clock(now, facts.last_event_at)
    standing = facts.standing()
    refuse_unless(standing)


def conflict(session: Session, facts: PeriodFacts, row_key: str, seen: int | None) -> Conflict:
    """What somebody saved first, for the writer to choose."""
    row = facts.stands
    subject = (TermMark if isinstance(row, TermMark) else FinalMark).__tablename__
    by, at = last_writer_of(session, subject, row_key)
    theirs = {
        "student_id": facts.student_id,
        "result": row.result if row else None,
        "text": row.result.sign if row else "",
        "version": facts.version,
        "by": by,
        "at": at,
    }
    return Conflict(theirs, seen)


def term_facts(
    session: Session, viewer: Viewer, page_id: int, term_id: int, student_id: int, now: datetime
) -> PeriodFacts:
    """For a term mark; raises Missing outside the scope, or for a term of another scheme."""
    return term_facts_of(session, viewer, page_id, term_id, [student_id], now)[student_id]


def term_facts_of(
    session: Session,
    viewer: Viewer,
    page_id: int,
    term_id: int,
    students: Collection[int],
    now: datetime,
) -> dict[int, PeriodFacts]:
    """The same for many students, in one query; Missing when one of them is out of reach."""
    reader, today = journal_reader(viewer), now.date()
    values = {"page_id": page_id, "term_id": term_id}
    rows = _rows(session, _term_statement(reader.roles), reader, values, students, today)
    found = {}
    for row in rows:
        graded = row.assessment is Assessment.GRADED
        average = Average(row.marks_sum, row.marks_count) if graded else NO_MARKS
        found[row.student_id] = _facts(row, today, average, row.TermMark)
    return found


def course_facts(
    session: Session,
    viewer: Viewer,
    page_id: int,
    kind: FinalKind,
    student_id: int,
    now: datetime,
) -> PeriodFacts:
    """For a year, exam or final mark: the period is the group's course (decision 21)."""
    return course_facts_of(session, viewer, page_id, kind, [student_id], now)[student_id]


def course_facts_of(
    session: Session,
    viewer: Viewer,
    page_id: int,
    kind: FinalKind,
    students: Collection[int],
    now: datetime,
) -> dict[int, PeriodFacts]:
    """The same for many students, in one query; Missing when one of them is out of reach."""
    reader, today = journal_reader(viewer), now.date()
    values = {"page_id": page_id, "kind": kind}
    rows = _rows(session, _course_statement(reader.roles), reader, values, students, today)
    return {row.student_id: _facts(row, today, NO_MARKS, row.FinalMark) for row in rows}


@cache
def _term_statement(roles: frozenset[Role]) -> Select[Any]:
    reader = stand_in(roles)
    key = and_(
        TermMark.page_id == JournalPage.id,
        TermMark.term_id == Term.id,
        TermMark.student_id == Student.id,
    )
    within = (Student.id, CurriculumItem.id, Term.starts_on, Term.ends_on)
    outside = (Student, CurriculumItem, Term)
    return (
        _about(reader, Term.starts_on, Term.ends_on, Term)
        .add_columns(
            TermMark,
            marks_in(func.sum, *within, *outside).label("marks_sum"),
            marks_in(func.count, *within, *outside).label("marks_count"),
        )
        .join(Term, and_(Term.id == bindparam("term_id"), Term.scheme_id == Group.term_scheme_id))
        .join(Student, Student.id.in_(bindparam("student_ids", expanding=True)))
        .outerjoin(Settings, in_force(Term.ends_on, Term))
        .outerjoin(TermMark, key)
        .where(
            JournalPage.id == bindparam("page_id"),
            visible(JournalPage, reader),
            visible(Student, reader),  # a page of one's own says nothing of a student of others
        )
    )


@cache
def _course_statement(roles: frozenset[Role]) -> Select[Any]:
    reader = stand_in(roles)
    key = and_(
        FinalMark.page_id == JournalPage.id,
        FinalMark.kind == bindparam("kind"),
        FinalMark.student_id == Student.id,
    )
    return (
        _about(reader, Group.starts_on, Group.ends_on, Group)
        .add_columns(FinalMark)
        .join(Student, Student.id.in_(bindparam("student_ids", expanding=True)))
        .outerjoin(Settings, in_force(Group.ends_on, Group))
        .outerjoin(FinalMark, key)
        .where(
            JournalPage.id == bindparam("page_id"),
            visible(JournalPage, reader),
            visible(Student, reader),  # a page of one's own says nothing of a student of others
        )
    )


def teaches_period(
    viewer: Viewer, page_id: Any, ends_on: Any, today: date, *correlate: Any
) -> ColumnElement[bool]:
    """Whether the viewer teaches the page today, or taught it on the period's last day.

    An assignment may end with the course, whose marks stay open after it (clause 4.14).
    """
    return or_(
        teaches_on(viewer, page_id, today, *correlate),
        and_(ends_on < today, teaches_on(viewer, page_id, ends_on, *correlate)),
    )


def _about(viewer: Viewer, starts_on: Any, ends_on: Any, table: Any) -> Select[Any]:
    today = cast(date, bindparam("today", type_=Date))
    day = case((ends_on < today, ends_on), else_=today)
    dates = membership_dates(Student.id, Group.id, day, Student, Group, table)
    exempt = (
        select(Exemption.id)
        .where(
            Exemption.student_id == Student.id,
            Exemption.curriculum_item_id == CurriculumItem.id,
            Exemption.starts_on <= ends_on,
            Exemption.ends_on >= starts_on,
        )
        .correlate(Student, CurriculumItem, table)
        .exists()
    )
    teaches = teaches_period(viewer, JournalPage.id, ends_on, today, JournalPage, table)
    return (
        select(
            JournalPage.id.label("page_id"),
            CurriculumItem.id.label("item_id"),
            AcademicYear.id.label("year_id"),
            CurriculumItem.assessment,
            AcademicYear.state.label("year_state"),
            starts_on.label("starts_on"),
            ends_on.label("ends_on"),
            Student.id.label("student_id"),
            Settings,
            teaches.label("teaches"),
            exempt.label("exempt"),
            last_event().scalar_subquery().label("last_event_at"),
            dates[0].label("member_from"),
            dates[1].label("left_on"),
            dates[2].label("entered_on"),
        )
        .select_from(JournalPage)
        .join(CurriculumItem, CurriculumItem.id == JournalPage.curriculum_item_id)
        .join(AcademicYear, AcademicYear.id == JournalPage.academic_year_id)
        .join(Group, Group.id == JournalPage.group_id)
    )


def _rows(
    session: Session,
    statement: Select[Any],
    viewer: Viewer,
    values: dict[str, Any],
    students: Collection[int],
    today: date,
) -> Sequence[Any]:
    named = {**values, "student_ids": list(students), "today": today}
    rows = session.execute(
        statement,
        {**named, **stand_in_values(viewer)},
        execution_options={"populate_existing": True},
    ).all()
    if not rows or set(students) - {row.student_id for row in rows}:
        raise Missing("page")
    return rows


def _facts(
    row: Any, today: date, average: Average, stands: TermMark | FinalMark | None
) -> PeriodFacts:
    return PeriodFacts(
        page_id=row.page_id,
        item_id=row.item_id,
        year_id=row.year_id,
        student_id=row.student_id,
        today=today,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        settings=numbers_or_regulation(row.Settings),
        assessment=row.assessment,
        exempt=bool(row.exempt),
        year_closed=row.year_state is YearState.CLOSED,
        right=may_write_period_marks(teaches_now=bool(row.teaches)),
        memberships=stretches(row.member_from, row.left_on, row.entered_on),
        average=average,
        stands=stands,
        last_event_at=row.last_event_at,
    )
