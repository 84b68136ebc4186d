"""Who gets sign-in details in a batch: nobody loses a password that works (clause 4.2)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sgo.verdicts import ALLOWED, Verdict, allowed, refused

MOST_AT_ONCE = 120
"""Slips of one batch; each costs a hash that takes its time on purpose."""


class Standing(StrEnum):
    """How a person stands with an account."""

    NONE = "none"
    UNUSED = "unused"
    IN_USE = "in_use"
    CLOSED = "closed"


def standing(*, exists: bool, closed_at: datetime | None, must_change_password: bool) -> Standing:
    """Unused until the issued password has been changed for an own one."""
    if not exists:
        return Standing.NONE
    if closed_at is not None:
        return Standing.CLOSED
    return Standing.UNUSED if must_change_password else Standing.IN_USE


def may_issue_in_batch(state: Standing) -> Verdict:
    """A batch opens accounts and renews slips that were never used; it ends nobody's own password.

    `slip_renewed` says that an older slip of this person stops working.
    """
    if state is Standing.IN_USE:
        return refused("account_in_use", "4.2")
    if state is Standing.CLOSED:
        return refused("account_closed", "4.2")
    return ALLOWED if state is Standing.NONE else allowed("slip_renewed", "4.2")


def check_batch(count: int) -> Verdict:
    """At least one person, at most a batch's worth."""
    if count < 1:
        return refused("nobody_chosen", "4.2", "people")
    if count > MOST_AT_ONCE:
        return refused("batch_too_large", "4.2", "people", most=MOST_AT_ONCE, count=count)
    return ALLOWED
