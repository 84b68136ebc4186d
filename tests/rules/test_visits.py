"""What is new to a family: since the last visit, and through the whole visit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo.rules.visits import LATE, PAUSE, STEP, Visit, visit_at

pytestmark = pytest.mark.clause("1.3f")

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SINCE = NOON - timedelta(days=2)
SECOND = timedelta(seconds=1)
BEFORE = Visit(SINCE, NOON)


def test_on_the_first_visit_nothing_is_new_yet() -> None:
    assert visit_at(None, NOON) == Visit(NOON, NOON)


@pytest.mark.parametrize(
    ("passed", "after"),
    [
        (timedelta(0), BEFORE),
        (STEP - SECOND, BEFORE),  # too near to be noted
        (STEP, Visit(SINCE, NOON + STEP)),
        (PAUSE - SECOND, Visit(SINCE, NOON + PAUSE - SECOND)),  # the visit goes on
        (PAUSE, Visit(NOON - LATE, NOON + PAUSE)),  # another one begins
        (timedelta(days=9), Visit(NOON - LATE, NOON + timedelta(days=9))),
        (-timedelta(hours=3), BEFORE),  # a clock that went back takes nothing away
    ],
)
def test_a_page_belongs_to_the_visit_or_begins_another(passed: timedelta, after: Visit) -> None:
    assert visit_at(BEFORE, NOON + passed) == after


@given(st.lists(st.integers(0, 7200), min_size=1, max_size=40))
def test_whatever_came_after_the_last_page_of_a_visit_is_new_in_the_next(steps: list[int]) -> None:
    """However the pages lie: nothing that was entered after the last look is ever taken for old."""
    visit, now, last = visit_at(None, NOON), NOON, NOON
    for seconds in steps:
        last, now = now, now + timedelta(seconds=seconds)
        visit = visit_at(visit, now)
        assert visit.new_since <= last or seconds == 0
        assert visit.new_since <= visit.last_seen_at <= now
