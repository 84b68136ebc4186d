"""Acts over many cells of the journal at once, each seen before it is done and taken back at once.

The script asks twice with the same body: first with `preview`, which writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Blueprint, Response, abort, flash, jsonify, redirect, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from sgo import current
from sgo.pages.journal.cells import body, number_of, text_of
from sgo.services.bulk.cells import CellOutcome, CellWish, write_cells
from sgo.services.bulk.checked import PresentResult, all_present
from sgo.services.bulk.marks import MarksResult
from sgo.services.bulk.undo import UndoResult, undo_act
from sgo.vocabulary import BulkAct
from sgo.wording import hour, label, sentence

pages = Blueprint("journal_bulk", __name__, url_prefix="/journal")

KINDS = frozenset({BulkAct.PASTE, BulkAct.FILL, BulkAct.CLEAR})
"""What is done to cells by a list of their texts."""


@pages.put("/pages/<int:page_id>/cells")
def cells(page_id: int) -> Response:
    """Write many cells: {kind, cells: [{lesson, student, text, version}], over, preview}."""
    given = body()
    kind = text_of(given, "kind")
    wishes = given.get("cells")
    if kind not in KINDS or not isinstance(wishes, list) or not wishes:
        abort(400)
    result = write_cells(
        current.session(),
        current.viewer(),
        page_id,
        BulkAct(kind),
        [_wish(one) for one in wishes],
        over_filled=given.get("over") is True,
        preview=given.get("preview") is True,
        now=current.now(),
    )
    current.session().commit()
    return jsonify(
        act=result.act_id,
        cells=[cell_line(cell) for cell in result.cells],
        saved_at=hour(current.now()),
    )


@pages.post("/lessons/<int:lesson_id>/present")
def present(lesson_id: int) -> Response:
    """Everybody without a code was there (decision 8): {preview}."""
    result = all_present(
        current.session(),
        current.viewer(),
        lesson_id,
        preview=body().get("preview") is True,
        now=current.now(),
    )
    current.session().commit()
    return jsonify(present_line(result) | {"act": result.act_id, "saved_at": hour(current.now())})


@pages.post("/acts/<act_id>/undo")
def undo(act_id: str) -> AnyResponse:
    """Take an act back; its answer says what stays and why."""
    result = undo_act(current.session(), current.viewer(), act_id, current.now())
    current.session().commit()
    if not current.wants_json() and result.marks is not None:
        return _back_to_marks(result, result.marks)
    return jsonify(
        act=result.act_id,
        kind=result.kind,
        cells=[cell_line(cell) for cell in result.cells],
        lessons=[present_line(one) for one in result.lessons],
        saved_at=hour(current.now()),
    )


def cell_line(cell: CellOutcome) -> dict[str, Any]:
    """One cell of an act as the script takes it; `reason` tells why it stays."""
    return {
        "lesson": cell.lesson_id,
        "student": cell.student_id,
        "before": cell.before,
        "after": cell.after if cell.verdict.allowed else cell.before,
        "typed": cell.after,
        "changes": cell.changes,
        "reason": "" if cell.verdict.allowed else sentence(cell.verdict),
        "filled": cell.verdict.code == "cell_is_filled",
        "by": cell.by,
        "version": cell.version,
        "comment": cell.comment,
        "flags": "late" if cell.entered_late else "",
    }


def present_line(one: PresentResult) -> dict[str, Any]:
    """What becomes of the presence of a lesson."""
    return {
        "lesson": one.lesson_id,
        "changes": one.changes,
        "reason": "" if one.changes else sentence(one.verdict),
        "present": one.present,
        "marked": [{"name": who.name, "code": label(who.code)} for who in one.marked],
        "exempt": one.exempt,
        "checked": one.checked,
        "version": one.version,
    }


def tell_marks(result: MarksResult, done: str) -> None:
    """Flash how many marks an act changed, and why others stayed, each reason once."""
    changed = len(result.changing)
    flash(done % {"count": changed}, "success" if changed else "warning")
    for reason in _reasons(result):
        flash(reason, "warning")


def _reasons(result: MarksResult) -> Iterable[str]:
    stays = [mark for mark in result.marks if not mark.verdict.allowed]
    told = {sentence(mark.verdict): mark.verdict.code for mark in stays}
    return [text for text, code in told.items() if code != "mark_already_set"]


def _back_to_marks(result: UndoResult, marks: MarksResult) -> AnyResponse:
    tell_marks(marks, gettext("Marks taken back: %(count)s.", count="%(count)s"))
    period = marks.period
    if period.term_id is not None:
        url = url_for("journal.term_marks", page_id=period.page_id, term=period.term_id)
    else:
        url = url_for("journal.final_marks", page_id=period.page_id)
    return redirect(url)


def _wish(one: object) -> CellWish:
    if not isinstance(one, Mapping):
        abort(400)
    return CellWish(
        number_of(one.get("lesson")),
        number_of(one.get("student")),
        text_of(one, "text"),
        number_of(one.get("version", 0)),
    )
