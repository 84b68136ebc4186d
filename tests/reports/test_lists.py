"""Cells of a CSV file, as a Russian spreadsheet reads them."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

import pytest

from sgo.reports.lists import csv_lines, written
from sgo.services.exports.listing import Listing, Value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (date(2026, 9, 1), "01.09.2026"),
        (datetime(2026, 9, 1, 8, 5), "01.09.2026 08:05"),  # noqa: DTZ001 - a cell has no zone
        (time(8, 5), "08:05"),
        (Decimal("4.49"), "4,49"),
        (-5, "-5"),
        (1.5, "1,5"),
        ("-5", "'-5"),
        ("Ёлкин; Пётр", "Ёлкин; Пётр"),
    ],
)
def test_a_value_is_written_as_the_country_writes_it(value: Value, text: str) -> None:
    assert written(value) == text


def test_the_lines_above_the_heading_say_what_the_list_is() -> None:
    listing = Listing("Группы", ["Группа", "Часов"], [["ПОВ-26-1", Decimal("1.5")]], ["2026-2027"])
    lines = b"".join(csv_lines(listing)).decode("utf-8-sig").splitlines()
    assert lines == ["2026-2027", "Группа;Часов", "ПОВ-26-1;1,5"]
