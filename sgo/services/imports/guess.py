"""Which list a table of a sheet is, and in which column each thing stands: a guess.

It needs the headings of a list in one row or in two, one above the other; a column whose heading
says nothing is known by what stands in it. A sheet may hold several tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sgo.services.imports.cells import Sheet
from sgo.services.imports.headings import HEADINGS, NEEDED, OF_GUARDIAN
from sgo.services.imports.values import as_date, as_name, as_text
from sgo.verdicts import Verdict
from sgo.vocabulary import ListKind

LEAST_FILLED = 2
_NOT_LETTERS = re.compile(r"[\W_]+")
_LOOKED_AT = 30
_HALF, _MOSTLY = 0.5, 0.7


@dataclass(frozen=True, slots=True)
class Guess:
    kind: ListKind | None
    heading_row: int
    columns: dict[str, int]
    starts: int = 0
    """The first row of the heading."""


def guessed(sheet: Sheet) -> Iterator[Guess]:
    """Every row (or two) that heads a list; of several kinds the one with most of its columns."""
    after = 0
    for number, cells in enumerate(sheet.rows, start=1):
        if number <= after or not _may_head(cells):
            continue
        below = sheet.rows[number] if number < len(sheet.rows) else ()
        one = _best(sheet, number, number, [_plain(value) for value in cells], cells)
        two = None
        if _may_head(below) and _heads(below, _MOSTLY):
            width = max(len(cells), len(below))
            pairs = [(_at(cells, place), _at(below, place)) for place in range(width)]
            two = _best(sheet, number, number + 1, pairs, below)
        best = max((one, two), key=lambda guess: len(guess.columns) if guess else 0)
        if best is not None:
            after = best.heading_row
            yield best


def plain(heading: str) -> str:
    """A heading without case, yo, stops and blanks: «Ф.И.О.» is «фио»."""
    folded = heading.casefold().replace("ё", "е")
    return _NOT_LETTERS.sub("", folded) or folded.strip()


_ALL = {
    plain(name) for headings in HEADINGS.values() for names in headings.values() for name in names
}


def _may_head(cells: Sequence[Any]) -> bool:
    return sum(_plain(value) in _ALL for value in cells if isinstance(value, str)) >= LEAST_FILLED


def _heads(cells: Sequence[Any], share: float) -> bool:
    """That share of the row are headings: it is not the first line of a list."""
    texts = [text for value in cells if (text := _plain(value))]
    return sum(text in _ALL for text in texts) >= share * len(texts)


def _at(cells: Sequence[Any], place: int) -> str:
    return _plain(cells[place]) if place < len(cells) else ""


def _best(
    sheet: Sheet, starts: int, heading_row: int, names: Sequence[Any], cells: Sequence[Any]
) -> Guess | None:
    best: Guess | None = None
    for kind in HEADINGS:
        columns = columns_by(kind, names)
        if kind in {ListKind.STUDENTS, ListKind.STAFF} and _heads(cells, _HALF):
            _look_inside(sheet, heading_row, kind, columns)
        if not _is_list(kind, columns, cells):
            continue
        if best is None or len(columns) > len(best.columns):
            best = Guess(kind, heading_row, columns, starts)
    return best


def _is_list(kind: ListKind, columns: Mapping[str, int], cells: Sequence[Any]) -> bool:
    have = set(columns)
    if {"surname", "given_name"} <= have:
        have.add("name")
    if kind is ListKind.TIMETABLE and "group" not in have:
        # A column for each group stands beside the days and numbers.
        others = {place for place, value in enumerate(cells) if as_text(value)}
        return have >= NEEDED[kind] and bool(others - set(columns.values()))
    if kind is ListKind.TIMETABLE:
        return have >= NEEDED[kind] | {"subject", "teacher"}
    return have >= NEEDED[kind]


def columns_by(kind: ListKind, names: Sequence[Any]) -> dict[str, int]:
    """The column of each thing; what follows a guardian's column belongs to that guardian.

    A name is a plain heading, or the pair of an upper and a lower one.
    """
    known = {
        plain(heading): key for key, headings in HEADINGS[kind].items() for heading in headings
    }
    columns: dict[str, int] = {}
    guardian = ""
    for place, name in enumerate(names):
        upper, lower = name if isinstance(name, tuple) else ("", name)
        over = known.get(upper, "")
        key = known.get(lower) or known.get(upper + lower) or known.get(upper)
        if key is None:
            continue
        if over.startswith("guardian") and key in (*OF_GUARDIAN, over):
            guardian = over.split("_")[0]
            key = guardian if key in {"name", over} else f"{guardian}_{key}"
        elif key.startswith("guardian"):
            guardian = key.split("_")[0]
        elif isinstance(name, tuple) and over and not over.startswith("guardian"):
            guardian = ""
        elif guardian and key in OF_GUARDIAN and f"{guardian}_{key}" not in columns:
            key = f"{guardian}_{key}"
        if key != "relation":
            columns.setdefault(key, place)
    return columns


def _look_inside(sheet: Sheet, heading_row: int, kind: ListKind, columns: dict[str, int]) -> None:
    """A needed column without a known heading is known by what stands in it."""
    missing = [name for name in ("name", "birth_date") if name in NEEDED[kind] - set(columns)]
    if "name" in missing and "surname" in columns:
        missing.remove("name")
    if not missing or len(columns) < LEAST_FILLED:
        return
    below = sheet.rows[heading_row : heading_row + _LOOKED_AT]
    taken = set(columns.values())
    for place in range(max(map(len, below), default=0)):
        values = [row[place] for row in below if place < len(row) and as_text(row[place])]
        if place in taken or len(values) < LEAST_FILLED:
            continue
        for name in missing:
            tests = {"name": _is_name, "birth_date": _is_day}
            if sum(map(tests[name], values)) >= _MOSTLY * len(values):
                columns.setdefault(name, place)


def _is_name(value: Any) -> bool:
    words = as_text(value).split()
    return 2 <= len(words) <= 4 and not isinstance(as_name(as_text(value)), Verdict)


def _is_day(value: Any) -> bool:
    return isinstance(as_date(value, date(2100, 1, 1)), date)


def _plain(value: Any) -> str:
    return plain(as_text(value))
