"""Guardians of a student's row: in columns of their own, or all in one cell with their phones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from sgo.models import Guardian, Guardianship, Student
from sgo.names import search_key
from sgo.services.imports.cells import Row
from sgo.services.imports.contacts import contacts_in, first_email, first_phone
from sgo.services.imports.headings import GUARDIANS
from sgo.services.imports.people import change_card
from sgo.services.imports.register import Register
from sgo.services.imports.values import FullName, as_name, as_text, as_word
from sgo.verdicts import Verdict
from sgo.vocabulary import Relation

RELATIONS = {
    "мать": Relation.MOTHER,
    "матери": Relation.MOTHER,
    "мама": Relation.MOTHER,
    "отец": Relation.FATHER,
    "отца": Relation.FATHER,
    "папа": Relation.FATHER,
    "бабушк": Relation.GRANDMOTHER,
    "дедушк": Relation.GRANDFATHER,
    "опекун": Relation.LEGAL_GUARDIAN,
    "попечител": Relation.LEGAL_GUARDIAN,
    "законн": Relation.LEGAL_GUARDIAN,
    "друг": Relation.OTHER,
    "ин": Relation.OTHER,
}
_RELATION = re.compile(
    r"(?<!\w)(?:мать|мама|отец|папа|бабушка|дедушка|опекун|попечитель"
    r"|законный представитель)(?!\w)",
    re.IGNORECASE,
)
_NEXT = re.compile(r"[;\n\r]+|(?<=\d)\s*,\s*(?=[А-ЯЁ])|\s/\s")
_EDGES = " ,;:.-–—()\t"


@dataclass(frozen=True, slots=True)
class WrittenGuardian:
    """A guardian as the row has them; `column` is where they stand."""

    column: str
    name: FullName
    relation: Relation | None
    phone: str | None
    email: str | None

    @property
    def key(self) -> tuple[str, str] | None:
        """By what the same guardian of another child is known: the name with phone or e-mail."""
        contact = self.phone or self.email
        return (self.name.key, contact) if contact else None


def guardians_of(row: Row) -> list[WrittenGuardian]:
    """Everybody whom the row names; what cannot be read is refused at its cell."""
    found: list[WrittenGuardian] = []
    for number in GUARDIANS:
        column = f"guardian{number}"
        if row.text(column, most=500) is None:
            continue
        written = list(_written(row, column))
        relation = row.word(f"{column}_relation", RELATIONS)
        phone = row.read(f"{column}_phone", first_phone)
        email = row.read(f"{column}_email", first_email)
        if written:
            # What stands in the columns beside the cell belongs to the first whom it names.
            first = written[0]
            written[0] = replace(
                first,
                relation=relation or first.relation,
                phone=phone or first.phone,
                email=email or first.email,
            )
        found += written
    return found


def _written(row: Row, column: str) -> Iterator[WrittenGuardian]:
    heading = as_word(row.headings.get(column, ""), RELATIONS)
    for part in _NEXT.split(str(row.raw(column))):
        text = as_text(part).strip(_EDGES)
        if not text:
            continue
        contacts = contacts_in(text)
        said = _RELATION.search(contacts.rest)
        rest = _RELATION.sub(" ", contacts.rest).replace("()", " ")
        words = [stripped for word in rest.split() if (stripped := word.strip(_EDGES))]
        name = as_name(" ".join(words))
        if isinstance(name, Verdict):
            row.refuse(column, name)
            continue
        relation = as_word(said[0], RELATIONS) if said else heading
        yield WrittenGuardian(
            column,
            name,
            None if isinstance(relation, Verdict) else relation,
            contacts.phones[0] if contacts.phones else None,
            contacts.emails[0].lower() if contacts.emails else None,
        )


@dataclass
class Guardians:
    """The guardians who are stored and those that this load has made."""

    register: Register
    by_contact: dict[tuple[str, str], Guardian] = field(default_factory=dict)
    ties: dict[Student, list[Guardianship]] = field(default_factory=dict)

    def read(self) -> None:
        """Everybody with their children, in two queries."""
        session = self.register.session
        for tie in session.scalars(
            select(Guardianship).options(
                joinedload(Guardianship.guardian), joinedload(Guardianship.student)
            )
        ):
            self.ties.setdefault(tie.student, []).append(tie)
        for card in session.scalars(select(Guardian)):
            self._note(card)

    def tie(self, row: Row, student: Student, written: WrittenGuardian) -> None:
        """Give the student this guardian; one who is known takes what the row has."""
        own = self.ties.setdefault(student, [])
        tie = next((one for one in own if _key(one.guardian) == written.name.key), None)
        card = tie.guardian if tie else self.by_contact.get(written.key or ("", ""))
        if card is None:
            card = Guardian(**written.name.columns(), phone=written.phone, email=written.email)
            self.register.session.add(card)
            self.register.outcome.loaded["guardians"] += 1
        else:
            self._complete(row, card, written)
        self._note(card)
        if tie is None:
            tie = Guardianship(
                guardian=card, student=student, relation=written.relation or Relation.OTHER
            )
            self.register.session.add(tie)
            own.append(tie)
            row.change(written.column, None, card.full_name)
        elif written.relation is not None and tie.relation is not written.relation:
            row.change(f"{written.column}_relation", tie.relation, written.relation)
            tie.relation = written.relation

    def _complete(self, row: Row, card: Guardian, written: WrittenGuardian) -> None:
        before = len(row.changes)
        change_card(row, card, {"phone": written.phone, "email": written.email})
        row.changes[before:] = [
            replace(one, field=f"{written.column}_{one.field}") for one in row.changes[before:]
        ]

    def _note(self, card: Guardian) -> None:
        for contact in (card.phone, card.email):
            if contact:
                self.by_contact.setdefault((_key(card), contact), card)


def _key(card: Guardian) -> str:
    return search_key(card.surname, card.given_name, card.patronymic)
