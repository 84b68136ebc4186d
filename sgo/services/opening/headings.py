"""Which list a sheet is, by the headings it has, and in which column each thing stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sgo.services.opening.cells import Row, Sheet, as_text

LAST_HEADING_ROW = 15
_NOT_LETTERS = re.compile(r"[\W_]+")
_TOTALS = ("всего", "итого")
GUARDIANS = (1, 2)
_OF_GUARDIAN = ("relation", "phone", "email")


class Kind(StrEnum):
    """The lists of a centre, in the order in which they must be loaded."""

    STAFF = "staff"
    YEAR = "year"
    GROUPS = "groups"
    CURRICULUM = "curriculum"
    STUDENTS = "students"
    TIMETABLE = "timetable"


_BIRTH = ("дата рождения", "дата рожд", "д р")
_PHONE = ("телефон", "тел", "телефоны", "сотовый")
_EMAIL = ("e-mail", "email", "эл почта", "электронная почта", "почта")
_STARTS = ("начало", "дата начала", "с")
_ENDS = ("окончание", "дата окончания", "конец", "по")
_PROGRAMME = ("программа", "образовательная программа")
_GROUP = ("группа", "группы", "название группы")
_ROOM = ("каб", "кабинет", "аудитория")

# Each thing with its headings; those of NEEDED must be there for the sheet to be this list.
HEADINGS: dict[Kind, dict[str, tuple[str, ...]]] = {
    Kind.STUDENTS: {
        "name": ("фио обучающегося", "фио", "обучающийся", "фамилия имя отчество", "фио ученика"),
        "birth_date": _BIRTH,
        "sex": ("пол",),
        "snils": ("снилс",),
        "address": ("адрес", "место жительства"),
        "group": _GROUP,
        "funding": ("основа", "основа обучения", "финансирование"),
        "guardian1": ("родитель 1", "родитель", "законный представитель 1", "представитель 1"),
        "guardian2": ("родитель 2", "законный представитель 2", "представитель 2"),
        "relation": ("кем приходится", "родство", "степень родства"),
        "phone": _PHONE,
        "email": _EMAIL,
    },
    Kind.STAFF: {
        "name": ("фио", "фамилия имя отчество", "фио работника", "сотрудник"),
        "position": ("должность",),
        "birth_date": _BIRTH,
        "employed_on": ("принят", "принята", "дата приема", "принят на работу"),
        "category": ("категория", "квалификационная категория"),
        "education": ("образование",),
        "phone": _PHONE,
        "email": _EMAIL,
        "snils": ("снилс",),
    },
    Kind.GROUPS: {
        "group": _GROUP,
        "programme": _PROGRAMME,
        "direction": ("направление", "направленность"),
        "curator": ("куратор", "кл рук", "классный руководитель"),
        "starts_on": _STARTS,
        "ends_on": _ENDS,
        "room": _ROOM,
    },
    Kind.CURRICULUM: {
        "programme": _PROGRAMME,
        "subject": ("дисциплина", "предмет", "наименование дисциплины"),
        "hours": ("часов", "часы", "кол во часов", "количество часов"),
        "teacher": ("преподаватель", "педагог", "учитель", "фио преподавателя"),
        "assessment": ("оценивание", "форма аттестации"),
    },
    Kind.YEAR: {
        "period": ("период", "учебный период", "название"),
        "starts_on": _STARTS,
        "ends_on": _ENDS,
        "follows": ("по расписанию", "учимся как"),
    },
    Kind.TIMETABLE: {
        "weekday": ("день", "день недели"),
        "bell": ("№", "урок", "№ урока", "номер урока"),
        "time": ("время", "звонки"),
    },
}
NEEDED: dict[Kind, frozenset[str]] = {
    Kind.STUDENTS: frozenset({"name", "birth_date", "group"}),
    Kind.STAFF: frozenset({"name", "position"}),
    Kind.GROUPS: frozenset({"group", "programme", "starts_on", "ends_on"}),
    Kind.CURRICULUM: frozenset({"programme", "subject", "hours"}),
    Kind.YEAR: frozenset({"period", "starts_on", "ends_on"}),
    Kind.TIMETABLE: frozenset({"weekday", "bell", "time"}),
}


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet known for what it is."""

    kind: Kind
    sheet: Sheet
    heading_row: int
    """Counted from 1."""
    columns: dict[str, int]
    headings: dict[str, str]

    @property
    def title(self) -> str:
        """Everything above the heading: a year or a date is often named there."""
        above = self.sheet.rows[: self.heading_row - 1]
        return " ".join(as_text(value) for row in above for value in row if value is not None)

    def heading_cells(self) -> Sequence[Any]:
        return self.sheet.rows[self.heading_row - 1]

    def rows(self) -> Iterator[Row]:
        """The rows below the heading, without empty ones and totals."""
        for number in range(self.heading_row + 1, len(self.sheet.rows) + 1):
            texts = [text for value in self.sheet.rows[number - 1] if (text := as_text(value))]
            if texts and not texts[0].casefold().startswith(_TOTALS):
                yield self.row(number)

    def row(self, number: int) -> Row:
        return Row(self.sheet, number, self.columns, self.headings)


def recognise(sheet: Sheet) -> Table | None:
    """The list that the sheet is, or None."""
    for number, cells in enumerate(sheet.rows[:LAST_HEADING_ROW], start=1):
        for kind in HEADINGS:
            columns = _columns(kind, cells)
            if columns.keys() >= NEEDED[kind]:
                headings = {key: as_text(cells[place]) for key, place in columns.items()}
                return Table(kind, sheet, number, columns, headings)
    return None


def _columns(kind: Kind, cells: Sequence[Any]) -> dict[str, int]:
    """The column of each thing; what follows a guardian's column belongs to that guardian."""
    known = {
        plain(heading): key for key, headings in HEADINGS[kind].items() for heading in headings
    }
    columns: dict[str, int] = {}
    guardian = ""
    for place, value in enumerate(cells):
        key = known.get(plain(as_text(value)))
        if key is None:
            continue
        if key.startswith("guardian"):
            guardian = key
        elif guardian and key in _OF_GUARDIAN:
            key = f"{guardian}_{key}"
        columns.setdefault(key, place)
    return columns


def plain(heading: str) -> str:
    """A heading without case, yo, stops and blanks: «Ф.И.О.» is «фио»."""
    folded = heading.casefold().replace("ё", "е")
    return _NOT_LETTERS.sub("", folded) or folded.strip()
