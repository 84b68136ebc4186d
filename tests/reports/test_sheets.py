"""Workbooks are read as plain values and written so that no text is run as a formula."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from sgo.errors import Refused
from sgo.reports.sheets import read_workbook, write_workbook


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "book.xlsx"
    write_workbook(file, {"Лист": [["Ёлкин", 5, None], [], [date(2026, 9, 1), None, None]]})
    assert read_workbook(file) == {
        "Лист": [["Ёлкин", 5], [], [datetime(2026, 9, 1)]]  # noqa: DTZ001 - a cell has no zone
    }


def test_text_never_becomes_a_formula() -> None:
    target = BytesIO()
    write_workbook(target, {"Лист": [["=1+1", "+7 900", "@x"]]})
    cells = openpyxl.load_workbook(target)["Лист"][1]
    assert [cell.data_type for cell in cells] == ["s", "s", "s"]
    assert read_workbook(target.getvalue()) == {"Лист": [["=1+1", "+7 900", "@x"]]}


@pytest.mark.parametrize("data", [b"", b"not a workbook", b"PK\x03\x04 broken"])
def test_a_file_that_is_no_workbook_is_refused(data: bytes) -> None:
    with pytest.raises(Refused, match="book_not_read"):
        read_workbook(data)


def test_a_sheet_without_end_is_refused() -> None:
    target = BytesIO()
    write_workbook(target, {"Лист": [[1]] * 20_001})
    with pytest.raises(Refused, match="book_too_large"):
        read_workbook(target.getvalue())
