"""What the steps of a load show, and what their forms send back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext

from sgo.services.exports.listing import Listing
from sgo.services.imports.fields import FIELD_LABELS, fields_of
from sgo.services.imports.guess import columns_by, plain
from sgo.services.imports.layout import Column, Table
from sgo.services.imports.mending import mending_book
from sgo.services.imports.outcome import COUNTED, Outcome, RowOutcome
from sgo.services.imports.values import as_text
from sgo.vocabulary import (
    N_,
    Assessment,
    DayKind,
    Decision,
    Direction,
    Funding,
    ListKind,
    Relation,
    RowState,
    Sex,
    Weekday,
    Word,
)
from sgo.wording import NO_VALUE, label, sentence

PAGE_SIZE = 50
FIRST_SHOWN = (RowState.DOUBTFUL, RowState.REFUSED, RowState.CHANGED, RowState.NEW)
"""What a person must look at first, where there is any."""
_WORDS: Mapping[str, type[Word]] = {
    "sex": Sex,
    "funding": Funding,
    "direction": Direction,
    "assessment": Assessment,
    "kind": DayKind,
    "weekday": Weekday,
    "follows": Weekday,
    "guardian1_relation": Relation,
    "guardian2_relation": Relation,
}
STATE_SHAPES = {
    RowState.NEW: "begun",
    RowState.CHANGED: "soon",
    RowState.UNCHANGED: "done",
    RowState.DOUBTFUL: "waiting",
    RowState.REFUSED: "missing",
    RowState.SKIPPED: "locked",
}
"""The shape beside the word (kit `state`)."""


# --- columns --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ShownTable:
    """A table with its place in the form, its list, and what each column is taken for."""

    place: int
    table: Table
    kind: ListKind | None
    columns: Sequence[tuple[Column, str]]


def tables_with_columns(
    tables: Sequence[Table], sent: Mapping[str, str] | None
) -> list[ShownTable]:
    """The tables as they stand, or as they were sent where that was refused."""
    shown = []
    for place, table in enumerate(tables):
        given = sent or {}
        kind = _kind(given.get(f"kind-{place}", table.kind or ""))
        columns = [
            (column, given.get(_column_name(place, column), column.field))
            for column in table.shown_columns()
        ]
        shown.append(ShownTable(place, table, kind, columns))
    return shown


@dataclass(frozen=True)
class Layout:
    """What a form says of a table: which list it is (None: not loaded), what its columns are."""

    table: Table
    kind: ListKind | None
    columns: Mapping[int, str]

    @property
    def is_another_list(self) -> bool:
        """The columns are a new guess then, and a person has not seen them."""
        return self.kind is not None and self.kind is not self.table.kind


def layouts_sent(tables: Sequence[Table], form: Mapping[str, str]) -> list[Layout]:
    """What the form says; a column that the list of its table does not know is left out."""
    layouts = []
    for place, table in enumerate(tables):
        kind = _kind(form.get(f"kind-{place}", ""))
        columns = {}
        if kind is not None and kind is not table.kind:
            headings = [plain(as_text(value)) for value in table.heading_cells()]
            columns = {at: name for name, at in columns_by(kind, headings).items()}
        elif kind is not None:
            known = set(fields_of(kind))
            for column in table.shown_columns():
                name = form.get(_column_name(place, column), "")
                columns[column.place] = name if name in known else ""
        layouts.append(Layout(table, kind, columns))
    return layouts


def _column_name(place: int, column: Column) -> str:
    return f"column-{place}-{column.place}"


def _kind(text: str) -> ListKind | None:
    return ListKind(text) if text in list(ListKind) else None


def kind_choices() -> list[tuple[str, str]]:
    """The lists that a table can be, in the order in which they are loaded."""
    return [(kind.value, label(kind)) for kind in ListKind]


def field_choices(kind: ListKind | None) -> list[tuple[str, str]]:
    """What a column of the list can be."""
    return [(name, gettext(FIELD_LABELS[name])) for name in fields_of(kind)] if kind else []


# --- rows -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shown:
    """A page of rows, and how it was narrowed."""

    rows: Sequence[RowOutcome]
    total: int
    page: int
    pages: int
    state: RowState | None
    kind: ListKind | None
    counts: Mapping[RowState, int]
    kinds: Sequence[ListKind]
    narrowed: Mapping[str, str] = field(default_factory=dict)


def shown_rows(outcome: Outcome, asked: Mapping[str, str]) -> Shown:
    """The rows asked for by `state`, `kind` and `page`; at first what waits for a person."""
    kind = _kind(asked.get("kind", ""))
    of_kind = [row for row in outcome.rows if kind is None or row.kind is kind]
    counts = {state: sum(row.state is state for row in of_kind) for state in RowState}
    if "state" in asked:
        state = RowState(asked["state"]) if asked["state"] in list(RowState) else None
    else:
        state = next((one for one in FIRST_SHOWN if counts[one]), None)
    rows = [row for row in of_kind if state is None or row.state is state]
    pages = max(1, -(-len(rows) // PAGE_SIZE))
    number = asked.get("page", "0")
    page = min(int(number) if number.isdecimal() and len(number) < 6 else 0, pages - 1)
    return Shown(
        rows[page * PAGE_SIZE : (page + 1) * PAGE_SIZE],
        len(rows),
        page,
        pages,
        state,
        kind,
        counts,
        [one for one in ListKind if any(row.kind is one for row in outcome.rows)],
        {"state": state.value if state else "", **({"kind": kind.value} if kind else {})},
    )


def decisions_sent(form: Mapping[str, str]) -> dict[str, Decision | None]:
    """Who is meant, by the row's key; a row that nobody decided stays doubtful."""
    return {
        name.removeprefix("decision:"): Decision(value) if value in list(Decision) else None
        for name, value in form.items()
        if name.startswith("decision:")
    }


def field_label(name: str) -> str:
    """What a changed thing is called."""
    return str(gettext(FIELD_LABELS.get(name, name)))


def said(name: str, text: str) -> str:
    """A value of a row in the reader's language; words of the vocabulary by their label."""
    words = _WORDS.get(name)
    if words is not None and text in list(words):
        return label(words(text))
    return text or NO_VALUE


# --- the end --------------------------------------------------------------------------------------


def counted(outcome: Outcome) -> list[tuple[str, int]]:
    """What was made, by what it is."""
    return [
        (gettext(words), outcome.loaded[name])
        for name, words in COUNTED.items()
        if outcome.loaded[name]
    ]


def taken_back(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """How many rows an undoing takes back."""
    return [
        (gettext(words), counts[state.value])
        for state, words in (
            (RowState.NEW, N_("New rows")),
            (RowState.CHANGED, N_("Changed rows")),
        )
        if counts.get(state.value)
    ]


def mending_lists(outcome: Outcome) -> list[Listing]:
    """The rows that were not loaded, a list for each of their tables."""
    return [
        Listing(name, [str(text or "") for text in heads], rows, [str(title[0] or name)])
        for name, (title, heads, *rows) in mending_book(outcome, sentence).items()
    ]
