"""The move to the next year: dates, names, what goes over, what hinders closing (3.2, 4.4)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo.rules.academic_year import (
    Finding,
    carried,
    check_group_in_year,
    check_next_year,
    is_carried_over,
    lesson_window_ends,
    may_close_year,
    may_open_next,
    may_take_back,
    next_name,
    next_term_dates,
    next_year_dates,
    open_windows,
    outcome_counts_from,
    proposed_outcome,
    watched_days,
    year_later,
)
from sgo.rules.settings import RegulationSettings
from sgo.vocabulary import Carry, ClosingCheck, DayKind, Direction, MovementKind, YearState

YEAR = (date(2026, 9, 1), date(2027, 8, 31))
DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))


@pytest.mark.clause("3.2")
@pytest.mark.parametrize(
    ("name", "following"),
    [
        ("ВА-26-1", "ВА-27-1"),
        ("ВА-2026-1", "ВА-2027-1"),
        ("2026/27", "2027/28"),
        ("2026/2027", "2027/2028"),
        ("2026–27", "2027–28"),
        ("Х26", "Х27"),
        ("ВА-26-26", "ВА-27-26"),
        ("126-1", "126-1"),
        ("9А", "9А"),
        ("ВА-27-1", "ВА-27-1"),
        ("I полугодие", "I полугодие"),
        ("", ""),
    ],
)
def test_names_go_on_by_a_year(name: str, following: str) -> None:
    assert next_name(name, YEAR[0]) == following


def test_a_century_turns() -> None:
    assert next_name("2099/00", date(2099, 9, 1)) == "2100/01"
    assert next_name("ВА-99-1", date(2099, 9, 1)) == "ВА-00-1"


@given(st.integers(2000, 2098), st.sampled_from(["ВА-{}-1", "Г{}", "{}-2"]))
def test_two_years_on_is_twice_one_year_on(year: int, shape: str) -> None:
    name = shape.format(f"{year % 100:02d}")
    once = next_name(name, date(year, 9, 1))
    assert once == shape.format(f"{(year + 1) % 100:02d}")
    assert next_name(once, date(year + 1, 9, 1)) == shape.format(f"{(year + 2) % 100:02d}")


@given(DAYS)
def test_a_year_later_is_the_same_day_but_for_the_leap_day(day: date) -> None:
    later = year_later(day)
    assert (later.year, later.month) == (day.year + 1, day.month)
    assert later.day == day.day or (day.month, day.day, later.day) == (2, 29, 28)


@pytest.mark.clause("4.4")
def test_the_next_year_follows_the_present_one() -> None:
    assert next_year_dates(*YEAR) == (date(2027, 9, 1), date(2028, 8, 31))
    assert next_year_dates(date(2026, 9, 1), date(2027, 6, 30)) == (
        date(2027, 9, 1),
        date(2028, 6, 30),
    )


@given(DAYS, st.integers(1, 365))
def test_years_never_overlap(starts_on: date, length: int) -> None:
    ends_on = starts_on + timedelta(days=length)
    start, end = next_year_dates(starts_on, ends_on)
    assert ends_on < start < end
    assert check_next_year(start, ends_on).allowed


@given(DAYS, st.integers(0, 300), st.integers(1, 60), st.integers(0, 300))
def test_terms_that_stood_apart_still_do(first: date, long: int, gap: int, second: int) -> None:
    one = (first, first + timedelta(days=long))
    start = one[1] + timedelta(days=gap)
    two = (start, start + timedelta(days=second))
    after, following = next_term_dates(*one), next_term_dates(*two)
    assert after[0] <= after[1]
    assert following[0] <= following[1]
    # 29 February and the 28th before it fall on one day a year later.
    if date(after[1].year - 1, 3, 1) - timedelta(days=1) not in (one[1], two[0]):
        assert after[1] < following[0]
    for begins, ends in (after, following):
        assert begins == ends or (begins.isoweekday() != 7 and ends.isoweekday() != 7)


def test_a_term_neither_begins_nor_ends_on_a_sunday() -> None:
    # 11 January 2027 is a Monday, 2028 a Tuesday; 28 May 2028 is a Sunday.
    assert next_term_dates(date(2027, 1, 11), date(2027, 5, 28)) == (
        date(2028, 1, 11),
        date(2028, 5, 27),
    )
    # A stretch that is nothing but a Sunday stays one: 9 January 2028.
    assert next_term_dates(date(2027, 1, 9), date(2027, 1, 9)) == (date(2028, 1, 9),) * 2


@pytest.mark.clause("3.2")
@pytest.mark.parametrize(
    ("starts_on", "ends_on", "carry"),
    [
        (date(2026, 9, 1), date(2027, 5, 29), Carry.YEAR_LONG),
        (date(2026, 9, 1), date(2027, 1, 29), Carry.YEAR_LONG),  # 150 days
        (date(2026, 9, 1), date(2027, 1, 28), Carry.SHORT),
        (date(2026, 10, 1), date(2026, 12, 20), Carry.SHORT),
        (date(2027, 3, 1), date(2027, 8, 31), Carry.YEAR_LONG),
        (date(2027, 3, 1), date(2027, 9, 1), Carry.SPANS),
    ],
)
def test_which_courses_go_over(starts_on: date, ends_on: date, carry: Carry) -> None:
    assert carried(starts_on, ends_on, YEAR) is carry


def test_vacations_alone_come_back_by_themselves() -> None:
    assert [kind for kind in DayKind if is_carried_over(kind)] == [DayKind.VACATION]


@pytest.mark.parametrize(
    ("latest", "code"),
    [
        (None, "no_year_to_go_on_from"),
        (YearState.PREPARING, "next_year_is_prepared"),
        (YearState.OPEN, "allowed"),
        (YearState.CLOSED, "allowed"),
    ],
)
def test_what_the_next_year_goes_on_from(latest: YearState | None, code: str) -> None:
    assert may_open_next(latest).code == code


@pytest.mark.parametrize("state", list(YearState))
def test_only_a_prepared_year_is_taken_back(state: YearState) -> None:
    assert may_take_back(state).allowed is (state is YearState.PREPARING)


def test_years_do_not_overlap() -> None:
    assert check_next_year(date(2027, 9, 1), YEAR[1]).allowed
    assert check_next_year(YEAR[1], YEAR[1]).code == "years_overlap"


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "code"),
    [
        (YEAR[0], YEAR[1], "allowed"),
        (YEAR[1], date(2029, 1, 1), "allowed"),
        (YEAR[0] - timedelta(days=1), YEAR[1], "group_begins_outside_year"),
        (YEAR[1] + timedelta(days=1), date(2028, 1, 1), "group_begins_outside_year"),
        (date(2026, 10, 2), date(2026, 10, 1), "ends_before_begin"),
    ],
)
def test_a_group_begins_in_its_year(starts_on: date, ends_on: date, code: str) -> None:
    assert check_group_in_year(starts_on, ends_on, YEAR).code == code


@pytest.mark.parametrize(
    ("direction", "has_next", "kind"),
    [
        (Direction.VOCATIONAL, True, MovementKind.GRADUATION),
        (Direction.VOCATIONAL, False, MovementKind.GRADUATION),
        (Direction.ART, True, MovementKind.PROMOTION),
        (Direction.ART, False, MovementKind.GRADUATION),
    ],
)
def test_what_a_course_ends_with(direction: Direction, has_next: bool, kind: MovementKind) -> None:
    assert proposed_outcome(direction, has_next) is kind


def test_from_when_an_outcome_counts() -> None:
    end, start = date(2027, 5, 29), date(2027, 9, 1)
    assert outcome_counts_from(MovementKind.GRADUATION, end, None) == date(2027, 5, 30)
    assert outcome_counts_from(MovementKind.PROMOTION, end, start) == start
    assert outcome_counts_from(MovementKind.REPEAT, end, date(2027, 5, 1)) == date(2027, 5, 30)


@pytest.mark.clause("3.2")
def test_windows_are_open_through_their_last_day() -> None:
    numbers = RegulationSettings()
    ends = [("I", date(2026, 12, 30), numbers), ("II", date(2027, 5, 29), numbers)]
    assert [one.name for one in open_windows(ends, date(2027, 1, 9))] == ["II", "I"]
    assert [one.name for one in open_windows(ends, date(2027, 1, 10))] == ["II"]
    assert open_windows(ends, date(2027, 6, 8))[0].last_day == date(2027, 6, 8)
    assert open_windows(ends, date(2027, 6, 9)) == []
    held_on = date(2027, 5, 20)
    assert lesson_window_ends(held_on, RegulationSettings(control_days=14)) == date(2027, 6, 3)


@pytest.mark.clause("3.2")
@pytest.mark.parametrize("check", list(ClosingCheck))
def test_what_can_still_be_written_hinders_and_gaps_are_seen(check: ClosingCheck) -> None:
    hinders = check in (ClosingCheck.WINDOWS, ClosingCheck.LESSONS, ClosingCheck.ORDERS)
    for seen in (False, True):
        code = "year_not_ready" if hinders else ("allowed" if seen else "year_gaps_not_seen")
        assert may_close_year(YearState.OPEN, [Finding(check, 1)], gaps_seen=seen).code == code
    assert may_close_year(YearState.OPEN, [Finding(check, 0)], gaps_seen=False).allowed


@pytest.mark.parametrize(
    ("state", "code"),
    [(YearState.CLOSED, "year_closed"), (YearState.PREPARING, "year_state_out_of_order")],
)
def test_only_an_open_year_closes(state: YearState, code: str) -> None:
    assert may_close_year(state, [], gaps_seen=True).code == code


@pytest.mark.clause("4.4")
@pytest.mark.parametrize(
    ("today", "open_", "closed", "told"),
    [
        (date(2027, 9, 1), False, False, [(False, False), (False, False)]),
        (date(2027, 9, 2), False, False, [(False, True), (False, False)]),
        (date(2027, 9, 15), True, False, [(True, False), (False, False)]),
        (date(2027, 9, 16), True, False, [(True, False), (False, True)]),
        (date(2027, 9, 16), True, True, [(True, False), (True, False)]),
        (date(2027, 9, 16), False, True, [(False, True), (False, True)]),
    ],
)
def test_the_two_days_of_september(
    today: date, open_: bool, closed: bool, told: list[tuple[bool, bool]]
) -> None:
    days = watched_days(date(2027, 9, 1), today, next_is_open=open_, old_is_closed=closed)
    assert [one.due_on for one in days] == [date(2027, 9, 1), date(2027, 9, 15)]
    assert [(one.done, one.late) for one in days] == told


@pytest.mark.clause("4.4")
@pytest.mark.parametrize(
    ("today", "told"),
    [
        (date(2027, 9, 16), (True, False)),
        (date(2027, 11, 9), (True, False)),
        (date(2027, 11, 10), (False, False)),
        (date(2027, 11, 23), (False, False)),
        (date(2027, 11, 24), (False, True)),
    ],
)
def test_courses_that_last_beyond_their_year_put_its_closing_off(
    today: date, told: tuple[bool, bool]
) -> None:
    days = watched_days(
        date(2027, 9, 1),
        today,
        next_is_open=True,
        old_is_closed=False,
        courses_until=date(2027, 11, 9),
    )
    assert days[1].due_on == date(2027, 11, 23)
    assert (days[1].done, days[1].late) == told
    closed = watched_days(
        date(2027, 9, 1),
        today,
        next_is_open=True,
        old_is_closed=True,
        courses_until=date(2027, 11, 9),
    )
    assert (closed[1].due_on, closed[1].done) == (date(2027, 9, 15), True)
