"""The teacher's journal on the screen: the day, the pages, the grid, its tabs, one lesson.

Director, coordinator and curator open the same pages and only read them (clause 4.1).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, current_app, render_template, request, url_for

from sgo import current
from sgo.access.permissions import Permission
from sgo.asked import as_day, as_key
from sgo.pages.control.forms import answer_form
from sgo.pages.journal.screens import (
    bands,
    cell_class,
    cell_flags,
    cell_reason,
    chosen_column,
    left,
    lesson_label,
    month_ends,
    months,
    tap_lines_of_lesson,
    tap_lines_of_page,
)
from sgo.pages.journal.script import lesson_data, page_urls, script_data
from sgo.pages.journal.works import work_choice
from sgo.services.control.remarks import own_remarks
from sgo.services.journal.pages import (
    PageHead,
    PageView,
    final_marks_view,
    journal_page,
    lesson_view,
    pages_of,
    term_marks_view,
    topics_view,
)
from sgo.services.journal.works import work_types
from sgo.services.teacher_day import teacher_day

pages = Blueprint("journal", __name__, url_prefix="/journal")


@pages.get("/today")
def home() -> str:
    """A teacher's home: today's lessons, open ones with what is missing, marks that fall due."""
    day = request.args.get("day", current.today(), type=as_day)
    remarks = own_remarks(current.session(), current.viewer(), current.today())
    return render_template(
        "journal/home.html",
        day=teacher_day(current.session(), current.viewer(), day, current.now()),
        today=current.today(),
        now=current.now(),
        remarks=[(one, answer_form(one)) for one in remarks],
        step=timedelta(days=1),
    )


@pages.get("/", endpoint="pages")
def page_list() -> str:
    """Every journal page the viewer may open, own ones first, past years too (1.3c)."""
    return render_template(
        "journal/pages.html", lines=pages_of(current.session(), current.viewer())
    )


@pages.get("/pages/<int:page_id>")
def grid(page_id: int) -> str:
    """Students by lessons of one term; `?term=` another term, `?lesson=` the lesson to stand at.

    `?work=` shows the lessons with one type of work alone.
    """
    whole = journal_page(
        current.session(),
        current.viewer(),
        page_id,
        request.args.get("term", type=as_key),
        current.now(),
    )
    choice = work_choice(whole, request.args.get("work", type=as_key))
    view = choice.view
    chosen = chosen_column(view, request.args.get("lesson", type=as_key))
    reasons: dict[str, int] = {}
    whys = [
        [_why(reasons, cell_reason(cell, column, row)) for cell, column in _pairs(view, row)]
        for row in view.rows
    ]
    place = view.columns.index(chosen) if chosen else 0
    return render_template(
        "journal/grid.html",
        view=view,
        choice=choice,
        head=view.head,
        tabs=tabs(view.head, "grid", view.term.id),
        bands=bands(view.columns),
        months=months(view.columns),
        ends=month_ends(view.columns),
        cell_class=cell_class,
        whys=whys,
        flags=[
            [cell_flags(cell, column) for cell, column in _pairs(view, row)] for row in view.rows
        ],
        chosen=chosen,
        taps=tap_lines_of_page(view, chosen) if chosen else [],
        previous_id=view.columns[place - 1].lesson_id if place else None,
        next_id=view.columns[place + 1].lesson_id if place + 1 < len(view.columns) else None,
        closing=[column for column in view.columns if column.closing_soon and _lacks(column)],
        left=left,
        data=_grid_data(view, chosen.lesson_id if chosen else None, list(reasons))
        | {"filters": choice.filters},
        may_print=current.viewer().may(Permission.JOURNAL_PRINT),
        sheet_url=_sheet_url(view),
    )


@pages.get("/pages/<int:page_id>/topics")
def topics(page_id: int) -> str:
    """The topics of the lessons, and how much of the programme is done."""
    view = topics_view(
        current.session(),
        current.viewer(),
        page_id,
        request.args.get("term", type=as_key),
        current.now(),
    )
    return render_template(
        "journal/topics.html",
        view=view,
        head=view.head,
        tabs=tabs(view.head, "topics", view.term.id if view.term else None),
        data=_bare_data(),
    )


@pages.get("/pages/<int:page_id>/term-marks")
def term_marks(page_id: int) -> str:
    """Averages and term marks with their menus, also without script (4.9, 4.13, 4.14)."""
    view = term_marks_view(
        current.session(),
        current.viewer(),
        page_id,
        request.args.get("term", type=as_key),
        current.now(),
    )
    return render_template(
        "journal/term_marks.html",
        view=view,
        head=view.head,
        tabs=tabs(view.head, "term_marks", view.term.id),
        act=request.args.get("act"),
    )


@pages.get("/pages/<int:page_id>/final-marks")
def final_marks(page_id: int) -> str:
    """The tab of final marks: year, exam, final (4.10)."""
    view = final_marks_view(current.session(), current.viewer(), page_id, current.now())
    return render_template(
        "journal/final_marks.html",
        view=view,
        head=view.head,
        tabs=tabs(view.head, "final_marks"),
        act=request.args.get("act"),
    )


@pages.get("/lessons/<int:lesson_id>")
def lesson(lesson_id: int) -> str:
    """One lesson: topic, attendance, marks; a phone first."""
    view = lesson_view(current.session(), current.viewer(), lesson_id, current.now())
    data = script_data(
        lessons=[
            lesson_data(view.lesson_id, view.held_on, view.works, view.verdict, view.topic_verdict)
        ],
        students={line.student_id: line.name for line in view.lines},
        codes=view.codes,
        current_lesson=view.lesson_id,
        writable=view.writable,
        work_types=work_types(current.session()) if view.topic_verdict.allowed else (),
    )
    return render_template(
        "journal/lesson.html",
        view=view,
        taps=tap_lines_of_lesson(view),
        label=lesson_label(view.held_on),
        left=left,
        data=data,
    )


def tabs(head: PageHead, here: str, term_id: int | None = None) -> list[tuple[str, str, bool]]:
    """(endpoint, address, whether it is this one): the tabs of a page keep the chosen term."""
    endpoints = {
        **{name: f"journal.{name}" for name in ("grid", "topics", "term_marks", "final_marks")},
        "statistics": "journal_statistics.statistics",
    }
    return [
        (
            name,
            url_for(
                endpoint, page_id=head.page_id, term=term_id if name != "final_marks" else None
            ),
            name == here,
        )
        for name, endpoint in endpoints.items()
    ]


def _pairs(view: PageView, row: Any) -> Any:
    return zip(row.cells, view.columns, strict=True)


def _why(reasons: dict[str, int], text: str) -> int | None:
    """The place of a reason in the list that the script gets once."""
    return reasons.setdefault(text, len(reasons)) if text else None


def _lacks(column: Any) -> bool:
    return not column.topic or not column.checked


def _grid_data(view: PageView, chosen: int | None, reasons: list[str]) -> dict[str, Any]:
    writes_marks = view.term_mark_verdict.allowed
    return script_data(
        lessons=[
            lesson_data(
                column.lesson_id,
                column.held_on,
                column.works,
                column.verdict,
                column.topic_verdict,
            )
            for column in view.columns
        ],
        students={row.student_id: row.name for row in view.rows},
        codes=view.codes,
        current_lesson=chosen,
        writable=view.may_write_any or writes_marks,
        settings=view.settings if view.head.graded else None,
        work_types=work_types(current.session()) if view.may_write_any else (),
        reasons=reasons,
        today_lesson=today.lesson_id if (today := chosen_column(view, None)) else None,
        page_urls=page_urls(view.head.page_id, view.term.id),
    )


def _bare_data() -> dict[str, Any]:
    """For a tab whose only script are its forms."""
    return script_data(lessons=[], students={}, codes=(), current_lesson=None, writable=True)


def _sheet_url(view: PageView) -> str | None:
    """The printed page as a PDF, where the product has it."""
    endpoint = "documents.journal_sheet"
    if endpoint not in current_app.view_functions:
        return None
    return url_for(endpoint, page_id=view.head.page_id, term_id=view.term.id)
