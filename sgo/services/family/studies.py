"""What a child studies, year by year: past years stay in reach as long as the journal is kept.

Clause 1.3c: the switch of years on every page of a family.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from sgo.access.scopes import scope
from sgo.errors import Missing
from sgo.models import (
    AcademicYear,
    CurriculumItem,
    Group,
    JournalPage,
    Membership,
    Subject,
    Term,
)
from sgo.services.family.children import Family
from sgo.vocabulary import Assessment

Given = TypeVar("Given")


@dataclass(frozen=True, slots=True)
class Year:
    """An academic year in which the child studied."""

    year_id: int
    name: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Study:
    """A journal page of a group the child was in during the page's year."""

    page_id: int
    item_id: int
    subject: str
    assessment: Assessment
    plan_hours: int
    group: str
    scheme_id: int
    course_ends_on: date
    year: Year
    member_from: date
    member_to: date | None
    """The last day in the group; None while the child is there."""

    def standing(self, by_page: Mapping[int, Given]) -> Given | None:
        """Of results of one item by page: this page has the last word, a transfer brings others."""
        return by_page.get(self.page_id, next(iter(by_page.values()), None))


@dataclass(frozen=True, slots=True)
class Studies:
    """What the child studies in one year; `years` is the switch, the latest first."""

    years: tuple[Year, ...]
    year: Year | None
    """None for a child who was in no group yet."""
    lines: tuple[Study, ...]
    """Of the chosen year."""

    @property
    def groups(self) -> tuple[str, ...]:
        """Names of the year's groups, each once; a single one need not be said at every line."""
        return tuple(dict.fromkeys(line.group for line in self.lines))

    @property
    def latest(self) -> tuple[Study, ...]:
        """One line a curriculum item: after a transfer, the page of the group entered last."""
        last: dict[int, Study] = {}
        for line in sorted(self.lines, key=lambda line: line.member_from):
            last[line.item_id] = line
        return tuple(line for line in self.lines if last[line.item_id] is line)


@dataclass(frozen=True, slots=True)
class FamilyTerm:
    term_id: int
    scheme_id: int
    name: str
    starts_on: date
    ends_on: date


def studies(session: Session, family: Family, year_id: int | None) -> Studies:
    """What the child studies in a year, this one when none is named; one query.

    Raises Missing for a year in which the child was in no group.
    """
    lines = _all_studies(session, family)
    years = tuple({line.year.year_id: line.year for line in lines}.values())
    if year_id is None:
        begun = [year for year in years if year.starts_on <= family.today]
        year = begun[0] if begun else years[-1] if years else None
    else:
        year = next((one for one in years if one.year_id == year_id), None)
        if year is None:
            raise Missing("year")
    return Studies(years, year, tuple(line for line in lines if line.year == year))


def _all_studies(session: Session, family: Family) -> Iterable[Study]:
    if family.child is None:
        return ()
    rows = session.execute(
        scope(
            select(
                JournalPage.id,
                CurriculumItem.id,
                Subject.name,
                CurriculumItem.assessment,
                CurriculumItem.hours,
                Group.name,
                Group.term_scheme_id,
                Group.ends_on,
                AcademicYear.id,
                AcademicYear.name,
                AcademicYear.starts_on,
                AcademicYear.ends_on,
                Membership.starts_on,
                Membership.ends_on,
            )
            .select_from(Membership)
            .join(Group, Group.id == Membership.group_id)
            .join(JournalPage, JournalPage.group_id == Group.id)
            .join(AcademicYear, AcademicYear.id == JournalPage.academic_year_id)
            .join(CurriculumItem, CurriculumItem.id == JournalPage.curriculum_item_id)
            .join(Subject, Subject.id == CurriculumItem.subject_id)
            .where(
                Membership.student_id == family.child.student_id,
                Membership.starts_on <= AcademicYear.ends_on,
                or_(Membership.ends_on.is_(None), Membership.ends_on >= AcademicYear.starts_on),
            )
            .order_by(
                AcademicYear.starts_on.desc(),
                Group.search_key,
                Group.id,
                CurriculumItem.position,
                Subject.search_key,
                Membership.starts_on,
            ),
            Membership,
            family.viewer,
        )
    )
    found: dict[int, Study] = {}
    for page, item, subject, assessment, hours, group, scheme, ends, *rest in rows:
        year, (entered, left) = Year(*rest[:4]), rest[4:]
        known = found.get(page)
        if known is not None:  # left the group and came back
            found[page] = replace(known, member_to=left)
            continue
        found[page] = Study(
            page, item, subject, assessment, hours, group, scheme, ends, year, entered, left
        )
    return found.values()


def terms_of(session: Session, scheme_ids: Collection[int]) -> tuple[FamilyTerm, ...]:
    """The terms of these schemes in order; one query."""
    rows = session.execute(
        select(Term.id, Term.scheme_id, Term.name, Term.starts_on, Term.ends_on)
        .where(Term.scheme_id.in_(scheme_ids))
        .order_by(Term.starts_on, Term.ends_on, Term.id)
    )
    return tuple(FamilyTerm(*row) for row in rows)
