"""How much of a file is read: a centre's list is far below, a bomb far above."""

from __future__ import annotations

from datetime import date, datetime, time

Value = str | int | float | bool | date | datetime | time | None
Book = dict[str, list[list[Value]]]

MOST_UPLOADED = 10 * 2**20
"""Bytes of a file as it comes."""
MOST_BYTES = 24 * 2**20
"""Bytes of all its parts unpacked, counted while they unpack."""
MOST_MARKUP = 800_000
"""Marks («<») in all its parts: what an XML parser works on, however small the file is."""
MOST_SHEETS = 60
MOST_ROWS = 20_000
MOST_COLUMNS = 702
"""Through ZZ."""
MOST_CELLS = 200_000
"""Filled cells of a file."""
