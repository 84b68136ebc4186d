"""What an account may keep of its own lists."""

from __future__ import annotations

from collections.abc import Collection

from sgo.rules.texts import text_fits
from sgo.verdicts import ALLOWED, Verdict, refused

LONGEST_NAME = 60
MOST_VIEWS = 20
"""More tabs above a list find nobody."""


def may_name_view(name: str, others: Collection[str], *, new: bool) -> Verdict:
    """Whether a view may have the name, beside the account's other views of the list."""
    if not name:
        return refused("view_needs_name", field="name")
    fits = text_fits(name, LONGEST_NAME, "name")
    if not fits.allowed:
        return fits
    if name.casefold() in {other.casefold() for other in others}:
        return refused("view_name_taken", field="name", name=name)
    if new and len(others) >= MOST_VIEWS:
        return refused("too_many_views", field="name", most=MOST_VIEWS)
    return ALLOWED
