"""The tables of a sheet: which list each is, which column is which thing, as a person set them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sgo.names import search_key
from sgo.services.imports.cells import Row, Sheet
from sgo.services.imports.fields import usual_heading
from sgo.services.imports.guess import LEAST_FILLED, Guess, columns_by, guessed, plain
from sgo.services.imports.values import as_text, letter
from sgo.vocabulary import Decision, ListKind

_TOTALS = re.compile(r"(?:всего|итого)(?!\w)", re.IGNORECASE)
_DECISIONS = {
    "тот же": Decision.SAME,
    "та же": Decision.SAME,
    "друг": Decision.ANOTHER,
    "пропуст": Decision.SKIP,
    "не загр": Decision.SKIP,
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table as it is shown: its heading, what it is taken for, and a look inside."""

    place: int
    letter: str
    heading: str
    field: str
    """The thing that stands in it, "" for a column that is left out."""
    sample: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a sheet; `kind` is None while it is not known for any list."""

    kind: ListKind | None
    sheet: Sheet
    heading_row: int
    """The last row of the heading, counted from 1."""
    columns: Mapping[str, int]
    headings: Mapping[str, str]
    last_row: int
    first_row: int = 0
    """Where its title may begin, counted from 1."""
    today: date = date.min
    decisions: Mapping[str, str] = field(default_factory=dict)
    left_out: frozenset[int] = frozenset()
    """Columns of which a person said that they say nothing."""
    ignored: bool = False
    """A person said that the table is none of the lists."""
    heard: Callable[[], None] | None = None
    """Told of each row as it is read, for whoever waits."""

    @property
    def key(self) -> str:
        """By what a person's choice finds the table again."""
        return f"{self.sheet.file}/{self.sheet.name}/{self.heading_row}"

    @property
    def title(self) -> str:
        """Everything above the heading: a year or a date is often named there."""
        above = self.sheet.rows[max(self.first_row - 1, 0) : self.heading_row - 1]
        texts = [as_text(value) for row in above for value in row if value is not None]
        return " ".join(dict.fromkeys([*texts, self.sheet.name]))

    def one_line_heading(self) -> list[str]:
        """A heading by which the table is known again: its own where that says enough."""
        texts = [as_text(value) for value in self.heading_cells()]
        if self.kind is None or columns_by(self.kind, list(map(plain, texts))) == self.columns:
            return texts
        texts += [""] * (max(self.columns.values(), default=-1) + 1 - len(texts))
        for name, place in self.columns.items():
            texts[place] = usual_heading(self.kind, name)
        return texts

    def heading_cells(self) -> Sequence[Any]:
        return self.sheet.rows[self.heading_row - 1]

    def shown_columns(self) -> list[Column]:
        """Every column that holds anything, for a person to look at."""
        below = self.sheet.rows[self.heading_row : self.last_row]
        width = max(map(len, [self.heading_cells(), *below]), default=0)
        fields = {place: name for name, place in self.columns.items()}
        others = "lesson" if self._has_group_columns else ""
        shown = []
        for place in range(width):
            heading = self._heading(place)
            values = (as_text(row[place]) for row in below if place < len(row))
            sample = tuple(list(dict.fromkeys(text for text in values if text))[:3])
            if heading or sample:
                other = others if heading and place not in self.left_out else ""
                name = fields.get(place, other)
                shown.append(Column(place, letter(place), heading, name, sample))
        return shown

    @property
    def _has_group_columns(self) -> bool:
        """A timetable with a column for each group, and not a line for each lesson."""
        return self.kind is ListKind.TIMETABLE and "group" not in self.columns

    def _heading(self, place: int) -> str:
        cells = self.heading_cells()
        return as_text(cells[place]) if place < len(cells) else ""

    def rows(self) -> Iterator[Row]:
        """The rows below the heading, without empty ones, totals and lines across the table."""
        for number in range(self.heading_row + 1, self.last_row + 1):
            texts = [text for value in self.sheet.rows[number - 1] if (text := as_text(value))]
            if self.heard is not None:
                self.heard()
            if texts and not _TOTALS.match(texts[0]):
                yield self.row(number)

    def row(self, number: int) -> Row:
        row = Row(
            self.sheet,
            number,
            self.columns,
            self.headings,
            self.kind or ListKind.STUDENTS,
            self.today,
            self.key,
        )
        row.decision = self.decided(row)
        return row

    def decided(self, row: Row) -> Decision | None:
        """What a person said of the row: on the screen, or in a column of a mended file."""
        chosen = self.decisions.get(row.key)
        if chosen is not None:
            return Decision(chosen)
        written = search_key(as_text(row.raw("decision")))
        return next((one for word, one in _DECISIONS.items() if written.startswith(word)), None)


def tables_of(
    sheet: Sheet, today: date, layouts: Mapping[str, Any], decisions: Mapping[str, str]
) -> list[Table]:
    """The tables of the sheet, as guessed and then as a person has set them."""
    found = list(guessed(sheet))
    if not found and any(sheet.rows):
        heading = next(
            (
                number
                for number, row in enumerate(sheet.rows, start=1)
                if len({as_text(value) for value in row if value is not None}) >= LEAST_FILLED
            ),
            1,
        )
        found = [Guess(None, heading, {})]
    tables = []
    ends = 0
    for place, guess in enumerate(found):
        begins, ends = ends, _end(sheet, found[place + 1 :])
        table = Table(
            guess.kind,
            sheet,
            guess.heading_row,
            guess.columns,
            _headings(sheet, guess.heading_row, guess.columns, guess.starts),
            ends,
            begins,
            today,
            decisions,
        )
        tables.append(_overridden(table, layouts.get(table.key)))
    return tables


def _end(sheet: Sheet, following: Sequence[Guess]) -> int:
    """The last row of a table: lines of one text above the next heading are that one's title."""
    if not following:
        return len(sheet.rows)
    last = following[0].starts - 1
    while last and len({as_text(value) for value in sheet.rows[last - 1]} - {""}) <= 1:
        last -= 1
    return last


def _overridden(table: Table, layout: Any) -> Table:
    """The table as a person has set it: {"kind": "students", "columns": {"3": "snils"}}."""
    if not isinstance(layout, dict):
        return table
    kind = ListKind(layout["kind"]) if layout.get("kind") else None
    chosen = {int(place): name for place, name in layout.get("columns", {}).items()}
    columns = {name: place for place, name in chosen.items() if name and name != "lesson"}
    return Table(
        kind,
        table.sheet,
        table.heading_row,
        columns,
        _headings(table.sheet, table.heading_row, columns),
        table.last_row,
        table.first_row,
        table.today,
        table.decisions,
        frozenset(place for place, name in chosen.items() if not name),
        ignored=kind is None,
    )


def _headings(
    sheet: Sheet, heading_row: int, columns: Mapping[str, int], starts: int = 0
) -> dict[str, str]:
    """What stands over each column; the upper of two lines first («Мать ФИО»)."""
    lines = sheet.rows[(starts or heading_row) - 1 : heading_row]
    return {
        key: " ".join(
            dict.fromkeys(as_text(cells[place]) for cells in lines if place < len(cells))
        ).strip()
        for key, place in columns.items()
    }
