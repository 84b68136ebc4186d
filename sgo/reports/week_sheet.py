"""The printed week of groups, teachers or rooms: a sheet of paper each (clause 2.1.3)."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from reportlab.platypus import Flowable

from sgo.reports import tables
from sgo.reports.documents import day, director_of, file_name, hours, make_document
from sgo.rules.timetable import ClashKind
from sgo.services.timetable.week import WeekEntry
from sgo.services.timetable.week_sheets import WeekSheet, WeekSheets
from sgo.vocabulary import Weekday

BELL_WIDTH = 62.0
LARGE, SMALL = 9.5, 7.5
MANY_BELLS = 7
"""With more lessons a day the writing is smaller, so that a week stays on its one sheet."""

WEEKDAYS = {
    Weekday.MONDAY: "Понедельник",
    Weekday.TUESDAY: "Вторник",
    Weekday.WEDNESDAY: "Среда",
    Weekday.THURSDAY: "Четверг",
    Weekday.FRIDAY: "Пятница",
    Weekday.SATURDAY: "Суббота",
    Weekday.SUNDAY: "Воскресенье",
}
WHOSE = {
    ClashKind.GROUP: "группа",
    ClashKind.TEACHER: "педагог",
    ClashKind.ROOM: "кабинет",
}
TITLE = "Расписание занятий"


def week_sheets_pdf(view: WeekSheets, printed_at: datetime) -> bytes:
    """The weeks as PDF, one sheet each; `printed_at` in the organisation's time zone."""
    grids = {
        f"week{number}": partial(_grid, view, sheet)
        for number, sheet in enumerate(view.sheets, start=1)
    }
    first = view.sheets[0]
    name = f": {WHOSE[view.by]} {first.name}" if len(view.sheets) == 1 else ""
    return make_document(
        "week_sheet.html",
        head=view.head,
        title=TITLE,
        running_title=f"{TITLE}{name} · с {day(view.day)}",
        printed_at=printed_at,
        tables=grids,
        view=view,
        whose=WHOSE[view.by],
        sheets=list(zip(grids, view.sheets, strict=True)),
    )


def week_sheets_name(view: WeekSheets) -> str:
    """«Расписание группа ВА-26-1 с 01.12.2026»."""
    one = view.sheets[0].name if len(view.sheets) == 1 else ""
    return file_name("Расписание", WHOSE[view.by], *([one] if one else []), "с", day(view.day))


def _grid(view: WeekSheets, sheet: WeekSheet) -> Flowable:
    width = (tables.WIDTH - BELL_WIDTH) / len(sheet.weekdays)
    size = SMALL if len(sheet.bells) > MANY_BELLS else LARGE
    rows: list[list[Any]] = [["Урок", *(WEEKDAYS[weekday] for weekday in sheet.weekdays)]]
    for bell in sheet.bells:
        times = f"{bell.starts_at:%H:%M}–{bell.ends_at:%H:%M}"
        entries = (sheet.entries.get((weekday, bell.number)) for weekday in sheet.weekdays)
        rows.append(
            [
                tables.slot(str(bell.number), [times], size),
                *(_cell(view.by, entry, size) for entry in entries),
            ]
        )
    table = tables.grid(
        rows,
        [BELL_WIDTH, *[width] * len(sheet.weekdays)],
        1,
        [
            ("VALIGN", (0, 1), (-1, -1), "TOP"),
            ("FONTSIZE", (0, 0), (-1, 0), size),
            ("LEADING", (0, 0), (-1, 0), size * tables.LEADING),
            ("TOPPADDING", (0, 1), (-1, -1), 3),
            ("BOTTOMPADDING", (0, 1), (-1, -1), 4),
        ],
    )
    return tables.Ending(table, [tables.signatures([director_of(view.head)])], least=len(rows) - 1)


def _cell(by: ClashKind, entry: WeekEntry | None, size: float) -> Any:
    """The subject, and below it in small who, where, how long and until when."""
    if entry is None:
        return ""
    more = [
        entry.group if by is not ClashKind.GROUP else "",
        entry.teacher if by is not ClashKind.TEACHER else "",
        (entry.room or "") if by is not ClashKind.ROOM else "",
        hours(entry.hours) if entry.hours != 1 else "",
        f"по {day(entry.valid_to)}" if entry.valid_to is not None else "",
    ]
    return tables.slot(entry.subject, [word for word in more if word], size)
