"""A row of a list: its cells by what they are, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePath
from typing import Any, TypeVar

from sgo.services.imports.values import (
    FullName,
    as_date,
    as_name,
    as_number,
    as_text,
    as_word,
    letter,
)
from sgo.verdicts import Verdict, refused
from sgo.vocabulary import Decision, ListKind, RowState, Word

Found = TypeVar("Found")
_NOTHING = frozenset({"-", "–", "—", "нет", "н/д", "н/у", "отсутствует"})


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a file as plain rows; item 0 is row 1."""

    file: str
    name: str
    rows: Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class RefusedCell:
    """What was not loaded: where it stands and why; `row` is None for a whole sheet or file."""

    file: str
    sheet: str
    row: int | None
    column: str
    """The letter of the column, "" with a whole row."""
    heading: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class CellChange:
    """What a row changes of what is stored; words of the vocabulary stay words, "" is nothing."""

    field: str
    before: str | Word
    after: str | Word


@dataclass(frozen=True, slots=True)
class Doubt:
    """Somebody stored who may be meant, why, and what a person may say of it."""

    verdict: Verdict
    stored: str
    stored_key: str
    choices: tuple[Decision, ...]


@dataclass
class Row:
    """A row under a heading: its cells by key, and what becomes of it."""

    sheet: Sheet
    number: int
    columns: Mapping[str, int]
    headings: Mapping[str, str]
    kind: ListKind
    today: date
    table: str = ""
    """The key of its table."""
    decision: Decision | None = None
    refusals: list[RefusedCell] = field(default_factory=list)
    changes: list[CellChange] = field(default_factory=list)
    doubt: Doubt | None = None
    label: str = ""
    made: bool = False
    """The row brought something that was not there."""
    place: int | None = None
    """The one column that the row stands for, in a timetable."""
    beside: Mapping[int, str] = field(default_factory=dict)
    """What says when the lesson is: its day stands rows above, in a column of its own."""

    @property
    def accepted(self) -> bool:
        return not self.refusals

    @property
    def column(self) -> str:
        """The letter of the one column that the row stands for, else ""."""
        return "" if self.place is None else letter(self.place)

    @property
    def key(self) -> str:
        """By what a decision finds the row again."""
        return f"{self.sheet.file}/{self.sheet.name}/{self.column}{self.number}"

    @property
    def state(self) -> RowState:
        if self.refusals:
            return RowState.REFUSED
        if self.doubt is not None and self.decision is None:
            return RowState.DOUBTFUL
        if self.decision is Decision.SKIP:
            return RowState.SKIPPED
        if self.made:
            return RowState.NEW
        return RowState.CHANGED if self.changes else RowState.UNCHANGED

    def cells(self) -> list[Any]:
        """The row as it came; of a lesson its own cell and when it is."""
        cells = list(self.sheet.rows[self.number - 1])
        if self.place is None:
            return cells
        kept: list[Any] = [None] * (max(self.place, *self.beside) + 1)
        for place, text in self.beside.items():
            kept[place] = text
        kept[self.place] = cells[self.place]
        return kept

    def raw(self, key: str) -> Any:
        place = self.columns.get(key)
        cells = self.sheet.rows[self.number - 1]
        return cells[place] if place is not None and place < len(cells) else None

    def refuse(self, key: str, verdict: Verdict) -> None:
        """Note a refusal at the cell of the key (at the whole row if there is no such column)."""
        place = self.columns.get(key)
        column = "" if place is None else letter(place)
        self.refusals.append(
            RefusedCell(
                self.sheet.file,
                self.sheet.name,
                self.number,
                column,
                self.headings.get(key, ""),
                verdict,
            )
        )

    def change(self, key: str, before: Any, after: Any) -> None:
        """Note that the row changes something; `key` names it as the column does."""
        self.changes.append(CellChange(key, as_said(before), as_said(after)))

    def text(self, key: str, *, needed: bool = False, most: int = 250) -> str | None:
        text = as_text(self.raw(key))
        if not text or text.casefold() in _NOTHING:
            if needed:
                self.refuse(key, refused("cell_empty"))
            return None
        if len(text) > most:
            self.refuse(key, refused("cell_too_long", most=most))
            return None
        return text

    def read(
        self, key: str, rule: Callable[[str], Found | Verdict], *, needed: bool = False
    ) -> Found | None:
        """The cell as the rule reads it, or None with the refusal noted."""
        text = self.text(key, needed=needed)
        if text is None:
            return None
        answer = rule(text)
        if isinstance(answer, Verdict):
            self.refuse(key, answer)
            return None
        return answer

    def day(self, key: str, *, needed: bool = False, past: bool = False) -> date | None:
        text = self.text(key, needed=needed)
        if text is None:
            return None
        answer = as_date(self.raw(key), self.today, past=past)
        if isinstance(answer, Verdict):
            self.refuse(key, answer)
            return None
        return answer

    def name(self, key: str, *, needed: bool = False) -> FullName | None:
        """A full name of one column, or of three that hold its parts."""
        if key in self.columns:
            return self.read(key, as_name, needed=needed)
        parts = [as_text(self.raw(part)) for part in ("surname", "given_name", "patronymic")]
        if not any(parts):
            if needed:
                self.refuse("surname", refused("cell_empty"))
            return None
        answer = as_name(" ".join(parts))
        if isinstance(answer, Verdict):
            self.refuse("surname", answer)
            return None
        return answer

    def number_of(self, key: str, *, needed: bool = True) -> int | None:
        return self.read(key, as_number, needed=needed)

    def word(self, key: str, words: Mapping[str, Found], *, needed: bool = False) -> Found | None:
        """The word whose beginning the cell has; `words` maps beginnings in small letters."""
        return self.read(key, lambda text: as_word(text, words), needed=needed)


def as_said(value: Any) -> str | Word:
    """A value as a preview shows it; words stay words, to be translated where they are shown."""
    return value if isinstance(value, Word) else as_text(value)


def distinct(names: Sequence[str]) -> list[str]:
    """File names, a number added to one that is there already: rows are known by their file."""
    taken: list[str] = []
    for name in names:
        new, number = name, 2
        while new in taken:
            path = PurePath(name)
            new, number = f"{path.stem} ({number}){path.suffix}", number + 1
        taken.append(new)
    return taken
