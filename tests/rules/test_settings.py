"""The regulation's numbers and their editions."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo.rules.grading import Average, mark_for
from sgo.rules.settings import REGULATION, RegulationSettings, check_settings

pytestmark = pytest.mark.clause("2.1.1")


def test_the_defaults_are_those_of_the_regulation() -> None:
    assert RegulationSettings() == REGULATION
    assert (REGULATION.lesson_days, REGULATION.control_days, REGULATION.period_days) == (10, 10, 10)
    assert REGULATION.lead_days == 2
    assert REGULATION.thresholds == (
        (Fraction(9, 2), 5),
        (Fraction(7, 2), 4),
        (Fraction(5, 2), 3),
    )
    assert check_settings(REGULATION).allowed


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"lesson_days": 0}, "days_out_of_range"),
        ({"control_days": -1}, "days_out_of_range"),
        ({"period_days": 367}, "days_out_of_range"),
        ({"lead_days": -1}, "days_out_of_range"),
        ({"least_marks": 0}, "least_marks_below_one"),
        ({"five_from": 501}, "thresholds_not_descending"),
        ({"four_from": 450}, "thresholds_not_descending"),
        ({"three_from": 350}, "thresholds_not_descending"),
        ({"three_from": 200}, "thresholds_not_descending"),
    ],
)
def test_numbers_that_make_no_sense_are_refused(change: dict[str, int], code: str) -> None:
    verdict = check_settings(replace(REGULATION, **change))
    assert (verdict.allowed, verdict.code, verdict.field) == (False, code, next(iter(change)))


@pytest.mark.parametrize(
    "change", [{"lesson_days": 1}, {"lead_days": 0}, {"five_from": 500}, {"three_from": 201}]
)
def test_the_bounds_themselves_are_accepted(change: dict[str, int]) -> None:
    assert check_settings(replace(REGULATION, **change)).allowed


@given(st.tuples(*[st.integers(150, 550)] * 3))
def test_accepted_thresholds_give_every_mark(bounds: tuple[int, int, int]) -> None:
    five, four, three = bounds
    settings = replace(REGULATION, five_from=five, four_from=four, three_from=three)
    accepted = check_settings(settings).allowed
    assert accepted is (500 >= five > four > three > 200)
    if accepted:
        assert mark_for(Average(500, 100), settings) == 5
        assert mark_for(Average(200, 100), settings) == 2
        for total in range(200, 501, 20):
            lower = mark_for(Average(total, 100), settings)
            higher = mark_for(Average(min(total + 20, 500), 100), settings)
            assert lower is not None
            assert higher is not None
            assert lower <= higher
