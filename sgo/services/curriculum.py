"""The curriculum of a programme and of its groups: hours planned, timetabled and held (3.2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.access.scopes import scope
from sgo.access.viewer import Viewer
from sgo.errors import Conflict, Missing, refuse_unless
from sgo.models import (
    AcademicYear,
    CurriculumItem,
    CurriculumTermHours,
    Group,
    JournalPage,
    Lesson,
    Programme,
    Subject,
    Term,
)
from sgo.rules.curriculum import Hours, check_term_hours
from sgo.services.guard import acting_as
from sgo.vocabulary import LessonState, YearState

Named = tuple[int, str]
OUTSIDE = 0
"""The number that stands for lessons outside every term."""


@dataclass(frozen=True, slots=True)
class ItemLine:
    """A subject of the curriculum; `by_term` by the number of the term.

    `has_page` False: the group has no journal page for it, so no lesson can be formed.
    """

    item_id: int
    version: int
    subject: str
    total: Hours
    by_term: dict[int, Hours]
    has_page: bool = True


@dataclass(frozen=True, slots=True)
class GroupHours:
    """A group's lines, their sum, and the terms it studies by."""

    group_id: int
    name: str
    terms: tuple[Named, ...]
    lines: tuple[ItemLine, ...]
    total: Hours


@dataclass(frozen=True, slots=True)
class CurriculumView:
    """The programme chosen, its plan by term, and what its groups make of it."""

    programmes: tuple[Named, ...]
    programme: Named | None
    groups: tuple[Named, ...]
    plan: tuple[ItemLine, ...]
    shown: tuple[GroupHours, ...]
    term_numbers: tuple[int, ...]
    may_keep: bool


def curriculum_view(
    session: Session,
    viewer: Viewer,
    programme_id: int | None,
    group_id: int | None,
    now: datetime,
) -> CurriculumView:
    """A programme with every group of years that are not closed, or with one of them.

    Seven queries for any centre. Raises Forbidden, Missing.
    """
    viewer.role_for(Permission.SCHOOL_READ)
    programmes = tuple(
        (row[0], row[1])
        for row in session.execute(
            scope(select(Programme.id, Programme.name), Programme, viewer).order_by(
                Programme.search_key
            )
        )
    )
    groups = session.execute(
        scope(
            select(Group.id, Group.name, Group.programme_id, Group.term_scheme_id)
            .join(AcademicYear, AcademicYear.id == Group.academic_year_id)
            .where(AcademicYear.state != YearState.CLOSED),
            Group,
            viewer,
        ).order_by(Group.search_key)
    ).all()
    if group_id is not None:
        programme_id = next((one.programme_id for one in groups if one.id == group_id), None)
        if programme_id is None:
            raise Missing("group")
    programme_id = programme_id or next((one[0] for one in programmes), None)
    programme = next((one for one in programmes if one[0] == programme_id), None)
    if programme_id is not None and programme is None:
        raise Missing("programme")
    mine = [one for one in groups if one.programme_id == programme_id]
    shown = [one for one in mine if group_id in (None, one.id)]
    plan = _plan(session, programme_id)
    terms: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for scheme_id, position, name in session.execute(
        select(Term.scheme_id, Term.position, Term.name)
        .where(Term.scheme_id.in_({one.term_scheme_id for one in mine}))
        .order_by(Term.position)
    ):
        terms[scheme_id].append((position, name))
    lessons = _lessons(session, [one.id for one in shown], now)
    numbers = {number for of_scheme in terms.values() for number, _ in of_scheme}
    numbers |= {number for line in plan for number in line.by_term}
    return CurriculumView(
        programmes=programmes,
        programme=programme,
        groups=tuple((one.id, one.name) for one in mine),
        plan=plan,
        shown=tuple(
            _group_hours(one.id, one.name, tuple(terms[one.term_scheme_id]), plan, lessons)
            for one in shown
        ),
        term_numbers=tuple(sorted(numbers)),
        may_keep=viewer.may(Permission.SCHOOL_KEEP),
    )


def save_term_hours(
    session: Session,
    viewer: Viewer,
    item_id: int,
    by_term: Mapping[int, int],
    *,
    version: int | None = None,
    now: datetime,
) -> None:
    """Divide the hours of a curriculum item among terms; an empty mapping undivides them.

    Raises Refused when they make another sum, Conflict when somebody saved first, Missing.
    """
    with acting_as(session, viewer, Permission.SCHOOL_KEEP, now):
        item = session.scalars(
            scope(select(CurriculumItem), CurriculumItem, viewer)
            .where(CurriculumItem.id == item_id)
            .with_for_update(of=CurriculumItem)
        ).one_or_none()
        if item is None:
            raise Missing("curriculum item")
        if version is not None and version != item.version:
            raise Conflict({"hours": item.hours}, version)
        verdict = check_term_hours(item.hours, by_term)
        refuse_unless(verdict)
        stored = {
            row.term_number: row
            for row in session.scalars(
                select(CurriculumTermHours).where(CurriculumTermHours.item_id == item_id)
            )
        }
        for number, row in stored.items():
            if number not in by_term:
                session.delete(row)
        for number, hours in by_term.items():
            if number in stored:
                stored[number].hours = hours
            else:
                session.add(CurriculumTermHours(item_id=item_id, term_number=number, hours=hours))


Sums = dict[tuple[int, int], dict[int, Hours]]


def _plan(session: Session, programme_id: int | None) -> tuple[ItemLine, ...]:
    rows = session.execute(
        select(
            CurriculumItem.id,
            CurriculumItem.version,
            Subject.name,
            CurriculumItem.hours,
            CurriculumTermHours.term_number,
            CurriculumTermHours.hours.label("term_hours"),
        )
        .join(Subject, Subject.id == CurriculumItem.subject_id)
        .outerjoin(CurriculumTermHours, CurriculumTermHours.item_id == CurriculumItem.id)
        .where(CurriculumItem.programme_id == programme_id)
        .order_by(CurriculumItem.position, Subject.search_key, CurriculumTermHours.term_number)
    )
    found: dict[int, ItemLine] = {}
    for row in rows:
        line = found.setdefault(
            row.id, ItemLine(row.id, row.version, row.name, Hours(row.hours), {})
        )
        if row.term_number is not None:
            line.by_term[row.term_number] = Hours(row.term_hours)
    return tuple(found.values())


def _lessons(session: Session, groups: list[int], now: datetime) -> Sums:
    """Hours of lessons by group and item, then by the number of the term."""
    rows = session.execute(
        select(
            JournalPage.group_id,
            JournalPage.curriculum_item_id,
            Term.position,
            func.sum(Lesson.hours),
            func.sum(case((Lesson.held_on <= now.date(), Lesson.hours), else_=0)),
        )
        .select_from(JournalPage)
        .join(Group, Group.id == JournalPage.group_id)
        .outerjoin(
            Lesson,
            and_(Lesson.page_id == JournalPage.id, Lesson.state != LessonState.CANCELLED),
        )
        .outerjoin(
            Term,
            and_(
                Term.scheme_id == Group.term_scheme_id,
                Lesson.held_on.between(Term.starts_on, Term.ends_on),
            ),
        )
        .where(JournalPage.group_id.in_(groups))
        .group_by(JournalPage.group_id, JournalPage.curriculum_item_id, Term.position)
    )
    found: Sums = defaultdict(dict)
    for group_id, item_id, position, timetabled, held in rows:
        found[group_id, item_id][position or OUTSIDE] = Hours(
            None, int(timetabled or 0), int(held or 0)
        )
    return found


def _group_hours(
    group_id: int, name: str, terms: tuple[Named, ...], plan: tuple[ItemLine, ...], lessons: Sums
) -> GroupHours:
    lines = []
    for item in plan:
        stands = lessons.get((group_id, item.item_id))
        done = sum((stands or {}).values(), Hours())
        by_term = {
            number: item.by_term.get(number, Hours()) + (stands or {}).get(number, Hours())
            for number, _ in terms
        }
        lines.append(
            ItemLine(
                item.item_id,
                item.version,
                item.subject,
                item.total + done,
                by_term,
                has_page=stands is not None,
            )
        )
    total = sum((line.total for line in lines), Hours())
    return GroupHours(group_id, name, terms, tuple(lines), total)
