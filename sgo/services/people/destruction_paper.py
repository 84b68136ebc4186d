"""What the act of destruction tells on paper, at the deed and whenever it is printed again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from sgo.access.permissions import Permission
from sgo.access.scopes import scope
from sgo.access.viewer import Viewer
from sgo.errors import Missing
from sgo.models import Account, DestructionAct, Guardian, Staff, Student
from sgo.services.letterhead import Letterhead, letterhead
from sgo.services.people.extract import Card

_CARDS: dict[str, Card] = {model.__tablename__: model for model in (Student, Guardian, Staff)}


@dataclass(frozen=True, slots=True)
class DestructionPaper:
    """An act as it is signed; the name stands on paper and on the card, never in the log.

    `name` is empty when the card has been deleted since.
    """

    head: Letterhead
    number: int
    done_on: date
    name: str
    card_kind: str
    card_id: int
    done_by: str
    destroyed: dict[str, int]


def destruction_paper(session: Session, viewer: Viewer, act_id: int) -> DestructionPaper:
    """The paper of an act of the log, the name read from the card. Raises Forbidden, Missing."""
    reader = viewer.through(Permission.AUDIT_READ)
    act = session.scalar(
        scope(
            select(DestructionAct)
            .where(DestructionAct.id == act_id)
            .options(joinedload(DestructionAct.done_by).joinedload(Account.staff)),
            DestructionAct,
            reader,
        )
    )
    if act is None:
        raise Missing(DestructionAct.__name__)
    model = _CARDS[act.card_kind]
    card: Any = session.scalar(scope(select(model).where(model.id == act.card_id), model, reader))
    return paper_of(session, act, card.full_name if card is not None else "")


def paper_of(session: Session, act: DestructionAct, name: str) -> DestructionPaper:
    """The paper of this act about the person of this name; who did it stands with the position."""
    card = act.done_by.card
    done_by = [card.short_name if card is not None else act.done_by.login]
    if isinstance(card, Staff):
        done_by.append(card.position)
    return DestructionPaper(
        letterhead(session),
        act.number,
        act.done_on,
        name,
        act.card_kind,
        act.card_id,
        ", ".join(done_by),
        act.destroyed,
    )
