"""Full age, passwords, guessing, sessions and roles."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo.rules.accounts import (
    ACCOUNT_FAILURES,
    ADDRESS_FAILURES,
    SESSION_IDLE,
    THROTTLE_SPAN,
    guardian_may_read,
    login_acceptable,
    may_grant_role,
    may_lose_admin,
    password_acceptable,
    roles_fit_cards,
    session_still_valid,
    throttle,
)
from sgo.rules.age import ADULT_AGE, birthday, born_by, is_adult, years_old
from sgo.vocabulary import Role

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
births = st.dates(date(1950, 1, 1), date(2026, 1, 1))
todays = st.dates(date(2000, 1, 1), date(2060, 1, 1))


@pytest.mark.clause("4.8")
@pytest.mark.parametrize(
    ("born", "today", "allowed"),
    [
        (date(2008, 11, 24), date(2026, 11, 23), True),
        (date(2008, 11, 23), date(2026, 11, 23), False),
        (date(2008, 2, 29), date(2026, 2, 28), True),
        (date(2008, 2, 29), date(2026, 3, 1), False),
        (date(2010, 2, 28), date(2028, 2, 27), True),
        (date(2010, 2, 28), date(2028, 2, 28), False),
        (date(2010, 3, 1), date(2028, 2, 29), True),
        (date(2010, 3, 1), date(2028, 3, 1), False),
        (None, date(2026, 11, 23), False),
    ],
)
def test_a_guardian_reads_until_full_age(born: date | None, today: date, allowed: bool) -> None:
    verdict = guardian_may_read(born, today)
    assert verdict.allowed is allowed
    assert allowed or verdict.clause == "4.8"
    assert guardian_may_read(born, today, consent_on=today).allowed


@pytest.mark.clause("4.8")
@pytest.mark.parametrize(
    ("consent_on", "revoked_on", "allowed"),
    [
        (date(2026, 11, 23), None, True),
        (date(2026, 11, 24), None, False),
        (date(2026, 11, 1), date(2026, 11, 24), True),
        (date(2026, 11, 1), date(2026, 11, 23), False),
        (date(2026, 11, 1), date(2026, 11, 1), False),
        (date(2026, 11, 20), date(2026, 11, 10), True),
        (None, date(2026, 11, 10), False),
    ],
)
def test_consent_opens_and_its_end_closes(
    consent_on: date | None, revoked_on: date | None, allowed: bool
) -> None:
    verdict = guardian_may_read(date(2000, 1, 1), date(2026, 11, 23), consent_on, revoked_on)
    assert verdict.allowed is allowed
    assert allowed or verdict.code == "student_of_full_age"


@pytest.mark.clause("4.8")
@given(births, todays)
def test_every_way_of_counting_full_age_agrees(born: date, today: date) -> None:
    adult = is_adult(born, today)
    assert adult is (years_old(born, today) >= ADULT_AGE)
    assert adult is (birthday(born, ADULT_AGE) <= today)
    assert adult is (born <= born_by(ADULT_AGE, today))
    assert guardian_may_read(born, today).allowed is not adult


@pytest.mark.clause("4.3")
@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("nine char", "password_too_short"),
        ("ten chars!", "allowed"),
        ("aaaaaaaaaa", "password_is_one_character"),
        ("Ivanova.Long", "password_is_login"),
        (" ivanova.long ", "password_is_login"),
        ("четыре слова", "allowed"),
        ("ab" * 100, "allowed"),
        ("ab" * 100 + "c", "password_too_long"),
    ],
)
def test_which_passwords_are_accepted(password: str, code: str) -> None:
    assert password_acceptable(password, "ivanova.long").code == code


def failures(count: int, age: timedelta = timedelta(minutes=1)) -> list[datetime]:
    return [NOW - age - timedelta(seconds=number) for number in range(count)]


@pytest.mark.parametrize(
    ("account", "address", "allowed"),
    [
        (ACCOUNT_FAILURES - 1, 0, True),
        (ACCOUNT_FAILURES, 0, False),
        (0, ADDRESS_FAILURES - 1, True),
        (0, ADDRESS_FAILURES, False),
    ],
)
def test_guessing_is_slowed_by_account_and_by_address(
    account: int, address: int, allowed: bool
) -> None:
    assert throttle(failures(account), failures(address), NOW).allowed is allowed


def test_old_failures_are_forgotten() -> None:
    assert throttle(failures(ACCOUNT_FAILURES, THROTTLE_SPAN), [], NOW).allowed


@given(st.lists(st.integers(0, 40 * 60), max_size=30))
def test_waiting_until_the_told_moment_is_just_enough(ages: list[int]) -> None:
    given_failures = [NOW - timedelta(seconds=age) for age in ages]
    verdict = throttle(given_failures, [], NOW)
    if verdict.allowed:
        return
    retry_at = verdict.parameters["retry_at"]
    assert NOW < retry_at <= NOW + THROTTLE_SPAN
    assert throttle(given_failures, [], retry_at).allowed
    assert not throttle(given_failures, [], retry_at - timedelta(seconds=1)).allowed
    minutes = timedelta(minutes=verdict.parameters["minutes"])
    assert minutes - timedelta(minutes=1) < retry_at - NOW <= minutes


@pytest.mark.clause("4.3", "5.5")
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, "allowed"),
        ({"account_stamp": "new"}, "signed_out_elsewhere"),
        ({"ended_at": NOW}, "signed_out_elsewhere"),
        ({"closed_at": NOW}, "account_closed"),
        ({"closed_at": NOW + timedelta(seconds=1)}, "allowed"),
        ({"last_seen_at": NOW - SESSION_IDLE}, "session_idle"),
        ({"last_seen_at": NOW - SESSION_IDLE + timedelta(seconds=1)}, "allowed"),
    ],
)
def test_when_a_session_ends(changes: dict[str, object], code: str) -> None:
    values = {
        "session_stamp": "old",
        "account_stamp": "old",
        "closed_at": None,
        "last_seen_at": NOW,
        "now": NOW,
    } | changes
    assert session_still_valid(**values).code == code  # type: ignore[arg-type]


ADMIN, TEACHER = Role.TECHNICAL_ADMIN, Role.TEACHER


@pytest.mark.clause("3.2")
@pytest.mark.parametrize(
    ("actor", "before", "after", "others", "code"),
    [
        (1, {TEACHER}, {TEACHER, ADMIN}, 1, "allowed"),
        (2, {TEACHER}, {TEACHER, ADMIN}, 1, "own_rights_not_raised"),
        (2, {TEACHER, ADMIN}, {TEACHER}, 1, "allowed"),
        (2, {TEACHER, ADMIN}, {TEACHER}, 0, "last_technical_admin"),
        (1, {ADMIN}, set(), 0, "last_technical_admin"),
        (2, {ADMIN}, {ADMIN}, 0, "allowed"),
        (2, {ADMIN}, {TEACHER}, 3, "own_rights_not_raised"),
    ],
)
def test_roles(actor: int, before: set[Role], after: set[Role], others: int, code: str) -> None:
    verdict = may_grant_role(actor, 2, frozenset(before), frozenset(after), others, by_admin=True)
    assert verdict.code == code


@pytest.mark.clause("3.1b")
@pytest.mark.parametrize(
    ("actor", "before", "after", "code"),
    [
        (1, {Role.TEACHER}, {Role.TEACHER, Role.DIRECTOR}, "allowed"),
        (1, {Role.TEACHER, Role.COORDINATOR}, {Role.TEACHER}, "allowed"),
        (1, {Role.TEACHER}, {Role.TECHNICAL_ADMIN}, "only_admin_makes_admins"),
        (1, {Role.TECHNICAL_ADMIN, Role.TEACHER}, {Role.TEACHER}, "only_admin_makes_admins"),
        (2, {Role.COORDINATOR}, {Role.COORDINATOR, Role.DIRECTOR}, "own_rights_not_raised"),
    ],
)
def test_the_coordinator_gives_rights_but_makes_no_admin(
    actor: int, before: set[Role], after: set[Role], code: str
) -> None:
    verdict = may_grant_role(actor, 2, frozenset(before), frozenset(after), 1, by_admin=False)
    assert verdict.code == code


def test_the_last_admin_cannot_be_closed() -> None:
    assert may_lose_admin(1).allowed
    assert not may_lose_admin(0).allowed


@pytest.mark.clause("1.7")
@pytest.mark.parametrize(
    ("roles", "cards", "code"),
    [
        ({Role.TEACHER}, {"staff"}, "allowed"),
        ({Role.TECHNICAL_ADMIN, Role.TEACHER}, {"staff"}, "allowed"),
        ({Role.TEACHER, Role.GUARDIAN}, {"staff", "guardian"}, "allowed"),
        ({Role.STUDENT}, {"student"}, "allowed"),
        ({Role.DIRECTOR}, {"guardian"}, "role_needs_staff_card"),
        ({Role.TEACHER, Role.GUARDIAN}, {"staff"}, "role_needs_guardian_card"),
        ({Role.STUDENT}, {"guardian"}, "role_needs_student_card"),
    ],
)
def test_several_roles_each_on_the_card_they_are_about(
    roles: set[Role], cards: set[str], code: str
) -> None:
    verdict = roles_fit_cards(
        frozenset(roles),
        staff="staff" in cards,
        student="student" in cards,
        guardian="guardian" in cards,
    )
    assert verdict.code == code
    assert verdict.allowed is (code == "allowed")


@pytest.mark.clause("4.2")
@pytest.mark.parametrize(
    ("login", "good"),
    [
        ("ziuzin.i", True),
        ("abc", True),
        ("a" * 60, True),
        ("ab", False),
        ("a" * 61, False),
        ("зюзин", False),
        ("Ziuzin", False),
        ("a b c", False),
        (".abc", False),
    ],
)
def test_a_login_is_read_from_paper(login: str, good: bool) -> None:
    verdict = login_acceptable(login)
    assert verdict.allowed is good
    assert good or (verdict.code, verdict.field) == ("login_not_understood", "login")
