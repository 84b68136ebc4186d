"""Closing an academic year for ever: what is still open or missing, then the deed (clause 3.2).

What can still be written hinders; what is missing for good is named and must be seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.access.scopes import lasts
from sgo.access.viewer import Viewer
from sgo.errors import refuse_unless
from sgo.models import (
    AcademicYear,
    CurriculumItem,
    FinalMark,
    Group,
    JournalPage,
    Lesson,
    Membership,
    MovementOrder,
    MovementRecord,
    Student,
    Subject,
    Term,
    TermMark,
)
from sgo.names import initials
from sgo.rules import academic_year as rules
from sgo.rules.academic_year import Finding
from sgo.services.academic_year.proposal import year_of_key
from sgo.services.bulk_acts import name_act, new_act_id
from sgo.services.clockwatch import require_steady_clock
from sgo.services.guard import acting_as
from sgo.services.settings import Editions, editions
from sgo.vocabulary import (
    BulkAct,
    ClosingCheck,
    FinalKind,
    LessonState,
    MovementState,
    YearState,
)

SHOWN = 5
"""How many of a finding are named."""


def findings(session: Session, viewer: Viewer, year: AcademicYear, today: date) -> list[Finding]:
    """Every check with what it found, in the order of `ClosingCheck`; ten queries."""
    viewer.role_for(Permission.CALENDAR_KEEP)
    known = editions(session)
    return [
        _windows(session, year, today, known),
        _lessons(session, year, today, known),
        _orders(session, year),
        _members(session, year),
        _term_marks(session, year),
        _final_marks(session, year),
        _topics(session, year, today),
    ]


def close_year(
    session: Session,
    viewer: Viewer,
    year_id: int,
    now: datetime,
    *,
    gaps_seen: bool = False,
    version: int | None = None,
) -> str:
    """Close the year for ever and give the act's number; raises Refused by `may_close_year`.

    `gaps_seen` says that the person has read what stays missing.
    """
    act_id = new_act_id()
    with acting_as(session, viewer, Permission.CALENDAR_KEEP, now, bulk=act_id):
        require_steady_clock(session, now)
        year = year_of_key(session, viewer, year_id)
        found = findings(session, viewer, year, now.date()) if year.state is YearState.OPEN else []
        verdict = rules.may_close_year(year.state, found, gaps_seen=gaps_seen, name=year.name)
        refuse_unless(verdict)
        year.state = YearState.CLOSED
        name_act(session, act_id, BulkAct.YEAR_CLOSING)
    return act_id


def _windows(session: Session, year: AcademicYear, today: date, known: Editions) -> Finding:
    terms = session.execute(
        select(Group.name, Term.name, Term.ends_on)
        .join(Term, Term.scheme_id == Group.term_scheme_id)
        .where(Group.academic_year_id == year.id)
        .order_by(Group.search_key, Term.position)
    ).all()
    courses = session.execute(
        select(Group.name, Group.ends_on)
        .where(Group.academic_year_id == year.id)
        .order_by(Group.search_key)
    ).all()
    ends = [
        *((f"{group}, {term}", end, known.on(end)) for group, term, end in terms),
        *((group, end, known.on(end)) for group, end in courses),
    ]
    found = rules.open_windows(ends, today)
    return Finding(
        ClosingCheck.WINDOWS,
        len(found),
        [one.name for one in found[:SHOWN]],
        found[0].last_day if found else None,
    )


def _lessons(session: Session, year: AcademicYear, today: date, known: Editions) -> Finding:
    """Days of lessons are few, so their windows are judged by the rule, each by its own edition."""
    days = session.execute(
        select(Lesson.held_on, func.count())
        .join(Lesson.page)
        .where(
            JournalPage.academic_year_id == year.id,
            Lesson.state != LessonState.CANCELLED,
        )
        .group_by(Lesson.held_on)
    ).all()
    ends = {day: rules.lesson_window_ends(day, known.on(day)) for day, _ in days}
    count = sum(number for day, number in days if ends[day] >= today)
    last = max((end for end in ends.values() if end >= today), default=None)
    return Finding(ClosingCheck.LESSONS, count, last_day=last)


def _orders(session: Session, year: AcademicYear) -> Finding:
    mine = exists().where(
        MovementRecord.order_id == MovementOrder.id,
        or_(MovementRecord.group_id == Group.id, MovementRecord.to_group_id == Group.id),
        Group.academic_year_id == year.id,
    )
    rows = session.execute(
        select(MovementOrder.order_number)
        .where(MovementOrder.state != MovementState.CONFIRMED, mine)
        .order_by(MovementOrder.id)
    ).all()
    return Finding(ClosingCheck.ORDERS, len(rows), [f"№ {number}" for (number,) in rows[:SHOWN]])


def _members(session: Session, year: AcademicYear) -> Finding:
    return _counted(
        session,
        ClosingCheck.MEMBERS,
        select(Student.surname, Student.given_name, Student.patronymic, Group.name)
        .join(Membership, Membership.student_id == Student.id)
        .join(Group, Group.id == Membership.group_id)
        .where(Group.academic_year_id == year.id, Membership.ends_on.is_(None)),
    )


def _term_marks(session: Session, year: AcademicYear) -> Finding:
    there = exists().where(
        TermMark.page_id == JournalPage.id,
        TermMark.term_id == Term.id,
        TermMark.student_id == Student.id,
    )
    statement = _students_of_pages(year).join(
        Term,
        and_(
            Term.scheme_id == Group.term_scheme_id,
            Term.starts_on <= Group.ends_on,
            Term.ends_on >= Group.starts_on,
        ),
    )
    return _counted(
        session,
        ClosingCheck.TERM_MARKS,
        _there_on(statement, Term.ends_on).where(~there),
    )


def _final_marks(session: Session, year: AcademicYear) -> Finding:
    there = exists().where(
        FinalMark.page_id == JournalPage.id,
        FinalMark.kind == FinalKind.FINAL,
        FinalMark.student_id == Student.id,
    )
    statement = _students_of_pages(year)
    return _counted(
        session,
        ClosingCheck.FINAL_MARKS,
        _there_on(statement, Group.ends_on).where(~there),
    )


def _students_of_pages(year: AcademicYear) -> Any:
    """A row a student of a page, before it is said on which day the student was there."""
    return (
        select(Student.surname, Student.given_name, Student.patronymic, Group.name, Subject.name)
        .select_from(JournalPage)
        .join(Group, Group.id == JournalPage.group_id)
        .join(CurriculumItem, CurriculumItem.id == JournalPage.curriculum_item_id)
        .join(Subject, Subject.id == CurriculumItem.subject_id)
        .join(Membership, Membership.group_id == Group.id)
        .join(Student, Student.id == Membership.student_id)
        .where(JournalPage.academic_year_id == year.id)
    )


def _there_on(statement: Any, day: Any) -> Any:
    inside: ColumnElement[bool] = lasts(Membership.starts_on, Membership.ends_on, day)
    return statement.where(inside)


def _topics(session: Session, year: AcademicYear, today: date) -> Finding:
    rows = session.execute(
        select(Group.name, func.count())
        .select_from(Lesson)
        .join(Lesson.page)
        .join(Group, Group.id == JournalPage.group_id)
        .where(
            JournalPage.academic_year_id == year.id,
            Lesson.held_on <= today,
            Lesson.state != LessonState.CANCELLED,
            or_(Lesson.topic.is_(None), Lesson.topic == ""),
        )
        .group_by(Group.id)
        .order_by(func.count().desc(), Group.name)
    ).all()
    return Finding(
        ClosingCheck.TOPICS,
        sum(number for _, number in rows),
        [f"{group}: {number}" for group, number in rows[:SHOWN]],
    )


def _counted(session: Session, check: ClosingCheck, statement: Any) -> Finding:
    """How many rows there are, and the first of them by name."""
    count = session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    if not count:
        return Finding(check, 0)
    rows = session.execute(
        statement.order_by(Group.search_key, Student.sort_key, Student.id).limit(SHOWN)
    )
    return Finding(check, count, list(_said(rows.all())))


def _said(rows: Sequence[Any]) -> Iterator[str]:
    for surname, given_name, patronymic, *where in rows:
        yield ", ".join([initials(surname, given_name, patronymic), *where])
