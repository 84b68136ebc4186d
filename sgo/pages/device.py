"""What a device asks for: the worker and the page without a line where the journal is installed,
and the picture of a tab.

The worker keeps that one page and nothing else: no page of a person ever stays on a device.
"""

from __future__ import annotations

from flask import Blueprint, Response, current_app

from sgo.pages.presentation import bare_shell

pages = Blueprint("device", __name__)


@pages.get("/service-worker.js")
def worker() -> Response:
    """Served from the root, so that it may answer for every page when the line is gone."""
    return current_app.send_static_file("device/worker.js")


@pages.get("/favicon.ico")
def favicon() -> Response:
    """A browser asks for it beside a file that is no page, such as a printed form."""
    return current_app.send_static_file("device/icon-192.png")


@pages.get("/offline")
def offline() -> str:
    """Says that there is no connection; drawn without a session and without the database."""
    template = current_app.jinja_env.get_template("problems/offline.html")
    return template.render(shell=bare_shell())
