"""Contacts that a person mends on their own cards; name, birth date and SNILS are not theirs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.access.viewer import Viewer
from sgo.errors import Missing, Refused
from sgo.models import Guardian, Staff, Student
from sgo.rules import identity
from sgo.services.keeping import keep
from sgo.verdicts import Verdict

Card = Staff | Student | Guardian

_CARDS: dict[str, tuple[type[Card], str, tuple[str, ...]]] = {
    "staff": (Staff, "staff_id", ("phone", "email")),
    "guardian": (Guardian, "guardian_id", ("phone", "email")),
    "student": (Student, "student_id", ("phone", "email", "address")),
}
_RULES: dict[str, Callable[[str], str | Verdict]] = {
    "phone": identity.phone,
    "email": identity.email,
}


@dataclass(frozen=True, slots=True)
class OwnCard:
    """A card of the viewer's own, and which of its columns are theirs to mend."""

    kind: str
    row: Card
    fields: tuple[str, ...]


def own_cards(session: Session, viewer: Viewer) -> Sequence[OwnCard]:
    """The cards on which the viewer stands here."""
    viewer.role_for(Permission.OWN_ACCOUNT)
    found = ((kind, _row(session, viewer, kind), _CARDS[kind][2]) for kind in _CARDS)
    return [OwnCard(kind, row, fields) for kind, row, fields in found if row is not None]


def change_own_contacts(
    session: Session,
    viewer: Viewer,
    kind: str,
    values: Mapping[str, str | None],
    *,
    seen: int,
    now: datetime,
) -> Card:
    """Mend the contacts of the viewer's own card.

    Raises Missing for a card that is not there, Refused by the rules of phone and e-mail, Conflict
    when somebody saved the card first.
    """
    row = _row(session, viewer, kind)
    if row is None:
        raise Missing(kind)
    model, key, fields = _CARDS[kind]
    kept = {name: _normal(name, values[name]) for name in fields if name in values}
    own = model.id == getattr(viewer, key)
    keep(session, viewer, Permission.OWN_ACCOUNT, row, kept, now, theirs=own, seen=seen)
    return row


def _row(session: Session, viewer: Viewer, kind: str) -> Card | None:
    if kind not in _CARDS:
        return None
    model, key, _ = _CARDS[kind]
    own = getattr(viewer, key)
    if own is None:
        return None
    return cast("Card | None", session.scalar(select(model).where(model.id == own)))


def _normal(name: str, text: str | None) -> str | None:
    rule = _RULES.get(name)
    if not text or rule is None:
        return text or None
    answer = rule(text)
    if isinstance(answer, Verdict):
        raise Refused(answer)
    return answer
