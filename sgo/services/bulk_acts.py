"""Acts that change many rows at once: one number in the trail, by which they are taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from sgo.access.viewer import Viewer
from sgo.errors import Conflict, Missing
from sgo.models import AuditEvent
from sgo.services.guard import record_event
from sgo.vocabulary import BulkAct

SUBJECT = "bulk_act"


@dataclass(frozen=True, slots=True)
class PastAct:
    """What the trail keeps of an act: its kind, and the changes of its rows in their order."""

    act_id: str
    kind: BulkAct
    events: tuple[AuditEvent, ...]

    def of(self, *subjects: str) -> list[AuditEvent]:
        return [event for event in self.events if event.subject in subjects]


def new_act_id() -> str:
    """The number of an act; nobody can guess another one."""
    return uuid4().hex


def name_act(session: Session, act_id: str, kind: BulkAct, undoes: str | None = None) -> None:
    """The act's own line in the trail, beside the lines of the rows it changed."""
    changes: dict[str, list[str | None]] = {"bulk_act": [None, kind.value]}
    if undoes is not None:
        changes["undoes"] = [None, undoes]
    record_event(session, SUBJECT, act_id, changes)


def past_act(session: Session, viewer: Viewer, act_id: str) -> PastAct:
    """An act of this very account, in one query; Missing for any other."""
    events: Sequence[AuditEvent] = session.scalars(
        select(AuditEvent)
        .where(AuditEvent.act_id == act_id, AuditEvent.account_id == viewer.account_id)
        .order_by(AuditEvent.id)
    ).all()
    named = next((event for event in events if event.subject == SUBJECT), None)
    if named is None:
        raise Missing("act")
    kind = BulkAct(named.changes["bulk_act"][1])
    return PastAct(act_id, kind, tuple(event for event in events if event is not named))


def send(session: Session) -> None:
    """Send the changes of an act; who saved in the same instant undoes it all: Conflict."""
    try:
        session.flush()
    except (StaleDataError, IntegrityError):
        session.rollback()
        raise Conflict({}) from None
