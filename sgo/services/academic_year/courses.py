"""Courses that last beyond their academic year: they stay in it and hold it open (decision 14)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ScalarSelect, exists, func, select
from sqlalchemy.orm import aliased

from sgo.models import AcademicYear, Group, Membership
from sgo.rules.terms import last_day
from sgo.services.settings import Editions


def last_course_beyond() -> ScalarSelect[date]:
    """A column beside AcademicYear: the end of its last course that lasts beyond it (decision 14).

    Empty while anybody of its other groups has neither gone on nor graduated.
    """
    over, goes_on = aliased(Group), aliased(Group)
    left_behind = (
        exists()
        .where(
            Membership.group_id == over.id,
            Membership.ends_on.is_(None),
            over.academic_year_id == AcademicYear.id,
            over.ends_on <= AcademicYear.ends_on,
        )
        .correlate(AcademicYear)
    )
    return (
        select(func.max(goes_on.ends_on))
        .where(
            goes_on.academic_year_id == AcademicYear.id,
            goes_on.ends_on > AcademicYear.ends_on,
            ~left_behind,
        )
        .correlate(AcademicYear)
        .scalar_subquery()
    )


def courses_until(ends_on: date | None, known: Editions) -> date | None:
    """The last day on which anything of a course that ends then may be written (4.14)."""
    return None if ends_on is None else last_day(ends_on, known.on(ends_on))
