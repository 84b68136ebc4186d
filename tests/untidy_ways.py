"""How an untidy centre writes: its dates and names in every way, its files, its invented people."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import openpyxl

from sgo.demo.people import Person, Registry
from sgo.services.imports.runs import Upload

Rows = list[list[Any]]
Wrong = tuple[str, int, str, str, str]
"""File, row, column, state, code: as `tests.importing.told` tells it."""

TODAY = date(2026, 8, 28)
SERIAL_ZERO = date(1899, 12, 30)
MONTHS = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
]
LATIN = str.maketrans("асеорхАВСЕНКМОРТХ", "aceopxABCEHKMOPTX")


@dataclass
class UntidySet:
    """The files of a centre and what must come of them."""

    files: list[Upload] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)
    staff: int = 0
    students: int = 0
    guardians: int = 0
    lessons: int = 0
    """Rows of the timetable."""

    def csv(self, name: str, rows: Rows, separator: str = ";", encoding: str = "cp1251") -> None:
        text = io.StringIO()
        csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows(rows)
        self.files.append(Upload(name, text.getvalue().encode(encoding)))

    def xlsx(self, name: str, sheets: dict[str, Rows], merged: Iterable[str] = ()) -> None:
        """`merged` are «sheet!A1:B2»."""
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
        for one in merged:
            title, _, cells = one.partition("!")
            book[title].merge_cells(cells)
        target = io.BytesIO()
        book.save(target)
        self.files.append(Upload(name, target.getvalue()))


def short(day: date) -> str:
    return f"{day.day}.{day.month}.{day.year % 100:02d}"


def in_words(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year} г."


def serial(day: date) -> int:
    return (day - SERIAL_ZERO).days


def moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a cell has no zone


def sloping(day: date) -> str:
    return f"{day:%d/%m/%Y}"


WRITTEN: tuple[Callable[[date], Any], ...] = (short, in_words, serial, moment, sloping)


def initials(person: Person, form: str) -> str:
    """«Иванова И.И.» by a form with s, f and p."""
    return form.format(s=person.surname, f=person.given_name[0], p=person.patronymic[0])


class People:
    """Staff, students and guardians of a set, none twice."""

    def __init__(self, seed: int) -> None:
        self.registry = Registry(seed)
        self.staff = [self.registry.person((30, 55), TODAY) for _ in range(5)]

    def child(self) -> Person:
        return self.registry.person((12, 16), TODAY)

    def parent(self, child: Person, *, male: bool) -> Person:
        """Somebody of the child's surname, as men and women bear it."""
        stem = child.surname if child.male else child.surname.removesuffix("а")
        return self.registry.person((35, 50), TODAY, male=male, surname=stem)

    def snils(self) -> str:
        return self.registry.snils()

    def phone(self) -> str:
        """Ten digits."""
        return "".join(letter for letter in self.registry.phone() if letter.isdigit())[-10:]
