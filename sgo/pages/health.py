"""Is the program alive: for a watchdog, open to everybody, says nothing about the centre."""

from __future__ import annotations

from flask import Blueprint
from sqlalchemy import text

from sgo import current

pages = Blueprint("health", __name__)


@pages.get("/health")
def health() -> tuple[str, int, dict[str, str]]:
    """200 when the database answers; an error page otherwise."""
    current.session().execute(text("select 1"))
    return "ok\n", 200, {"Content-Type": "text/plain; charset=utf-8"}
