"""Term and final marks of a whole page by calculation: seen first, then set, then taken back.

Plain forms, so that it works without script.
"""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from sgo import current
from sgo.pages.journal.bulk import tell_marks
from sgo.services.bulk.marks import MarksResult, Period, set_by_calculation
from sgo.vocabulary import FinalKind
from sgo.wording import label

pages = Blueprint("journal_calculation", __name__, url_prefix="/journal/pages/<int:page_id>")

SHOWN = "mark-"
COMPUTED = frozenset({FinalKind.YEAR, FinalKind.FINAL})
"""The exam is typed, never computed (decision 20)."""


@pages.get("/terms/<int:term_id>/calculation")
def term(page_id: int, term_id: int) -> str:
    """What would be set for the term, and why the rest stays."""
    return _preview(Period(page_id, term_id=term_id))


@pages.post("/terms/<int:term_id>/calculation")
def set_term(page_id: int, term_id: int) -> AnyResponse:
    """Set the marks that were shown."""
    return _set(Period(page_id, term_id=term_id))


@pages.get("/final-marks/<kind>/calculation")
def final(page_id: int, kind: str) -> str:
    """The same for the year or the final mark."""
    return _preview(Period(page_id, kind=_kind(kind)))


@pages.post("/final-marks/<kind>/calculation")
def set_final(page_id: int, kind: str) -> AnyResponse:
    """Set the year or final marks that were shown."""
    return _set(Period(page_id, kind=_kind(kind)))


def _preview(period: Period) -> str:
    result = set_by_calculation(
        current.session(), current.viewer(), period, preview=True, now=current.now()
    )
    return render_template(
        "journal/calculation.html",
        result=result,
        head=result.head,
        period_name=_name(result),
        back=_tab(period),
        shown=SHOWN,
    )


def _set(period: Period) -> AnyResponse:
    result = set_by_calculation(
        current.session(),
        current.viewer(),
        period,
        shown=_shown(),
        now=current.now(),
    )
    current.session().commit()
    tell_marks(result, gettext("Marks set by calculation: %(count)s.", count="%(count)s"))
    return redirect(_tab(period, act=result.act_id))


def _shown() -> dict[int, int]:
    """The marks that stood in the preview, by student; 400 for what no preview holds."""
    found = {}
    for name, value in request.form.items():
        if not name.startswith(SHOWN):
            continue
        student = name.removeprefix(SHOWN)
        if not (student.isdecimal() and value.isdecimal()):
            abort(400)
        found[int(student)] = int(value)
    return found


def _tab(period: Period, act: str | None = None) -> str:
    if period.term_id is not None:
        return url_for("journal.term_marks", page_id=period.page_id, term=period.term_id, act=act)
    return url_for("journal.final_marks", page_id=period.page_id, act=act)


def _name(result: MarksResult) -> str:
    if result.period.kind is not None:
        return label(result.period.kind)
    names = {term.id: term.name for term in result.head.terms}
    return names[result.period.term_id or 0]


def _kind(word: str) -> FinalKind:
    if word not in COMPUTED:
        abort(404)
    return FinalKind(word)
