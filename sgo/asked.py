"""What an address or a form may ask for: keys that a row could have, days that have neighbours.

Each is a type for `request.args.get(name, type=...)`: what it refuses counts as not given. Beyond
these bounds a database or a calendar would fail where the person only mistyped.
"""

from __future__ import annotations

from datetime import date

from werkzeug.routing import IntegerConverter, Map

LARGEST_KEY = 2**31 - 1
"""The widest whole number of every database that the journal runs on."""
FIRST_YEAR, LAST_YEAR = 1900, 2999
"""Years that a school can mean; weeks, months and time zones around them can be counted."""


def as_key(text: object) -> int:
    """A key or a version: a whole number from 0 on; ValueError for anything else."""
    digits = str(text)
    if not (digits.isascii() and digits.isdigit()) or len(digits) > len(str(LARGEST_KEY)):
        raise ValueError(f"no key: {digits[:20]!r}")
    found = int(digits)
    if found > LARGEST_KEY:
        raise ValueError(f"no key: {found}")
    return found


def key_or_none(text: object) -> int | None:
    """The same of a field that may be empty or hold anything."""
    try:
        return as_key(text)
    except ValueError:
        return None


def as_day(text: str) -> date:
    """A day as 2026-09-01; ValueError for anything else."""
    found = date.fromisoformat(text)
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueError(f"no day of a school: {found}")
    return found


def day_or_none(text: str) -> date | None:
    """The same of a field that may be empty or hold anything."""
    try:
        return as_day(text)
    except ValueError:
        return None


class _Key(IntegerConverter):
    """`<int:id>` of an address: a number that no row could have is no page (404)."""

    def __init__(self, map: Map) -> None:
        super().__init__(map, max=LARGEST_KEY)


CONVERTERS = {"int": _Key}
