"""The printed journal of checks: what was looked at, found, remarked and mended (2.2.2, 4.7)."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from reportlab.platypus import Flowable

from sgo.reports import tables
from sgo.reports.documents import day, director_of, file_name, make_document
from sgo.services.control.plan import CheckLine, PlanView, RemarkLine
from sgo.vocabulary import CheckState, RemarkState

COORDINATOR = "Координатор"
WIDTHS = (22.0, 54.0, 136.0, 68.0, 162.0, 176.0, tables.WIDTH - 618.0)


def control_journal_pdf(view: PlanView, printed_at: datetime) -> bytes:
    """The journal as PDF; `printed_at` in the organisation's time zone."""
    return make_document(
        "control_journal.html",
        head=view.head,
        title="Журнал контроля ведения электронного журнала",
        running_title=f"Журнал контроля, {_period(view)}",
        printed_at=printed_at,
        tables={"checks": partial(_checks, view)},
        view=view,
        held=sum(one.state is CheckState.HELD for one in view.checks),
        remarks=sum(len(one.remarks) for one in view.checks),
        waiting=sum(one.waiting for one in view.checks),
    )


def control_journal_name(view: PlanView) -> str:
    return file_name("Журнал контроля", f"{day(view.from_on)}-{day(view.to_on)}")


def _period(view: PlanView) -> str:
    return f"{day(view.from_on)} – {day(view.to_on)}"


def _checks(view: PlanView) -> Flowable:
    heads = (
        "№",
        "Дата",
        "Что проверяется",
        "Кто проверяет",
        "Что установлено",
        "Замечания педагогам",
        "Отметка об исправлении",
    )
    rows: list[list[Any]] = [[tables.head(one) for one in heads]]
    for number, check in enumerate(view.checks, start=1):
        rows += _rows(number, check)
    if not view.checks:
        rows.append(["", "", "За период проверок не было", "", "", "", ""])
    left_from = 2
    style = [
        ("ALIGN", (left_from, 1), (-1, -1), "LEFT"),
        ("VALIGN", (0, 1), (-1, -1), "TOP"),
    ]
    table = tables.grid(rows, WIDTHS, 1, style)
    signers = [(COORDINATOR, ""), director_of(view.head)]
    return tables.Ending(table, [tables.signatures(signers)], least=1)


def _rows(number: int, check: CheckLine) -> list[list[Any]]:
    """A line a remark, so that a sheet may end between them; a check without any has one line."""
    words = tables.words
    what = ": ".join(one for one in (check.what, check.aim) if one)
    first = [str(number), _days(check), words(what), words(check.checker), words(_found(check))]
    remarks: list[list[Any]] = [[words(_remark(one)), words(_mended(one))] for one in check.remarks]
    if not remarks:
        remarks = [["нет" if check.state is CheckState.HELD else "", ""]]
    return [
        [*(first if place == 0 else [""] * len(first)), *remark]
        for place, remark in enumerate(remarks)
    ]


def _days(check: CheckLine) -> str:
    if check.held_on is None or check.held_on == check.planned_on:
        return day(check.planned_on)
    return f"{day(check.planned_on)}\nпроведена\n{day(check.held_on)}"


def _found(check: CheckLine) -> str:
    if check.state is CheckState.CALLED_OFF:
        return f"Отменена: {check.called_off}"
    if check.state is CheckState.PLANNED:
        return "Не проведена в срок" if check.overdue else "Запланирована"
    return f"{_ended(check.looked_at)} {check.findings}"


def _remark(one: RemarkLine) -> str:
    return f"{one.teacher}: {_ended(one.text)} Исправить до {day(one.mend_by)}."


def _ended(text: str) -> str:
    """A sentence with its full stop, and one only."""
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _mended(one: RemarkLine) -> str:
    told = []
    if one.rounds:
        told.append(f"Возвращено на доработку: {one.rounds}")
    if one.answered_on is not None:
        told.append(f"Педагог: исправлено {day(one.answered_on)}")
    if one.state is RemarkState.ACCEPTED and one.looked_again_on is not None:
        told.append(f"Принято {day(one.looked_again_on)}")
    elif one.overdue:
        told.append("Не исправлено в срок")
    return "; ".join(told)
