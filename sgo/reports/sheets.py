"""Workbooks to write: lists as files, and rows of a load to mend."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from sgo.reports.lists import written
from sgo.services.exports.listing import Listing, Value

DATE_FORMAT = "DD.MM.YYYY"
MOMENT_FORMAT = "DD.MM.YYYY HH:MM"
TIME_FORMAT = "H:MM"
EXACT_FORMAT = "0.00"
NARROWEST, WIDEST = 6, 48
"""Widths of a column, in characters."""
ROWS_MEASURED = 200
"""The width of a column follows this many rows: a file is written as its rows are read."""
LANDSCAPE_FROM = 90
"""A list of more characters than this lies on its side on paper."""
BOLD, WRAPPED = Font(bold=True), Alignment(wrap_text=True, vertical="top")
A4 = 9
SHEET_NAME_LENGTH = 31
NOT_IN_A_SHEET_NAME = str.maketrans(dict.fromkeys("[]:*?/\\\"'", " "))


def write_workbook(target: Path | BytesIO, book: Mapping[str, Iterable[Sequence[Value]]]) -> None:
    """Write sheets of rows; text stays text, so that no cell of a list is run as a formula."""
    out = openpyxl.Workbook(write_only=True)
    for name, rows in book.items():
        sheet = out.create_sheet(name)
        for row in rows:
            sheet.append([_cell(sheet, value) for value in row])
    out.save(target)


def write_lists(target: IO[bytes], listings: Iterable[Listing]) -> None:
    """Write each list as a sheet that is ready to be read, narrowed and printed.

    The heading stands still above the rows and on top of every printed page; a list of many
    columns lies on its side and takes one page in width.
    """
    out = openpyxl.Workbook(write_only=True)
    for listing in listings:
        _write_list(
            out.create_sheet(listing.name.translate(NOT_IN_A_SHEET_NAME)[:SHEET_NAME_LENGTH]),
            listing,
        )
    out.save(target)


def _write_list(sheet: Any, listing: Listing) -> None:
    rows: Iterator[Sequence[Value]] = iter(listing.rows)
    measured = list(islice(rows, ROWS_MEASURED))
    widths = _widths(listing.heads, measured)
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    head = len(listing.above) + 1
    last = get_column_letter(len(listing.heads))
    sheet.freeze_panes = f"A{head + 1}"
    _lay_on_paper(sheet, head, landscape=sum(widths) > LANDSCAPE_FROM)
    for text in listing.above:
        sheet.append([_styled(sheet, text, bold=True)])
    sheet.append([_styled(sheet, text, bold=True, wrap=True) for text in listing.heads])
    count = 0
    for count, row in enumerate(chain(measured, rows), start=1):  # noqa: B007 - counts as it goes
        sheet.append(
            [
                _styled(sheet, value, wrap=isinstance(value, str) and len(value) > WIDEST)
                for value in row
            ]
        )
    sheet.auto_filter.ref = f"A{head}:{last}{head + count}"
    sheet.print_area = f"A1:{last}{head + count}"


def _widths(heads: Sequence[str], rows: Sequence[Sequence[Value]]) -> list[int]:
    """Wide enough for the words of a heading and for the values below it, within bounds."""
    widths = []
    for place, text in enumerate(heads):
        longest = max((len(word) for word in text.split()), default=0)
        values = (len(written(row[place])) for row in rows if place < len(row))
        widths.append(min(max(longest, max(values, default=0), NARROWEST) + 2, WIDEST))
    return widths


def _lay_on_paper(sheet: Any, head: int, *, landscape: bool) -> None:
    sheet.page_setup.paperSize = A4
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{head}:{head}"
    sheet.oddFooter.left.text = "&A"
    sheet.oddFooter.right.text = "&P / &N"


def _styled(sheet: Any, value: Value, *, bold: bool = False, wrap: bool = False) -> Any:
    cell = _cell(sheet, value)
    if bold:
        cell.font = BOLD
    if wrap:
        cell.alignment = WRAPPED
    return cell


def _cell(sheet: Any, value: Value) -> Any:
    if isinstance(value, str):
        cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
        cell.data_type = "s"
        return cell
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, datetime):
        cell.number_format = MOMENT_FORMAT
    elif isinstance(value, date):
        cell.number_format = DATE_FORMAT
    elif isinstance(value, time):
        cell.number_format = TIME_FORMAT
    elif isinstance(value, Decimal):
        cell.number_format = EXACT_FORMAT
    return cell
