"""Looking at the screens of another account: for the technical admin, to help (3.2, 5.1)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sgo.verdicts import ALLOWED, Verdict, refused
from sgo.vocabulary import Role

LONGEST_LOOK = timedelta(minutes=30)
"""After it the session is one's own again: nobody forgets whose screens they look at."""


def may_see_as(
    actor_id: int, account_id: int, roles: frozenset[Role], closed_at: datetime | None
) -> Verdict:
    """Never of oneself, never of another technical admin, never of a closed account."""
    if actor_id == account_id:
        return refused("sees_own_already", "3.2")
    if Role.TECHNICAL_ADMIN in roles:
        return refused("never_as_an_admin", "3.2")
    if closed_at is not None:
        return refused("account_closed", "4.2")
    return ALLOWED


def look_lasts(since: datetime, now: datetime) -> bool:
    """Whether a look that began then still goes on."""
    return now - since < LONGEST_LOOK
