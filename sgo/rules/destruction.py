"""When personal data of somebody who left is destroyed (152-FZ, article 21; clause 2.1.2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from sgo.verdicts import ALLOWED, Verdict, first_refusal, refused

CLAUSE = "2.1.2"
DAYS_AFTER_LEAVING = 120
"""A term: until then a student may come back by another order, and papers are still asked for."""

LastDays = Sequence[date | None]
"""The last day of each membership of one student; None for one that has no end."""


def may_destroy(
    students: Iterable[LastDays], today: date, destroyed_on: date | None = None
) -> Verdict:
    """Whether the data of a person may go: of a student, or of a guardian by all their children.

    A guardian without children has nobody to be kept for. What was destroyed once is destroyed
    again only when a student came back since, and left again.
    """
    left = [tuple(days) for days in students]
    return first_refusal(
        *(_is_no_member(days, today) for days in left),
        _not_yet_destroyed(left, destroyed_on),
        *(_left_long_ago(days, today) for days in left),
    )


def _is_no_member(last_days: LastDays, today: date) -> Verdict:
    if not last_days:
        return refused("destruction_before_enrolment", CLAUSE)
    if any(day is None or day >= today for day in last_days):
        return refused("destruction_of_a_member", CLAUSE)
    return ALLOWED


def _left_long_ago(last_days: LastDays, today: date) -> Verdict:
    last_day = max((day for day in last_days if day is not None), default=None)
    if last_day is None:
        return ALLOWED
    first_day = last_day + timedelta(days=DAYS_AFTER_LEAVING)
    if today < first_day:
        return refused("destruction_too_early", CLAUSE, first_day=first_day)
    return ALLOWED


def _not_yet_destroyed(students: Iterable[LastDays], destroyed_on: date | None) -> Verdict:
    if destroyed_on is None:
        return ALLOWED
    if any(day is not None and day >= destroyed_on for days in students for day in days):
        return ALLOWED
    return refused("destroyed_already", CLAUSE, destroyed_on=destroyed_on)


def surname_confirms(typed: str, surname: str) -> Verdict:
    """The surname of the card, typed by whoever destroys, so that no other card is meant."""
    if " ".join(typed.split()).casefold() != surname.casefold():
        return refused("destruction_surname_differs", CLAUSE, "surname")
    return ALLOWED
