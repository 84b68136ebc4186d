"""How a value of a row is said in the panel: one way for list, card, file and history."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from flask_babel import gettext

from sgo.services.exports.listing import Value
from sgo.vocabulary import LessonState, MovementState, Word, YearState
from sgo.wording import NO_VALUE, cut, day, hour, label, local, moment, number

STATES: dict[Word, str] = {
    MovementState.PREPARED: "waiting",
    MovementState.CONFIRMED: "done",
    MovementState.RETURNED: "missing",
    YearState.PREPARING: "waiting",
    YearState.OPEN: "done",
    YearState.CLOSED: "locked",
    LessonState.PLANNED: "waiting",
    LessonState.MOVED: "soon",
    LessonState.CANCELLED: "missing",
}
"""The shape beside the word (kit `state`): a state is never told by colour alone."""


class Stated(NamedTuple):
    """Words with the kind of state they tell (kit `state`), for what is no word of the vocabulary."""

    kind: str
    text: str


def said(value: Any, empty: str = NO_VALUE) -> str:
    """The value in the reader's language; `empty` for what is not there."""
    if value is None or value == "":
        return empty
    if isinstance(value, Stated):
        return value.text
    if isinstance(value, bool):
        return str(gettext("yes") if value else gettext("no"))
    if isinstance(value, Word):
        return label(value)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, time):
        return hour(value)
    if isinstance(value, Decimal | Fraction):
        return number(value)
    if isinstance(value, list | tuple | set | frozenset):
        return _listed(value, empty)
    return str(value)


def typed(value: Any) -> Value:
    """The value for a cell of a file: days and numbers stay what they are, the rest is words."""
    if isinstance(value, Fraction):
        return cut(value)
    if isinstance(value, datetime):
        return local(value).replace(tzinfo=None)  # a cell knows no zone
    if isinstance(value, date | time | Decimal) or type(value) is int:
        return value
    return said(value, "") or None


def _listed(values: Iterable[Any], empty: str) -> str:
    return ", ".join(said(value) for value in values) or empty


def state_of(value: Any) -> str | None:
    """The kind of state of what has one, else None."""
    if isinstance(value, Stated):
        return value.kind
    return STATES.get(value) if isinstance(value, Word) else None
