"""What the screens of the journal add to its read models: bands, months, reasons, lists.

Nothing is decided here: a verdict is turned into a sentence, columns are gathered under one head.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, zip_longest

from babel.dates import format_date
from flask_babel import get_locale, gettext, ngettext

from sgo.services.journal.pages import Cell, Column, LessonView, PageView, Row
from sgo.verdicts import Verdict, refused
from sgo.vocabulary import N_
from sgo.wording import day_month, month, sentence, weekday

_NOT_THERE = frozenset({"lesson_ahead", "not_yet_in_group", "left_the_group", "never_in_group"})
"""What leaves a cell empty paper: nothing was to be written there."""
_BAND_WORDS = {
    "window_closed": N_(
        "Closed for changes: more than %(days)s days since the lesson (clause %(clause)s)"
    ),
    "lesson_ahead": N_("Ahead"),
    "lesson_cancelled": N_("Cancelled"),
    "year_closed": N_("The year is closed: read only"),
}
_READ_ONLY = N_("Read only")
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
        for day, after in zip_longest(days, days[1:])
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
        "is-late": cell.late and holds(cell),
        "is-changed": cell.changed,
        "due": is_due(cell, column),
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
    msgid = _BAND_WORDS.get(verdict.code, _READ_ONLY)
    return str(gettext(msgid, days=verdict.parameters.get("days"), clause=verdict.clause))


def left(column: Column) -> str:
    """How long an open lesson stays open, in as few letters as its column has."""
    if not column.days_left:
        return str(gettext("till 23:59"))
    return str(ngettext("%(num)d day", "%(num)d days", column.days_left))


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
    candidates = today or held[-1:] or lessons
    return candidates[0] if candidates else None


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
    """The states of a cell that the script keeps: late, changed, due."""
    states = {
        "late": cell.late and holds(cell),
        "changed": cell.changed,
        "due": is_due(cell, column),
    }
    return " ".join(name for name, on in states.items() if on)


def holds(cell: Cell) -> bool:
    """Whether anything stands in the cell: one that was cleared looks as if never written."""
    return bool(cell.text or cell.comment)


def is_due(cell: Cell, column: Column) -> bool:
    """An empty cell of a control work that is about to close."""
    control = any(work.control for work in column.works)
    return column.closing_soon and control and not cell.text and not cell.lock


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
