"""A calendar that asks for a timetable without a sign-in: how far, how long, how often (1.3f, 4.8)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sgo.verdicts import ALLOWED, Verdict, refused

DAYS_BACK = timedelta(days=30)
DAYS_AHEAD = timedelta(days=180)
SPAN = timedelta(minutes=10)
MOST_OF_ADDRESS = 30
"""So often one address is answered in the span; a calendar asks every few hours."""
MOST_UNKNOWN = 60
"""So many addresses that do not exist one network may ask for in the span."""


def feed_open(
    *,
    closed_at: datetime | None,
    must_change_password: bool,
    studies_until: date | None,
    now: datetime,
) -> Verdict:
    """Whether an address gives the timetable: to an open account, of a child who studies here.

    `studies_until` is the last known day in any group, `date.max` while no end is set, None for
    who was in none. Whose child it is, and decision 27, is the scope's matter. An issued password
    opens nothing but its own change (4.2), and no calendar either.
    """
    if closed_at is not None and closed_at <= now:
        return refused("account_closed", "4.2")
    if must_change_password:
        return refused("password_not_own", "4.2")
    if studies_until is None or studies_until < now.date():
        return refused("studies_nowhere", "1.3f")
    return ALLOWED


def may_ask(asked: Sequence[datetime], most: int, now: datetime) -> Verdict:
    """Whether one more question fits into the span; `retry_at` says from when on it does."""
    recent = sorted(moment for moment in asked if moment > now - SPAN)
    if len(recent) < most:
        return ALLOWED
    return refused("asked_too_often", "4.8", retry_at=recent[-most] + SPAN)
