"""Workbooks: the only place that opens openpyxl, to read what a centre brings and to write lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils.exceptions import InvalidFileException

from sgo.errors import Refused, refuse

Value = str | int | float | bool | date | datetime | time | None

MOST_ROWS = 20_000
MOST_COLUMNS = 120
MOST_BYTES = 200 * 1024 * 1024
"""Unpacked: a small file can hide a huge one."""
DATE_FORMAT = "DD.MM.YYYY"


def read_workbook(source: Path | bytes) -> dict[str, list[list[Value]]]:
    """The rows of every sheet by its name, values only, formulas as they were last computed.

    Trailing empty cells and rows are left out; row 1 of the sheet is item 0. Raises Refused
    (`book_not_read`, `book_too_large`).
    """
    data = source if isinstance(source, bytes) else source.read_bytes()
    try:
        with ZipFile(BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_BYTES:
                raise refuse("book_too_large", most=MOST_ROWS)
        book = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True)
        try:
            return {sheet.title: _rows(sheet) for sheet in book.worksheets}
        finally:
            book.close()
    except Refused:
        raise
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError, SyntaxError) as error:
        raise refuse("book_not_read") from error


def _rows(sheet: Any) -> list[list[Value]]:
    # A program that wrote the file may have noted a wrong size: the cells themselves are counted.
    sheet.reset_dimensions()
    rows: list[list[Value]] = []
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)):
        if number >= MOST_ROWS:
            raise refuse("book_too_large", most=MOST_ROWS)
        row = list(cells)
        while row and row[-1] is None:
            row.pop()
        rows.append(row)
    while rows and not rows[-1]:
        rows.pop()
    return rows


def write_workbook(target: Path | BytesIO, book: Mapping[str, Iterable[Sequence[Value]]]) -> None:
    """Write sheets of rows; text stays text, so that no cell of a list is run as a formula."""
    out = openpyxl.Workbook(write_only=True)
    for name, rows in book.items():
        sheet = out.create_sheet(name)
        for row in rows:
            sheet.append([_cell(sheet, value) for value in row])
    out.save(target)


def _cell(sheet: Any, value: Value) -> Any:
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"
    elif isinstance(value, date):
        cell.number_format = DATE_FORMAT
    return cell
