"""What the screens of the journal add to its read models: bands, months, the data of the script.

Nothing is decided here: a verdict is turned into a sentence, columns are gathered under one head.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from babel.dates import format_date
from flask import url_for
from flask_babel import get_locale, gettext, ngettext

from sgo import current
from sgo.pages.journal_words import words
from sgo.rules.settings import RegulationSettings
from sgo.services.journal_pages import Cell, Column, LessonView, PageView, Row, WorkHead
from sgo.verdicts import Verdict, refused
from sgo.vocabulary import AttendanceCode
from sgo.wording import day_month, label, month, sentence, weekday

TAP_CYCLE = (AttendanceCode.ABSENT, AttendanceCode.LATE, AttendanceCode.EXCUSED)
"""What one tap on a phone goes through; the other codes are typed in the cell's panel."""
LETTERS = {
    "н": AttendanceCode.ABSENT,
    "у": AttendanceCode.EXCUSED,
    "п": AttendanceCode.UNEXCUSED,
    "о": AttendanceCode.LATE,
    "с": AttendanceCode.EXEMPT,
    "б": AttendanceCode.ILL,
}
"""The key of each code (the letters are keys of a Russian keyboard, so they are no text)."""
_NOT_THERE = frozenset({"lesson_ahead", "not_yet_in_group", "left_the_group", "never_in_group"})
"""What leaves a cell empty paper: nothing was to be written there."""
ICONS = "icons.svg"
WORDS_OF_BAND = 5
"""A band over fewer columns has no room for a sentence: its padlock says it."""


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of columns with one state: locked, ahead, open, or closing soon."""

    kind: str
    span: int
    text: str
    title: str
    first: int
    """The place of its first column."""


@dataclass(frozen=True, slots=True)
class MonthHead:
    text: str
    span: int


@dataclass(frozen=True, slots=True)
class TapLine:
    """A student in the list of one lesson."""

    number: int
    student_id: int
    name: str
    text: str
    sign: str
    marks: str
    version: int
    comment: str
    why: str
    flags: str
    total: int
    count: int


def months(columns: Sequence[Column]) -> list[MonthHead]:
    """The months over the dates; the first one with its year."""
    heads: list[MonthHead] = []
    for (_, _), group in groupby(columns, key=lambda one: (one.held_on.year, one.held_on.month)):
        lessons = list(group)
        day = lessons[0].held_on
        text = month(day) if len(lessons) > 1 else short_month(day)
        if not heads and len(lessons) > 3:
            text = f"{text} {day.year}"
        heads.append(MonthHead(text, len(lessons)))
    return heads


def month_ends(columns: Sequence[Column]) -> list[bool]:
    """For each lesson, whether the next one lies in another month."""
    days = [column.held_on for column in columns]
    return [
        after is None or (day.year, day.month) != (after.year, after.month)
        for day, after in zip(days, [*days[1:], None], strict=True)
    ]


def cell_class(cell: Cell, column: Column, ends_month: bool) -> str:
    """The classes of a cell: where it stands, what closes it, what it holds."""
    only_sign = bool(cell.text) and not any(letter.isdigit() for letter in cell.text)
    outside = cell.lock in _NOT_THERE
    names = {
        "m-end": ends_month,
        "today": column.is_today,
        "outside": outside,
        "lk": bool(cell.lock) and not outside,
        "poor": cell.low,
        "away": only_sign,
        "has-comment": bool(cell.comment),
        "is-late": cell.late,
        "is-changed": cell.changed,
    }
    return " ".join(name for name, on in names.items() if on)


def short_month(day: date) -> str:
    """«сен.» where a month has room for one lesson only."""
    return format_date(day, "LLL", locale=get_locale()).capitalize()


def bands(columns: Sequence[Column]) -> list[Band]:
    """Locked columns share one band instead of twenty padlocks."""
    found: list[Band] = []
    place = 0
    for state, group in groupby(columns, key=_state):
        lessons = list(group)
        if state in ("open", "soon"):
            for lesson in lessons:
                found.append(Band(state, 1, left(lesson), sentence(lesson.verdict), place))
                place += 1
            continue
        verdict = lessons[0].verdict
        text = _band_text(verdict)
        title = sentence(verdict) if len(lessons) == 1 else text
        shown = text if len(lessons) >= WORDS_OF_BAND else ""
        found.append(Band(_band_kind(verdict), len(lessons), shown, title, place))
        place += len(lessons)
    return found


def _state(column: Column) -> str:
    if column.writable:
        return "soon" if column.closing_soon else "open"
    return column.verdict.code


def _band_kind(verdict: Verdict) -> str:
    return "ahead" if verdict.code == "lesson_ahead" else "lock"


def _band_text(verdict: Verdict) -> str:
    """The reason of a whole band, without the dates of one lesson."""
    if verdict.code == "window_closed":
        return gettext(
            "Closed for changes: more than %(days)s days since the lesson (clause %(clause)s)",
            days=verdict.parameters["days"],
            clause=verdict.clause,
        )
    if verdict.code == "lesson_ahead":
        return gettext("Ahead")
    if verdict.code == "lesson_cancelled":
        return gettext("Cancelled")
    if verdict.code == "year_closed":
        return gettext("The year is closed: read only")
    return gettext("Read only")


def left(column: Column) -> str:
    """How long an open lesson stays open, in as few letters as its column has."""
    if not column.days_left:
        return gettext("till 23:59")
    return ngettext("%(num)d day", "%(num)d days", column.days_left)


def lesson_label(held_on: date) -> str:
    """«23 ноября, пн»."""
    return f"{day_month(held_on)}, {weekday(held_on, short=True)}"


def chosen_column(view: PageView, lesson_id: int | None) -> Column | None:
    """The lesson asked for, or today's, or the last one held, or the first one."""
    for column in view.columns:
        if column.lesson_id == lesson_id:
            return column
    lessons = [column for column in view.columns if not column.cancelled]
    today = [column for column in lessons if column.is_today]
    held = [column for column in lessons if column.held_on <= view.today]
    return (today or held[-1:] or lessons or [None])[0]


def cell_reason(cell: Cell, column: Column, row: Row) -> str:
    """Why a cell is closed apart from its column; empty when the column says it."""
    if not cell.lock or cell.lock == column.verdict.code:
        return ""
    held_on = column.held_on
    verdict = refused(cell.lock, held_on=held_on, day=held_on)
    if cell.lock == "left_the_group" and row.left_on:
        verdict = refused(cell.lock, day=held_on, left_on=row.left_on)
    elif cell.lock == "not_yet_in_group" and row.joined_on:
        verdict = refused(cell.lock, day=held_on, entered_on=row.joined_on)
    elif cell.lock in ("left_the_group", "not_yet_in_group"):
        verdict = refused("never_in_group", day=held_on)
    return sentence(verdict)


def cell_flags(cell: Cell, column: Column) -> str:
    """The states of a cell that the script keeps: late, changed."""
    return " ".join(name for name, on in (("late", cell.late), ("changed", cell.changed)) if on)


def tap_lines_of_page(view: PageView, column: Column) -> list[TapLine]:
    """The students of one lesson, out of the grid."""
    place = view.columns.index(column)
    lines = []
    for row in view.rows:
        cell = row.cells[place]
        own = cell_reason(cell, column, row)
        if own and not cell.text and cell.lock != "exempt_on_day":
            continue  # not a member on that day
        why = own or ("" if column.writable else sentence(column.verdict))
        lines.append(
            TapLine(
                row.number,
                row.student_id,
                row.name,
                cell.text,
                *_parts(cell.text),
                cell.version,
                cell.comment,
                why,
                cell_flags(cell, column),
                row.average.total,
                row.average.count,
            )
        )
    return lines


def tap_lines_of_lesson(view: LessonView) -> list[TapLine]:
    """The same from the view of one lesson."""
    return [
        TapLine(
            line.number,
            line.student_id,
            line.name,
            line.text,
            *_parts(line.text),
            line.version,
            line.comment,
            "" if line.verdict.allowed else sentence(line.verdict),
            "late" if line.late else "",
            line.average.total,
            line.average.count,
        )
        for line in view.lines
    ]


def _parts(text: str) -> tuple[str, str]:
    """The sign and the marks of a cell's text."""
    first, _, rest = text.partition("/")
    if not first or first.isdigit() or first == "-":
        return "", text
    return first, rest


def script_data(
    *,
    lessons: Iterable[dict[str, Any]],
    students: dict[int, str],
    codes: Iterable[AttendanceCode],
    current_lesson: int | None,
    writable: bool,
    settings: RegulationSettings | None = None,
    work_types: Iterable[Any] = (),
    reasons: Sequence[str] = (),
    result_url: str = "",
) -> dict[str, Any]:
    """What the script of a journal page is given: ids, addresses, words; no decision."""
    enabled = [code for code in AttendanceCode if code in set(codes)]
    return {
        "account": current.viewer().account_id,
        "writable": writable,
        "current": current_lesson,
        "lessons": list(lessons),
        "students": {str(key): name for key, name in students.items()},
        "reasons": list(reasons),
        "letters": {key: code.sign for key, code in LETTERS.items() if code in enabled},
        "letterMeanings": {key: label(code) for key, code in LETTERS.items() if code in enabled},
        "signs": [code.sign for code in AttendanceCode],
        "absences": [code.sign for code in enabled if code.is_absence],
        "alone": [AttendanceCode.EXEMPT.sign],
        "cycle": ["", *(code.sign for code in TAP_CYCLE)],
        "thresholds": _thresholds(settings),
        "decimal": ",",
        "workTypes": [
            {"id": kind.id, "name": kind.name, "short": kind.short_name, "control": kind.control}
            for kind in work_types
        ],
        "urls": _urls() | {"result": result_url},
        "iconsUrl": url_for("static", filename=ICONS),
        "words": words(),
    }


def lesson_data(
    lesson_id: int, held_on: date, works: Iterable[WorkHead], verdict: Verdict, topic: Verdict
) -> dict[str, Any]:
    """A lesson as the script knows it; `open` opens the menu of its works."""
    return {
        "id": lesson_id,
        "label": lesson_label(held_on),
        "url": url_for("journal.lesson", lesson_id=lesson_id),
        "open": topic.allowed,
        "why": "" if verdict.allowed else sentence(verdict),
        "works": [
            {
                "id": work.id,
                "type": work.work_type_id,
                "name": work.name,
                "short": work.short_name,
                "control": work.control,
            }
            for work in works
        ],
    }


def _thresholds(settings: RegulationSettings | None) -> list[tuple[int, int]] | None:
    """Clause 4.9 in hundredths, for the answer to a key; the server's own answer follows."""
    if settings is None:
        return None
    return [(int(bound * 100), mark) for bound, mark in settings.thresholds] + [(0, 2)]


def _urls() -> dict[str, str]:
    """Addresses with the names of their ids, which the script replaces."""
    lesson = url_for("journal.lesson", lesson_id=0).removesuffix("/0") + "/LESSON"
    return {
        "cell": f"{lesson}/cells/STUDENT",
        "history": f"{lesson}/cells/STUDENT/history",
        "works": f"{lesson}/works",
        "work": f"{lesson}/works/WORK",
    }
