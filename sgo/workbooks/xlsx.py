"""Workbooks (.xlsx): cells as values, merged cells in every place they cover."""

from __future__ import annotations

import warnings
from typing import Any

import openpyxl
from openpyxl.utils.cell import range_boundaries

from sgo.errors import Refused, refuse
from sgo.workbooks.limits import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_SHEETS,
    Book,
    Value,
)
from sgo.workbooks.packed import Packed

_MOST_COVERED = 5_000
"""Places that one merged cell may cover: more is a frame, not a table."""


def read_xlsx(data: bytes) -> Book:
    """The rows of every visible sheet by its name. Raises Refused."""
    try:
        packed = Packed(data)
        with warnings.catch_warnings():
            # What a cell's format promises and its value breaks is no news for whoever loads it.
            warnings.simplefilter("ignore")
            return _read(packed)
    except Refused:
        raise
    except Exception as error:
        # The bytes are anybody's: wherever the parser stumbles, the file is not a workbook.
        raise refuse("book_not_read") from error


def _read(packed: Packed) -> Book:
    book = openpyxl.load_workbook(packed.archive, read_only=True, data_only=True)
    try:
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if len(sheets) > MOST_SHEETS:
            raise refuse("book_too_large", most=MOST_ROWS)
        left, read = MOST_CELLS, Book()
        for sheet in sheets:
            rows = _rows(sheet, left)
            left -= sum(value is not None for row in rows for value in row)
            for merged in packed.merged.get(sheet._worksheet_path, ()):
                _spread(rows, merged)
            read[sheet.title] = rows
        return read
    finally:
        book.close()


def _rows(sheet: Any, left: int) -> list[list[Value]]:
    # A program that wrote the file may have noted a wrong size: the cells themselves are counted.
    sheet.reset_dimensions()
    rows: list[list[Value]] = []
    number = 0
    # A filled cell below the last row was refused already: what is cut off there is empty.
    for number, cells in enumerate(
        sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS, values_only=True), start=1
    ):
        filled = len(cells) - cells.count(None)
        if not filled:
            continue
        left -= filled
        if number > MOST_ROWS or left < 0:
            raise refuse("book_too_large", most=MOST_ROWS)
        row: list[Value] = list(cells)
        while row[-1] is None:
            row.pop()
        rows.extend([] for _ in range(number - 1 - len(rows)))
        rows.append(row)
    return rows


def _spread(rows: list[list[Value]], merged: str) -> None:
    """Write the value of a merged cell into every place that it covers."""
    left, top, right, bottom = range_boundaries(merged)
    right, bottom = min(right, MOST_COLUMNS), min(bottom, len(rows))
    if not 0 < top <= len(rows) or (right - left + 1) * (bottom - top + 1) > _MOST_COVERED:
        return
    first = rows[top - 1]
    value = first[left - 1] if len(first) >= left else None
    if value is None:
        return
    for row in rows[top - 1 : bottom]:
        row.extend([None] * (right - len(row)))
        row[left - 1 : right] = [value] * (right - left + 1)
