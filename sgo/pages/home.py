"""The address `/`: sends everybody to where their own work begins."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, url_for
from werkzeug.wrappers import Response

from sgo import current
from sgo.access.permissions import Permission
from sgo.errors import Forbidden

pages = Blueprint("home", __name__)

BEGINNINGS = (
    (Permission.JOURNAL_WRITE, "journal.home"),
    (Permission.ACCOUNTS_KEEP, "admin.index"),
    (Permission.MONITORING_READ, "monitoring.board"),
    (Permission.PANEL, "admin.index"),
    (Permission.JOURNAL_READ, "journal.pages"),
    (Permission.DIARY_READ, "diary.week"),
)
"""In the order of preference for a person of several roles."""


@pages.get("/")
def home() -> Response:
    """The teacher's day, the panel, the board, the journals or the diary, by what the roles open."""
    viewer = current.viewer()
    for permission, endpoint in BEGINNINGS:
        if viewer.may(permission) and endpoint in current_app.view_functions:
            return redirect(url_for(endpoint))
    raise Forbidden("home")
