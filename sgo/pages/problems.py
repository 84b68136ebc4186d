"""Answers to what went wrong: a page for a person, a few words of JSON for a script.

Nothing here tells SQL, a path, a stack or a name: what happened inside stands in the log alone.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, current_app, jsonify, render_template
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from sgo import current
from sgo.errors import Conflict, Forbidden, Missing, Refused, Unpermitted
from sgo.pages.presentation import bare_shell
from sgo.vocabulary import N_
from sgo.wording import sentence

logger = logging.getLogger(__name__)

LOCKED_CODES = frozenset(
    {
        "window_closed",
        "period_closed",
        "period_not_begun",
        "year_closed",
        "lesson_ahead",
        "closed_lesson_stays",
    }
)
"""Refusals by time: the cell is locked (423), what was typed is not wrong in itself (422)."""

SECONDS_TO_WAIT = 5
"""Retry-After of a busy database."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What a status means to a person; the words are msgids."""

    code: str
    title: str
    sentence: str
    advice: str = ""


PROBLEMS = {
    400: Problem(
        "bad_request",
        N_("The request cannot be read"),
        N_("The browser sent something that the journal does not understand."),
        N_("Go back, reload the page and try again."),
    ),
    401: Problem(
        "signed_out",
        N_("You are signed out"),
        N_("The session has ended, and nothing was changed."),
        N_("Sign in and try again."),
    ),
    403: Problem(
        "forbidden",
        N_("Closed for your role"),
        N_("Your roles do not open this page, and nothing was changed."),
        N_("If your work needs it, ask the technical administrator about your roles."),
    ),
    404: Problem(
        "missing",
        N_("There is no such page"),
        N_("The address is wrong, or what stood here is not open to you."),
        N_("Check the address or begin at the start page."),
    ),
    405: Problem(
        "method",
        N_("This cannot be done here"),
        N_("The address exists, but not for this act."),
        N_("Go back and use the buttons of the page."),
    ),
    409: Problem(
        "conflict",
        N_("Somebody saved first"),
        N_("The record was changed while it was open here; your change was not saved."),
        N_("Go back, reload the page, look at the new values and decide again."),
    ),
    413: Problem(
        "too_large",
        N_("Too much at once"),
        N_("What was sent is larger than the journal takes."),
        N_("Choose a smaller file or send fewer rows."),
    ),
    422: Problem(
        "refused",
        N_("Not saved"),
        N_("A rule of the journal does not allow it."),
        N_("Go back: what you typed is still there."),
    ),
    423: Problem(
        "locked",
        N_("Closed for changes"),
        N_("The time for this entry is over."),
        N_("Closed entries are changed by nobody; what was entered in time stays."),
    ),
    429: Problem(
        "too_often",
        N_("Too many attempts"),
        N_("The journal takes no further attempts for a while."),
        N_("Wait a few minutes and try again."),
    ),
    500: Problem(
        "fault",
        N_("A fault of the journal"),
        N_("The journal could not do it, and nothing was changed. The fault is in the log."),
        N_("Try again; if it happens again, tell the technical administrator the time."),
    ),
    503: Problem(
        "busy",
        N_("The journal is busy"),
        N_("The database does not answer right now, and nothing was changed."),
        N_("Wait a few seconds and try again."),
    ),
}
CSRF = Problem(
    "csrf",
    N_("The page has grown old"),
    N_("You signed in again, or signed out, after this page was opened; nothing was changed."),
    N_("Go back, reload the page and send the form again. Copy long texts first."),
)


def register(app: Flask) -> None:
    """Hang the answers into the application."""
    app.register_error_handler(CSRFError, _old_page)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(Conflict, _conflict)
    app.register_error_handler(Missing, _missing)
    app.register_error_handler(Forbidden, _forbidden)
    app.register_error_handler(Unpermitted, _unpermitted)
    app.register_error_handler(StaleDataError, _stale)
    app.register_error_handler(IntegrityError, _clash)
    app.register_error_handler(OperationalError, _busy)


def answer(
    status: int, problem: Problem | None = None, message: str = "", **details: Any
) -> Response:
    """The answer with that status; `message` is a sentence in the reader's language already."""
    problem = problem or PROBLEMS[status]
    text = message or gettext(problem.sentence)
    if current.wants_json():
        response = jsonify({"code": problem.code, "message": text} | details)
    else:
        response = Response(_page(status, problem, text), mimetype="text/html")
    response.status_code = status
    return response


def _page(status: int, problem: Problem, text: str) -> str:
    """The page in the frame of the viewer; in the bare one when that cannot be drawn."""
    words = {
        "status": status,
        "title": gettext(problem.title),
        "sentence": text,
        "advice": gettext(problem.advice) if problem.advice else "",
    }
    if status < 500:
        try:
            return render_template("problems/problem.html", layout="base.html", bare=False, **words)
        except Exception:
            # The frame asks the session and the database; a problem page must not fall with them.
            logger.exception("the frame of a problem page failed")
    template = current_app.jinja_env.get_template("problems/problem.html")
    return template.render(layout="shell/document.html", bare=True, shell=bare_shell(), **words)


def _http(error: HTTPException) -> Any:
    status = error.code or 500
    if error.response is not None or status < 400:
        return error
    if status not in PROBLEMS:
        status = 400 if status < 500 else 500
    response = answer(status)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After", "WWW-Authenticate"):
            response.headers[name] = value
    return response


def _old_page(_error: CSRFError) -> Response:
    return answer(400, CSRF)


def _refused(error: Refused) -> Response:
    verdict = error.verdict
    status = 423 if verdict.code in LOCKED_CODES else 422
    known = PROBLEMS[status]
    problem = Problem(verdict.code, known.title, known.sentence, known.advice)
    return answer(status, problem, sentence(verdict), clause=verdict.clause, field=verdict.field)


def _conflict(error: Conflict) -> Response:
    return answer(409, theirs=error.theirs, seen=error.seen)


def _missing(_error: Missing) -> Response:
    return answer(404)


def _forbidden(_error: Forbidden) -> Response:
    return answer(403)


def _unpermitted(error: Unpermitted) -> Response:
    logger.error("a write without a permit was stopped", exc_info=error)
    return answer(500)


def _stale(_error: StaleDataError) -> Response:
    return answer(409)


def _clash(error: IntegrityError) -> Response:
    logger.warning("a constraint stopped a write: %s", type(error.orig).__name__)
    return answer(409)


def _busy(error: OperationalError) -> Response:
    logger.error("the database does not answer: %s", type(error.orig).__name__)
    response = answer(503)
    response.headers["Retry-After"] = str(SECONDS_TO_WAIT)
    return response
