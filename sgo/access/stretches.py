"""Dated facts in a statement."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, or_


def lasts(starts_on: Any, ends_on: Any, day: Any) -> ColumnElement[bool]:
    """A dated fact that covers the day; an empty end is still going on."""
    return and_(starts_on <= day, or_(ends_on.is_(None), ends_on >= day))
