"""Stretches of days: both ends belong to the stretch, and an absent end is open."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple


class Span(NamedTuple):
    """From the first day to the last one, both included; `to_on` None lasts on."""

    from_on: date
    to_on: date | None = None


def covers(from_on: date, to_on: date | None, day: date) -> bool:
    """Whether the day lies in the stretch."""
    return from_on <= day and (to_on is None or day <= to_on)


def overlap(first: tuple[date, date | None], second: tuple[date, date | None]) -> bool:
    """Whether two stretches share a day."""
    starts_in_time = second[1] is None or first[0] <= second[1]
    ends_in_time = first[1] is None or second[0] <= first[1]
    return starts_in_time and ends_in_time
