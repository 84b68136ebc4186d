"""What the trail tells to whoever takes an act back: which rows it made, what a column held."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Boolean, Column, Date, DateTime, Enum, Time, select
from sqlalchemy.orm import Session

from sgo.db import UtcDateTime
from sgo.models import AuditEvent
from sgo.vocabulary import AuditAction


def made_by(session: Session, act_id: str) -> dict[str, list[int]]:
    """The keys of the rows that an act made, by table and in its order; there may be none."""
    made: defaultdict[str, list[int]] = defaultdict(list)
    for subject, key in session.execute(
        select(AuditEvent.subject, AuditEvent.row_key)
        .where(AuditEvent.act_id == act_id, AuditEvent.action == AuditAction.CREATE)
        .order_by(AuditEvent.id)
    ):
        made[subject].append(int(key))
    return made


def from_trail(column: Column[Any], kept: Any) -> Any:
    """The other way of `guard.plain`: a kept value as its column has it.

    The text itself when it is older than the column.
    """
    if kept is None:
        return None
    try:
        if isinstance(column.type, Enum) and column.type.enum_class is not None:
            return column.type.enum_class(kept)
        if isinstance(column.type, Boolean):
            return bool(kept)
        if isinstance(column.type, UtcDateTime | DateTime):
            return datetime.fromisoformat(kept)
        if isinstance(column.type, Date):
            return date.fromisoformat(kept)
        if isinstance(column.type, Time):
            return time.fromisoformat(kept)
    except (TypeError, ValueError):
        return str(kept)
    return kept
