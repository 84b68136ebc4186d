"""Who gets a slip in a batch (clause 4.2)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sgo.rules.accounts import LONGEST_LOGIN, free_login
from sgo.rules.issuing import MOST_AT_ONCE, Standing, check_batch, may_issue_in_batch, standing

CLOSED = datetime(2026, 9, 1, tzinfo=UTC)


@pytest.mark.clause("4.2")
@pytest.mark.parametrize(
    ("exists", "closed_at", "must_change", "state"),
    [
        (False, None, False, Standing.NONE),
        (True, None, True, Standing.UNUSED),
        (True, None, False, Standing.IN_USE),
        (True, CLOSED, True, Standing.CLOSED),
        (True, CLOSED, False, Standing.CLOSED),
    ],
)
def test_how_a_person_stands(
    exists: bool, closed_at: datetime | None, must_change: bool, state: Standing
) -> None:
    assert standing(exists=exists, closed_at=closed_at, must_change_password=must_change) is state


@pytest.mark.clause("4.2")
@pytest.mark.parametrize(
    ("state", "allowed", "code"),
    [
        (Standing.NONE, True, "allowed"),
        (Standing.UNUSED, True, "slip_renewed"),
        (Standing.IN_USE, False, "account_in_use"),
        (Standing.CLOSED, False, "account_closed"),
    ],
)
def test_a_batch_ends_nobodys_own_password(state: Standing, allowed: bool, code: str) -> None:
    verdict = may_issue_in_batch(state)
    assert (verdict.allowed, verdict.code) == (allowed, code)


@pytest.mark.parametrize(
    ("count", "code"),
    [
        (0, "nobody_chosen"),
        (1, "allowed"),
        (MOST_AT_ONCE, "allowed"),
        (MOST_AT_ONCE + 1, "batch_too_large"),
    ],
)
def test_how_many_at_once(count: int, code: str) -> None:
    assert check_batch(count).code == code


def test_namesakes_get_the_next_free_number() -> None:
    taken: set[str] = set()
    for wanted in ("ivanov.i", "ivanov.i2", "ivanov.i3"):
        login = free_login("ivanov.i", taken)
        assert login == wanted
        taken.add(login)
    assert free_login("ivanov.i", {"ivanov.i2"}) == "ivanov.i"
    long = free_login("a" * 90, {"a" * (LONGEST_LOGIN - 4)})
    assert long == "a" * (LONGEST_LOGIN - 4) + "2"
