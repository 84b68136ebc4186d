"""What the trail keeps as JSON, as its column has it: the other way of `guard.plain`."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Boolean, Column, Date, DateTime, Enum, Time

from sgo.db import UtcDateTime


def from_trail(column: Column[Any], kept: Any) -> Any:
    """The value as the column has it; the text itself when it is older than the column."""
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
