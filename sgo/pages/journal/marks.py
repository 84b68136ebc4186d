"""Term marks and final marks: the menus of the script, and the plain forms of their tabs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Blueprint, Response, abort, flash, jsonify, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from sgo import current
from sgo.asked import as_key
from sgo.errors import Conflict, Refused
from sgo.pages.journal.cells import body, conflict_answer, version_of
from sgo.rules.grading import TermOption
from sgo.services.journal.final_marks import SavedFinalMark, final_mark_options, set_final_mark
from sgo.services.journal.term_marks import SavedTermMark, set_term_mark, term_mark_options
from sgo.vocabulary import FinalKind, TermResult
from sgo.wording import hour, label, sentence

pages = Blueprint("journal_marks", __name__, url_prefix="/journal")


@pages.get("/pages/<int:page_id>/terms/<int:term_id>/marks/<int:student_id>")
def term_options(page_id: int, term_id: int, student_id: int) -> Response:
    """The menu of a term mark: the right mark first, the others with why they are closed."""
    options = term_mark_options(
        current.session(), current.viewer(), page_id, term_id, student_id, current.now()
    )
    return jsonify(options=[option_line(option) for option in options])


@pages.put("/pages/<int:page_id>/terms/<int:term_id>/marks/<int:student_id>")
def save_term_mark(page_id: int, term_id: int, student_id: int) -> Response:
    """Set, change or take away (null) a term mark."""
    given = body()
    saved = set_term_mark(
        current.session(),
        current.viewer(),
        page_id,
        term_id,
        student_id,
        _result(given.get("result")),
        seen_version=version_of(given),
        now=current.now(),
    )
    current.session().commit()
    return jsonify(_saved(saved) | {"stale": saved.stale})


@pages.post("/pages/<int:page_id>/terms/<int:term_id>/marks/<int:student_id>")
def post_term_mark(page_id: int, term_id: int, student_id: int) -> AnyResponse:
    """The same from a plain form."""
    with _told(gettext("The term mark is saved.")):
        set_term_mark(
            current.session(),
            current.viewer(),
            page_id,
            term_id,
            student_id,
            _result(request.form.get("result")),
            seen_version=request.form.get("version", type=as_key),
            now=current.now(),
        )
    return redirect(
        url_for("journal.term_marks", page_id=page_id, term=term_id, _anchor=f"s{student_id}")
    )


@pages.get("/pages/<int:page_id>/final-marks/<kind>/<int:student_id>")
def final_options(page_id: int, kind: str, student_id: int) -> Response:
    """The menu of a year, exam or final mark."""
    options = final_mark_options(
        current.session(), current.viewer(), page_id, _kind(kind), student_id, current.now()
    )
    return jsonify(options=[option_line(option) for option in options])


@pages.put("/pages/<int:page_id>/final-marks/<kind>/<int:student_id>")
def save_final_mark(page_id: int, kind: str, student_id: int) -> Response:
    """Set, change or take away (null) a year, exam or final mark."""
    given = body()
    saved = set_final_mark(
        current.session(),
        current.viewer(),
        page_id,
        _kind(kind),
        student_id,
        _result(given.get("result")),
        seen_version=version_of(given),
        now=current.now(),
    )
    current.session().commit()
    return jsonify(_saved(saved))


@pages.post("/pages/<int:page_id>/final-marks/<kind>/<int:student_id>")
def post_final_mark(page_id: int, kind: str, student_id: int) -> AnyResponse:
    """The same from a plain form."""
    with _told(gettext("The mark is saved.")):
        set_final_mark(
            current.session(),
            current.viewer(),
            page_id,
            _kind(kind),
            student_id,
            _result(request.form.get("result")),
            seen_version=request.form.get("version", type=as_key),
            now=current.now(),
        )
    return redirect(url_for("journal.final_marks", page_id=page_id, _anchor=f"s{student_id}"))


@pages.errorhandler(Conflict)
def conflict(error: Conflict) -> Response:
    """Somebody was first: theirs beside mine."""
    return conflict_answer(error)


def option_line(option: TermOption) -> dict[str, Any]:
    """A line of a menu as the script draws it; `reason` closes it."""
    result, open_line = option.result, option.verdict.allowed
    text = label(result)
    if result.number:
        text = gettext("By average") if open_line else ""
    return {
        "value": result.value,
        "sign": result.sign,
        "text": text,
        "reason": "" if open_line else sentence(option.verdict),
    }


@contextmanager
def _told(done: str) -> Iterator[None]:
    """Commit what a plain form set and say so; a refusal and a conflict are said on its page."""
    try:
        yield
        current.session().commit()
        flash(done, "success")
    except Refused as refusal:
        flash(sentence(refusal.verdict), "error")
    except Conflict as first:
        current.session().rollback()
        flash(
            gettext(
                "Somebody saved this mark first: it is “%(mark)s” now. Look at it and decide again.",
                mark=first.theirs["text"] or "–",
            ),
            "error",
        )


def _saved(saved: SavedTermMark | SavedFinalMark) -> dict[str, Any]:
    return {
        "result": saved.result,
        "sign": saved.result.sign if saved.result else "",
        "version": saved.version,
        "late": saved.verdict.code == "late",
        "saved_at": hour(current.now()),
    }


def _result(word: object) -> TermResult | None:
    """The word of a menu; nothing takes the mark away; 400 for what no menu holds."""
    if word is None or word == "":
        return None
    try:
        return TermResult(str(word))
    except ValueError:
        abort(400)


def _kind(word: str) -> FinalKind:
    try:
        return FinalKind(word)
    except ValueError:
        abort(404)
