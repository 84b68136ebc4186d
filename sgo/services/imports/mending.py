"""Rows that were not loaded, as tables to mend and load again: the same columns and the reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sgo.services.imports.outcome import TO_MEND, Outcome, RowOutcome
from sgo.verdicts import Verdict

REASON = "Причина"
DECISION = "Решение"
"""Headings of the columns that are added; files are Russian, as the lists in them."""
_ADDED = (DECISION, REASON)

Rows = list[list[Any]]


def to_mend(outcome: Outcome) -> list[RowOutcome]:
    """Rows that are refused, or doubtful and not decided."""
    return [row for row in outcome.rows if row.state in TO_MEND]


def mending_book(outcome: Outcome, sentence: Callable[[Verdict], str]) -> dict[str, Rows]:
    """A sheet for each table that has rows to mend; `sentence` says a verdict in words.

    A doubtful row is mended in its cells, or decided in the column «Решение».
    """
    book: dict[str, Rows] = {}
    for table in outcome.tables:
        rows = [row for row in to_mend(outcome) if row.table == table.key]
        if not rows:
            continue
        # What an earlier round of mending has added is written anew.
        kept = [place for place, name in enumerate(table.heading) if name not in _ADDED]
        heading = [table.heading[place] or None for place in kept]
        lines: Rows = [[table.title], [*heading, DECISION, REASON]]
        for cells, told in _lines(rows, sentence):
            own = [cells[place] if place < len(cells) else None for place in kept]
            lines.append([*own, None, told])
        book[_named(table.sheet, book)] = lines
    return book


def _lines(
    rows: Iterable[RowOutcome], sentence: Callable[[Verdict], str]
) -> Iterable[tuple[Sequence[Any], str]]:
    """The cells of each row with its reasons; lessons of one row of a timetable stand together."""
    together: dict[int, tuple[list[Any], list[str]]] = {}
    for row in rows:
        cells, told = together.setdefault(row.number, ([], []))
        cells.extend([None] * (len(row.cells) - len(cells)))
        for place, value in enumerate(row.cells):
            cells[place] = cells[place] if value is None else value
        told += [
            f"{cell.heading}: {sentence(cell.verdict)}" if cell.heading else sentence(cell.verdict)
            for cell in row.refusals
        ]
        if row.doubt is not None and not row.refusals:
            told.append(f"{sentence(row.doubt.verdict)} {row.doubt.stored}")
    return [(cells, " ".join(told)) for cells, told in together.values()]


def _named(name: str, taken: Iterable[str]) -> str:
    """A sheet's name as a workbook allows it, no two alike."""
    plain = "".join(" " if letter in "[]:*?/\\" else letter for letter in name)[:28] or "1"
    new, number = plain, 2
    while new in taken:
        new, number = f"{plain} {number}", number + 1
    return new
