"""When personal data of somebody who left is destroyed (152-FZ, article 21; clause 2.1.2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sgo.rules.accounts import STAFF_ROLES, may_lose_admin
from sgo.verdicts import ALLOWED, Verdict, first_refusal, refused
from sgo.vocabulary import Role

CLAUSE = "2.1.2"
DAYS_AFTER_LEAVING = 120
"""A term: until then who left may come back by another order, and papers are still asked for."""

LastDays = Sequence[date | None]
"""The last day of each thing of one kind, as of a student's memberships; None for one without end."""


@dataclass(frozen=True, slots=True)
class StaffTies:
    """What binds a member of staff to the centre: by the card, by the work, by the account.

    `roles` are those of an account that is open. `used_on` is the day of its last sign-in, None
    for an account that is needed for another card of the same person too.
    """

    dismissed_on: date | None
    contract_to: date | None = None
    assignments: LastDays = ()
    timetable_rows: LastDays = ()
    curatorships: LastDays = ()
    last_lesson_on: date | None = None
    roles: frozenset[Role] = frozenset()
    other_technical_admins: int = 0
    used_on: date | None = None


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


def may_destroy_staff(ties: StaffTies, today: date, destroyed_on: date | None = None) -> Verdict:
    """Whether the data of a member of staff may go: dismissed a term ago, and nothing is left.

    Each refusal names what is to be ended first, the card before the account, the account before
    the work. Who was taken on again after an act has no day of dismissal until they leave again.
    """
    last_days = (ties.dismissed_on,)
    return first_refusal(
        _works_no_more(ties, today),
        _account_is_over(ties),
        _has_no_work(ties, today),
        _not_yet_destroyed([last_days], destroyed_on),
        _left_long_ago(last_days, today),
    )


def _works_no_more(ties: StaffTies, today: date) -> Verdict:
    if ties.dismissed_on is None:
        return refused("destruction_before_dismissal", CLAUSE)
    if ties.dismissed_on >= today:
        return refused("destruction_of_working_staff", CLAUSE, last_day=ties.dismissed_on)
    if ties.contract_to is not None and ties.contract_to >= today:
        return refused("destruction_under_contract", CLAUSE, last_day=ties.contract_to)
    return ALLOWED


def _account_is_over(ties: StaffTies) -> Verdict:
    if Role.TECHNICAL_ADMIN in ties.roles:
        verdict = may_lose_admin(ties.other_technical_admins)
        if not verdict.allowed:
            return verdict
    if ties.roles & STAFF_ROLES:
        return refused("destruction_with_roles", CLAUSE)
    if (
        ties.used_on is not None
        and ties.dismissed_on is not None
        and ties.used_on > ties.dismissed_on
    ):
        return refused("destruction_of_a_used_account", CLAUSE, used_on=ties.used_on)
    return ALLOWED


def _has_no_work(ties: StaffTies, today: date) -> Verdict:
    if count := _lasting(ties.assignments, today):
        return refused("destruction_of_a_teacher", CLAUSE, count=count)
    if count := _lasting(ties.timetable_rows, today):
        return refused("destruction_in_the_timetable", CLAUSE, count=count)
    if ties.last_lesson_on is not None and ties.last_lesson_on >= today:
        return refused("destruction_before_lessons", CLAUSE, last_day=ties.last_lesson_on)
    if count := _lasting(ties.curatorships, today):
        return refused("destruction_of_a_curator", CLAUSE, count=count)
    return ALLOWED


def _lasting(last_days: LastDays, today: date) -> int:
    return sum(day is None or day >= today for day in last_days)


def _is_no_member(last_days: LastDays, today: date) -> Verdict:
    if not last_days:
        return refused("destruction_before_enrolment", CLAUSE)
    if _lasting(last_days, today):
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
