"""Counts of the roll always equal the memberships."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo.rules.movement_counts import RollCount, RollSpan, count_roll, roll_on, students_on
from sgo.vocabulary import MovementKind

K = MovementKind
DAY = timedelta(days=1)
FROM, TO = date(2026, 10, 1), date(2026, 10, 31)


def span(
    starts_on: date,
    last_on: date,
    entered: MovementKind = K.ENROLMENT,
    left: MovementKind | None = K.WITHDRAWAL,
) -> RollSpan:
    return RollSpan(1, 1, starts_on, last_on, entered, left)


EARLY, LATE = date(2026, 9, 1), date(2027, 5, 29)


@pytest.mark.clause("2.1.3")
@pytest.mark.parametrize(
    ("one", "count"),
    [
        (span(EARLY, LATE), RollCount(at_start=1, at_end=1)),
        (span(EARLY, FROM - 2 * DAY), RollCount()),
        (span(EARLY, FROM - DAY), RollCount(at_start=1, left=1)),
        (span(FROM, LATE), RollCount(came=1, at_end=1)),
        (span(TO, LATE), RollCount(came=1, at_end=1)),
        (span(TO + DAY, LATE), RollCount()),
        (span(EARLY, TO), RollCount(at_start=1, at_end=1)),
        (span(EARLY, TO - DAY), RollCount(at_start=1, left=1)),
        (span(FROM, TO - DAY), RollCount(came=1, left=1)),
        (span(EARLY, TO - DAY, left=K.TRANSFER), RollCount(at_start=1, moved_out=1)),
        (span(FROM, LATE, K.TRANSFER), RollCount(moved_in=1, at_end=1)),
        (span(FROM, LATE, K.PROMOTION), RollCount(moved_in=1, at_end=1)),
        (span(FROM, LATE, K.RETURN), RollCount(came=1, at_end=1)),
        (span(EARLY, TO - DAY, left=K.LEAVE), RollCount(at_start=1, left=1)),
        (span(EARLY, TO - DAY, left=K.GRADUATION), RollCount(at_start=1, finished=1)),
        (span(EARLY, TO - DAY, left=None), RollCount(at_start=1, finished=1)),
    ],
)
def test_a_membership_in_the_count(one: RollSpan, count: RollCount) -> None:
    assert count_roll([one], FROM, TO) == count


days = st.integers(0, 400).map(lambda n: date(2026, 8, 1) + n * DAY)
spans = st.builds(
    lambda student, group, start, length, entered, left: RollSpan(
        student, group, start, start + length * DAY, entered, left
    ),
    st.integers(1, 5),
    st.integers(1, 3),
    days,
    st.integers(0, 200),
    st.sampled_from([kind for kind in MovementKind if kind.enters]),
    st.none() | st.sampled_from([kind for kind in MovementKind if kind.leaves]),
)


@pytest.mark.clause("2.1.3")
@given(st.lists(spans, max_size=12), days, st.integers(0, 120))
def test_counts_always_equal_the_memberships(
    memberships: list[RollSpan], from_on: date, length: int
) -> None:
    to_on = from_on + length * DAY
    count = count_roll(memberships, from_on, to_on)
    assert count.at_start == roll_on(memberships, from_on - DAY)
    assert count.at_end == roll_on(memberships, to_on)
    gone = count.left + count.moved_out + count.finished
    assert count.at_end == count.at_start + count.came + count.moved_in - gone
    groups = {one.group_id for one in memberships}
    by_group = [
        count_roll([one for one in memberships if one.group_id == group], from_on, to_on)
        for group in groups
    ]
    assert sum(by_group, RollCount()) == count
    assert students_on(memberships, to_on) <= count.at_end


@given(st.lists(spans, max_size=8), days, st.integers(0, 60), st.integers(0, 60))
def test_two_periods_one_after_the_other_are_one(
    memberships: list[RollSpan], from_on: date, first: int, second: int
) -> None:
    middle = from_on + first * DAY
    end = middle + (second + 1) * DAY
    one, two = (
        count_roll(memberships, from_on, middle),
        count_roll(memberships, middle + DAY, end),
    )
    whole = count_roll(memberships, from_on, end)
    assert one.at_end == two.at_start
    assert (whole.came, whole.left) == (one.came + two.came, one.left + two.left)
