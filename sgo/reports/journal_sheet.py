"""The printed page of the journal of one term: lessons, topics, hours, signatures (4.1, 1.3b)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from reportlab.lib.colors import black
from reportlab.platypus import Flowable

from sgo.reports import tables
from sgo.reports.documents import day, file_name, hours, legend_of_codes, make_document, signers_of
from sgo.reports.fonts import BOLD, REGULAR
from sgo.services.sheets.cells import SheetLesson
from sgo.services.sheets.figures import Member
from sgo.services.sheets.journal import SheetRow, SheetView
from sgo.vocabulary import Assessment, FinalKind

MOST_LESSONS = 24
"""Columns of lessons on one sheet; more go to the next one, where the names stand again."""

LEAST_NAME_WIDTH = 120.0
RESULT_WIDTH = 27.0
NARROWEST_LESSON, WIDEST_LESSON = 19.0, 31.0
FINALS = {FinalKind.YEAR: "Год", FinalKind.EXAM: "Экзамен", FinalKind.FINAL: "Итоговая"}


def journal_sheet_pdf(view: SheetView, printed_at: datetime) -> bytes:
    """The page as PDF; `printed_at` in the organisation's time zone."""
    runs = tables.sheets_of(view.columns, MOST_LESSONS)
    grids: dict[str, Callable[[], Flowable]] = {
        f"grid{number}": partial(_grid, view, run, is_last=number == len(runs))
        for number, run in enumerate(runs, start=1)
    }
    return make_document(
        "journal_sheet.html",
        head=view.head,
        title="Страница электронного журнала",
        running_title=f"Журнал группы {view.head.group} · {view.subject} · {view.period.name}",
        printed_at=printed_at,
        tables={**grids, "topics": partial(_topics, view)},
        view=view,
        grids=list(grids),
    )


def journal_sheet_name(view: SheetView) -> str:
    """«Журнал ВА-26-1 Основы … I полугодие 2026-27»."""
    head = view.head
    return file_name("Журнал", head.group, view.subject, view.period.name, head.year)


def note_of(member: Member) -> str:
    """Why a row has no entries at its beginning or end (decision 5)."""
    notes = []
    if member.entered_on is not None:
        notes.append(f"в группе с {day(member.entered_on)}")
    if member.left_on is not None:
        notes.append(f"выбыл(а), последний день {day(member.left_on)}")
    return "; ".join(notes)


def _grid(view: SheetView, lessons: Sequence[SheetLesson], is_last: bool) -> Flowable:
    """One sheet of lessons; the last one ends with the average, the results and the legend."""
    ends = _ends(view) if is_last else []
    room = tables.WIDTH - tables.NUMBER_WIDTH - RESULT_WIDTH * len(ends)
    name_width = tables.name_width(
        (row.member.name for row in view.rows),
        LEAST_NAME_WIDTH,
        room - NARROWEST_LESSON * len(lessons),
    )
    width = min(WIDEST_LESSON, (room - name_width) / max(len(lessons), 1))
    first_row = [
        "№",
        "Фамилия, имя, отчество",
        *(tables.Turned([f"{one.held_on:%d.%m}", _works(one)]) for one in lessons),
        *(tables.turned(title, 60, RESULT_WIDTH) for title, _ in ends),
    ]
    rows: list[list[Any]] = [first_row]
    special: list[tables.Command] = []
    for row in view.rows:
        line = len(rows)
        texts = [row.cells.get(one.lesson_id, "") for one in lessons]
        special += [
            ("BACKGROUND", (2 + place, line), (2 + place, line), tables.SHADE)
            for place, one in enumerate(lessons)
            if not row.member.was_there(one.held_on)
        ]
        special += tables.smaller(texts, line, 2, width)
        rows.append(
            [
                str(row.number),
                tables.name(row.member.name, name_width, note_of(row.member)),
                *texts,
                *(value(row) for _, value in ends),
            ]
        )
    first_end = 2 + len(lessons)
    commands = [
        *special,
        ("LEFTPADDING", (2, 1), (first_end - 1, -1), 0.4),
        ("RIGHTPADDING", (2, 1), (first_end - 1, -1), 0.4),
    ]
    if ends:
        commands += [
            ("LINEBEFORE", (first_end, 0), (first_end, -1), 0.9, black),
            ("FONT", (first_end, 1), (-1, -1), BOLD, tables.SIZE),
        ]
        if view.assessment is Assessment.GRADED:
            commands.append(("FONT", (first_end, 1), (first_end, -1), REGULAR, tables.SIZE))
    widths = [tables.NUMBER_WIDTH, name_width, *[width] * len(lessons), *[RESULT_WIDTH] * len(ends)]
    table = tables.grid(rows, widths, 1, commands)
    return tables.Ending(table, [tables.note(line) for line in _legend(view)] if is_last else [])


def _legend(view: SheetView) -> list[str]:
    """What the signs of the grid mean: only those that stand in it."""
    lines = []
    if view.codes:
        lines.append(f"Обозначения: {legend_of_codes(view.codes)}.")
    if view.work_types:
        kinds = "; ".join(f"{short} – {name}" for short, name in view.work_types.items())
        lines.append(f"Виды работ: {kinds}.")
    if any(
        not row.member.was_there(lesson.held_on) for row in view.rows for lesson in view.columns
    ):
        lines.append("Закрашены занятия, в день которых обучающийся не числился в группе.")
    return lines


def _ends(view: SheetView) -> list[tuple[str, Callable[[SheetRow], str]]]:
    """The columns after the lessons: the average, the term mark, and the final marks."""
    ends: list[tuple[str, Callable[[SheetRow], str]]] = []
    if view.assessment is Assessment.GRADED:
        ends.append(("Средний балл", lambda row: row.average.shown()))
    ends.append(("Отметка за период", lambda row: row.result.sign if row.result else ""))
    if view.show_finals:
        ends += [(title, partial(_final, kind)) for kind, title in FINALS.items()]
    return ends


def _final(kind: FinalKind, row: SheetRow) -> str:
    result = row.finals.get(kind)
    return result.sign if result else ""


def _works(lesson: SheetLesson) -> str:
    return ", ".join(lesson.works)


def _topics(view: SheetView) -> Flowable:
    rows: list[list[Any]] = [["Дата", "Ч", "Тема занятия", "Виды работ", "Педагог"]]
    for lesson in view.lessons:
        topic = f"Отменено: {lesson.reason}" if lesson.cancelled else lesson.topic
        rows.append(
            [
                day(lesson.held_on),
                "–" if lesson.cancelled else str(lesson.hours),
                tables.words(topic),
                _works(lesson),
                tables.words(lesson.teacher),
            ]
        )
    rows.append(["Итого", hours(view.hours_held), "", "", ""])
    widths = [52.0, 26.0, tables.WIDTH - 52 - 26 - 90 - 110, 90.0, 110.0]
    commands = [
        ("VALIGN", (0, 0), (-1, 0), "MIDDLE"),
        ("FONT", (0, -1), (-1, -1), BOLD, tables.SIZE),
        ("LINEABOVE", (0, -1), (-1, -1), 0.9, black),
    ]
    signers = signers_of(view.head, view.teachers)
    tail = [tables.note(line) for line in _hours_lines(view)]
    table = tables.grid(rows, widths, 1, commands, words_from=2)
    return tables.Ending(table, [*tail, tables.signatures(signers)])


def _hours_lines(view: SheetView) -> list[str]:
    held = f"Проведено за период {hours(view.hours_held)}"
    if view.hours_ahead:
        held += f", до конца периода по расписанию ещё {hours(view.hours_ahead)}"
    done = (
        f"Пройдено с начала курса (занятия с записанной темой) {hours(view.hours_done)}"
        f" из {hours(view.hours_planned)} по учебному плану."
    )
    return [f"{held}.", done]
