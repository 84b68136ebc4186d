"""The academic year, its teaching days and its terms."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo.rules.calendar import (
    academic_year_deadlines,
    check_academic_year,
    check_dates,
    check_term_scheme,
    days_of,
    may_change_year_state,
    school_year,
    teaching_days,
    year_formed,
)
from sgo.vocabulary import YearState

YEAR = (date(2026, 9, 1), date(2027, 5, 31))
days = st.dates(date(2024, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("today", "begins"),
    [
        (date(2026, 8, 31), date(2025, 9, 1)),
        (date(2026, 9, 1), date(2026, 9, 1)),
        (date(2027, 1, 1), date(2026, 9, 1)),
    ],
)
def test_the_school_year_around_a_day(today: date, begins: date) -> None:
    assert school_year(today) == (begins, date(begins.year + 1, 8, 31))


@pytest.mark.clause("4.4")
def test_the_deadlines_of_a_year() -> None:
    deadlines = academic_year_deadlines(date(2026, 9, 1))
    assert deadlines.formed_by == date(2026, 9, 1)
    assert deadlines.moved_by == date(2026, 9, 15)
    assert year_formed(date(2026, 9, 1), YEAR[0]).code == "year_formed_in_time"
    late = year_formed(date(2026, 9, 2), YEAR[0])
    assert (late.allowed, late.code) == (True, "year_formed_late")


@pytest.mark.parametrize(
    ("ends_on", "code"),
    [
        (date(2026, 9, 1), "ends_before_begin"),
        (date(2026, 9, 2), "allowed"),
        (date(2027, 8, 31), "allowed"),
        (date(2027, 9, 1), "allowed"),
        (date(2027, 9, 2), "year_too_long"),
    ],
)
def test_how_long_a_year_lasts(ends_on: date, code: str) -> None:
    assert check_academic_year(YEAR[0], ends_on).code == code


@pytest.mark.parametrize("state", YearState)
@pytest.mark.parametrize("to", YearState)
def test_a_year_never_goes_back(state: YearState, to: YearState) -> None:
    order = [YearState.PREPARING, YearState.OPEN, YearState.CLOSED]
    forward = order.index(to) == order.index(state) + 1
    assert may_change_year_state(state, to).allowed is forward


@pytest.mark.clause("4.4")
def test_a_moved_day_teaches_by_the_weekday_it_follows() -> None:
    off = days_of([(date(2026, 11, 2), date(2026, 11, 4))])
    taught = teaching_days(date(2026, 11, 1), date(2026, 11, 8), off, {date(2026, 11, 7): 1})
    assert taught == {
        date(2026, 11, 1): 7,
        date(2026, 11, 5): 4,
        date(2026, 11, 6): 5,
        date(2026, 11, 7): 1,
        date(2026, 11, 8): 7,
    }


def test_a_working_day_teaches_even_inside_days_off() -> None:
    day = date(2026, 11, 3)
    assert teaching_days(day, day, days_of([(day, day)]), {day: 5}) == {day: 5}


@pytest.mark.clause("4.4")
@given(days, st.integers(0, 60), st.sets(days, max_size=20))
def test_every_day_of_the_stretch_teaches_or_is_off(
    starts_on: date, length: int, off: set[date]
) -> None:
    ends_on = starts_on + timedelta(days=length)
    taught = teaching_days(starts_on, ends_on, off, {})
    assert set(taught) == days_of([(starts_on, ends_on)]) - off
    assert all(number == day.isoweekday() for day, number in taught.items())


def term(*numbers: int) -> tuple[date, date]:
    first, last = numbers
    return YEAR[0] + timedelta(days=first), YEAR[0] + timedelta(days=last)


@pytest.mark.parametrize(
    ("terms", "code", "number"),
    [
        ([], "no_terms", None),
        ([term(0, 50)], "allowed", None),
        ([term(0, 50), term(51, 100)], "allowed", None),
        ([term(0, 0)], "allowed", None),
        ([term(0, 50), term(50, 100)], "terms_overlap", 2),
        ([term(60, 100), term(0, 50)], "terms_overlap", 2),
        ([term(0, 10), term(20, 19)], "term_ends_before_begin", 2),
        ([term(-1, 10)], "term_outside_year", 1),
        ([term(0, 272)], "allowed", None),
        ([term(0, 273)], "term_outside_year", 1),
    ],
)
def test_terms_stand_in_order_inside_the_year(
    terms: list[tuple[date, date]], code: str, number: int | None
) -> None:
    verdict = check_term_scheme(terms, YEAR)
    assert verdict.code == code
    assert verdict.parameters.get("number") == number


def test_a_groups_own_term_may_span_years() -> None:
    own = [(date(2026, 11, 1), date(2028, 2, 1))]
    assert check_term_scheme(own).allowed
    assert not check_term_scheme(own, YEAR).allowed


@given(st.lists(st.tuples(days, days), min_size=1, max_size=4))
def test_accepted_terms_never_share_a_day(terms: list[tuple[date, date]]) -> None:
    if check_term_scheme(terms).allowed:
        assert len(days_of(terms)) == sum(len(days_of([one])) for one in terms)


@given(days, st.one_of(st.none(), days))
def test_a_dated_fact_does_not_end_before_it_begins(start: date, end: date | None) -> None:
    assert check_dates(start, end).allowed is (end is None or start <= end)
