"""The list of staff: cards only, accounts are issued by hand (clause 4.2)."""

from __future__ import annotations

from sqlalchemy import select

from sgo.models import Staff
from sgo.names import search_key
from sgo.rules.identity import PersonKind
from sgo.rules.imports import Identity
from sgo.services.imports.cells import Row
from sgo.services.imports.contacts import first_email, first_phone
from sgo.services.imports.layout import Table
from sgo.services.imports.people import (
    People,
    change_card,
    change_name,
    refuse_birth,
    snils_digits,
)
from sgo.services.imports.register import Register
from sgo.verdicts import refused
from sgo.vocabulary import Role, RowState

_ROLES = {
    "заместитель": Role.COORDINATOR,
    "зам.": Role.COORDINATOR,
    "координатор": Role.COORDINATOR,
    "директор": Role.DIRECTOR,
    "заведующ": Role.DIRECTOR,
    "информатик": Role.TECHNICAL_ADMIN,
    "технический администратор": Role.TECHNICAL_ADMIN,
    "педагог": Role.TEACHER,
    "преподаватель": Role.TEACHER,
    "учитель": Role.TEACHER,
    "мастер": Role.TEACHER,
    "тренер": Role.TEACHER,
}


def role_of_position(position: str) -> Role | None:
    """The role that a position usually means; None for those who do not keep the journal."""
    wanted = search_key(position)
    return next((role for word, role in _ROLES.items() if wanted.startswith(word)), None)


def load_staff(table: Table, register: Register) -> None:
    """A card for every row that names somebody new; a known card takes what the row has."""
    rows = list(table.rows())
    people = People(register.session.scalars(select(Staff)))
    first_row: dict[Staff, int] = {}
    for row in rows:
        _load(row, register, people, first_row)
    register.take(rows)
    register.session.flush()


def _load(row: Row, register: Register, people: People[Staff], first_row: dict[Staff, int]) -> None:
    name = row.name("name", needed=True)
    row.label = "" if name is None else str(name)
    birth_date = row.day("birth_date", past=True)
    snils = row.read("snils", snils_digits)
    values = {
        "position": row.text("position", needed=True, most=120),
        "birth_date": birth_date,
        "snils": snils,
        "employed_on": row.day("employed_on", past=True),
        "category": row.text("category", most=60),
        "education": row.text("education", most=120),
        "phone": row.read("phone", first_phone),
        "email": row.read("email", first_email),
    }
    refuse_birth(row, birth_date, PersonKind.STAFF)
    if name is None or not row.accepted:
        return
    card = people.find(row, Identity(name.key, birth_date, snils))
    if row.state in {RowState.DOUBTFUL, RowState.REFUSED, RowState.SKIPPED}:
        return
    if card is not None and card in first_row:
        row.refuse("name", refused("repeats_row", row=first_row[card]))
        return
    if card is None:
        card = Staff(**name.columns(), **values)
        register.session.add(card)
        people.add(card)
        register.staff.setdefault(name.key, []).append(card)
        register.outcome.loaded["staff"] += 1
        row.made = True
    else:
        change_name(row, card, name)
        change_card(row, card, values)
        people.add(card)
        register.outcome.known["staff"] += 1
    first_row[card] = row.number
