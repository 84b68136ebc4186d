"""The printed register of the movement book: counts of the roll, then the lines (2.1.3, 1.3b)."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from reportlab.lib.colors import black
from reportlab.platypus import Flowable

from sgo.reports import tables
from sgo.reports.documents import day, director_of, file_name, make_document
from sgo.reports.fonts import BOLD
from sgo.rules.movement_counts import RollCount
from sgo.services.movement.register import RegisterLine, RegisterView
from sgo.vocabulary import MovementKind

COORDINATOR = "Координатор"

KINDS = {
    MovementKind.ENROLMENT: "зачисление",
    MovementKind.TRANSFER: "перевод в другую группу",
    MovementKind.PROMOTION: "перевод на следующий год",
    MovementKind.REPEAT: "повторное обучение",
    MovementKind.LEAVE: "отпуск",
    MovementKind.RETURN: "выход из отпуска",
    MovementKind.WITHDRAWAL: "отчисление",
    MovementKind.REINSTATEMENT: "восстановление",
    MovementKind.GRADUATION: "выпуск",
    MovementKind.CANCELLATION: "отмена приказа",
}
COUNTS = (
    "Группа",
    "Состояло на начало",
    "Прибыло",
    "Переведено в группу",
    "Выбыло",
    "Переведено из группы",
    "Окончили",
    "Состоит на конец",
)
LINES = (
    "№ п/п",
    "№ в книге",
    "Приказ",
    "Фамилия, имя, отчество",
    "Движение",
    "Группа",
    "С какого дня",
    "Куда выбыл, основание, отметки",
)
LINE_WIDTHS = (28.0, 34.0, 96.0, 158.0, 96.0, 104.0, 54.0)
NAME_COLUMN = 3
_MIDDLE: tables.Command = ("VALIGN", (0, 0), (-1, 0), "MIDDLE")


def movement_register_pdf(view: RegisterView, printed_at: datetime) -> bytes:
    """The register as PDF; `printed_at` in the organisation's time zone."""
    return make_document(
        "movement_register.html",
        head=view.head,
        title="Книга движения обучающихся",
        running_title=f"Книга движения · {period_name(view)}",
        printed_at=printed_at,
        tables={"counts": partial(_counts, view), "lines": partial(_lines, view)},
        view=view,
    )


def movement_register_name(view: RegisterView) -> str:
    """«Книга движения ВА-26-1 01.09.2026-30.11.2026»."""
    return file_name("Книга движения", *([view.group] if view.group else []), period_name(view))


def period_name(view: RegisterView) -> str:
    """From the first to the last day."""
    return f"{day(view.from_on)} – {day(view.to_on)}"


def _counts(view: RegisterView) -> Flowable:
    rows: list[list[Any]] = [[tables.head(title) for title in COUNTS]]
    rows += [[name, *_figures(count)] for name, count in view.counts]
    rows.append(["Всего", *_figures(view.total)])
    narrow = 78.0
    widths = [tables.WIDTH - narrow * (len(COUNTS) - 1), *[narrow] * (len(COUNTS) - 1)]
    commands: list[tables.Command] = [
        _MIDDLE,
        ("FONT", (0, -1), (-1, -1), BOLD, tables.SIZE),
        ("LINEABOVE", (0, -1), (-1, -1), 0.9, black),
    ]
    people = (
        f"Обучающихся (каждый считается один раз): на начало {view.students_at_start},"
        f" на конец {view.students_at_end}."
    )
    table = tables.grid(rows, widths, 1, commands, words_from=0)
    return tables.Ending(table, [tables.note(people)])


def _figures(count: RollCount) -> list[str]:
    return [
        str(one)
        for one in (
            count.at_start,
            count.came,
            count.moved_in,
            count.left,
            count.moved_out,
            count.finished,
            count.at_end,
        )
    ]


def _lines(view: RegisterView) -> Flowable:
    rows: list[list[Any]] = [[tables.head(title) for title in LINES]]
    rows += [_line(number, line) for number, line in enumerate(view.lines, start=1)]
    if not view.lines:
        rows.append(["", "", "", "За период движения не было", "", "", "", ""])
    widths = [*LINE_WIDTHS, tables.WIDTH - sum(LINE_WIDTHS)]
    table = tables.grid(rows, widths, 1, [_MIDDLE], words_from=NAME_COLUMN)
    signers = [(COORDINATOR, ""), director_of(view.head)]
    return tables.Ending(table, [tables.signatures(signers)], least=2)


def _line(number: int, line: RegisterLine) -> list[Any]:
    remarks = [line.destination or "", line.basis or ""]
    if line.cancels:
        remarks.append(f"отменён приказ {line.cancels}")
    if line.cancelled_by:
        remarks.append(f"отменено приказом {line.cancelled_by}")
    return [
        str(number),
        str(line.book_number),
        tables.words(f"№ {line.order_number} от {day(line.order_date)}"),
        tables.words(line.student),
        tables.words(KINDS[line.kind]),
        tables.words(f"из {line.group} в {line.to_group}" if line.to_group else line.group),
        day(line.effective_on),
        tables.words("; ".join(part for part in remarks if part)),
    ]
