"""The printed summary sheet (сводная ведомость) of a term or a year: clauses 4.15 and 1.3b."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from reportlab.lib.colors import black
from reportlab.platypus import Flowable, Paragraph

from sgo.reports import tables
from sgo.reports.documents import day, file_name, make_document, signers_of
from sgo.reports.fonts import BOLD, REGULAR
from sgo.reports.journal_sheet import note_of
from sgo.rules.grading import Average
from sgo.services.sheets.figures import Shares, percent
from sgo.services.sheets.frame import Column, Part, PartKind
from sgo.services.sheets.summary import SheetState, SummaryView, Value

LEAST_NAME_WIDTH = 148.0
PART_WIDTH = 20.0
WIDEST_PART = 48.0
ABSENCE_WIDTH = 26.0
LINES_OF_TITLE = 74.0
"""How long a turned name of a curriculum item may be before it breaks."""

TITLES = {
    PartKind.AVERAGE: "средний",
    PartKind.RESULT: "отметка",
    PartKind.YEAR: "год",
    PartKind.EXAM: "экзамен",
    PartKind.FINAL: "итог",
}
MEASURES = ("Средний балл", "Успеваемость, %", "Качество, %")
MISSED = "Пропущено часов, всего"
LEAST_ROWS = 5 + len(MEASURES) + 1
"""Five students stand with the figures below them when a sheet goes over to the next page."""

LEGEND = (
    "Средний балл показан с двумя знаками без округления. Успеваемость – доля отметок 5, 4, 3 и"
    " «зач», качество – доля 5 и 4 среди оценённых; освобождённые и выбывшие не считаются."
    " н/а – не аттестован(а), осв – освобождён(а), зач – зачтено, нез – не зачтено."
)
ABSENCES = ("всего", "по уваж. причине", "без уваж. причины")
RESULTS = (PartKind.RESULT, PartKind.TERM, PartKind.YEAR, PartKind.EXAM, PartKind.FINAL)


def summary_sheet_pdf(view: SummaryView, printed_at: datetime) -> bytes:
    """The sheet as PDF; `printed_at` in the organisation's time zone."""
    runs = sheets(view)
    grids = {
        f"grid{number}": partial(_grid, view, run, is_last=number == len(runs))
        for number, run in enumerate(runs, start=1)
    }
    return make_document(
        "summary_sheet.html",
        head=view.head,
        title="Сводная ведомость учёта успеваемости",
        running_title=f"Сводная ведомость группы {view.head.group} · {period_name(view)}",
        printed_at=printed_at,
        tables=grids,
        view=view,
        grids=list(grids),
        state=state_line(view),
    )


def summary_sheet_name(view: SummaryView) -> str:
    """«Сводная ведомость ВА-26-1 I полугодие 2026-27»."""
    period = "год" if view.is_year else view.period.name
    return file_name("Сводная ведомость", view.head.group, period, view.head.year)


def period_name(view: SummaryView) -> str:
    """What the sheet is of: the name of a term, or the year."""
    return f"{view.head.year} учебный год" if view.is_year else view.period.name


def state_line(view: SummaryView) -> str:
    """Decision 22: why the sheet is preliminary; nothing once it is final."""
    if view.state is SheetState.RUNNING:
        return f"ПРЕДВАРИТЕЛЬНАЯ: период продолжается до {day(view.period.ends_on)}"
    if view.state is SheetState.PRELIMINARY:
        return f"ПРЕДВАРИТЕЛЬНАЯ: отметки могут измениться до {day(view.open_until)} включительно"
    return ""


def sheets(view: SummaryView) -> list[list[Column]]:
    """The curriculum items that go on each sheet of paper, none of them cut in two."""
    narrow = sum(len(column.parts) for column in view.columns)
    room = tables.WIDTH - tables.NUMBER_WIDTH - LEAST_NAME_WIDTH - ABSENCE_WIDTH * len(ABSENCES)
    most = int(room / PART_WIDTH)
    if narrow <= most:
        return [list(view.columns)]
    widest = max(len(column.parts) for column in view.columns)
    return [list(run) for run in tables.sheets_of(view.columns, max(1, most // widest))]


def shown(value: Value) -> str:
    """What stands in a cell: an average with its comma, or the sign of a result."""
    if value is None:
        return ""
    return value.shown() if isinstance(value, Average) else value.sign


def measures(totals: Shares) -> tuple[str, str, str]:
    """The figures below a column, in the order of MEASURES."""
    return totals.mean.shown(), percent(totals.success), percent(totals.quality)


def _group_line(totals: Shares) -> str:
    if not totals.assessed:
        return ""
    return (
        f"По группе: успевают {totals.succeeded} из {totals.assessed}"
        f" ({percent(totals.success)} %), только на 5 и 4 учатся {totals.good}"
        f" ({percent(totals.quality)} %)."
    )


def _grid(view: SummaryView, columns: Sequence[Column], is_last: bool) -> Flowable:
    parts = [(column, part) for column in columns for part in column.parts]
    ends = ABSENCES if is_last else ()
    room = tables.WIDTH - tables.NUMBER_WIDTH - ABSENCE_WIDTH * len(ends)
    name_width = tables.name_width(
        (row.member.name for row in view.rows), LEAST_NAME_WIDTH, room - PART_WIDTH * len(parts)
    )
    width = min(WIDEST_PART, (room - name_width) / max(len(parts), 1))
    rows: list[list[Any]] = [
        ["№", "Фамилия, имя, отчество", *_titles(columns, width), *_absence_title(ends)],
        [
            "",
            "",
            *(_part_title(part, width) for _, part in parts),
            *(tables.turned(t, 60, ABSENCE_WIDTH) for t in ends),
        ],
    ]
    for row in view.rows:
        missed = (row.absence.total, row.absence.excused, row.absence.unexcused)
        rows.append(
            [
                str(row.number),
                tables.name(row.member.name, name_width, note_of(row.member)),
                *(shown(row.value(column, part)) for column, part in parts),
                *(str(hours) if hours else "" for hours in missed[: len(ends)]),
            ]
        )
    first_total = len(rows)
    figures = [
        measures(view.totals[column.item_id, part]) if part.kind in RESULTS else ("", "", "")
        for column, part in parts
    ]
    sums = [
        sum(getattr(row.absence, kind) for row in view.rows)
        for kind in ("total", "excused", "unexcused")
    ]
    blank = [""] * len(ends)
    for place, title in enumerate(MEASURES):
        rows.append(["", title, *(figure[place] for figure in figures), *blank])
    if ends:
        missed_by_all = [str(one) if one else "" for one in sums[: len(ends)]]
        rows.append(["", MISSED, *[""] * len(parts), *missed_by_all])
    widths = [
        tables.NUMBER_WIDTH,
        name_width,
        *[width] * len(parts),
        *[ABSENCE_WIDTH] * len(ends),
    ]
    commands = _commands(columns, parts, len(ends), first_total)
    table = tables.grid(rows, widths, 2, commands)
    closer = [(side, (0, 2), (-1, -1), tables.TIGHT) for side in ("TOPPADDING", "BOTTOMPADDING")]
    tight = tables.grid(rows, widths, 2, [*commands, *closer])
    if not is_last:
        return tables.Ending(table, least=LEAST_ROWS, tight=tight)
    lines = [line for line in (_group_line(view.group_totals), LEGEND) if line]
    tail = [*map(tables.note, lines), tables.signatures(signers_of(view.head))]
    return tables.Ending(table, tail, LEAST_ROWS, tight)


def _titles(columns: Sequence[Column], width: float) -> list[Any]:
    """The name of each item above its parts: flat where there is room, turned where not."""
    cells: list[Any] = []
    for column in columns:
        room = width * len(column.parts)
        title = tables.title(column.subject, LINES_OF_TITLE, room)
        cells += [title, *[""] * (len(column.parts) - 1)]
    return cells


def _absence_title(ends: Sequence[str]) -> list[Any]:
    return [tables.head("Пропущено часов"), *[""] * (len(ends) - 1)] if ends else []


def _part_title(part: Part, width: float) -> Paragraph | tables.Turned:
    return tables.title(part.name or TITLES[part.kind], 60, width)


def _commands(
    columns: Sequence[Column], parts: Sequence[tuple[Column, Part]], ends: int, first_total: int
) -> list[tables.Command]:
    commands: list[tables.Command] = [
        ("SPAN", (0, 0), (0, 1)),
        ("SPAN", (1, 0), (1, 1)),
        ("LINEABOVE", (0, first_total), (-1, first_total), 0.9, black),
        ("FONT", (0, first_total), (-1, -1), REGULAR, tables.SMALL),
        ("FONT", (1, first_total), (1, -1), BOLD, tables.SMALL),
        ("LEFTPADDING", (2, 2), (-1, -1), 0.4),
        ("RIGHTPADDING", (2, 2), (-1, -1), 0.4),
    ]
    start = 2
    for column in columns:
        end = start + len(column.parts) - 1
        commands += [
            ("SPAN", (start, 0), (end, 0)),
            ("VALIGN", (start, 0), (end, 0), "MIDDLE"),
            ("LINEBEFORE", (start, 0), (start, -1), 0.9, black),
        ]
        start = end + 1
    if ends:
        commands += [
            ("SPAN", (start, 0), (start + ends - 1, 0)),
            ("VALIGN", (start, 0), (start + ends - 1, 0), "MIDDLE"),
            ("LINEBEFORE", (start, 0), (start, -1), 0.9, black),
        ]
    bold = (PartKind.RESULT, PartKind.FINAL)
    commands += [
        ("FONT", (place, 2), (place, first_total - 1), BOLD, tables.SIZE)
        for place, (_, part) in enumerate(parts, start=2)
        if part.kind in bold
    ]
    return commands
