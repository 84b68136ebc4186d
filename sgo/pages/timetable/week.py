"""The timetable: the week of a group, a teacher or a room, its editor's table and its paper."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response as AnyResponse

from sgo import current
from sgo.access.permissions import Permission
from sgo.access.viewer import Viewer
from sgo.asked import as_day, as_key
from sgo.downloads import pdf_answer
from sgo.errors import Missing
from sgo.places import Place
from sgo.reports.week_sheet import week_sheets_name, week_sheets_pdf
from sgo.rules.timetable import ClashKind
from sgo.services.timetable.edits import Outcome
from sgo.services.timetable.forming import FORMED_ANEW
from sgo.services.timetable.slot import busy_slots
from sgo.services.timetable.undo import undo
from sgo.services.timetable.week import week_view
from sgo.services.timetable.week_sheets import week_sheets
from sgo.vocabulary import N_

pages = Blueprint("timetable", __name__, url_prefix="/timetable")

KINDS = (
    (ClashKind.GROUP, N_("By group")),
    (ClashKind.TEACHER, N_("By teacher")),
    (ClashKind.ROOM, N_("By room")),
)


@pages.get("/")
def week() -> str:
    """The week from today on, or from `?day=2026-12-01`; of `?by=group&id=ID`."""
    view = week_view(
        current.session(),
        current.viewer(),
        request.args.get("by", type=ClashKind),
        number_asked("id"),
        day_asked(),
    )
    return render_template(
        "timetable/week.html",
        view=view,
        kinds=[(gettext(name), kind) for kind, name in KINDS if kind in view.kinds],
        tabs=tabs(),
        saved=request.args.get("saved"),
    )


@pages.get("/busy")
def busy() -> Response:
    """Where the row of `?row=ID` would meet another one, as the table marks it while it moves."""
    found = busy_slots(
        current.session(),
        current.viewer(),
        number_asked("row") or 0,
        day_asked(),
    )
    return jsonify(
        [
            {
                "weekday": weekday.value,
                "bell": bell,
                "busy": gettext("%(name)s: %(other)s", **verdict.parameters),
            }
            for weekday, bell, verdict in found
        ]
    )


@pages.get("/paper/<by>.pdf", endpoint="paper")
def on_paper(by: str) -> Response:
    """The week of `?id=ID` as PDF, or of everybody of the kind, a sheet of paper each."""
    if by not in tuple(ClashKind):
        raise Missing("week")
    view = week_sheets(
        current.session(), current.viewer(), ClashKind(by), number_asked("id"), day_asked()
    )
    made = week_sheets_pdf(view, current.now())
    return pdf_answer(made, "timetable", week_sheets_name(view))


@pages.post("/undo/<act_id>")
def take_back(act_id: str) -> AnyResponse:
    """Take back one act of one's own on the timetable or on lessons."""
    outcome = undo(
        current.session(),
        current.viewer(),
        act_id,
        now=current.now(),
        reason=gettext(FORMED_ANEW),
    )
    current.session().commit()
    flash(" ".join([gettext("Taken back."), *told(outcome)]), "success")
    return redirect(own_address(request.form.get("back", "")) or url_for("timetable.week"))


def told(outcome: Outcome) -> list[str]:
    """What happens to the lessons ahead, in words; what does not happen is not mentioned."""
    moved, created = outcome.total("moved"), outcome.total("created")
    refreshed, kept = outcome.total("refreshed"), outcome.total("kept")
    gone = outcome.total("deleted") + outcome.total("cancelled")
    lines = [
        (moved, ngettext("%(num)d lesson ahead moves.", "%(num)d lessons ahead move.", moved)),
        (
            refreshed,
            ngettext(
                "%(num)d lesson ahead takes teacher or room anew.",
                "%(num)d lessons ahead take teacher or room anew.",
                refreshed,
            ),
        ),
        (created, ngettext("%(num)d lesson is formed.", "%(num)d lessons are formed.", created)),
        (gone, ngettext("%(num)d lesson falls out.", "%(num)d lessons fall out.", gone)),
        (
            kept,
            ngettext("%(num)d lesson stays as it is.", "%(num)d lessons stay as they are.", kept),
        ),
    ]
    return [words for count, words in lines if count] or [gettext("No lesson changes.")]


def day_asked() -> date:
    """The day from which the week is asked for: of the address, else today."""
    return request.values.get("day", current.today(), type=as_day)


def number_asked(name: str) -> int | None:
    """A key of the address; what no row could have is none."""
    return request.args.get(name, type=as_key)


def own_address(address: str) -> str | None:
    """The address if it is a page of the timetable, for a way back."""
    is_own = address.startswith("/timetable") and "//" not in address and "\\" not in address
    return address if is_own and address.isprintable() else None


def tabs() -> list[tuple[str, str, bool]]:
    """The pages of the timetable that the viewer may open."""
    viewer: Viewer = current.viewer()
    lines = [
        (N_("Week"), "timetable.week", Permission.TIMETABLE_READ),
        (N_("Substitutions"), "substitutions.days", Permission.SCHOOL_READ),
        (N_("Curriculum"), "curriculum.hours", Permission.SCHOOL_READ),
        (N_("Gaps"), "curriculum.gaps", Permission.SCHOOL_READ),
    ]
    return [
        (gettext(name), url_for(endpoint), request.endpoint == endpoint)
        for name, endpoint, permission in lines
        if viewer.may(permission)
    ]


def own_places() -> list[Place]:
    """The further pages of the timetable, for the search; the menu itself offers the week."""
    return [Place(name, url, "calendar", gettext("Timetable")) for name, url, _ in tabs()[1:]]
