"""Whose screens a technical admin may look at, and how long (3.2)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sgo.rules.seeing_as import LONGEST_LOOK, look_lasts, may_see_as
from sgo.vocabulary import Role

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


@pytest.mark.clause("3.2")
@pytest.mark.parametrize(
    ("account_id", "roles", "closed_at", "code"),
    [
        (2, {Role.TEACHER}, None, "allowed"),
        (2, {Role.DIRECTOR, Role.COORDINATOR}, None, "allowed"),
        (1, {Role.TEACHER}, None, "sees_own_already"),
        (2, {Role.TECHNICAL_ADMIN}, None, "never_as_an_admin"),
        (2, {Role.TEACHER, Role.TECHNICAL_ADMIN}, None, "never_as_an_admin"),
        (2, {Role.STUDENT}, NOW, "account_closed"),
    ],
)
def test_whom_an_admin_may_see_as(
    account_id: int, roles: set[Role], closed_at: datetime | None, code: str
) -> None:
    assert may_see_as(1, account_id, frozenset(roles), closed_at).code == code


def test_a_look_ends_by_itself() -> None:
    assert look_lasts(NOW, NOW)
    assert look_lasts(NOW, NOW + LONGEST_LOOK - timedelta(seconds=1))
    assert not look_lasts(NOW, NOW + LONGEST_LOOK)
