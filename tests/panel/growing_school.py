"""Many rows of what the school is made of: rooms, curriculum, years, terms, groups, settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sgo.models import (
    AcademicYear,
    CalendarPeriod,
    Curatorship,
    CurriculumItem,
    Group,
    Programme,
    Room,
    Staff,
    Subject,
    Term,
    TermScheme,
    YearArchive,
)
from sgo.vocabulary import DayKind, Direction
from tests.centre import Centre
from tests.panel.growing_people import DAY
from tests.ready_centre import usual_settings


@dataclass(frozen=True)
class School:
    """One of each by number: a group, its term, its room and an item of the curriculum."""

    groups: Sequence[Group]
    terms: Sequence[Term]
    rooms: Sequence[Room]
    items: Sequence[CurriculumItem]


def grow_school(centre: Centre, numbers: range, staff: Sequence[Staff]) -> School:
    add = centre.add_all
    rooms = add(Room(name=f"каб. {n}а", seats=20) for n in numbers)
    programmes = add(Programme(name=f"Программа {n}", direction=Direction.ART) for n in numbers)
    subjects = add(Subject(name=f"Дисциплина {n}") for n in numbers)
    items = add(
        CurriculumItem(programme_id=centre.programme.id, subject_id=one.id, hours=36)
        for one in subjects
    )
    years = add(
        AcademicYear(
            name=f"{1600 + n}/{n}",
            starts_on=date(1600 + n, 9, 1),
            ends_on=date(1601 + n, 5, 31),
        )
        for n in numbers
    )
    add(YearArchive(academic_year_id=one.id, filed_on=date(2020, 6, 20)) for one in years)
    schemes = add(TermScheme(academic_year_id=centre.year.id, name=f"Схема {n}") for n in numbers)
    terms = add(
        Term(
            scheme_id=one.id,
            name="период",
            position=1,
            starts_on=DAY,
            ends_on=date(2027, 5, 29),
        )
        for one in schemes
    )
    add(
        CalendarPeriod(
            academic_year_id=centre.year.id,
            kind=DayKind.DAY_OFF,
            name=f"день {n}",
            starts_on=DAY + timedelta(days=n),
            ends_on=DAY + timedelta(days=n),
        )
        for n in numbers
    )
    groups = add(
        Group(
            name=f"ГР-{n}",
            programme_id=programmes[0].id,
            academic_year_id=centre.year.id,
            term_scheme_id=one.id,
            starts_on=DAY,
            ends_on=date(2027, 5, 29),
        )
        for n, one in zip(numbers, schemes, strict=True)
    )
    add(
        Curatorship(group_id=group.id, staff_id=one.id, starts_on=DAY)
        for group, one in zip(groups, staff, strict=True)
    )
    add(usual_settings(date(1600, 1, 1) + timedelta(days=n)) for n in numbers)
    return School(groups, terms, rooms, items)
