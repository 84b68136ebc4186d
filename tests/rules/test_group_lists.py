"""The curator's word on the list of a group (clause 5.4)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sgo.rules.group_lists import ListState, list_state, may_confirm_list

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.clause("5.4")
@pytest.mark.parametrize(
    ("confirmed_at", "last_change_at", "state"),
    [
        (None, None, ListState.NEVER),
        (None, NOON, ListState.NEVER),
        (NOON, None, ListState.CURRENT),
        (NOON, NOON - MINUTE, ListState.CURRENT),
        (NOON, NOON, ListState.CHANGED),
        (NOON, NOON + MINUTE, ListState.CHANGED),
    ],
)
def test_a_word_holds_until_the_list_changes(
    confirmed_at: datetime | None, last_change_at: datetime | None, state: ListState
) -> None:
    assert list_state(confirmed_at, last_change_at) is state


@pytest.mark.clause("5.4")
def test_only_the_curator_answers_for_the_list() -> None:
    assert may_confirm_list(is_curator=True).allowed
    refusal = may_confirm_list(is_curator=False)
    assert (refusal.code, refusal.clause) == ("only_curator_confirms_list", "5.4")
    assert may_confirm_list(is_curator=True, year_closed=True).code == "year_closed"
