"""What is new to a family: entered since its last visit, and new through the whole visit (1.3f)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

PAUSE = timedelta(minutes=30)
"""So long without a page, and the visit is over."""
STEP = timedelta(minutes=1)
"""Pages nearer to each other than this are not noted one by one."""
LATE = timedelta(seconds=30)
"""What was received within this before the last page may have been written after it was drawn."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What was entered after `new_since` is new; `last_seen_at` is the latest page."""

    new_since: datetime
    last_seen_at: datetime


def visit_at(before: Visit | None, now: datetime) -> Visit:
    """The visit to which a page of this moment belongs; `before` itself when nothing changes.

    On the very first one nothing is new yet: everything would be.
    """
    if before is None:
        return Visit(now, now)
    passed = now - before.last_seen_at
    if passed >= PAUSE:
        return Visit(before.last_seen_at - LATE, now)
    if passed >= STEP:
        return Visit(before.new_since, now)
    return before
