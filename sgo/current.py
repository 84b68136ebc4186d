"""What a screen may ask about the request: who looks, what time it is, which session.

The door stands here too: nothing is open to a stranger but the endpoints named below, and an
issued password opens nothing but its own change.
"""

from __future__ import annotations

import logging
from datetime import date, datetime
from typing import Any, cast

from flask import Flask, current_app, flash, g, redirect, request, url_for
from flask_babel import lazy_gettext as _l
from flask_login import LoginManager, UserMixin, current_user
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from werkzeug.exceptions import Unauthorized

from sgo.access.viewer import Viewer
from sgo.clock import Clock, local_day
from sgo.db import db, writing
from sgo.errors import refuse
from sgo.rules.sign_ins import seen_is_due
from sgo.services.accounts.seeing_as import seen_viewer
from sgo.services.accounts.sessions import note_seen
from sgo.services.accounts.sign_in import Origin
from sgo.services.accounts.viewers import SignedInAccount, signed_in_account
from sgo.services.preferences import Look

logger = logging.getLogger(__name__)

OPEN_ENDPOINTS = frozenset(
    {
        "sign_in.sign_in",
        "own_look.save",
        "health.health",
        "static",
        "bootstrap.static",
        "style_sheets.sheets",
        # A secret address carries its own key; what a device keeps of the program tells nothing.
        "family_calendar.feed",
        "device.worker",
        "device.offline",
        "device.favicon",
    }
)
BEFORE_OWN_PASSWORD = OPEN_ENDPOINTS | {"sign_in.password", "sign_in.sign_out"}
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
READS_BY_POST = frozenset({"search.results"})
"""What is only asked, in the body so that it stands in no address: it takes no write lock."""
WHILE_SEEING_AS = frozenset({"seeing_as.end", "sign_in.sign_out"})
"""What may be sent by who looks at the screens of another account; everything else only reads."""
NOT_SHOWN = frozenset({"account", "sign_in"})
"""Blueprints that are one's own whoever one is: nobody looks at them for another."""


class CurrentAccount(UserMixin):  # type: ignore[misc]  # Flask-Login is not typed
    """The signed-in account as Flask-Login carries it; the cookie remembers the session's token."""

    def __init__(self, account: SignedInAccount, seen: Viewer | None = None) -> None:
        self.account = account
        self.seen = seen
        """Whoever's screens this session looks at instead of its own."""

    def get_id(self) -> str:
        return self.account.token


def clock() -> Clock:
    return cast(Clock, current_app.extensions["sgo.clock"])


def now() -> datetime:
    """The moment of this request, read once (decision 31)."""
    if "now" not in g:
        g.now = clock().now()
    return cast(datetime, g.now)


def today() -> date:
    return local_day(now(), clock().zone)


def session() -> Session:
    """The request's database session."""
    return cast(Session, db.session())


def viewer() -> Viewer:
    """Who looks; only behind the door, where somebody always does.

    While a technical admin sees as another account, that one: every screen shows what it would.
    """
    return cast(Viewer, current_user.seen or current_user.account.viewer)


def own_viewer() -> Viewer:
    """Whoever has signed in, whatever they look at."""
    return cast(Viewer, current_user.account.viewer)


def sees_as_another() -> bool:
    """Whether this request only looks: nothing may be written for the account looked at."""
    return current_user.is_authenticated and current_user.seen is not None


def own_look() -> Look | None:
    """The look kept on the account, once the door has asked who it is; it asks nothing itself."""
    return cast("Look | None", g.get("look"))


def sign_in_id() -> int:
    """The sign-in with which the present session began; only behind the door."""
    return cast(int, current_user.account.sign_in_id)


def origin() -> Origin:
    """Where this request comes from, as sign-ins are counted and told."""
    return Origin(
        request.remote_addr or "",
        str(current_app.secret_key),
        request.headers.get("User-Agent", ""),
    )


def wants_json() -> bool:
    """True for a call made by a script of ours, which reads a refusal as JSON."""
    return request.headers.get("X-Requested-With") == "fetch" or (
        request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"
    )


def init(app: Flask) -> None:
    """Hang the door into the application."""
    manager = LoginManager()
    manager.login_view = "sign_in.sign_in"
    manager.login_message = _l("Sign in to go on.")
    manager.session_protection = None
    manager.user_loader(_load)
    manager.init_app(app)
    app.before_request(_mean_to_write)
    app.before_request(_door)
    app.teardown_request(_mean_to_write_no_more)


def _load(token: str) -> CurrentAccount | None:
    account = signed_in_account(session(), token, now(), today())
    if account is None:
        return None
    g.look = account.look
    seen = None
    if account.seeing_as_id is not None and request.blueprint not in NOT_SHOWN:
        seen = seen_viewer(session(), account.seeing_as_id, today())
    return CurrentAccount(account, seen)


def _mean_to_write() -> None:
    reads = request.method in SAFE_METHODS or request.endpoint in READS_BY_POST
    writing.set(not reads)


def _mean_to_write_no_more(error: BaseException | None) -> None:
    """What this thread does after the request takes no write lock because the request did."""
    writing.set(False)


def _door() -> Any:
    if request.endpoint in OPEN_ENDPOINTS:
        return None
    if not current_user.is_authenticated:
        if wants_json():
            raise Unauthorized  # a script keeps what was typed; a page would only be in its way
        return current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
    if seen_is_due(current_user.account.last_seen_at, now()):
        _note_seen()
    if current_user.account.must_change_password and request.endpoint not in BEFORE_OWN_PASSWORD:
        flash(_l("Choose your own password first: the issued one opens nothing else."))
        return redirect(url_for("sign_in.password"))
    if current_user.account.seeing_as_id is not None and not _only_looks():
        raise refuse("only_looking", "3.2")
    return None


def _only_looks() -> bool:
    return (
        request.method in SAFE_METHODS
        or request.endpoint in READS_BY_POST
        or request.endpoint in WHILE_SEEING_AS
    )


def _note_seen() -> None:
    """A short write of its own, once in a few minutes; a page never waits for it to succeed."""
    session().commit()  # what was read so far; SQLite turns no reader into a writer
    writing.set(True)
    try:
        note_seen(session(), current_user.account.sign_in_id, now())
        session().commit()
    except OperationalError:
        session().rollback()
        logger.warning("the moment a session was last seen is not written: the database is busy")
    finally:
        _mean_to_write()
