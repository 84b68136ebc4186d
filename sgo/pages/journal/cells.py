"""What the script of the journal page asks for: cells, works, "checked", the history of a cell.

Every answer is JSON. A refusal is told by `sgo.pages.problems` with its clause (423 when the time
is over, 422 when the value is wrong); 409 carries what stands now beside what was typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from flask import Blueprint, Response, abort, jsonify, request

from sgo import current
from sgo.asked import as_key
from sgo.errors import Conflict
from sgo.pages.problems import answer
from sgo.services.journal import works, writing
from sgo.services.journal.cell_history import HistoryLine, cell_history
from sgo.services.journal.lesson_context import lesson_facts
from sgo.services.journal.writing import UNSET, SavedCell
from sgo.vocabulary import AttendanceCode
from sgo.wording import hour, label, moment

pages = Blueprint("journal_cells", __name__, url_prefix="/journal")


@pages.put("/lessons/<int:lesson_id>/cells/<int:student_id>")
def save_cell(lesson_id: int, student_id: int) -> Response:
    """Write what was typed into one cell."""
    given = body()
    comment = given.get("comment", UNSET)
    if comment is not UNSET and not isinstance(comment, str | None):
        abort(400)
    saved = writing.save_cell(
        current.session(),
        current.viewer(),
        lesson_id,
        student_id,
        text_of(given, "text"),
        comment=comment,
        seen_version=version_of(given),
        now=current.now(),
    )
    current.session().commit()
    return jsonify(cell_answer(saved))


@pages.put("/lessons/<int:lesson_id>/cells")
def save_column(lesson_id: int) -> Response:
    """Write many cells of one lesson, all or none: {cells: {student: text}, versions: {...}}."""
    given = body()
    cells, versions = given.get("cells"), given.get("versions", {})
    if not isinstance(cells, dict) or not isinstance(versions, dict):
        abort(400)
    if not all(isinstance(text, str) for text in cells.values()):
        abort(400)
    saved = writing.save_column(
        current.session(),
        current.viewer(),
        lesson_id,
        {number_of(student): text for student, text in cells.items()},
        seen={number_of(student): number_of(version) for student, version in versions.items()},
        now=current.now(),
    )
    current.session().commit()
    return jsonify(cells=[cell_answer(cell) for cell in saved], saved_at=hour(current.now()))


@pages.put("/lessons/<int:lesson_id>/attendance/<int:student_id>")
def set_attendance(lesson_id: int, student_id: int) -> Response:
    """Set or clear the code of a cell; its marks stay."""
    given = body()
    word = given.get("attendance")
    if word is not None and word not in list(AttendanceCode):
        abort(400)
    saved = writing.set_attendance(
        current.session(),
        current.viewer(),
        lesson_id,
        student_id,
        AttendanceCode(word) if word else None,
        seen_version=version_of(given),
        now=current.now(),
    )
    current.session().commit()
    return jsonify(cell_answer(saved))


@pages.get("/lessons/<int:lesson_id>/cells/<int:student_id>/history")
def history(lesson_id: int, student_id: int) -> Response:
    """Who wrote what into the cell, the latest first."""
    lines = cell_history(current.session(), current.viewer(), lesson_id, student_id, current.now())
    return jsonify(lines=[_line(line) for line in lines])


@pages.post("/lessons/<int:lesson_id>/works")
def add_work(lesson_id: int) -> Response:
    """One more work at the end of the lesson's list."""
    works.add_work(current.session(), current.viewer(), lesson_id, _work_type(), current.now())
    return _works_answer(lesson_id)


@pages.patch("/lessons/<int:lesson_id>/works/<int:work_id>")
def change_work(lesson_id: int, work_id: int) -> Response:
    """Another kind for a work; its marks stay."""
    works.change_work_type(
        current.session(), current.viewer(), lesson_id, work_id, _work_type(), current.now()
    )
    return _works_answer(lesson_id)


@pages.delete("/lessons/<int:lesson_id>/works/<int:work_id>")
def remove_work(lesson_id: int, work_id: int) -> Response:
    """Take away a work that holds no marks."""
    works.remove_work(current.session(), current.viewer(), lesson_id, work_id, current.now())
    return _works_answer(lesson_id)


@pages.errorhandler(Conflict)
def conflict(error: Conflict) -> Response:
    """Theirs beside mine, the moment as a reader says it; the page lets its person choose."""
    return conflict_answer(error)


def conflict_answer(error: Conflict) -> Response:
    """409 with what stands now (`theirs`) and what was sent (`mine`)."""
    theirs = dict(error.theirs)
    if isinstance(theirs.get("at"), datetime):
        theirs["at"] = moment_of(theirs["at"])
    sent = request.get_json(silent=True)
    mine = {name: value for name, value in sent.items() if name != "version"} if sent else {}
    return answer(409, theirs=theirs, mine=mine, seen=error.seen)


def moment_of(value: datetime) -> str:
    """The hour alone for today, with its date for another day."""
    local = value.astimezone(current.clock().zone)
    return hour(local) if local.date() == current.today() else moment(local)


def cell_answer(saved: SavedCell) -> dict[str, Any]:
    """A saved cell as the script takes it."""
    return {
        "student": saved.student_id,
        "text": saved.text,
        "attendance": saved.attendance,
        "marks": list(saved.marks),
        "comment": saved.comment or "",
        "version": saved.version,
        "flags": "late" if saved.entered_late else "",
        "average": {
            "sum": saved.average.total,
            "count": saved.average.count,
            "shown": saved.average.shown(),
        },
        "proposed": saved.proposed,
        "saved_at": hour(current.now()),
    }


def body() -> Mapping[str, Any]:
    """The JSON object of the request; 400 for anything else."""
    given = request.get_json(silent=True)
    if not isinstance(given, dict):
        abort(400)
    return cast(Mapping[str, Any], given)


def text_of(given: Mapping[str, Any], name: str) -> str:
    """A text of the body; 400 when it is none."""
    value = given.get(name)
    if not isinstance(value, str):
        abort(400)
    return value


def version_of(given: Mapping[str, Any]) -> int | None:
    """The version that the writer saw; 400 for anything that is no number."""
    value = given.get("version")
    return None if value is None else number_of(value)


def number_of(value: Any) -> int:
    """A whole number of the body; 400 for anything else."""
    try:
        return as_key(value)
    except ValueError:
        abort(400)


def _work_type() -> int:
    return number_of(body().get("work_type_id"))


def _works_answer(lesson_id: int) -> Response:
    facts = lesson_facts(current.session(), current.viewer(), lesson_id, (), current.now())
    current.session().commit()
    return jsonify(
        works=[
            {
                "id": work.id,
                "type": work.work_type_id,
                "name": work.name,
                "short": work.short_name,
                "control": work.control,
            }
            for work in facts.works
        ]
    )


def _line(line: HistoryLine) -> dict[str, Any]:
    by = line.by or label(line.system)
    return {
        "at": moment(line.at),
        "by": f"{by}, {label(line.role)}" if line.role else by,
        "before": line.before,
        "after": line.after,
        "comment_before": line.comment_before or "",
        "comment_after": line.comment_after or "",
    }
