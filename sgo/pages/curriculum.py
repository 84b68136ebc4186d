"""The curriculum in hours, planned, timetabled and held; and what the timetable lacks."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

from sgo import current
from sgo.access.permissions import Permission
from sgo.asked import as_key
from sgo.errors import Refused
from sgo.pages.timetable.week import number_asked, tabs
from sgo.rules.curriculum import Hours, HoursState
from sgo.services.curriculum import CurriculumView, curriculum_view, save_term_hours
from sgo.services.timetable.gaps import timetable_gaps
from sgo.wording import sentence

pages = Blueprint("curriculum", __name__, url_prefix="/timetable")

MOST_HOURS = 4
"""Digits of a number of hours."""


@pages.get("/curriculum/")
def hours() -> str:
    """The programme of `?programme=ID` with its groups, or one group of `?group=ID` by term."""
    return _page(_view())


@pages.post("/curriculum/<int:programme_id>")
def divide(programme_id: int) -> Any:
    """Divide the plan of every subject among the terms; one refusal keeps all as it was."""
    session, viewer = current.session(), current.viewer()
    viewer.role_for(Permission.SCHOOL_KEEP)
    view = curriculum_view(session, viewer, programme_id, None, current.now())
    problems: dict[int, str] = {}
    for line in view.plan:
        typed = {
            number: request.form.get(f"hours-{line.item_id}-{number}", "").strip()
            for number in view.term_numbers
        }
        if any(text and not _is_number(text) for text in typed.values()):
            problems[line.item_id] = gettext("Write the hours as whole numbers.")
            continue
        by_term = {number: int(text) for number, text in typed.items() if text}
        if by_term == {number: one.planned for number, one in line.by_term.items()}:
            continue
        version = request.form.get(f"version-{line.item_id}", 0, type=as_key)
        try:
            save_term_hours(
                session, viewer, line.item_id, by_term, version=version, now=current.now()
            )
        except Refused as refusal:
            problems[line.item_id] = sentence(refusal.verdict)
    if problems:
        session.rollback()
        return Response(_page(view, problems), 422)
    session.commit()
    flash(gettext("Saved."), "success")
    return redirect(url_for("curriculum.hours", programme=programme_id))


@pages.get("/gaps")
def gaps() -> str:
    """Lessons without a teacher, groups without a timetable, subjects that nobody teaches."""
    found = timetable_gaps(current.session(), current.viewer(), current.now())
    return render_template(
        "timetable/gaps.html",
        gaps=found,
        tabs=tabs(),
        may_keep=current.viewer().may(Permission.TIMETABLE_KEEP),
    )


def told(of: Hours) -> str:
    """How the lessons stand to the plan, in words."""
    count = abs(of.difference)
    words: dict[HoursState, str] = {
        HoursState.NO_PLAN: "",
        HoursState.AS_PLANNED: gettext("as planned"),
        HoursState.NO_LESSONS: gettext("no lessons in the timetable"),
        HoursState.TOO_FEW: ngettext("%(num)d hour too few", "%(num)d hours too few", count),
        HoursState.TOO_MANY: ngettext(
            "%(num)d hour over the plan", "%(num)d hours over the plan", count
        ),
    }
    return words[of.state]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= MOST_HOURS


def _view() -> CurriculumView:
    return curriculum_view(
        current.session(),
        current.viewer(),
        number_asked("programme"),
        number_asked("group"),
        current.now(),
    )


def _page(view: CurriculumView, problems: dict[int, str] | None = None) -> str:
    return render_template(
        "timetable/curriculum.html",
        view=view,
        told=told,
        group_id=number_asked("group"),
        problems=problems or {},
        typed=request.form,
        tabs=tabs(),
    )
