"""Work that outlasts a request: done by a thread of this process, watched by the page that waits.

One piece of work at a time, in the order in which they were asked for: SQLite has one writer. How
far it has come is known to this process alone; what it has done stands in the database, so that a
restart loses the count and never the truth.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import cast

from flask import Flask, current_app
from sqlalchemy.orm.exc import StaleDataError

from sgo.db import db, writing
from sgo.errors import Conflict, Refused
from sgo.verdicts import Verdict, refused

Tell = Callable[[int, int], None]
"""How much is done, of how much."""
_log = logging.getLogger(__name__)


@dataclass
class Progress:
    """How far a piece of work has come; `verdict` says why it ended without doing what was asked."""

    what: str
    done: int = 0
    of: int = 0
    is_over: bool = False
    verdict: Verdict | None = None

    def tell(self, done: int, of: int) -> None:
        self.done, self.of = done, of


class Background:
    """The work of a process by its key: the same key is never worked on twice at once."""

    def __init__(self, app: Flask, *, at_once: bool = False) -> None:
        """`at_once` does the work within the request that asks for it, in its session."""
        self._app, self._at_once = app, at_once
        self._lock, self._known = Lock(), dict[str, Progress]()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sgo-background")

    def start(self, key: str, what: str, work: Callable[[Tell], None]) -> bool:
        """Begin the work, called `what`; False when work of this key is going on already.

        The work commits what it does; whatever it leaves open is rolled back.
        """
        with self._lock:
            known = self._known.get(key)
            if known is not None and not known.is_over:
                return False
            progress = self._known[key] = Progress(what)
        if self._at_once:
            self._do(progress, work)
        else:
            self._thread.submit(self._in_context, progress, work)
        return True

    def going_on(self, key: str) -> Progress | None:
        """The work of this key while it is not over."""
        progress = self._known.get(key)
        return progress if progress is not None and not progress.is_over else None

    def take_verdict(self, key: str) -> Verdict | None:
        """Why the last work of this key ended without doing what was asked; told once."""
        with self._lock:
            progress = self._known.get(key)
            if progress is None or not progress.is_over:
                return None
            del self._known[key]
            return progress.verdict

    def _in_context(self, progress: Progress, work: Callable[[Tell], None]) -> None:
        with self._app.app_context():
            token = writing.set(True)
            try:
                self._do(progress, work)
            finally:
                writing.reset(token)

    def _do(self, progress: Progress, work: Callable[[Tell], None]) -> None:
        try:
            work(progress.tell)
        except Refused as refusal:
            progress.verdict = refusal.verdict
        except (Conflict, StaleDataError):
            progress.verdict = refused("work_overtaken")
        except Exception:
            _log.exception("%s broke off", progress.what)
            progress.verdict = refused("work_broke_off")
        finally:
            db.session.rollback()
            if not self._at_once:
                db.session.remove()
            progress.is_over = True


def init(app: Flask, *, at_once: bool) -> None:
    """Give the application its background."""
    app.extensions["sgo.background"] = Background(app, at_once=at_once)


def background() -> Background:
    """The background of the running application."""
    return cast(Background, current_app.extensions["sgo.background"])
