"""The regulation's numbers are kept with the day from which they hold (clause 2.1.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.access.scopes import scope
from sgo.access.viewer import Viewer
from sgo.errors import Conflict, Missing, refuse_unless
from sgo.models import Settings
from sgo.rules.settings import (
    RegulationSettings,
    check_settings,
    may_begin_edition,
    may_write_edition,
)
from sgo.services.guard import acting_as, permit

_NUMBERS = tuple(number.name for number in fields(RegulationSettings))


def keep_settings(
    session: Session,
    viewer: Viewer,
    values: Mapping[str, Any],
    now: datetime,
    *,
    settings_id: int | None = None,
    seen: int | None = None,
) -> Settings:
    """Write an edition of the numbers, new or mended; raises Refused by `check_settings`.

    An edition that has begun stays, so that new numbers reopen nothing that is closed.
    """
    with acting_as(session, viewer, Permission.SCHOOL_KEEP, now), session.no_autoflush:
        row = Settings() if settings_id is None else _row(session, viewer, settings_id)
        if settings_id is not None:
            if seen is not None and row.version != seen:
                raise Conflict({}, seen)
            refuse_unless(may_write_edition(row.valid_from, now.date()))
        for name, value in values.items():
            setattr(row, name, value)
        verdict = check_settings(
            RegulationSettings(**{name: getattr(row, name) for name in _NUMBERS})
        )
        refuse_unless(verdict)
        refuse_unless(may_begin_edition(row.valid_from, now.date()))
        session.add(row)
        permit(session, row, verdict)
    return row


def _row(session: Session, viewer: Viewer, settings_id: int) -> Settings:
    row = session.scalars(
        scope(select(Settings), Settings, viewer).where(Settings.id == settings_id)
    ).one_or_none()
    if row is None:
        raise Missing("settings")
    return row
