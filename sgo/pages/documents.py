"""Documents: what may be printed, the summary sheet on the screen, and the PDFs (1.3b, 4.1, 4.15).

A form of this size takes well under a second, so it is made within the request.
"""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from sgo import current
from sgo.asked import as_key
from sgo.downloads import pdf_answer
from sgo.reports.journal_sheet import journal_sheet_name, journal_sheet_pdf
from sgo.reports.summary_sheet import summary_sheet_name, summary_sheet_pdf
from sgo.services.sheets.figures import percent
from sgo.services.sheets.frame import Part, PartKind
from sgo.services.sheets.journal import journal_sheet
from sgo.services.sheets.printable import printable
from sgo.services.sheets.summary import SummaryView, group_summary
from sgo.vocabulary import N_

pages = Blueprint("documents", __name__, url_prefix="/documents")

PART_TITLES = {
    PartKind.AVERAGE: N_("average"),
    PartKind.RESULT: N_("mark"),
    PartKind.YEAR: N_("year"),
    PartKind.EXAM: N_("exam"),
    PartKind.FINAL: N_("final"),
}


@pages.get("/")
def documents() -> str:
    """The groups of an academic year with their sheets and journal pages."""
    year_id = request.args.get("year", type=as_key)
    return render_template(
        "documents/documents.html",
        view=printable(current.session(), current.viewer(), year_id, current.now()),
    )


@pages.get("/summary/<int:group_id>")
def summary(group_id: int) -> str:
    """The summary sheet on the screen: of `?term=ID`, or of the year without."""
    view = _summary(group_id, request.args.get("term", type=as_key))
    return render_template("documents/summary.html", view=view, title_of=_title, percent=percent)


@pages.get("/summary/<int:group_id>/<int:term_id>.pdf")
def summary_sheet(group_id: int, term_id: int) -> Response:
    """The summary sheet of a term as PDF."""
    return _summary_pdf(_summary(group_id, term_id))


@pages.get("/summary/<int:group_id>/year.pdf")
def year_sheet(group_id: int) -> Response:
    """The summary sheet of the year as PDF."""
    return _summary_pdf(_summary(group_id, None))


@pages.get("/journal/<int:page_id>/<int:term_id>.pdf", endpoint="journal_sheet")
def page_of_journal(page_id: int, term_id: int) -> Response:
    """A page of the journal of a term as PDF."""
    view = journal_sheet(current.session(), current.viewer(), page_id, term_id, current.now())
    made = journal_sheet_pdf(view, current.now())
    return pdf_answer(made, "journal", journal_sheet_name(view))


def _summary(group_id: int, term_id: int | None) -> SummaryView:
    return group_summary(current.session(), current.viewer(), group_id, term_id, current.now())


def _summary_pdf(view: SummaryView) -> Response:
    made = summary_sheet_pdf(view, current.now())
    return pdf_answer(made, "summary", summary_sheet_name(view))


def _title(part: Part) -> str:
    """The msgid of a narrow column, or the name of a term as the centre wrote it."""
    return part.name or PART_TITLES[part.kind]
