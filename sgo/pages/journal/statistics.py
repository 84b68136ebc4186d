"""Statistics of a journal page: a tab that prints, and the panel beside the grid."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from sgo import current
from sgo.asked import as_key
from sgo.pages.journal.pages import tabs
from sgo.services.journal.statistics import StatisticsView, statistics_view

pages = Blueprint("journal_statistics", __name__, url_prefix="/journal/pages/<int:page_id>")


@pages.get("/statistics")
def statistics(page_id: int) -> str:
    """Count, mean, median, distribution and presence of the page, its lessons and students."""
    view = _view(page_id)
    return render_template(
        "journal/statistics.html",
        view=view,
        head=view.head,
        tabs=tabs(view.head, "statistics", view.term.id),
    )


@pages.get("/statistics/panel")
def panel(page_id: int) -> str:
    """The same of one lesson, one student and the page: a part of a page for the script."""
    view = _view(page_id)
    return render_template(
        "journal/_statistics_panel.html",
        view=view,
        lesson=view.lesson(request.args.get("lesson", type=as_key)),
        student=view.student(request.args.get("student", type=as_key)),
    )


def _view(page_id: int) -> StatisticsView:
    return statistics_view(
        current.session(),
        current.viewer(),
        page_id,
        request.args.get("term", type=as_key),
        current.now(),
    )
