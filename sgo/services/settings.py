"""The regulation's numbers as the database keeps them: the edition that was valid on a day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import fields
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.models import Settings
from sgo.rules.settings import REGULATION, RegulationSettings

_NUMBERS = tuple(number.name for number in fields(RegulationSettings))


class Editions:
    """Every edition, read once; before the first one the regulation's own numbers hold."""

    def __init__(self, rows: Sequence[Settings]) -> None:
        self._from = [row.valid_from for row in rows]
        self._numbers = [numbers_of(row) for row in rows]

    def on(self, day: date) -> RegulationSettings:
        """The numbers by which that day is judged."""
        place = bisect_right(self._from, day)
        return self._numbers[place - 1] if place else REGULATION


def numbers_of(row: Settings) -> RegulationSettings:
    """A stored edition as rules take it."""
    return RegulationSettings(**{name: getattr(row, name) for name in _NUMBERS})


def editions(session: Session) -> Editions:
    """All the editions, in one query."""
    return Editions(session.scalars(select(Settings).order_by(Settings.valid_from)).all())


def settings_on(session: Session, day: date) -> RegulationSettings:
    """The numbers by which one day is judged."""
    row = session.scalars(
        select(Settings)
        .where(Settings.valid_from <= day)
        .order_by(Settings.valid_from.desc())
        .limit(1)
    ).first()
    return REGULATION if row is None else numbers_of(row)
