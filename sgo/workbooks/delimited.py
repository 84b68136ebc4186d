"""Delimited text (.csv): in UTF-8 or in the code page of Russian Windows, by any usual separator."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections import Counter
from pathlib import PurePath

from sgo.errors import refuse
from sgo.workbooks.limits import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, Book, Value

_SEPARATORS = (";", "\t", ",")
_LOOKED_AT = 50
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\u2212", "＝", "＋", "－", "＠")
"""What a spreadsheet would run; a file that is written keeps it back with an apostrophe."""
_MOST_IN_A_LINE = 5_000
_LONGEST = 32_767
"""Letters of a cell: what Excel itself keeps."""


def read_delimited(name: str, data: bytes) -> Book:
    """The one table of the file, named by the file. Raises Refused."""
    text = _decoded(data)
    # A row is made whole before it can be counted: one without end is refused by its separators.
    if any(line.count(one) > _MOST_IN_A_LINE for line in io.StringIO(text) for one in _SEPARATORS):
        raise refuse("book_too_large", most=MOST_ROWS)
    try:
        rows = _rows(text, _separator(text))
    except csv.Error as error:
        raise refuse("book_not_read") from error
    return {PurePath(name).stem[:120] or "1": rows}


def _decoded(data: bytes) -> str:
    """Text of one of the two encodings; bytes that are no text are refused."""
    for encoding in ("utf-8-sig", "cp1251"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if text.lstrip().startswith("<") or any(_is_control(letter) for letter in set(text)):
            break
        return text
    raise refuse("book_not_read")


def _is_control(letter: str) -> bool:
    return letter not in "\t\r\n" and unicodedata.category(letter) in {"Cc", "Cn", "Co", "Cs"}


def _separator(text: str) -> str:
    """The one that cuts most of the first lines into the same number of cells above one."""
    best, most = _SEPARATORS[0], (0, 0)
    for separator in _SEPARATORS:
        widths: Counter[int] = Counter()
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        try:
            for number, row in enumerate(reader):
                if number >= _LOOKED_AT:
                    break
                if len(row) > 1:
                    widths[len(row)] += 1
        except csv.Error:
            continue
        if widths:
            width, lines = widths.most_common(1)[0]
            if (lines, width) > most:
                best, most = separator, (lines, width)
    return best


def _bared(cell: str) -> str:
    """The text without the apostrophe that keeps it from being run."""
    held_back = cell.startswith("'") and cell[1:].lstrip(" \u00a0").startswith(STARTS_A_FORMULA)
    return cell[1:] if held_back else cell


def _rows(text: str, separator: str) -> list[list[Value]]:
    rows: list[list[Value]] = []
    filled = 0
    for cells in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
        row: list[Value] = [_bared(cell[:_LONGEST]) or None for cell in cells]
        while row and row[-1] is None:
            row.pop()
        filled += sum(value is not None for value in row)
        if len(rows) >= MOST_ROWS or len(row) > MOST_COLUMNS or filled > MOST_CELLS:
            raise refuse("book_too_large", most=MOST_ROWS)
        rows.append(row)
    while rows and not rows[-1]:
        rows.pop()
    return rows
