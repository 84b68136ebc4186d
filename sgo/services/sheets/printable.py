"""What a viewer may print: the groups of a year with their sheets and journal pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.access.scopes import lasts, scope
from sgo.access.viewer import Viewer
from sgo.models import (
    AcademicYear,
    Curatorship,
    CurriculumItem,
    Group,
    JournalPage,
    Programme,
    Subject,
    Term,
)
from sgo.services.sheets.figures import printer
from sgo.services.sheets.frame import Period, oversees


@dataclass(frozen=True, slots=True)
class PrintableGroup:
    """A group and its documents; only periods that have begun."""

    group_id: int
    name: str
    programme: str
    sheet_open: bool
    """Whether the summary sheet is for this viewer: overseers and the group's curator."""
    terms: tuple[Period, ...]
    has_begun: bool
    """Whether the course has, and with it the sheet of the year."""
    pages: tuple[tuple[int, str], ...]
    """Journal page and its subject."""


@dataclass(frozen=True, slots=True)
class Printable:
    """The groups of one academic year, and which years there are."""

    years: tuple[tuple[int, str], ...]
    year_id: int | None
    groups: tuple[PrintableGroup, ...]


def printable(session: Session, viewer: Viewer, year_id: int | None, now: datetime) -> Printable:
    """The documents of a year, by default the one that runs. Four queries for any centre."""
    reader = printer(viewer, Permission.JOURNAL_PRINT)
    today = now.date()
    years = session.execute(
        select(AcademicYear.id, AcademicYear.name, AcademicYear.starts_on)
        .where(AcademicYear.id.in_(scope(select(Group.academic_year_id), Group, reader)))
        .order_by(AcademicYear.starts_on.desc())
    ).all()
    chosen = _chosen(years, year_id, today)
    terms: defaultdict[int, list[Period]] = defaultdict(list)
    for scheme_id, term_id, name, starts_on, ends_on in session.execute(
        select(Term.scheme_id, Term.id, Term.name, Term.starts_on, Term.ends_on)
        .where(Term.starts_on <= today)
        .order_by(Term.position)
    ):
        terms[scheme_id].append(Period(term_id, name, starts_on, ends_on))
    pages: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    for group_id, page_id, subject in session.execute(_pages(reader, chosen)):
        pages[group_id].append((page_id, subject))
    groups = session.execute(_groups(reader, chosen)).all()
    return Printable(
        years=tuple((year.id, year.name) for year in years),
        year_id=chosen,
        groups=tuple(
            PrintableGroup(
                group_id=group.id,
                name=group.name,
                programme=group.programme,
                sheet_open=bool(group.sheet_open),
                terms=tuple(terms[group.term_scheme_id]),
                has_begun=group.starts_on <= today,
                pages=tuple(pages[group.id]),
            )
            for group in groups
        ),
    )


def _chosen(years: Sequence[Any], year_id: int | None, today: date) -> int | None:
    """The year asked for, or the latest that has begun, or the one there is."""
    if any(year.id == year_id for year in years):
        return year_id
    begun = [year.id for year in years if year.starts_on <= today]
    return begun[0] if begun else next((year.id for year in years), None)


def _groups(viewer: Viewer, year_id: int | None) -> Any:
    curated = (
        select(Curatorship.id)
        .where(
            Curatorship.group_id == Group.id,
            Curatorship.staff_id == viewer.staff_id,
            lasts(Curatorship.starts_on, Curatorship.ends_on, viewer.today),
        )
        .correlate(Group)
        .exists()
    )
    sheet_open = literal(True) if oversees(viewer) else curated
    statement = (
        select(
            Group.id,
            Group.name,
            Group.starts_on,
            Group.term_scheme_id,
            Programme.name.label("programme"),
            sheet_open.label("sheet_open"),
        )
        .join(Programme, Programme.id == Group.programme_id)
        .where(Group.academic_year_id == year_id)
        .order_by(Group.search_key)
    )
    return scope(statement, Group, viewer)


def _pages(viewer: Viewer, year_id: int | None) -> Any:
    statement = (
        select(JournalPage.group_id, JournalPage.id, Subject.name)
        .join(Group, Group.id == JournalPage.group_id)
        .join(CurriculumItem, CurriculumItem.id == JournalPage.curriculum_item_id)
        .join(Subject, Subject.id == CurriculumItem.subject_id)
        .where(Group.academic_year_id == year_id)
        .order_by(CurriculumItem.position, Subject.search_key, JournalPage.id)
    )
    return scope(statement, JournalPage, viewer)
