"""The list of students with their guardians; each is enrolled by a record that waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from sgo.models import Group, Student
from sgo.rules.identity import PersonKind
from sgo.rules.imports import Identity
from sgo.services.imports.cells import Row
from sgo.services.imports.contacts import first_email, first_phone
from sgo.services.imports.enrolments import Enrolments
from sgo.services.imports.guardians import Guardians, guardians_of
from sgo.services.imports.layout import Table
from sgo.services.imports.people import (
    People,
    change_card,
    change_name,
    refuse_birth,
    snils_digits,
)
from sgo.services.imports.register import Register
from sgo.services.imports.values import FullName, as_text, match_key
from sgo.verdicts import refused
from sgo.vocabulary import Funding, RowState, Sex

_SEXES = {
    "муж": Sex.MALE,
    "жен": Sex.FEMALE,
    "м": Sex.MALE,
    "ж": Sex.FEMALE,
    "дев": Sex.FEMALE,
    "мал": Sex.MALE,
    "юн": Sex.MALE,
}
_FUNDING = {
    "бюджет": Funding.BUDGET,
    "муниципальн": Funding.BUDGET,
    "мун": Funding.BUDGET,
    "бесплатн": Funding.BUDGET,
    "б": Funding.BUDGET,
    "договор": Funding.CONTRACT,
    "дог": Funding.CONTRACT,
    "внебюджет": Funding.CONTRACT,
    "платн": Funding.CONTRACT,
    "контракт": Funding.CONTRACT,
    "д": Funding.CONTRACT,
}
_BAND = 3
"""Equal cells that make a line across the table."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A student as the row has them."""

    name: FullName
    birth_date: date
    snils: str | None
    sex: Sex
    values: dict[str, Any]
    group: Group

    @property
    def identity(self) -> Identity:
        return Identity(self.name.key, self.birth_date, self.snils)


class StudentLoader:
    """Every list of students of one load; who stands in two of them is told in the second."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._people = People(register.session.scalars(select(Student)))
        self._guardians, self._enrolments = Guardians(register), Enrolments(register)
        self._guardians.read()
        self._enrolments.read()
        self._first: dict[tuple[Student, Group], int] = {}

    def load(self, table: Table) -> None:
        """Cards, guardians, and an enrolment for every row; a repeated row is refused by name."""
        group = self._group_named_in(table.title)
        rows = []
        for row in table.rows():
            texts = [text for value in row.sheet.rows[row.number - 1] if (text := as_text(value))]
            if len(set(texts)) == 1:
                named = self._group_named_in(texts[0])
                if named is not None or len(texts) >= _BAND:
                    group = named or group
                    continue
            rows.append(row)
            self._load(row, group)
        self._register.take(rows)
        self._register.session.flush()

    def _group_named_in(self, title: str) -> Group | None:
        """The one group that a title or a line across the table names."""
        told = f"-{match_key(title)}-"
        named = [group for key, group in self._register.groups.items() if f"-{key}-" in told]
        return named[0] if len(named) == 1 else None

    def _load(self, row: Row, named: Group | None) -> None:
        line = self._line(row, named)
        guardians = guardians_of(row) if line is not None else []
        if line is None or not row.accepted:
            return
        student = self._people.find(row, line.identity)
        if row.state in {RowState.DOUBTFUL, RowState.REFUSED, RowState.SKIPPED}:
            return
        group = line.group
        if student is not None and (student, group) in self._first:
            row.refuse("name", refused("repeats_row", row=self._first[student, group]))
            return
        is_there = student is not None and self._enrolments.is_there(student, group)
        if not is_there:
            verdict = self._enrolments.check(student, group)
            if not verdict.allowed:
                row.refuse("group", verdict)
                return
        known = student is not None
        student = self._card(row, line, student)
        self._first[student, group] = row.number
        for guardian in guardians:
            self._guardians.tie(row, student, guardian)
        if is_there:
            self._register.outcome.known["enrolments"] += 1
        else:
            self._enrolments.prepare(student, group)
            if known:
                row.change("enrolment", None, group.name)

    def _line(self, row: Row, named: Group | None) -> _Line | None:
        name = row.name("name", needed=True)
        row.label = "" if name is None else str(name)
        birth_date = row.day("birth_date", needed=True, past=True)
        sex = row.word("sex", _SEXES) or _sex_of(name)
        snils = row.read("snils", snils_digits)
        values = {
            "address": row.text("address", most=250),
            "phone": row.read("phone", first_phone),
            "email": row.read("email", first_email),
            "funding": row.word("funding", _FUNDING),
        }
        group = row.read("group", self._register.group, needed=named is None) or named
        refuse_birth(row, birth_date, PersonKind.STUDENT)
        if name is not None and sex is None:
            row.text("sex", needed=True)
        if name is None or birth_date is None or sex is None or group is None:
            return None
        return _Line(name, birth_date, snils, sex, values, group) if row.accepted else None

    def _card(self, row: Row, line: _Line, student: Student | None) -> Student:
        """The card that is there already with what the row changes, or a new one."""
        if student is not None:
            self._register.outcome.known["students"] += 1
            change_name(row, student, line.name)
            change_card(
                row,
                student,
                {
                    "birth_date": line.birth_date,
                    "sex": line.sex if row.text("sex") else None,
                    "snils": line.snils,
                    **line.values,
                },
            )
            self._people.add(student)
            return student
        values = {**line.values, "funding": line.values["funding"] or Funding.BUDGET}
        student = Student(
            **line.name.columns(),
            birth_date=line.birth_date,
            sex=line.sex,
            snils=line.snils,
            **values,
        )
        self._register.session.add(student)
        self._people.add(student)
        self._register.outcome.loaded["students"] += 1
        row.made = True
        return student


def _sex_of(name: FullName | None) -> Sex | None:
    """By the patronymic, where a list has no column for it."""
    patronymic = (name.patronymic or "").casefold() if name else ""
    if patronymic.endswith(("ич", "оглы")):
        return Sex.MALE
    return Sex.FEMALE if patronymic.endswith(("на", "кызы")) else None
