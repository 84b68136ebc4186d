"""What becomes of every row of a load, and how it is kept between two looks at it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date, datetime, time
from typing import Any

from sgo.services.imports.cells import CellChange, Doubt, RefusedCell, Row
from sgo.verdicts import Verdict
from sgo.vocabulary import N_, Decision, ListKind, RowState, Word

COUNTED = {
    "staff": N_("Staff"),
    "years": N_("Academic years"),
    "terms": N_("Terms"),
    "periods": N_("Vacations and other days"),
    "programmes": N_("Programmes"),
    "groups": N_("Groups"),
    "subjects": N_("Subjects"),
    "items": N_("Lines of the curriculum"),
    "students": N_("Students"),
    "guardians": N_("Guardians"),
    "enrolments": N_("Enrolments"),
    "rooms": N_("Rooms"),
    "bells": N_("Bell times"),
    "pages": N_("Journal pages"),
    "assignments": N_("Teaching assignments"),
    "rows": N_("Timetable rows"),
}
"""What a load makes, in words to be translated."""


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """A row of a list and what becomes of it."""

    key: str
    kind: ListKind
    file: str
    sheet: str
    number: int
    column: str
    """The letter of the one column that it stands for (a lesson of a timetable), else ""."""
    label: str
    state: RowState
    changes: tuple[CellChange, ...] = ()
    refusals: tuple[RefusedCell, ...] = ()
    doubt: Doubt | None = None
    decision: Decision | None = None
    table: str = ""
    cells: tuple[Any, ...] = ()
    """The row as it came, kept only to be mended."""


@dataclass(frozen=True, slots=True)
class TableOutcome:
    """A table that was read, as a file of its rows to mend needs it."""

    key: str
    kind: ListKind
    sheet: str
    title: str
    heading: tuple[str, ...]


TO_MEND = frozenset({RowState.REFUSED, RowState.DOUBTFUL})


@dataclass
class Outcome:
    """Everything that a load did or would do.

    `loaded` and `known` count what was made and what was there, by what it is; `refusals` are
    of cells, rows, and whole sheets and files; `notes` are sheets that are understood and not
    loaded.
    """

    loaded: Counter[str] = dataclass_field(default_factory=Counter)
    known: Counter[str] = dataclass_field(default_factory=Counter)
    tables: list[TableOutcome] = dataclass_field(default_factory=list)
    rows: list[RowOutcome] = dataclass_field(default_factory=list)
    refusals: list[RefusedCell] = dataclass_field(default_factory=list)
    notes: list[RefusedCell] = dataclass_field(default_factory=list)

    @property
    def found_nothing(self) -> bool:
        """Neither loaded anything nor met anything that is there already."""
        return not self.loaded and not self.known

    def count(self, *states: RowState) -> int:
        return sum(row.state in states for row in self.rows)

    def by_kind(self) -> dict[ListKind, Counter[RowState]]:
        """How many rows of each list end how, in the order of the lists."""
        found: dict[ListKind, Counter[RowState]] = {}
        for kind in ListKind:
            counted = Counter(row.state for row in self.rows if row.kind is kind)
            if counted:
                found[kind] = counted
        return found

    def take(self, rows: Iterable[Row]) -> None:
        """Keep what became of rows that were read."""
        for row in rows:
            self.refusals.extend(row.refusals)
            self.rows.append(
                RowOutcome(
                    row.key,
                    row.kind,
                    row.sheet.file,
                    row.sheet.name,
                    row.number,
                    row.column,
                    row.label,
                    row.state,
                    tuple(row.changes),
                    tuple(row.refusals),
                    row.doubt,
                    row.decision,
                    row.table,
                    tuple(row.cells()) if row.state in TO_MEND else (),
                )
            )


# --- kept as JSON -------------------------------------------------------------------------------


def packed(outcome: Outcome) -> dict[str, Any]:
    """The outcome as a run keeps it."""
    return {
        "loaded": dict(outcome.loaded),
        "known": dict(outcome.known),
        "tables": [
            [table.key, table.kind.value, table.sheet, table.title, list(table.heading)]
            for table in outcome.tables
        ],
        "rows": [_row(row) for row in outcome.rows],
        "refusals": [_cell(cell) for cell in outcome.refusals],
        "notes": [_cell(cell) for cell in outcome.notes],
    }


def unpacked(kept: Mapping[str, Any]) -> Outcome:
    """The outcome of `packed` again; an empty one of nothing."""
    return Outcome(
        Counter(kept.get("loaded", {})),
        Counter(kept.get("known", {})),
        [_table_again(table) for table in kept.get("tables", ())],
        [_row_again(row) for row in kept.get("rows", ())],
        [_cell_again(cell) for cell in kept.get("refusals", ())],
        [_cell_again(cell) for cell in kept.get("notes", ())],
    )


def _table_again(kept: list[Any]) -> TableOutcome:
    key, kind, sheet, title, heading = kept
    return TableOutcome(key, ListKind(kind), sheet, title, tuple(heading))


def _row(row: RowOutcome) -> dict[str, Any]:
    return {
        "key": row.key,
        "kind": row.kind.value,
        "at": [row.file, row.sheet, row.number, row.column],
        "label": row.label,
        "state": row.state.value,
        "changes": [[one.field, _value(one.before), _value(one.after)] for one in row.changes],
        "refusals": [_cell(cell) for cell in row.refusals],
        "doubt": None
        if row.doubt is None
        else [
            _verdict(row.doubt.verdict),
            row.doubt.stored,
            row.doubt.stored_key,
            [one.value for one in row.doubt.choices],
        ],
        "decision": row.decision.value if row.decision else None,
        "table": row.table,
        "cells": [_value(value) for value in row.cells],
    }


def _row_again(kept: Mapping[str, Any]) -> RowOutcome:
    doubt = kept["doubt"]
    file, sheet, number, column = kept["at"]
    return RowOutcome(
        kept["key"],
        ListKind(kept["kind"]),
        file,
        sheet,
        number,
        column,
        kept["label"],
        RowState(kept["state"]),
        tuple(
            CellChange(field, _value_again(before), _value_again(after))
            for field, before, after in kept["changes"]
        ),
        tuple(_cell_again(cell) for cell in kept["refusals"]),
        None
        if doubt is None
        else Doubt(
            _verdict_again(doubt[0]), doubt[1], doubt[2], tuple(Decision(one) for one in doubt[3])
        ),
        Decision(kept["decision"]) if kept["decision"] else None,
        kept["table"],
        tuple(_value_again(value) for value in kept["cells"]),
    )


def _cell(cell: RefusedCell) -> list[Any]:
    return [cell.file, cell.sheet, cell.row, cell.column, cell.heading, _verdict(cell.verdict)]


def _cell_again(kept: list[Any]) -> RefusedCell:
    file, sheet, row, column, heading, verdict = kept
    return RefusedCell(file, sheet, row, column, heading, _verdict_again(verdict))


def _verdict(verdict: Verdict) -> list[Any]:
    parameters = {name: _value(value) for name, value in verdict.parameters.items()}
    return [verdict.allowed, verdict.code, verdict.clause, verdict.field, parameters]


def _verdict_again(kept: list[Any]) -> Verdict:
    allowed, code, clause, marked, parameters = kept
    said = {name: _value_again(value) for name, value in parameters.items()}
    return Verdict(allowed, code, clause, marked, said)


_WORDS = {word.__name__: word for word in Word.__subclasses__()}
_DAYS: dict[str, Any] = {"datetime": datetime, "date": date, "time": time}


def _value(value: Any) -> Any:
    if isinstance(value, Word):
        return {"word": type(value).__name__, "value": value.value}
    if isinstance(value, datetime | date | time):
        return {"day": type(value).__name__, "value": value.isoformat()}
    return value


def _value_again(kept: Any) -> Any:
    if isinstance(kept, dict):
        if "word" in kept:
            return _WORDS[kept["word"]](kept["value"])
        return _DAYS[kept["day"]].fromisoformat(kept["value"])
    return kept
