"""What lessons are formed from in the tests: the centre before its lessons, its calendar and rows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.models import CalendarPeriod, Lesson, TimetableRow
from sgo.services.guard import Act, acting
from sgo.services.timetable.lessons import form_lessons
from sgo.vocabulary import DayKind, SystemAct, Weekday
from tests.centre import Centre

YEAR_START = date(2026, 9, 1)
TODAY = date(2026, 11, 23)


@pytest.fixture
def unformed(centre: Centre, session: Session) -> Centre:
    """The centre before its lessons were formed."""
    with acting(session, Act(centre.now, system=SystemAct.LESSON_FORMING)):
        for lesson in session.scalars(select(Lesson)):
            session.delete(lesson)
    return centre


def days(session: Session, page_id: int) -> list[date]:
    return list(
        session.scalars(
            select(Lesson.held_on).where(Lesson.page_id == page_id).order_by(Lesson.held_on)
        )
    )


def period(centre: Centre, kind: DayKind, starts_on: date, ends_on: date, **columns) -> None:
    centre.add(
        CalendarPeriod(
            academic_year_id=centre.year.id,
            kind=kind,
            name=kind.value,
            starts_on=starts_on,
            ends_on=ends_on,
            **columns,
        )
    )


def at(centre: Centre, day: date):
    return centre.now.replace(year=day.year, month=day.month, day=day.day)


def form_mondays(centre: Centre, session: Session, **columns) -> TimetableRow:
    row = centre.make_row(centre.page, centre.teacher, Weekday.MONDAY, 1, **columns)
    form_lessons(session, from_on=TODAY, to_on=TODAY + timedelta(days=27), now=centre.now)
    return row
