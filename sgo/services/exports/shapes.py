"""The lists in the shapes that the import takes: who may take which, and of which year."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.access.scopes import scope
from sgo.access.viewer import Viewer
from sgo.errors import Missing
from sgo.models import (
    AcademicYear,
    Base,
    CurriculumItem,
    Group,
    Staff,
    Student,
    TimetableRow,
)
from sgo.services.exports import people, school
from sgo.services.exports.listing import Listing
from sgo.services.exports.timetable import timetable
from sgo.vocabulary import YearState


@dataclass(frozen=True)
class Shape:
    """A list in the shape of the import; `model` is what the trail calls it."""

    name: str
    permission: Permission
    model: type[Base]
    build: Callable[[Session, Viewer, AcademicYear], Listing]


SHAPES: dict[str, Shape] = {
    shape.name: shape
    for shape in (
        Shape("staff", Permission.PEOPLE_READ, Staff, people.staff),
        Shape("year", Permission.CALENDAR_READ, AcademicYear, school.year),
        Shape("groups", Permission.SCHOOL_READ, Group, school.groups),
        Shape("curriculum", Permission.SCHOOL_READ, CurriculumItem, school.curriculum),
        Shape("students", Permission.PEOPLE_READ, Student, people.students),
        Shape("timetable", Permission.TIMETABLE_READ, TimetableRow, timetable),
    )
}
"""In the order in which the import must take them."""


def years_of(session: Session, viewer: Viewer) -> list[AcademicYear]:
    """The years whose lists may be taken, the newest first. Raises Forbidden."""
    office = viewer.through(Permission.SCHOOL_READ)
    return list(
        session.scalars(
            scope(select(AcademicYear), AcademicYear, office).order_by(
                AcademicYear.starts_on.desc()
            )
        )
    )


def chosen_year(years: list[AcademicYear], year_id: int | None) -> AcademicYear | None:
    """The year asked for; without one the newest that is not closed. Raises Missing."""
    if year_id is not None:
        found = next((year for year in years if year.id == year_id), None)
        if found is None:
            raise Missing("AcademicYear")
        return found
    return next((year for year in years if year.state is not YearState.CLOSED), None) or next(
        iter(years), None
    )


def shape_listing(session: Session, viewer: Viewer, name: str, year: AcademicYear) -> Listing:
    """The rows of a shape. Raises Forbidden, Missing."""
    shape = SHAPES.get(name)
    if shape is None:
        raise Missing(name)
    office = viewer.through(Permission.SCHOOL_READ)
    return shape.build(session, office.through(shape.permission), year)
