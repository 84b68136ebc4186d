"""A clock that went back stops guarded writes (decision 31)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo.rules.clockwatch import TOLERANCE, clock_went_back

LAST = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.clause("4.11")
@pytest.mark.parametrize(
    ("offset", "allowed"),
    [
        (timedelta(hours=1), True),
        (timedelta(0), True),
        (-TOLERANCE, True),
        (-TOLERANCE - timedelta(microseconds=1), False),
        (-timedelta(days=30), False),
    ],
)
def test_an_earlier_clock_stops_writing(offset: timedelta, allowed: bool) -> None:
    verdict = clock_went_back(LAST + offset, LAST)
    assert verdict.allowed is allowed
    assert allowed or verdict.code == "clock_went_back"


def test_the_first_event_has_nothing_before_it() -> None:
    assert clock_went_back(LAST, None).allowed


@given(st.integers(-7200, 7200), st.sampled_from(["Asia/Kamchatka", "Europe/Moscow", "UTC"]))
def test_zones_change_nothing(seconds: int, zone: str) -> None:
    now = LAST + timedelta(seconds=seconds)
    assert clock_went_back(now.astimezone(ZoneInfo(zone)), LAST) == clock_went_back(now, LAST)
