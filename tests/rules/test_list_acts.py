"""What an act over a list leaves alone."""

from __future__ import annotations

from datetime import date

import pytest

from sgo.rules.list_acts import (
    MOST_ROWS,
    act_size,
    leaves_something,
    may_close_together,
    may_end_on,
)

DAY = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("rows", "code"), [(0, "allowed"), (MOST_ROWS, "allowed"), (MOST_ROWS + 1, "too_many_rows")]
)
def test_an_act_takes_so_many_rows(rows, code):
    assert act_size(rows).code == code


@pytest.mark.parametrize(
    ("valid_to", "code"),
    [
        (None, "allowed"),
        (date(2026, 12, 2), "allowed"),
        (DAY, "row_ends_earlier"),
        (date(2026, 11, 30), "row_ends_earlier"),
    ],
)
def test_an_end_is_brought_forward_and_never_put_off(valid_to, code):
    assert may_end_on(valid_to, DAY).code == code


def test_what_is_so_already_and_ones_own_account_stay():
    assert leaves_something(0).code == "row_is_so_already"
    assert leaves_something(1).allowed
    assert may_close_together(1, 1).code == "own_account_stays"
    assert may_close_together(1, 2).allowed
