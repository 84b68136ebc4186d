"""What stands around the figures of a sheet: the head of its group, its periods, its columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import select, true
from sqlalchemy.orm import Session, aliased

from sgo.access.scopes import scope
from sgo.access.viewer import Viewer
from sgo.errors import Forbidden, Missing
from sgo.models import (
    AcademicYear,
    Curatorship,
    CurriculumItem,
    Group,
    JournalPage,
    Organisation,
    Programme,
    Staff,
    Subject,
    TeachingAssignment,
    Term,
)
from sgo.names import initials
from sgo.rules.spans import covers, overlap
from sgo.services.letterhead import Letterhead
from sgo.vocabulary import Assessment, Role


class PartKind(StrEnum):
    """What a narrow column below a curriculum item holds."""

    AVERAGE = "average"
    RESULT = "result"
    TERM = "term"
    YEAR = "year"
    EXAM = "exam"
    FINAL = "final"


@dataclass(frozen=True, slots=True)
class Part:
    """One narrow column; `term_id` and `name` only for a term of the year's sheet."""

    kind: PartKind
    term_id: int | None = None
    name: str = ""


TERM_PARTS = (Part(PartKind.AVERAGE), Part(PartKind.RESULT))
FINAL_PARTS = (Part(PartKind.YEAR), Part(PartKind.EXAM), Part(PartKind.FINAL))


@dataclass(frozen=True, slots=True)
class Period:
    """A term, or the whole course of the group (`term_id` None)."""

    term_id: int | None
    name: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Column:
    """A curriculum item of the sheet."""

    item_id: int
    subject: str
    short_name: str
    hours: int
    assessment: Assessment
    teachers: tuple[str, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Head(Letterhead):
    """What stands above and below every document of a group."""

    group: str
    group_id: int
    programme: str
    year: str
    curators: tuple[str, ...]


def oversees(viewer: Viewer) -> bool:
    """Whether a printing viewer reads every group (clause 4.1), not only the own ones."""
    return viewer.roles != {Role.TEACHER}


def group_head(session: Session, viewer: Viewer, group_id: int) -> tuple[Head, Any]:
    """The head of the group's sheet, and the row of the group that `group_periods` asks for.

    `viewer` holds only roles that print. Raises Missing for a group out of sight and Forbidden
    for a teacher who is not its curator: whoever only teaches there has the own page.
    """
    curator = aliased(Staff)
    rows = session.execute(
        scope(
            select(
                Group.id,
                Group.name,
                Group.starts_on,
                Group.ends_on,
                Group.term_scheme_id,
                Programme.name.label("programme"),
                AcademicYear.name.label("year"),
                AcademicYear.starts_on.label("year_starts_on"),
                Organisation.full_name.label("organisation"),
                Organisation.address,
                Organisation.director_name,
                Organisation.director_title,
                Curatorship.staff_id.label("curator_id"),
                Curatorship.starts_on.label("curator_from"),
                Curatorship.ends_on.label("curator_to"),
                curator.surname,
                curator.given_name,
                curator.patronymic,
            )
            .join(Programme, Programme.id == Group.programme_id)
            .join(AcademicYear, AcademicYear.id == Group.academic_year_id)
            .outerjoin(Organisation, true())
            .outerjoin(Curatorship, Curatorship.group_id == Group.id)
            .outerjoin(curator, curator.id == Curatorship.staff_id)
            .where(Group.id == group_id)
            .order_by(Curatorship.starts_on),
            Group,
            viewer,
        )
    ).all()
    if not rows:
        raise Missing("group")
    now_curator = [
        row
        for row in rows
        if row.curator_id is not None and covers(row.curator_from, row.curator_to, viewer.today)
    ]
    if not oversees(viewer) and viewer.staff_id not in {row.curator_id for row in now_curator}:
        raise Forbidden("a summary sheet of a group of which the viewer is not the curator")
    first = rows[0]
    signs = now_curator or [row for row in rows if row.curator_id is not None][-1:]
    head = Head(
        organisation=first.organisation or "",
        address=first.address,
        director_name=first.director_name or "",
        director_title=first.director_title or "",
        group=first.name,
        group_id=first.id,
        programme=first.programme,
        year=first.year,
        curators=tuple(initials(row.surname, row.given_name, row.patronymic) for row in signs),
    )
    return head, first


def group_periods(session: Session, group: Any) -> tuple[Period, ...]:
    """Every sheet the group has: its terms in order, then the year."""
    terms = session.execute(
        select(Term.id, Term.name, Term.starts_on, Term.ends_on)
        .where(Term.scheme_id == group.term_scheme_id)
        .order_by(Term.position)
    )
    year = Period(None, group.year, group.starts_on, group.ends_on)
    return (*(Period(*term) for term in terms), year)


def group_columns(
    session: Session, group_id: int, period: Period, periods: Sequence[Period]
) -> tuple[Column, ...]:
    """The curriculum items of the group that have a journal page, in the curriculum's order."""
    rows = session.execute(
        select(
            CurriculumItem.id,
            Subject.name,
            Subject.short_name,
            CurriculumItem.hours,
            CurriculumItem.assessment,
            Staff.surname,
            Staff.given_name,
            Staff.patronymic,
            TeachingAssignment.starts_on,
            TeachingAssignment.ends_on,
        )
        .join(JournalPage, JournalPage.curriculum_item_id == CurriculumItem.id)
        .join(Subject, Subject.id == CurriculumItem.subject_id)
        .outerjoin(TeachingAssignment, TeachingAssignment.page_id == JournalPage.id)
        .outerjoin(Staff, Staff.id == TeachingAssignment.staff_id)
        .where(JournalPage.group_id == group_id)
        .order_by(
            CurriculumItem.position,
            Subject.search_key,
            CurriculumItem.id,
            TeachingAssignment.starts_on,
        )
    )
    terms = [
        Part(PartKind.TERM, one.term_id, one.name) for one in periods if one.term_id is not None
    ]
    found: dict[int, Column] = {}
    teachers: dict[int, dict[str, None]] = {}
    for row in rows:
        graded = row.assessment is Assessment.GRADED
        if period.term_id is None:
            parts = (*terms, *FINAL_PARTS)
        else:
            parts = TERM_PARTS if graded else TERM_PARTS[1:]
        found.setdefault(
            row.id,
            Column(
                item_id=row.id,
                subject=row.name,
                short_name=row.short_name or row.name,
                hours=row.hours,
                assessment=row.assessment,
                teachers=(),
                parts=parts,
            ),
        )
        taught = row.surname is not None and overlap(
            (row.starts_on, row.ends_on), (period.starts_on, period.ends_on)
        )
        if taught:
            name = initials(row.surname, row.given_name, row.patronymic)
            teachers.setdefault(row.id, {})[name] = None
    return tuple(
        replace(column, teachers=tuple(teachers.get(column.item_id, {})))
        for column in found.values()
    )
