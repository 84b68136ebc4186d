"""The academic year, groups and the curriculum in the shapes that the import takes."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload

from sgo.access.scopes import scope, visible
from sgo.access.viewer import Viewer
from sgo.models import (
    AcademicYear,
    CalendarPeriod,
    Curatorship,
    CurriculumItem,
    Group,
    JournalPage,
    Programme,
    Staff,
    Subject,
    TeachingAssignment,
    Term,
    TermScheme,
)
from sgo.names import full_name
from sgo.services.exports import words
from sgo.services.exports.listing import Listing, Value

YEAR_HEADS = ("Период", "Вид", "Начало", "Окончание", "Учимся как")
GROUP_HEADS = (
    *("Группа", "Программа", "Направление", "Куратор"),
    *("Дата начала", "Дата окончания", "Каб."),
)
CURRICULUM_HEADS = ("Программа", "Дисциплина", "Часов", "Оценивание", "Преподаватель")


def year(session: Session, viewer: Viewer, year: AcademicYear) -> Listing:
    """The terms of the year's first scheme, and the days that differ."""
    scheme_id = (
        scope(select(TermScheme.id), TermScheme, viewer)
        .where(TermScheme.academic_year_id == year.id)
        .order_by(TermScheme.id)
        .limit(1)
        .scalar_subquery()
    )
    terms = session.scalars(
        scope(select(Term), Term, viewer)
        .where(Term.scheme_id == scheme_id)
        .order_by(Term.starts_on)
    )
    rows: list[list[Value]] = [
        [term.name, words.TERM, term.starts_on, term.ends_on, None] for term in terms
    ]
    for period in session.scalars(
        scope(select(CalendarPeriod), CalendarPeriod, viewer)
        .where(CalendarPeriod.academic_year_id == year.id)
        .order_by(CalendarPeriod.starts_on, CalendarPeriod.id)
    ):
        follows = words.WEEKDAYS[period.follows_weekday] if period.follows_weekday else None
        rows.append(
            [
                period.name,
                words.DAY_KINDS[period.kind],
                period.starts_on,
                period.ends_on,
                follows,
            ]
        )
    return Listing("Учебный год", YEAR_HEADS, rows, [f"Учебный год {words.title_of(year)}"])


def groups(session: Session, viewer: Viewer, year: AcademicYear) -> Listing:
    """Every group of the year with its programme and the curator of the viewer's day."""
    curators: dict[int, Staff] = {}
    for curatorship in session.scalars(
        scope(select(Curatorship), Curatorship, viewer)
        .where(or_(Curatorship.ends_on.is_(None), Curatorship.ends_on >= viewer.today))
        .options(joinedload(Curatorship.staff))
        .order_by(Curatorship.starts_on, Curatorship.id)
    ):
        curators.setdefault(curatorship.group_id, curatorship.staff)
    found = session.scalars(
        scope(select(Group), Group, viewer)
        .where(Group.academic_year_id == year.id)
        .options(joinedload(Group.programme), joinedload(Group.room))
        .order_by(Group.search_key, Group.id)
    )
    rows: list[list[Value]] = [
        [
            group.name,
            group.programme.name,
            words.DIRECTIONS[group.programme.direction],
            curators[group.id].full_name if group.id in curators else None,
            group.starts_on,
            group.ends_on,
            group.room.name if group.room else None,
        ]
        for group in found
    ]
    return Listing("Группы", GROUP_HEADS, rows, [f"Группы {words.title_of(year)}"])


def curriculum(session: Session, viewer: Viewer, year: AcademicYear) -> Listing:
    """The curriculum of the programmes that the year's groups follow.

    A teacher is named where one alone has all pages of the item.
    """
    teachers = _teachers(session, viewer, year)
    items = session.scalars(
        scope(select(CurriculumItem), CurriculumItem, viewer)
        .join(CurriculumItem.programme)
        .join(CurriculumItem.subject)
        .where(
            CurriculumItem.programme_id.in_(
                scope(select(Group.programme_id), Group, viewer).where(
                    Group.academic_year_id == year.id
                )
            ),
            visible(Programme, viewer),
            visible(Subject, viewer),
        )
        .options(joinedload(CurriculumItem.programme), joinedload(CurriculumItem.subject))
        .order_by(Programme.search_key, CurriculumItem.position, CurriculumItem.id)
    )
    rows: list[list[Value]] = [
        [
            item.programme.name,
            item.subject.name,
            item.hours,
            words.ASSESSMENTS[item.assessment],
            teachers.get(item.id),
        ]
        for item in items
    ]
    title = f"Учебный план на {words.title_of(year)} учебный год"
    return Listing("Учебный план", CURRICULUM_HEADS, rows, [title])


def _teachers(session: Session, viewer: Viewer, year: AcademicYear) -> dict[int, str]:
    """The teacher of each item whose pages all have one and the same."""
    teaches = and_(
        TeachingAssignment.page_id == JournalPage.id,
        or_(TeachingAssignment.ends_on.is_(None), TeachingAssignment.ends_on >= viewer.today),
        visible(TeachingAssignment, viewer),
    )
    of_page: dict[tuple[int, int], set[str | None]] = defaultdict(set)
    for item_id, page_id, surname, given_name, patronymic in session.execute(
        select(
            JournalPage.curriculum_item_id,
            JournalPage.id,
            Staff.surname,
            Staff.given_name,
            Staff.patronymic,
        )
        .outerjoin(TeachingAssignment, teaches)
        .outerjoin(Staff, and_(Staff.id == TeachingAssignment.staff_id, visible(Staff, viewer)))
        .where(JournalPage.academic_year_id == year.id, visible(JournalPage, viewer))
    ):
        of_page[item_id, page_id].add(
            full_name(surname, given_name, patronymic) if surname else None
        )
    of_item: dict[int, set[str | None]] = defaultdict(set)
    for (item_id, _), names in of_page.items():
        of_item[item_id] |= names
    return {
        item_id: name
        for item_id, names in of_item.items()
        for name in names
        if len(names) == 1 and name is not None
    }
