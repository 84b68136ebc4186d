"""The coordinator's board: what is late, by whom and in which group (clauses 1.5, 3.1, 5.3)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.access.scopes import scope
from sgo.access.viewer import Viewer
from sgo.models import (
    AcademicYear,
    CurriculumItem,
    Group,
    JournalPage,
    Lesson,
    MovementOrder,
    Staff,
    Subject,
    TeachingAssignment,
    YearArchive,
)
from sgo.names import initials
from sgo.rules.monitoring import YearFacts, year_faults
from sgo.services.academic_year.courses import courses_until, last_course_beyond
from sgo.services.monitoring.control import control_faults
from sgo.services.monitoring.lessons import (
    WEEKS,
    Figures,
    WatchedLesson,
    figures_of_lessons,
    monday_of,
    watched_lessons,
)
from sgo.services.monitoring.marks import TermFigures, term_faults
from sgo.services.settings import Editions, editions
from sgo.services.timetable.gaps import bare_groups
from sgo.vocabulary import Fault, MovementState, Urgency, YearState

_ORDER = {one: place for place, one in enumerate((Urgency.CLOSING, Urgency.LATE, Urgency.AHEAD))}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is late or falls due, and where it is mended.

    A lesson has `lesson_id`, a term `page_id` and `term_id`, a group `group_id`, an order
    `order_id`, a check of the plan and its remarks `check_id`; a day of the calendar only its year
    in `what`. `due_on` is the last day in time or the last on which it can be mended; `count` tells
    of how many students it speaks.
    """

    faults: tuple[Fault, ...]
    urgency: Urgency
    day: date | None
    due_on: date | None
    what: str = ""
    group: str = ""
    group_id: int | None = None
    subject: str = ""
    staff: tuple[tuple[int, str], ...] = ()
    lesson_id: int | None = None
    page_id: int | None = None
    term_id: int | None = None
    order_id: int | None = None
    check_id: int | None = None
    count: int = 1


@dataclass(frozen=True, slots=True)
class Ranked:
    """A teacher or a group with its figures."""

    key: int
    name: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Board:
    """Everything the board shows; `lines` are what can still be mended, `lost` what cannot."""

    since: date
    whole: Figures
    teachers: tuple[Ranked, ...]
    groups: tuple[Ranked, ...]
    lines: tuple[Line, ...]
    lost: tuple[Line, ...]
    terms: TermFigures
    closing_today: int

    def count(self, *faults: Fault) -> int:
        return sum(not set(faults).isdisjoint(one.faults) for one in self.lines)


@dataclass(frozen=True, slots=True)
class _Page:
    """A journal page by its names, and who teaches it today."""

    group_id: int
    group: str
    subject: str
    teachers: tuple[tuple[int, str], ...]


def board(session: Session, viewer: Viewer, now: datetime, since: date | None = None) -> Board:
    """The board of this moment, figures counted from `since` (by default eight weeks back).

    Twelve queries at most, whatever the size of the centre. Raises Forbidden.
    """
    viewer.role_for(Permission.MONITORING_READ)
    today, known = now.date(), editions(session)
    start = since or monday_of(today) - timedelta(weeks=WEEKS - 1)
    lessons = watched_lessons(session, viewer, start, now, known)
    staff = _staff(session, viewer)
    pages = _pages(session, viewer, today, staff)
    terms = term_faults(session, viewer, today, known)
    lines: list[Line] = []
    lost: list[Line] = []
    for one in lessons:
        if one.standing.faults:
            (lost if one.lost else lines).append(_lesson_line(one, pages[one.page_id], staff))
    for term in terms.lines:
        page = pages[term.page_id]
        target = lost if term.urgency is Urgency.CLOSED else lines
        target.append(
            Line(
                (term.fault,),
                term.urgency,
                None,
                term.due_on,
                term.term,
                page.group,
                page.group_id,
                page.subject,
                page.teachers,
                page_id=term.page_id,
                term_id=term.term_id,
                count=term.count,
            )
        )
    lines += _bare(session, viewer, today)
    lines += _years(session, viewer, today, known)
    lines += _orders(session, viewer)
    lines += _control(session, viewer, today, staff)
    return Board(
        since=start,
        whole=figures_of_lessons(lessons, today),
        teachers=_ranked(lessons, today, lambda one: one.staff_id, staff),
        groups=_ranked(
            lessons,
            today,
            lambda one: one.group_id,
            {page.group_id: page.group for page in pages.values()},
        ),
        lines=tuple(sorted(lines, key=_urgent_first)),
        lost=tuple(lost),
        terms=terms.figures,
        closing_today=len(
            {one.lesson_id for one in lines if one.lesson_id is not None and one.due_on == today}
        ),
    )


def _urgent_first(line: Line) -> tuple[Any, ...]:
    return (_ORDER[line.urgency], line.due_on or date.max, line.day or date.max, line.group)


def _lesson_line(one: WatchedLesson, page: _Page, staff: dict[int, str]) -> Line:
    return Line(
        one.standing.faults,
        one.standing.urgency,
        one.held_on,
        one.standing.last_day,
        "",
        page.group,
        page.group_id,
        page.subject,
        ((one.staff_id, staff.get(one.staff_id, "")),),
        lesson_id=one.lesson_id,
        page_id=one.page_id,
    )


def _ranked(
    lessons: list[WatchedLesson], today: date, key_of: Any, names: dict[int, str]
) -> tuple[Ranked, ...]:
    """Whoever has lost most stands first, then whoever is about to, then by name."""
    own: defaultdict[int, list[WatchedLesson]] = defaultdict(list)
    for one in lessons:
        own[key_of(one)].append(one)
    ranked = [
        Ranked(key, names.get(key, ""), figures_of_lessons(of, today)) for key, of in own.items()
    ]
    return tuple(
        sorted(ranked, key=lambda one: (-one.figures.lost, -one.figures.closing, one.name))
    )


def _staff(session: Session, viewer: Viewer) -> dict[int, str]:
    rows = session.execute(
        scope(select(Staff.id, Staff.surname, Staff.given_name, Staff.patronymic), Staff, viewer)
    )
    return {row.id: initials(row.surname, row.given_name, row.patronymic) for row in rows}


def _pages(
    session: Session, viewer: Viewer, today: date, staff: dict[int, str]
) -> dict[int, _Page]:
    rows = session.execute(
        scope(
            select(
                JournalPage.id,
                JournalPage.group_id,
                Group.name,
                Subject.name,
                TeachingAssignment.staff_id,
                TeachingAssignment.starts_on,
                TeachingAssignment.ends_on,
            )
            .join(Group, Group.id == JournalPage.group_id)
            .join(CurriculumItem, CurriculumItem.id == JournalPage.curriculum_item_id)
            .join(Subject, Subject.id == CurriculumItem.subject_id)
            .join(AcademicYear, AcademicYear.id == JournalPage.academic_year_id)
            .outerjoin(TeachingAssignment, TeachingAssignment.page_id == JournalPage.id)
            .where(AcademicYear.state == YearState.OPEN),
            JournalPage,
            viewer,
        )
    )
    found: dict[int, _Page] = {}
    for key, group_id, group, subject, staff_id, starts_on, ends_on in rows:
        known = found.get(key)
        teachers = known.teachers if known else ()
        if staff_id and starts_on <= today and (ends_on is None or ends_on >= today):
            teachers = (*teachers, (staff_id, staff.get(staff_id, "")))
        found[key] = _Page(group_id, group, subject, teachers)
    return found


def _bare(session: Session, viewer: Viewer, today: date) -> list[Line]:
    return [
        Line(
            (Fault.NO_TIMETABLE,),
            Urgency.LATE if one.starts_on <= today else Urgency.AHEAD,
            None,
            one.starts_on,
            group=one.name,
            group_id=one.group_id,
        )
        for one in bare_groups(session, viewer, today)
    ]


def _years(session: Session, viewer: Viewer, today: date, known: Editions) -> list[Line]:
    no_lessons = (
        select(func.count())
        .select_from(Group)
        .where(
            Group.academic_year_id == AcademicYear.id,
            ~exists().where(Lesson.group_id == Group.id),
        )
        .correlate(AcademicYear)
        .scalar_subquery()
    )
    archived = exists().where(YearArchive.academic_year_id == AcademicYear.id)
    rows = session.execute(
        scope(
            select(
                AcademicYear.name,
                AcademicYear.starts_on,
                AcademicYear.ends_on,
                AcademicYear.state,
                no_lessons,
                archived,
                last_course_beyond(),
            ),
            AcademicYear,
            viewer,
        )
    )
    facts = [
        YearFacts(name, starts_on, ends_on, state, bare, filed, courses_until(last, known))
        for name, starts_on, ends_on, state, bare, filed, last in rows
    ]
    faults = year_faults(facts, today)
    return [Line((one.fault,), one.urgency, None, one.due_on, one.year) for one in faults]


def _orders(session: Session, viewer: Viewer) -> list[Line]:
    rows = session.execute(
        scope(
            select(MovementOrder.id, MovementOrder.order_number, MovementOrder.order_date).where(
                MovementOrder.state == MovementState.PREPARED
            ),
            MovementOrder,
            viewer,
        )
    )
    return [
        Line((Fault.ORDER_WAITING,), Urgency.AHEAD, ordered_on, None, number, order_id=key)
        for key, number, ordered_on in rows
    ]


def _control(session: Session, viewer: Viewer, today: date, staff: dict[int, str]) -> list[Line]:
    return [
        Line(
            (one.fault,),
            one.urgency,
            one.day,
            one.due_on,
            one.aim,
            group_id=one.group_id,
            staff=((one.staff_id, staff.get(one.staff_id, "")),),
            check_id=one.check_id,
        )
        for one in control_faults(session, viewer, today)
    ]
