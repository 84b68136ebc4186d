"""The diary of a family: one week of one child, on a phone first (clause 4.8)."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, render_template, request

from sgo import current
from sgo.services.diary import diary_week

pages = Blueprint("diary", __name__, url_prefix="/diary")


@pages.get("/")
def week() -> str:
    """This week, or the week of `?day=2026-11-23`, of `?student=ID` or the first child."""
    return render_template(
        "diary/week.html",
        week=diary_week(
            current.session(),
            current.viewer(),
            request.args.get("student", type=int),
            request.args.get("day", current.today(), type=date.fromisoformat),
            current.now(),
        ),
    )
