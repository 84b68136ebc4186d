"""Median, distribution and shares, against the standard library and by hand."""

from __future__ import annotations

import statistics
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo.rules.grading import average_of
from sgo.rules.statistics import Figures, Presence, figures_of_marks

marks = st.lists(st.integers(2, 5), max_size=60)


@given(marks)
def test_the_figures_are_those_of_the_marks(given_marks: list[int]) -> None:
    figures = figures_of_marks(given_marks)
    assert figures.count == len(given_marks)
    assert figures.average == average_of(given_marks)
    assert [many for _, many in figures.distribution] == [
        given_marks.count(mark) for mark in (5, 4, 3, 2)
    ]
    assert figures.largest == max(given_marks.count(mark) for mark in (5, 4, 3, 2))
    if given_marks:
        assert figures.median == Fraction(statistics.median(given_marks))
    else:
        assert figures.median is None


@given(marks, marks)
def test_the_order_of_marks_says_nothing(first: list[int], second: list[int]) -> None:
    assert figures_of_marks(first + second) == figures_of_marks(second + first)


@pytest.mark.parametrize(
    ("given_marks", "median"),
    [
        ([5], Fraction(5)),
        ([2, 5], Fraction(7, 2)),
        ([2, 2, 5], Fraction(2)),
        ([4, 5, 3, 4], Fraction(4)),
        ([2, 3, 4, 5], Fraction(7, 2)),
    ],
)
def test_the_median_by_hand(given_marks: list[int], median: Fraction) -> None:
    assert figures_of_marks(given_marks).median == median


def test_what_is_no_mark_and_no_distribution_is_refused() -> None:
    for wrong in (1, 6, 0):
        with pytest.raises(ValueError, match="no mark"):
            figures_of_marks([wrong])
    with pytest.raises(ValueError, match="distribution"):
        Figures((1, 2, 3))
    with pytest.raises(ValueError, match="distribution"):
        Figures((1, -1, 0, 0))


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 500), st.integers(0, 500))
def test_shares_add_up_and_stay_between_nothing_and_all(a: int, b: int, c: int, d: int) -> None:
    one, two = Presence(a + b, b), Presence(c + d, d)
    whole = one + two
    assert (whole.known, whole.missed) == (a + b + c + d, b + d)
    if whole.known:
        assert whole.share == Fraction(100 * (a + c), whole.known)
        assert 0 <= whole.share <= 100
    else:
        assert whole.share is None


def test_more_cannot_be_missed_than_is_known() -> None:
    with pytest.raises(ValueError, match="missed"):
        Presence(1, 2)
