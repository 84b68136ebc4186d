"""The calendar as lessons see it: public holidays, the centre's own days, moved days."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from sgo.errors import Forbidden, Refused
from sgo.models import AcademicYear, CalendarPeriod
from sgo.services.calendar import (
    open_year,
    public_holidays,
    special_days,
    teaching_days,
)
from sgo.vocabulary import DayKind, Weekday, YearState
from tests.centre import Centre


def period(
    centre: Centre, kind: DayKind, starts_on: date, ends_on: date | None = None, **columns
) -> None:
    columns = {"academic_year_id": centre.year.id, "name": kind.value, **columns}
    centre.add(
        CalendarPeriod(kind=kind, starts_on=starts_on, ends_on=ends_on or starts_on, **columns)
    )


@pytest.mark.clause("4.4")
def test_public_holidays_are_known() -> None:
    year = public_holidays(date(2026, 9, 1), date(2027, 5, 31))
    assert year[date(2026, 11, 4)] == "День народного единства"
    assert {date(2027, 1, 7), date(2027, 2, 23), date(2027, 3, 8), date(2027, 5, 9)} <= set(year)
    assert min(year) == date(2026, 11, 4)
    assert date(2026, 11, 3) not in year


@pytest.mark.clause("4.4")
def test_days_off_do_not_teach_and_a_working_day_goes_over_everything(
    session: Session, centre: Centre
) -> None:
    period(centre, DayKind.VACATION, date(2026, 10, 26), date(2026, 11, 3))
    period(centre, DayKind.DAY_OFF, date(2026, 11, 10))
    period(
        centre,
        DayKind.WORKING_DAY,
        date(2026, 10, 31),
        follows_weekday=Weekday.WEDNESDAY,
    )
    period(centre, DayKind.WORKING_DAY, date(2026, 11, 4))
    taught = teaching_days(session, date(2026, 10, 24), date(2026, 11, 11))
    assert taught == {
        date(2026, 10, 24): 6,
        date(2026, 10, 25): 7,
        date(2026, 10, 31): 3,  # in the vacation, by the timetable of Wednesday
        date(2026, 11, 4): 3,  # Unity Day, but the centre works
        date(2026, 11, 5): 4,
        date(2026, 11, 6): 5,
        date(2026, 11, 7): 6,
        date(2026, 11, 8): 7,
        date(2026, 11, 9): 1,
        date(2026, 11, 11): 3,
    }


def test_a_course_that_spans_years_meets_both_calendars(session: Session, centre: Centre) -> None:
    following = centre.add(
        AcademicYear(name="2027/28", starts_on=date(2027, 9, 1), ends_on=date(2028, 8, 31))
    )
    period(centre, DayKind.VACATION, date(2027, 8, 30))
    period(centre, DayKind.DAY_OFF, date(2027, 9, 1), academic_year_id=following.id)
    taught = teaching_days(session, date(2027, 8, 29), date(2027, 9, 2))
    assert sorted(taught) == [date(2027, 8, 29), date(2027, 8, 31), date(2027, 9, 2)]


def test_what_a_day_is_called(session: Session, centre: Centre) -> None:
    period(centre, DayKind.DAY_OFF, date(2026, 11, 4), name="Санитарный день")
    (day,) = special_days(session, date(2026, 11, 4), date(2026, 11, 5)).values()
    assert (day.name, day.kind, day.follows_weekday) == ("Санитарный день", DayKind.DAY_OFF, None)


@pytest.mark.clause("3.2")
def test_a_prepared_year_is_opened_once(session: Session, centre: Centre) -> None:
    admin = centre.viewer(centre.accounts["technical_admin"])
    coordinator = centre.viewer(centre.accounts["coordinator"])
    following = centre.add(
        AcademicYear(name="2027/28", starts_on=date(2027, 9, 1), ends_on=date(2028, 8, 31))
    )
    with pytest.raises(Forbidden):
        open_year(session, coordinator, following.id, centre.now)
    open_year(session, admin, following.id, centre.now)
    assert following.state is YearState.OPEN
    with pytest.raises(Refused, match="year_state_out_of_order"):
        open_year(session, admin, following.id, centre.now)
