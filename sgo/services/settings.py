"""The regulation's numbers as the database keeps them: the edition that was valid on a day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from sgo.models import Settings
from sgo.rules.settings import REGULATION, RegulationSettings
from sgo.vocabulary import AttendanceCode

_NUMBERS = tuple(number.name for number in fields(RegulationSettings))


class Editions:
    """Every edition, read once; before the first one the regulation's own numbers hold."""

    def __init__(self, rows: Sequence[Settings]) -> None:
        self._from = [row.valid_from for row in rows]
        self._numbers = [numbers_of(row) for row in rows]
        self._codes = [cell_codes(row) for row in rows]

    def on(self, day: date) -> RegulationSettings:
        """The numbers by which that day is judged."""
        place = bisect_right(self._from, day)
        return self._numbers[place - 1] if place else REGULATION

    def codes_on(self, day: date) -> frozenset[AttendanceCode]:
        """The attendance codes in use on that day."""
        place = bisect_right(self._from, day)
        return self._codes[place - 1] if place else cell_codes(None)

    @property
    def longest_window(self) -> int:
        """The most days that any edition keeps a lesson open."""
        numbers = [REGULATION, *self._numbers]
        return max(max(one.lesson_days, one.control_days) for one in numbers)


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


def numbers_or_regulation(row: Settings | None) -> RegulationSettings:
    """The numbers of an edition, or the regulation's own where none was valid yet."""
    return REGULATION if row is None else numbers_of(row)


def cell_codes(row: Settings | None) -> frozenset[AttendanceCode]:
    """Decision 6: the codes a cell takes; "ill" is health data and off unless switched on."""
    if row is not None and row.ill_code_enabled:
        return frozenset(AttendanceCode)
    return frozenset(AttendanceCode) - {AttendanceCode.ILL}


def in_force(day: Any, *correlate: Any) -> ColumnElement[bool]:
    """For a join: the edition of `Settings` that was valid on the day in another table."""
    other = aliased(Settings)
    latest = (
        select(func.max(other.valid_from))
        .where(other.valid_from <= day)
        .correlate(*correlate)
        .scalar_subquery()
    )
    return Settings.valid_from == latest
