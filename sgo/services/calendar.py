"""The calendar: public holidays, what the centre changes in it, and which days teach (4.4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

import holidays
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.access.scopes import scope
from sgo.access.viewer import Viewer
from sgo.errors import Missing, refuse_unless
from sgo.models import AcademicYear, CalendarPeriod
from sgo.rules import calendar as rules
from sgo.services.guard import acting_as
from sgo.vocabulary import DayKind, YearState

COUNTRY, LANGUAGE = "RU", "ru"


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day that differs from its weekday: why, and by which timetable it teaches, if it does."""

    day: date
    kind: DayKind
    name: str
    follows_weekday: int | None = None
    """1 to 7 on a working day moved by order, else None."""


@cache
def _holidays_of_year(year: int) -> dict[date, str]:
    return dict(holidays.country_holidays(COUNTRY, years=year, language=LANGUAGE))


def public_holidays(starts_on: date, ends_on: date) -> dict[date, str]:
    """The public holidays and officially moved days off of the stretch, with their names.

    Moved days off of a year are known once the government has published them and the library
    was updated; until then the centre enters its own days.
    """
    return {
        day: name
        for year in range(starts_on.year, ends_on.year + 1)
        for day, name in sorted(_holidays_of_year(year).items())
        if starts_on <= day <= ends_on
    }


def special_days(session: Session, starts_on: date, ends_on: date) -> dict[date, SpecialDay]:
    """Every day of the stretch that differs; what the centre wrote goes over the library.

    A working day goes over everything: an order moved it there on purpose. The periods of every
    academic year count, so that a course which spans years meets both calendars (decision 14).
    """
    found = {
        day: SpecialDay(day, DayKind.HOLIDAY, name)
        for day, name in public_holidays(starts_on, ends_on).items()
    }
    periods = session.scalars(
        select(CalendarPeriod)
        .where(CalendarPeriod.starts_on <= ends_on, CalendarPeriod.ends_on >= starts_on)
        .order_by(CalendarPeriod.starts_on, CalendarPeriod.id)
    ).all()
    for period in sorted(periods, key=lambda one: one.kind is DayKind.WORKING_DAY):
        for day in _days(max(period.starts_on, starts_on), min(period.ends_on, ends_on)):
            found[day] = SpecialDay(day, period.kind, period.name, _followed(period, day))
    return dict(sorted(found.items()))


def _followed(period: CalendarPeriod, day: date) -> int | None:
    if period.kind is not DayKind.WORKING_DAY:
        return None
    return period.follows_weekday.number if period.follows_weekday else day.isoweekday()


def teaching_days(session: Session, starts_on: date, ends_on: date) -> dict[date, int]:
    """Which days of the stretch teach, each with the weekday (1 to 7) that it follows."""
    return teaching_among(special_days(session, starts_on, ends_on).values(), starts_on, ends_on)


def teaching_among(
    special: Iterable[SpecialDay], starts_on: date, ends_on: date
) -> dict[date, int]:
    """The same of special days already read."""
    off: set[date] = set()
    working: dict[date, int] = {}
    for one in special:
        if one.follows_weekday is None:
            off.add(one.day)
        else:
            working[one.day] = one.follows_weekday
    return rules.teaching_days(starts_on, ends_on, off, working)


def open_year(session: Session, viewer: Viewer, year_id: int, now: datetime) -> AcademicYear:
    """Open a prepared year (clause 3.2); raises Refused. `academic_year.closing` closes it."""
    with acting_as(session, viewer, Permission.CALENDAR_KEEP, now):
        year = session.scalars(
            scope(select(AcademicYear), AcademicYear, viewer).where(AcademicYear.id == year_id)
        ).one_or_none()
        if year is None:
            raise Missing("academic year")
        verdict = rules.may_change_year_state(year.state, YearState.OPEN)
        refuse_unless(verdict)
        year.state = YearState.OPEN
    return year


def _days(starts_on: date, ends_on: date) -> Iterable[date]:
    return (starts_on + timedelta(days=n) for n in range((ends_on - starts_on).days + 1))
