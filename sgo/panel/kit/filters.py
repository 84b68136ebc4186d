"""Conditions of a list: each has a short name in the address, a label, and what it asks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import g
from flask_admin.model.filters import BaseFilter
from flask_babel import gettext
from sqlalchemy import ColumnElement

from sgo.asked import as_day
from sgo.panel.kit.lookups import Lookup
from sgo.vocabulary import Word
from sgo.wording import day, label

Condition = Callable[[Any], ColumnElement[bool]]


class PanelFilter(BaseFilter):
    """A condition that Flask-Admin parses from the address and the list's statement takes."""

    widget = "text"

    def __init__(self, key: str, msgid: str, condition: Condition) -> None:
        super().__init__(msgid, key_name=key)
        self.key = key
        self.condition = condition

    def operation(self) -> str:
        return ""

    def choices(self) -> list[tuple[str, str]]:
        """Values and their words, for a condition with a short list of them; read on request."""
        return []

    def said(self, value: str) -> str:
        """The chosen value in words, for its chip."""
        return dict(self.choices()).get(value, value)


class WordFilter(PanelFilter):
    """A column of words equals one of them."""

    widget = "select"

    def __init__(self, key: str, msgid: str, column: Any) -> None:
        super().__init__(key, msgid, lambda word: column == word)
        self.words: type[Word] = column.type.python_type

    def clean(self, value: str) -> Word:
        return self.words(value)

    def choices(self) -> list[tuple[str, str]]:
        return [(word.value, label(word)) for word in self.words]


class YesNoFilter(PanelFilter):
    """A condition is met or not."""

    widget = "select"

    def clean(self, value: str) -> bool:
        return {"yes": True, "no": False}[value] if value in ("yes", "no") else _refuse(value)

    def choices(self) -> list[tuple[str, str]]:
        return [("yes", gettext("yes")), ("no", gettext("no"))]


class RowFilter(PanelFilter):
    """The row belongs to a chosen row of a short list, among those the viewer may see."""

    widget = "select"

    def __init__(self, key: str, msgid: str, lookup: Lookup, condition: Condition) -> None:
        super().__init__(key, msgid, condition)
        self.lookup = lookup

    def clean(self, value: str) -> int:
        return (
            int(value)
            if value.isascii() and value.isdigit() and len(value) < 16
            else _refuse(value)
        )

    def choices(self) -> list[tuple[str, str]]:
        """Read once a request: the chip and the list of conditions ask for the same."""
        known: dict[RowFilter, list[tuple[str, str]]] = g.setdefault("panel_choices", {})
        if self not in known:
            known[self] = [(str(key), text) for key, text in self.lookup.everything()]
        return known[self]

    def said(self, value: str) -> str:
        return dict(self.choices()).get(value) or gettext("none")


class NumberFilter(PanelFilter):
    """A small whole number is compared with."""

    widget = "number"

    def clean(self, value: str) -> int:
        fits = value.isascii() and value.isdigit() and len(value) < 3
        return int(value) if fits else _refuse(value)


class DayFilter(PanelFilter):
    """A day compared with a chosen one."""

    widget = "date"

    def clean(self, value: str) -> date:
        return as_day(value)

    def said(self, value: str) -> str:
        return day(date.fromisoformat(value))


class RecordFilter(PanelFilter):
    """A text that is compared whole; it comes with a link, never from a field."""

    widget = "hidden"

    def clean(self, value: str) -> str:
        return value[:60]


def _refuse(value: str) -> Any:
    raise ValueError(value)
