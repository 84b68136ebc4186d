"""The curator's word that the list of the group is right (clause 5.4)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sgo.verdicts import ALLOWED, Verdict, refused


class ListState(StrEnum):
    """How a group's list stands to the word of its curator."""

    NEVER = "never"
    CHANGED = "changed"
    """Confirmed, and changed by the movement book since."""
    CURRENT = "current"


def list_state(confirmed_at: datetime | None, last_change_at: datetime | None) -> ListState:
    """Whether the last confirmation still holds; a change at the same moment is after it."""
    if confirmed_at is None:
        return ListState.NEVER
    if last_change_at is not None and last_change_at >= confirmed_at:
        return ListState.CHANGED
    return ListState.CURRENT


def may_confirm_list(*, is_curator: bool, year_closed: bool = False) -> Verdict:
    """Only the curator of that day answers for the list, and a closed year's list stays (3.2)."""
    if year_closed:
        return refused("year_closed", "3.2")
    return ALLOWED if is_curator else refused("only_curator_confirms_list", "5.4")
