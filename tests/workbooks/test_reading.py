"""Files as anybody brings them: values out of workbooks and delimited text, or a clear refusal."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import openpyxl
import pytest

from sgo.errors import Refused
from sgo.reports.sheets import write_workbook
from sgo.workbooks import read_workbook

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def saved(book: Any) -> bytes:
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def test_a_merged_cell_stands_in_every_place_it_covers() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["День", "№"])
    sheet.append(["Понедельник", 1])
    sheet.append([None, 2])
    sheet.merge_cells("A2:A3")
    assert read_workbook("a.xlsx", saved(book)) == {
        "Sheet": [["День", "№"], ["Понедельник", 1], ["Понедельник", 2]]
    }


def test_a_hidden_sheet_is_not_read() -> None:
    book = openpyxl.Workbook()
    book.active.append(["видно"])
    hidden = book.create_sheet("Скрытый")
    hidden.append(["не видно"])
    hidden.sheet_state = "hidden"
    assert read_workbook("a.xlsx", saved(book)) == {"Sheet": [["видно"]]}


def test_a_formula_is_its_last_value_and_is_never_computed() -> None:
    book = openpyxl.Workbook()
    book.active.append(["=1+1", "текст"])
    assert read_workbook("a.xlsx", saved(book)) == {"Sheet": [[None, "текст"]]}


@pytest.mark.parametrize("encoding", ["cp1251", "utf-8", "utf-8-sig"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_delimited_text_of_any_usual_kind(encoding: str, separator: str) -> None:
    lines = [["ФИО", "Дата рождения"], ["Ёлкин Ян Ильич", "01.09.2010"], ["", "1"], []]
    text = "\r\n".join(separator.join(line) for line in lines)
    assert read_workbook("список.csv", text.encode(encoding)) == {
        "список": [["ФИО", "Дата рождения"], ["Ёлкин Ян Ильич", "01.09.2010"], [None, "1"]]
    }


def test_a_separator_inside_quotes_separates_nothing() -> None:
    text = 'Тема;Часы\n"Тема 1; ""Знаки""";2\n"Две\nстроки";3\n'
    assert read_workbook("plan.csv", text.encode("cp1251")) == {
        "plan": [["Тема", "Часы"], ['Тема 1; "Знаки"', "2"], ["Две\nстроки", "3"]]
    }


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "book_empty"),
        (b" \r\n", "book_empty"),
        (b"PK\x03\x04 broken", "book_not_read"),
        (b"\x00\x01\x02", "book_not_read"),
        (b"\x89PNG\r\n\x1a\n", "book_not_read"),
        (b"<html><table><tr><td>1</td></tr></table>", "book_not_read"),
        (OLE + bytes(600), "book_is_old"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "book_encrypted"),
        (b"x" * (10 * 2**20 + 1), "book_too_heavy"),
    ],
)
def test_a_file_that_is_no_list_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(Refused, match=f"^{code}$"):
        read_workbook("книга.xlsx", data)


def test_a_sheet_without_end_is_refused() -> None:
    target = BytesIO()
    write_workbook(target, {"Лист": [[1]] * 20_001})
    with pytest.raises(Refused, match="book_too_large"):
        read_workbook("a.xlsx", target.getvalue())
