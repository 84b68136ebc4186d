"""The list of staff: cards only, accounts are issued by hand (clause 4.2)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from sgo.models import Staff
from sgo.names import search_key
from sgo.rules import identity
from sgo.rules.identity import PersonKind
from sgo.services.opening.cells import Row
from sgo.services.opening.headings import Table
from sgo.services.opening.register import Register
from sgo.verdicts import Verdict, refused
from sgo.vocabulary import Role

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


def snils_digits(text: str) -> str | Verdict:
    """A SNILS as the card keeps it: eleven digits."""
    answer = identity.snils(text)
    if isinstance(answer, Verdict):
        return answer
    return "".join(letter for letter in answer if letter.isdigit())


def load_staff(table: Table, register: Register) -> None:
    """A card for every row that names somebody new; who is known stays as stored."""
    rows = list(table.rows())
    first_row: dict[tuple[str, date | None], int] = {}
    owners = {
        member.snils: member
        for member in register.session.scalars(select(Staff).where(Staff.snils.is_not(None)))
    }
    added: list[tuple[str, Staff]] = []
    for row in rows:
        read = _card(row, register, owners)
        if read is None:
            continue
        key, card = read
        person = (key, card.birth_date)
        if person in first_row:
            row.refuse("name", refused("repeats_row", row=first_row[person]))
            continue
        first_row[person] = row.number
        if any(_same(card, known) for known in register.staff.get(key, ())):
            register.report.known["staff"] += 1
            continue
        if card.snils:
            owners[card.snils] = card
        register.session.add(card)
        added.append((key, card))
        register.report.loaded["staff"] += 1
    for key, card in added:
        register.staff.setdefault(key, []).append(card)
    register.take(rows)
    register.session.flush()


def _same(card: Staff, known: Staff) -> bool:
    return None in (card.birth_date, known.birth_date) or card.birth_date == known.birth_date


def _card(
    row: Row, register: Register, owners: dict[str | None, Staff]
) -> tuple[str, Staff] | None:
    name = row.name("name", needed=True)
    birth_date = row.day("birth_date")
    snils = row.read("snils", snils_digits)
    values = {
        "position": row.text("position", needed=True, most=120),
        "employed_on": row.day("employed_on"),
        "category": row.text("category", most=60),
        "education": row.text("education", most=120),
        "phone": row.read("phone", identity.phone),
        "email": row.read("email", identity.email),
    }
    if birth_date is not None:
        born = identity.birth_date(birth_date, register.today, PersonKind.STAFF)
        if not born.allowed:
            row.refuse("birth_date", born)
    if name is None or not row.accepted:
        return None
    owner = owners.get(snils) if snils else None
    if owner is not None and search_key(owner.full_name) != name.key:
        row.refuse("snils", refused("snils_of_other", name=owner.full_name))
        return None
    return name.key, Staff(**name.columns(), birth_date=birth_date, snils=snils, **values)
