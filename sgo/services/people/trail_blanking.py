"""The one statement of the house that touches values of the trail."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session

from sgo.errors import Unpermitted
from sgo.models import AuditEvent
from sgo.services.guard import HIDDEN, Act
from sgo.vocabulary import SystemAct

_AUDIT = cast(Table, AuditEvent.__table__)


@dataclass(frozen=True, slots=True)
class Spot:
    """Columns of some rows of one table, whose values the trail is to forget."""

    subject: str
    row_keys: Collection[str]
    columns: frozenset[str]


def blank_values(session: Session, spots: Iterable[Spot]) -> int:
    """Put the sign of a secret in place of the old and the new value; gives the events touched.

    The trail is written once and never edited (clause 1.4), with this one exception: data that a
    person's leaving obliges the centre to destroy (152-FZ, article 21) would live on in it as the
    values before and after. That there was a change, of what, when and by whom, stays. Raises
    Unpermitted outside the system act of destruction.
    """
    act: Act | None = session.info.get("act")
    if act is None or act.system is not SystemAct.PERSONAL_DESTRUCTION:
        raise Unpermitted("values of the trail are blanked by the act of destruction alone")
    session.flush()
    connection = session.connection()
    blanked: list[dict[str, Any]] = []
    for spot in spots:
        found = connection.execute(
            select(_AUDIT.c.id, _AUDIT.c.changes).where(
                _AUDIT.c.subject == spot.subject, _AUDIT.c.row_key.in_(spot.row_keys)
            )
        )
        for key, changes in found:
            told = spot.columns & changes.keys()
            if any(changes[name] != HIDDEN for name in told):
                changes = {**changes, **dict.fromkeys(told, HIDDEN)}
                blanked.append({"event_id": key, "kept": changes})
    if blanked:
        connection.execute(
            update(_AUDIT)
            .where(_AUDIT.c.id == bindparam("event_id"))
            .values(changes=bindparam("kept", type_=_AUDIT.c.changes.type)),
            blanked,
        )
    return len(blanked)
