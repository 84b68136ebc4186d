"""What the next academic year is proposed to be, from the present one (clauses 3.2 and 4.4).

A plan is values alone: the screen shows it, changes it and hands it to
`opening`, which tries it out or does it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from sgo.access.permissions import Permission
from sgo.access.scopes import scope
from sgo.access.viewer import Viewer
from sgo.errors import Missing, refuse_unless
from sgo.models import (
    AcademicYear,
    CalendarPeriod,
    CurriculumItem,
    Group,
    JournalPage,
    Staff,
    Subject,
    TermScheme,
)
from sgo.rules import academic_year as rules
from sgo.rules.spans import covers
from sgo.vocabulary import Carry, DayKind, Weekday


@dataclass(slots=True)
class TermPlan:
    """A term of the next year."""

    key: int
    name: str
    starts_on: date
    ends_on: date
    on: bool = True


@dataclass(slots=True)
class SchemePlan:
    """A term scheme of the next year; `key` is the one it comes from."""

    key: int
    name: str
    terms: list[TermPlan]


@dataclass(slots=True)
class PeriodPlan:
    """A stretch of the next calendar."""

    key: int
    name: str
    kind: DayKind
    starts_on: date
    ends_on: date
    follows_weekday: Weekday | None = None
    on: bool = True


@dataclass(slots=True)
class PagePlan:
    """A page of a next group: an item of its curriculum with those who will teach it."""

    item_id: int
    subject: str
    teachers: list[int]
    on: bool = True


@dataclass(slots=True)
class GroupPlan:
    """A group of the next year; `key` is the one it comes from."""

    key: int
    was: str
    carry: Carry
    name: str
    programme_id: int
    programme: str
    starts_on: date
    ends_on: date
    scheme_key: int
    room_id: int | None
    curator_id: int | None
    pages: list[PagePlan]
    on: bool = True


@dataclass(slots=True)
class YearPlan:
    """Everything that opening the next year would make."""

    base_id: int
    base: str
    name: str
    starts_on: date
    ends_on: date
    schemes: list[SchemePlan]
    periods: list[PeriodPlan]
    groups: list[GroupPlan]
    staying: list[str]
    """Groups that last beyond the present year: they stay in it (decision 14)."""


def years(session: Session, viewer: Viewer) -> list[AcademicYear]:
    """Every academic year, the latest first."""
    return list(
        session.scalars(
            scope(select(AcademicYear), AcademicYear, viewer).order_by(
                AcademicYear.starts_on.desc()
            )
        )
    )


def year_of_key(session: Session, viewer: Viewer, year_id: int) -> AcademicYear:
    """The year in the viewer's scope; raises Missing."""
    year = session.scalars(
        scope(select(AcademicYear), AcademicYear, viewer).where(AcademicYear.id == year_id)
    ).one_or_none()
    if year is None:
        raise Missing("academic year")
    return year


def propose(session: Session, viewer: Viewer, now: datetime) -> YearPlan:
    """The next year as it would most likely be; nine queries, whatever the size of the centre.

    Raises Refused when there is no open year to go on from, Forbidden.
    """
    viewer.role_for(Permission.CALENDAR_KEEP)
    known = years(session, viewer)
    verdict = rules.may_open_next(known[0].state if known else None)
    refuse_unless(verdict)
    base = known[0]
    starts_on, ends_on = rules.next_year_dates(base.starts_on, base.ends_on)
    groups = _groups(session, viewer, base)
    goes_on = [one for one in groups if _carry(one, base) is not Carry.SPANS]
    items = _items(session, {one.programme_id for one in goes_on})
    teachers = _teachers(session, base)
    employed = {one.id for one in employed_staff(session, viewer, starts_on)}
    return YearPlan(
        base_id=base.id,
        base=base.name,
        name=rules.next_name(base.name, base.starts_on),
        starts_on=starts_on,
        ends_on=ends_on,
        schemes=_schemes(session, base),
        periods=_periods(session, base),
        groups=[_group(one, base, items, teachers, employed) for one in goes_on],
        staying=[one.name for one in groups if _carry(one, base) is Carry.SPANS],
    )


def employed_staff(session: Session, viewer: Viewer, on: date) -> list[Staff]:
    """Whoever works here on that day, by surname."""
    found = session.scalars(
        scope(select(Staff), Staff, viewer).order_by(Staff.sort_key, Staff.id)
    ).all()
    return [one for one in found if one.dismissed_on is None or one.dismissed_on >= on]


def _carry(group: Group, year: AcademicYear) -> Carry:
    return rules.carried(group.starts_on, group.ends_on, (year.starts_on, year.ends_on))


def _groups(session: Session, viewer: Viewer, year: AcademicYear) -> list[Group]:
    return list(
        session.scalars(
            scope(select(Group), Group, viewer)
            .where(Group.academic_year_id == year.id)
            .options(joinedload(Group.programme), selectinload(Group.curators))
            .order_by(Group.search_key)
        )
    )


def _items(session: Session, programmes: set[int]) -> dict[int, list[CurriculumItem]]:
    found: defaultdict[int, list[CurriculumItem]] = defaultdict(list)
    for item in session.scalars(
        select(CurriculumItem)
        .join(CurriculumItem.subject)
        .options(contains_eager(CurriculumItem.subject))
        .where(CurriculumItem.programme_id.in_(programmes))
        .order_by(CurriculumItem.position, Subject.search_key)
    ):
        found[item.programme_id].append(item)
    return found


def _teachers(session: Session, year: AcademicYear) -> dict[tuple[int, int], list[int]]:
    """By group and item: whoever teaches the page to the end of its course."""
    found: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for page in session.scalars(
        select(JournalPage)
        .where(JournalPage.academic_year_id == year.id)
        .options(selectinload(JournalPage.assignments), joinedload(JournalPage.group))
    ):
        for one in page.assignments:
            last = one.ends_on is None or one.ends_on >= page.group.ends_on
            mine = found[page.group_id, page.curriculum_item_id]
            if last and one.staff_id not in mine:
                mine.append(one.staff_id)
    return found


def _schemes(session: Session, year: AcademicYear) -> list[SchemePlan]:
    found = session.scalars(
        select(TermScheme)
        .where(TermScheme.academic_year_id == year.id)
        .options(selectinload(TermScheme.terms))
        .order_by(TermScheme.name)
    )
    return [
        SchemePlan(
            one.id,
            rules.next_name(one.name, year.starts_on),
            [
                TermPlan(
                    term.id,
                    rules.next_name(term.name, year.starts_on),
                    *rules.next_term_dates(term.starts_on, term.ends_on),
                )
                for term in one.terms
            ],
        )
        for one in found
    ]


def _periods(session: Session, year: AcademicYear) -> list[PeriodPlan]:
    found = session.scalars(
        select(CalendarPeriod)
        .where(CalendarPeriod.academic_year_id == year.id)
        .order_by(CalendarPeriod.starts_on)
    )
    return [
        PeriodPlan(
            one.id,
            one.name,
            one.kind,
            rules.year_later(one.starts_on),
            rules.year_later(one.ends_on),
            one.follows_weekday,
            on=rules.is_carried_over(one.kind),
        )
        for one in found
    ]


def _group(
    group: Group,
    year: AcademicYear,
    items: dict[int, list[CurriculumItem]],
    teachers: dict[tuple[int, int], list[int]],
    employed: set[int],
) -> GroupPlan:
    carry = _carry(group, year)
    starts_on, ends_on = rules.next_term_dates(group.starts_on, group.ends_on)
    curators = [
        one.staff_id for one in group.curators if covers(one.starts_on, one.ends_on, group.ends_on)
    ]
    return GroupPlan(
        key=group.id,
        was=group.name,
        carry=carry,
        name=rules.next_name(group.name, year.starts_on),
        programme_id=group.programme_id,
        programme=group.programme.name,
        starts_on=starts_on,
        ends_on=ends_on,
        scheme_key=group.term_scheme_id,
        room_id=group.room_id,
        curator_id=next((one for one in curators if one in employed), None),
        pages=[
            PagePlan(
                item.id,
                item.subject.name,
                [one for one in teachers.get((group.id, item.id), []) if one in employed],
            )
            for item in items.get(group.programme_id, [])
        ],
        on=carry is Carry.YEAR_LONG,
    )
