"""Cards of people as a list meets them: found, doubted, changed or made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Generic, TypeVar

from sgo.models import Staff, Student
from sgo.rules import identity
from sgo.rules.identity import PersonKind
from sgo.rules.imports import Identity, decisions_on, likeness
from sgo.services.imports.cells import Doubt, Row
from sgo.services.imports.values import FullName
from sgo.verdicts import Verdict, refused
from sgo.vocabulary import Decision

Card = TypeVar("Card", Staff, Student)


def snils_digits(text: str) -> str | Verdict:
    """A SNILS as the card keeps it: eleven digits; a number cell has lost its leading noughts."""
    digits = "".join(letter for letter in text if letter.isdigit())
    answer = identity.snils(text.rjust(11, "0") if digits == text and len(text) >= 9 else text)
    if isinstance(answer, Verdict):
        return answer
    return "".join(letter for letter in answer if letter.isdigit())


def refuse_birth(row: Row, born: date | None, kind: PersonKind) -> None:
    """Refuse the cell of a birth date that nobody of that kind can have."""
    if born is not None:
        verdict = identity.birth_date(born, row.today, kind)
        if not verdict.allowed:
            row.refuse("birth_date", verdict)


class People(Generic[Card]):
    """The cards that are stored and those that this load has made."""

    def __init__(self, cards: Iterable[Card]) -> None:
        self._by_name: dict[str, list[Card]] = {}
        self._by_birth: dict[date, list[Card]] = {}
        self._by_snils: dict[str, Card] = {}
        for card in cards:
            self.add(card)

    def add(self, card: Card) -> None:
        """Meet a new card, or a changed one by what it says now."""
        self._by_name.setdefault(_identity(card).name, []).append(card)
        if card.birth_date is not None:
            self._by_birth.setdefault(card.birth_date, []).append(card)
        if card.snils:
            self._by_snils[card.snils] = card

    def find(self, row: Row, who: Identity) -> Card | None:
        """The card that the row speaks of, or None for somebody new.

        A doubt is noted at the row, and so is a refusal when a person's word contradicts it:
        look at `row.state` before anything is written.
        """
        same, doubtful = self._likely(who)
        owner = self._by_snils.get(who.snils or "")
        if same is not None and owner is not None and owner is not same:
            row.refuse("snils", refused("snils_of_other", name=owner.full_name))
            return None
        if same is not None or doubtful is None:
            row.decision = None if row.decision is not Decision.SKIP else row.decision
            return same
        card, verdict = doubtful
        choices = decisions_on(verdict)
        row.doubt = Doubt(verdict, _described(card), str(card.id or ""), choices)
        if row.decision is Decision.SAME:
            return card
        if row.decision is Decision.ANOTHER and Decision.ANOTHER not in choices:
            row.refuse(verdict.field or "name", refused("cannot_be_another", name=card.full_name))
        return None

    def _likely(self, who: Identity) -> tuple[Card | None, tuple[Card, Verdict] | None]:
        near: list[Card] = []
        if who.snils and who.snils in self._by_snils:
            near.append(self._by_snils[who.snils])
        near += self._by_name.get(who.name, ())
        if who.birth_date is not None:
            near += self._by_birth.get(who.birth_date, ())
        doubtful: tuple[Card, Verdict] | None = None
        for card in near:
            verdict = likeness(who, _identity(card))
            if verdict is None:
                continue
            if verdict.allowed:
                return card, None
            doubtful = doubtful or (card, verdict)
        return None, doubtful


def _identity(card: Staff | Student) -> Identity:
    name = FullName(card.surname, card.given_name, card.patronymic)
    return Identity(name.key, card.birth_date, card.snils)


def _described(card: Staff | Student) -> str:
    born = f", {card.birth_date:%d.%m.%Y}" if card.birth_date else ""
    return f"{card.full_name}{born}"


def change_card(row: Row, card: Any, values: Mapping[str, Any]) -> None:
    """Write what the row has and the card has otherwise; an empty cell takes nothing away."""
    for name, value in values.items():
        before = getattr(card, name)
        if value is not None and before != value:
            row.change(name, before, value)
            setattr(card, name, value)


def change_name(row: Row, card: Any, name: FullName) -> None:
    """Write another name; a change of case or yo alone is none."""
    if FullName(card.surname, card.given_name, card.patronymic).key != name.key:
        change_card(row, card, name.columns())
