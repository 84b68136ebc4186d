"""Changes of the day: who is away, their lessons, who is free; several lessons changed at once."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

from sgo import current
from sgo.access.permissions import Permission
from sgo.asked import as_day, day_or_none, key_or_none
from sgo.names import tidy
from sgo.pages.timetable.week import day_asked, number_asked, tabs
from sgo.services.timetable.day_changes import ChangesView, DayLesson, changes_view
from sgo.services.timetable.substitutions import (
    Changed,
    ChangeKind,
    LessonChange,
    change_lessons,
    try_lessons,
)
from sgo.verdicts import refused
from sgo.wording import sentence

pages = Blueprint("substitutions", __name__, url_prefix="/timetable/changes")

LONGEST_REASON = 250


@pages.get("/")
def days() -> str:
    """The changes of `?day=...&to=...`; with `&staff=ID` the lessons of who is away."""
    view = _view()
    return _page(view, _nothing_chosen(view), reason="")


@pages.post("/")
def send() -> Any:
    """Suggest somebody for each lesson (`act=suggest`), show what would be (`check`), or save."""
    current.viewer().role_for(Permission.LESSONS_MOVE)
    view = _view()
    chosen = {one.lesson_id: _chosen(one) for one in view.lessons}
    reason = tidy(request.form.get("reason", ""))[:LONGEST_REASON]
    act = request.form.get("act")
    if act == "suggest":
        return _page(view, _suggested(view, chosen), reason)
    changes = [change for one in view.lessons if (change := _change(one, chosen[one.lesson_id]))]
    if not changes:
        return Response(
            _page(
                view, chosen, reason, problem=gettext("Choose what becomes of at least one lesson.")
            ),
            422,
        )
    if not reason:
        problem = sentence(refused("change_needs_reason"))
        return Response(_page(view, chosen, reason, problem=problem), 422)
    session, viewer = current.session(), current.viewer()
    if act != "save":
        tried = try_lessons(session, viewer, changes, reason, now=current.now())
        status = 422 if tried.refusals else 200
        return Response(_page(view, chosen, reason, outcome=tried, changes=changes), status)
    done = change_lessons(session, viewer, changes, reason, now=current.now())
    if done.refusals:
        session.rollback()
        return Response(_page(view, chosen, reason, outcome=done, changes=changes), 422)
    session.commit()
    flash(
        ngettext("%(num)d lesson is changed.", "%(num)d lessons are changed.", len(changes)),
        "success",
    )
    return redirect(
        url_for(
            "substitutions.days",
            day=view.from_on.isoformat(),
            to=view.to_on.isoformat(),
            staff=view.staff_id,
            saved=done.act_id,
        )
    )


def _view() -> ChangesView:
    from_on = day_asked()
    return changes_view(
        current.session(),
        current.viewer(),
        number_asked("staff"),
        from_on,
        request.args.get("to", from_on, type=as_day),
        current.now(),
    )


Chosen = dict[str, str]
"""What the form holds for one lesson: what, and for a move the day and the bell."""


def _chosen(one: DayLesson) -> Chosen:
    return {
        name: request.form.get(f"{name}-{one.lesson_id}", "")
        for name in ("what", "day", "bell", "version")
    }


def _nothing_chosen(view: ChangesView) -> dict[int, Chosen]:
    return {
        one.lesson_id: {
            "what": "",
            "day": one.held_on.isoformat(),
            "bell": str(one.bell_number),
            "version": str(one.version),
        }
        for one in view.lessons
    }


def _suggested(view: ChangesView, chosen: dict[int, Chosen]) -> dict[int, Chosen]:
    """A free teacher of the same subject wherever nothing was chosen yet."""
    for one in view.lessons:
        mine = chosen[one.lesson_id]
        likely = next((who for who in one.substitutes if who.same_subject), None)
        if not mine["what"] and likely is not None and one.place is not None and one.place.allowed:
            mine["what"] = f"{ChangeKind.SUBSTITUTE}:{likely.staff_id}"
    return chosen


def _change(one: DayLesson, chosen: Chosen) -> LessonChange | None:
    kind, _, who = chosen["what"].partition(":")
    if kind not in tuple(ChangeKind):
        return None
    return LessonChange(
        lesson_id=one.lesson_id,
        kind=ChangeKind(kind),
        version=key_or_none(chosen["version"]) or one.version,
        staff_id=key_or_none(who),
        held_on=day_or_none(chosen["day"]),
        bell_number=key_or_none(chosen["bell"]),
    )


def _page(
    view: ChangesView,
    chosen: dict[int, Chosen],
    reason: str,
    *,
    problem: str = "",
    outcome: Changed | None = None,
    changes: list[LessonChange] | None = None,
) -> str:
    counts = {
        kind.value: sum(change.kind is kind for change in changes or ()) for kind in ChangeKind
    }
    return render_template(
        "timetable/changes.html",
        view=view,
        chosen=chosen,
        reason=reason,
        problem=problem,
        outcome=outcome,
        counts=counts,
        tabs=tabs(),
        saved=request.args.get("saved"),
        longest_reason=LONGEST_REASON,
    )
