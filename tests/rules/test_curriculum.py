"""Hours planned, in lessons and held."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo.rules.curriculum import Hours, HoursState, check_term_hours
from sgo.sentences import sentence


@pytest.mark.clause("2.1.3")
@pytest.mark.parametrize(
    ("hours", "state", "difference"),
    [
        (Hours(42, 42, 10), HoursState.AS_PLANNED, 0),
        (Hours(42, 41, 41), HoursState.TOO_FEW, -1),
        (Hours(42, 43, 0), HoursState.TOO_MANY, 1),
        (Hours(42, 0, 0), HoursState.NO_LESSONS, -42),
        (Hours(0, 0, 0), HoursState.AS_PLANNED, 0),
        (Hours(0, 2, 2), HoursState.TOO_MANY, 2),
        (Hours(None, 12, 2), HoursState.NO_PLAN, 0),
    ],
)
def test_how_lessons_stand_to_the_plan(hours: Hours, state: HoursState, difference: int) -> None:
    assert (hours.state, hours.difference) == (state, difference)


@pytest.mark.parametrize(
    ("by_term", "allowed"),
    [
        ({}, True),
        ({1: 20, 2: 22}, True),
        ({1: 42}, True),
        ({1: 20, 2: 21}, False),
        ({1: 43}, False),
    ],
)
def test_terms_make_the_year(by_term: dict[int, int], allowed: bool) -> None:
    verdict = check_term_hours(42, by_term)
    assert verdict.allowed is allowed
    if not allowed:
        assert verdict.code == "term_hours_differ"
        assert "42" in sentence(verdict)


HOURS = st.builds(Hours, st.none() | st.integers(0, 400), st.integers(0, 400), st.integers(0, 400))


@given(HOURS, HOURS)
def test_stretches_add_up(first: Hours, second: Hours) -> None:
    both = first + second
    assert both.timetabled == first.timetabled + second.timetabled
    assert both.held == first.held + second.held
    known = [one.planned for one in (first, second) if one.planned is not None]
    assert both.planned == (sum(known) if known else None)
