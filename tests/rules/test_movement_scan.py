"""The scan of an order's paper: replaced until the order is confirmed, and never after."""

from __future__ import annotations

import pytest

from sgo.rules.movement_scan import may_attach
from sgo.vocabulary import MovementState


@pytest.mark.parametrize(
    ("state", "is_attached", "code"),
    [
        (MovementState.PREPARED, True, "allowed"),
        (MovementState.RETURNED, True, "allowed"),
        (MovementState.CONFIRMED, False, "allowed"),
        (MovementState.CONFIRMED, True, "scan_stays"),
    ],
)
def test_what_was_confirmed_keeps_its_paper(
    state: MovementState, is_attached: bool, code: str
) -> None:
    assert may_attach(state, is_attached=is_attached).code == code
