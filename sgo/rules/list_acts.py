"""Acts over all the rows that a list has found: what of them is left alone, and why."""

from __future__ import annotations

from datetime import date

from sgo.verdicts import ALLOWED, Verdict, refused

MOST_ROWS = 2000
"""More than one act changes at once: the list is narrowed first."""


NOTHING_TO_CHANGE = "row_is_so_already"
"""What an act says of a row that is already as the act would have it."""


def act_size(rows: int) -> Verdict:
    """Whether one act may take that many rows."""
    if rows > MOST_ROWS:
        return refused("too_many_rows", given=rows, most=MOST_ROWS)
    return ALLOWED


def leaves_something(changes: int) -> Verdict:
    """Whether the act changes the row at all; what is so already is left alone."""
    return ALLOWED if changes else refused("row_is_so_already")


def may_close_together(account_id: int, own_id: int) -> Verdict:
    """Nobody closes their own account together with others; alone and knowingly they may."""
    return refused("own_account_stays") if account_id == own_id else ALLOWED


def may_end_on(valid_to: date | None, ends_on: date) -> Verdict:
    """Whether a row of the timetable may end on the day: an end is brought forward, never put off."""
    if valid_to is not None and valid_to <= ends_on:
        return refused("row_ends_earlier", ends_on=valid_to)
    return ALLOWED
