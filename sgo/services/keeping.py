"""Rows that need a permission and plain good sense, but no permit: cards, lists, the calendar.

One way for all of them: the viewer may, the row is theirs before and after, the version is the
one they saw, its academic year is not closed, and what the rules say of the row as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, inspect, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from sgo.access.permissions import Permission
from sgo.access.viewer import Viewer
from sgo.errors import Conflict, Missing, Refused, refuse_unless
from sgo.models import Base
from sgo.services.guard import acting_as
from sgo.services.keeping_checks import CHECKS, refuse_closed_year
from sgo.verdicts import refused


def keep(
    session: Session,
    viewer: Viewer,
    permission: Permission,
    row: Base,
    values: Mapping[str, Any],
    now: datetime,
    *,
    theirs: ColumnElement[bool],
    seen: int | None = None,
    together: tuple[Base, ...] = (),
) -> Base:
    """Make or change a row; `theirs` is the condition that the viewer may write it.

    `together` are rows that stand or fall with it. Raises Refused by a rule or when the row would
    be none of the viewer's, Conflict when somebody saved first.
    """
    with acting_as(session, viewer, permission, now):
        with session.no_autoflush:
            if inspect(row).persistent:
                _refuse_stale(row, seen)
                refuse_closed_year(session, row)
            for name, value in values.items():
                setattr(row, name, value)
            refuse_closed_year(session, row)
            for check in CHECKS.get(type(row), ()):
                verdict = check(session, row, now)
                refuse_unless(verdict)
            session.add_all((row, *together))
        try:
            session.flush()
        except StaleDataError as error:
            raise Conflict({}, seen) from error
        if not is_theirs(session, row, theirs):
            raise Refused(refused("row_of_others"))
    return row


def drop(
    session: Session,
    viewer: Viewer,
    permission: Permission,
    row: Base,
    now: datetime,
    *,
    theirs: ColumnElement[bool],
) -> None:
    """Delete a row that nothing leans on; raises Refused, Missing, or the database's refusal."""
    with acting_as(session, viewer, permission, now):
        if not is_theirs(session, row, theirs):
            raise Missing(type(row).__name__)
        refuse_closed_year(session, row)
        session.delete(row)


def is_theirs(session: Session, row: Base, theirs: ColumnElement[bool]) -> bool:
    """Nobody writes a row that they could not find again afterwards."""
    mapper = inspect(type(row))
    keys = mapper.primary_key_from_instance(row)
    same = [column == key for column, key in zip(mapper.primary_key, keys, strict=True)]
    return session.scalar(select(1).select_from(type(row)).where(*same, theirs)) is not None


def _refuse_stale(row: Base, seen: int | None) -> None:
    version = getattr(row, "version", None)
    if seen is not None and version is not None and version != seen:
        raise Conflict({}, seen)
