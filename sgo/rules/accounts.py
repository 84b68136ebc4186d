"""Who may sign in, go on working, and hold a role: clauses 3.2, 4.2, 4.8, decision 27."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from datetime import date, datetime, timedelta

from sgo.rules.age import ADULT_AGE, birthday
from sgo.verdicts import ALLOWED, Verdict, allowed, refused
from sgo.vocabulary import Role

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
ACCOUNT_FAILURES = 10
ADDRESS_FAILURES = 100
THROTTLE_SPAN = timedelta(minutes=15)
SESSION_IDLE = timedelta(hours=12)
SHORTEST_LOGIN = 3
LONGEST_LOGIN = 60
LONGEST_STEM = LONGEST_LOGIN - 4
"""Of a login made from a name: room is left for the number of a namesake."""

STAFF_ROLES = frozenset({Role.TECHNICAL_ADMIN, Role.COORDINATOR, Role.DIRECTOR, Role.TEACHER})

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]*")


def guardian_may_read(
    student_birth_date: date | None,
    today: date,
    consent_on: date | None = None,
    revoked_on: date | None = None,
) -> Verdict:
    """Decision 27: until the student's 18th birthday, from then on only with their consent.

    A consent counts from its day and ends on the day it is revoked; a later consent counts
    again. Without a birth date the age is unknown, and consent alone opens.
    """
    given = consent_on if consent_on is not None and consent_on <= today else None
    revoked = revoked_on if revoked_on is not None and revoked_on <= today else None
    if given is not None and (revoked is None or revoked < given):
        return allowed("read_by_consent", "4.8", consent_on=given)
    if student_birth_date is None:
        return refused("age_unknown", "4.8")
    full_age_on = birthday(student_birth_date, ADULT_AGE)
    if today < full_age_on:
        return ALLOWED
    return refused("student_of_full_age", "4.8", full_age_on=full_age_on)


def password_acceptable(password: str, login: str) -> Verdict:
    """Long enough, not the login, not one character over and over; what is guessed by other ways
    is judged by `rules.passwords`."""
    if len(password) < SHORTEST_PASSWORD:
        return refused("password_too_short", "4.3", "password", least=SHORTEST_PASSWORD)
    if len(password) > LONGEST_PASSWORD:
        return refused("password_too_long", "4.3", "password", most=LONGEST_PASSWORD)
    if password.casefold().strip() == login.casefold():
        return refused("password_is_login", "4.3", "password")
    if len(set(password)) == 1:
        return refused("password_is_one_character", "4.3", "password")
    return ALLOWED


def login_acceptable(login: str) -> Verdict:
    """Small Latin letters, digits, point, hyphen, underscore: it is read from a paper slip."""
    if not SHORTEST_LOGIN <= len(login) <= LONGEST_LOGIN or not _LOGIN.fullmatch(login):
        return refused(
            "login_not_understood", "4.2", "login", least=SHORTEST_LOGIN, most=LONGEST_LOGIN
        )
    return ALLOWED


def free_login(stem: str, taken: Container[str]) -> str:
    """The first login from the name that nobody has: ivanov.i, ivanov.i2, ivanov.i3, ..."""
    stem = stem[:LONGEST_STEM]
    number, login = 1, stem
    while login in taken:
        number += 1
        login = f"{stem}{number}"
    return login


def roles_fit_cards(
    roles: frozenset[Role], *, staff: bool, student: bool, guardian: bool
) -> Verdict:
    """A role stands on the card that it is about: staff, student or guardian (clause 1.7)."""
    if roles & STAFF_ROLES and not staff:
        return refused("role_needs_staff_card", "1.7", "roles")
    if Role.STUDENT in roles and not student:
        return refused("role_needs_student_card", "1.7", "roles")
    if Role.GUARDIAN in roles and not guardian:
        return refused("role_needs_guardian_card", "1.7", "roles")
    return ALLOWED


def throttle(
    account_failures: Iterable[datetime], address_failures: Iterable[datetime], now: datetime
) -> Verdict:
    """Whether one more sign-in may be tried, by the failures of the account and of the address.

    Refused with `retry_at` (a moment) and `minutes` (rounded up) until enough of them are old.
    """
    waits = [
        _frees_at(account_failures, ACCOUNT_FAILURES, now),
        _frees_at(address_failures, ADDRESS_FAILURES, now),
    ]
    until = [moment for moment in waits if moment is not None]
    if not until:
        return ALLOWED
    retry_at = max(until)
    minutes = -((now - retry_at) // timedelta(minutes=1))
    return refused("too_many_failures", "4.3", retry_at=retry_at, minutes=minutes)


def _frees_at(failures: Iterable[datetime], limit: int, now: datetime) -> datetime | None:
    recent = sorted(moment for moment in failures if moment > now - THROTTLE_SPAN)
    return recent[-limit] + THROTTLE_SPAN if len(recent) >= limit else None


def session_still_valid(
    *,
    session_stamp: str,
    account_stamp: str,
    closed_at: datetime | None,
    ended_at: datetime | None = None,
    last_seen_at: datetime,
    now: datetime,
) -> Verdict:
    """A session ends by its owner, by a new password, with the account, or when left alone."""
    if closed_at is not None and closed_at <= now:
        return refused("account_closed", "4.2")
    if ended_at is not None or session_stamp != account_stamp:
        return refused("signed_out_elsewhere", "4.3")
    if now - last_seen_at >= SESSION_IDLE:
        return refused("session_idle", "4.3")
    return ALLOWED


def may_grant_role(
    actor_id: int,
    account_id: int,
    before: frozenset[Role],
    after: frozenset[Role],
    other_technical_admins: int,
    *,
    by_admin: bool,
) -> Verdict:
    """Nobody raises their own rights; the last technical admin keeps theirs.

    `other_technical_admins` counts the open accounts besides this one that hold the role. The
    coordinator gives rights too (3.1), but only a technical admin makes or unmakes another one.
    """
    if actor_id == account_id and after - before:
        return refused("own_rights_not_raised", "3.2", "roles")
    if Role.TECHNICAL_ADMIN in before ^ after and not by_admin:
        return refused("only_admin_makes_admins", "3.2", "roles")
    if Role.TECHNICAL_ADMIN in before - after:
        return may_lose_admin(other_technical_admins)
    return ALLOWED


def may_lose_admin(other_technical_admins: int) -> Verdict:
    """Taking the role from a technical admin, or closing their account, leaves another one."""
    if other_technical_admins < 1:
        return refused("last_technical_admin", "3.2", "roles")
    return ALLOWED
