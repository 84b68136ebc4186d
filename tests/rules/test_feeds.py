"""A calendar that asks without a sign-in: to whom it is open, and how often it may ask."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from sgo.rules.feeds import MOST_OF_ADDRESS, SPAN, feed_open, may_ask

pytestmark = pytest.mark.clause("1.3f", "4.8")

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
TODAY = NOW.date()
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, "allowed"),
        ({"studies_until": date.max}, "allowed"),
        ({"studies_until": TODAY - timedelta(days=1)}, "studies_nowhere"),
        ({"studies_until": None}, "studies_nowhere"),
        ({"closed_at": NOW}, "account_closed"),
        ({"closed_at": NOW + SECOND}, "allowed"),
        ({"must_change_password": True}, "password_not_own"),
    ],
)
def test_an_address_gives_to_an_open_account_of_a_child_who_studies_here(
    given: dict[str, object], code: str
) -> None:
    facts = {"closed_at": None, "must_change_password": False, "studies_until": TODAY} | given
    assert feed_open(now=NOW, **facts).code == code  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "allowed"),
    [
        ([NOW] * (MOST_OF_ADDRESS - 1), True),
        ([NOW] * MOST_OF_ADDRESS, False),
        ([NOW - SPAN] * MOST_OF_ADDRESS, True),  # the span is over to the second
        ([NOW - SPAN + SECOND] * MOST_OF_ADDRESS, False),
    ],
)
def test_so_often_and_no_more(asked: list[datetime], allowed: bool) -> None:
    verdict = may_ask(asked, MOST_OF_ADDRESS, NOW)
    assert verdict.allowed is allowed
    if not allowed:
        assert verdict.parameters["retry_at"] == asked[0] + SPAN
