"""Workbooks are read as plain values and written so that no text is run as a formula."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import openpyxl

from sgo.reports.sheets import write_workbook
from sgo.workbooks import read_workbook


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "book.xlsx"
    write_workbook(file, {"Лист": [["Ёлкин", 5, None], [], [date(2026, 9, 1), None, None]]})
    assert read_workbook(file.name, file.read_bytes()) == {
        "Лист": [["Ёлкин", 5], [], [datetime(2026, 9, 1)]]  # noqa: DTZ001 - a cell has no zone
    }


def test_text_never_becomes_a_formula() -> None:
    target = BytesIO()
    write_workbook(target, {"Лист": [["=1+1", "+7 900", "@x"]]})
    cells = openpyxl.load_workbook(target)["Лист"][1]
    assert [cell.data_type for cell in cells] == ["s", "s", "s"]
    assert read_workbook("book.xlsx", target.getvalue()) == {"Лист": [["=1+1", "+7 900", "@x"]]}
