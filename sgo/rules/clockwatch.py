"""The clock of the server must not run backwards (decision 31)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sgo.verdicts import ALLOWED, Verdict, refused

# A time service may set a clock back by seconds; a minute moves no closing day in practice.
TOLERANCE = timedelta(minutes=1)


def clock_went_back(now: datetime, last_event_at: datetime | None) -> Verdict:
    """Guarded writes stop while the clock is earlier than the last audit event.

    Both moments are aware. A recorded command confirms the clock; its own event then is the last.
    """
    if last_event_at is None or now >= last_event_at - TOLERANCE:
        return ALLOWED
    return refused("clock_went_back", "4.11", now=now, last_event_at=last_event_at)
