"""The coordinator's board: what is late, and the way to where it is mended (1.5, 3.1, 5.3)."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext, ngettext

from sgo import current
from sgo.access.permissions import Permission
from sgo.asked import as_key
from sgo.services.monitoring.board import Board, Line, board
from sgo.vocabulary import Fault, Urgency, Word
from sgo.wording import label

pages = Blueprint("monitoring", __name__, url_prefix="/control")

MOST_LINES = 200
"""On one page; the figures count all of them, and the filters narrow."""
STATES = {
    Urgency.AHEAD: "waiting",
    Urgency.CLOSING: "soon",
    Urgency.LATE: "missing",
    Urgency.CLOSED: "locked",
}
"""The shape beside the word (kit `state`)."""


def _board() -> Board:
    return board(current.session(), current.viewer(), current.now())


@pages.get("/", endpoint="board")
def by_teacher() -> str:
    """The figures, and the teachers with what they owe."""
    return _page("teachers")


@pages.get("/groups")
def groups() -> str:
    """The same by group."""
    return _page("groups")


@pages.get("/lines")
def lines() -> str:
    """Every line that can still be mended; `?fault=`, `?staff=` and `?group=` narrow it."""
    return _page("lines")


@pages.get("/lost")
def lost() -> str:
    """What closed unfilled: nobody can mend it any more."""
    return _page("lost")


def _page(tab: str) -> str:
    view = _board()
    shown = [one for one in (view.lost if tab == "lost" else view.lines) if _asked(one)]
    return render_template(
        "monitoring/board.html",
        view=view,
        tab=tab,
        lines=shown[:MOST_LINES],
        count=len(shown),
        chosen=_chosen(view),
        faults=[fault for fault in Fault if view.count(fault)],
        url_of=url_of,
        told=told,
        check_of=check_of,
        reads_plan=current.viewer().may(Permission.CONTROL_READ),
        keeps_plan=current.viewer().may(Permission.CONTROL_KEEP),
        state_of=STATES.get,
        now=current.now(),
        fault_words=Fault,
    )


def _word(name: str, words: type[Word]) -> Any:
    value = request.args.get(name, "")
    return words(value) if value in list(words) else None


def _asked(line: Line) -> bool:
    fault, staff_id = _word("fault", Fault), request.args.get("staff", type=as_key)
    group_id, today = request.args.get("group", type=as_key), request.args.get("closes") == "today"
    return (
        (fault is None or fault in line.faults)
        and (staff_id is None or any(key == staff_id for key, _ in line.staff))
        and (group_id is None or line.group_id == group_id)
        and (not today or (line.lesson_id is not None and line.due_on == current.today()))
    )


def _chosen(view: Board) -> list[tuple[str, str]]:
    """The conditions that narrow the lines: in words, and the argument to take away."""
    fault, staff_id = _word("fault", Fault), request.args.get("staff", type=as_key)
    group_id = request.args.get("group", type=as_key)
    named = [(label(fault), "fault")] if fault else []
    named += [(one.name, "staff") for one in view.teachers if one.key == staff_id]
    named += [(one.name, "group") for one in view.groups if one.key == group_id]
    if request.args.get("closes") == "today":
        named.append((gettext("closes today"), "closes"))
    return named


def url_of(line: Line) -> str:
    """The very cell, mark or record where the line is mended."""
    return str(_url_of(line))


def _url_of(line: Line) -> Any:
    if line.lesson_id is not None:
        return url_for("journal.lesson", lesson_id=line.lesson_id)
    if line.page_id is not None:
        return url_for("journal.term_marks", page_id=line.page_id, term=line.term_id)
    if line.order_id is not None:
        return url_for("panel_movement_orders.details_view", id=line.order_id)
    if line.check_id is not None:
        return url_for("control_check.check", check_id=line.check_id)
    if Fault.NO_TIMETABLE in line.faults:
        return url_for("timetable.week", group=line.group_id)
    if Fault.ARCHIVE_DUE in line.faults:
        return url_for("panel_year_archives.index_view")
    return url_for("panel_academic_years.index_view")


def check_of(line: Line) -> str | None:
    """The form of a check that begins from this line; None for what no check looks at."""
    kept: dict[str, Any] = {
        "page": line.page_id,
        "group": line.group_id if line.page_id is None else None,
    }
    if line.check_id is not None or not any(kept.values()):
        return None
    aim = ", ".join(label(fault) for fault in line.faults)
    when = f" ({line.day:%d.%m.%Y})" if line.day else ""
    aim = f"{aim[:1].upper()}{aim[1:]}{when}"
    return str(url_for("control.new", aim=aim, **kept))


def told(line: Line) -> str:
    """What the line is about, in words: a lesson, a term with its students, a day of the year."""
    if line.page_id is not None:
        about = f"{line.group}, {line.subject}"
        if line.term_id is None:
            return about
        students = str(ngettext("%(num)d student", "%(num)d students", line.count))
        return f"{about}: {line.what}, {students}"
    if line.order_id is not None:
        return str(gettext("order No. %(number)s", number=line.what))
    return line.group or line.what or _september(line.due_on)


def _september(day: date | None) -> str:
    """No year is there yet: it is named by the day it is waited for."""
    return f"{day:%d.%m.%Y}" if day else ""
