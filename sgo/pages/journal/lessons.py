"""What is written for a lesson as a whole: its topic, and that attendance was checked.

Each address takes the script's call and a plain form alike.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, request, url_for
from flask_babel import gettext

from sgo import current
from sgo.asked import as_key
from sgo.errors import Conflict
from sgo.models import Lesson
from sgo.pages.journal.cells import body, conflict_answer, text_of, version_of
from sgo.services.journal.writing import mark_checked, save_topic
from sgo.wording import hour

pages = Blueprint("journal_lessons", __name__, url_prefix="/journal")


@pages.put("/lessons/<int:lesson_id>/topic")
def put_topic(lesson_id: int) -> Response:
    """Write the topic from the script."""
    given = body()
    return _answer(_save_topic(lesson_id, text_of(given, "topic"), version_of(given) or 0))


@pages.post("/lessons/<int:lesson_id>/topic")
def post_topic(lesson_id: int) -> Any:
    """Write the topic from a plain form."""
    _save_topic(
        lesson_id,
        request.form.get("topic", ""),
        request.form.get("version", 0, type=as_key),
    )
    flash(gettext("The topic is saved."), "success")
    return redirect(url_for("journal.lesson", lesson_id=lesson_id))


@pages.post("/lessons/<int:lesson_id>/checked")
def checked(lesson_id: int) -> Any:
    """Decision 8: attendance was looked at, whoever was absent; `checked=0` takes it back."""
    given = body() if request.is_json else request.form
    lesson = mark_checked(
        current.session(),
        current.viewer(),
        lesson_id,
        checked=str(given.get("checked", "1")) not in ("0", "False"),
        now=current.now(),
    )
    current.session().commit()
    if current.wants_json():
        return _answer(lesson)
    if lesson.checked_at:
        flash(gettext("Attendance is checked."), "success")
    return redirect(url_for("journal.lesson", lesson_id=lesson_id))


@pages.errorhandler(Conflict)
def conflict(error: Conflict) -> Response:
    """Somebody wrote another topic first."""
    if "text" in error.theirs:
        error.theirs["topic"] = error.theirs.pop("text")
    return conflict_answer(error)


def _save_topic(lesson_id: int, topic: str, seen: int) -> Lesson:
    lesson = save_topic(
        current.session(),
        current.viewer(),
        lesson_id,
        topic,
        seen_version=seen,
        now=current.now(),
    )
    current.session().commit()
    return lesson


def _answer(lesson: Lesson) -> Response:
    return jsonify(
        topic=lesson.topic or "",
        checked=lesson.checked_at is not None,
        version=lesson.version,
        saved_at=hour(current.now()),
    )
