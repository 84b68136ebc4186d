"""The movement book by period, and the lists of groups that curators confirm (2.1.3, 5.4)."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from sgo import current
from sgo.asked import as_day, as_key
from sgo.downloads import pdf_answer
from sgo.errors import Refused
from sgo.reports.movement_register import movement_register_name, movement_register_pdf
from sgo.rules.calendar import school_year
from sgo.services.group_lists import confirm_list, group_lines, group_list
from sgo.services.movement.register import RegisterView, groups_of_book, movement_register
from sgo.wording import sentence

pages = Blueprint("movement", __name__, url_prefix="/movement")

LINES_ON_A_PAGE = 50
"""Of the book on the screen; on paper it stands whole."""


@pages.get("/register")
def register() -> tuple[str, int] | str:
    """The book of a period, by default from the first of September, of all groups or of one.

    The last lines of the book stand first, `?page=1` has those before them.
    """
    try:
        view, refusal = _register(), ""
    except Refused as refused:
        view, refusal = None, sentence(refused.verdict)
    from_on, to_on = _period()
    lines = view.lines[::-1] if view else ()
    last = max(0, len(lines) - 1) // LINES_ON_A_PAGE
    number = min(request.args.get("page", 0, type=as_key), last)

    def page_url(other: int) -> str:
        asked: dict[str, Any] = {"from": from_on, "to": to_on, "group": _group_id(), "page": other}
        return url_for("movement.register", _anchor="lines", **asked)

    page = render_template(
        "movement/register.html",
        view=view,
        lines=lines[number * LINES_ON_A_PAGE : (number + 1) * LINES_ON_A_PAGE],
        number=number,
        last=last,
        page_url=page_url,
        refusal=refusal,
        from_on=from_on,
        to_on=to_on,
        group_id=_group_id(),
        groups=groups_of_book(current.session(), current.viewer()),
    )
    return (page, 422) if refusal else page


@pages.get("/register.pdf")
def register_pdf() -> Response | BaseResponse:
    """The same on paper."""
    try:
        view = _register()
    except Refused as refused:
        flash(sentence(refused.verdict), "error")
        return redirect(url_for("movement.register"))
    made = movement_register_pdf(view, current.now())
    return pdf_answer(made, "movement", movement_register_name(view))


@pages.get("/lists")
def lists() -> str:
    """The groups with the last word of their curators."""
    lines = group_lines(current.session(), current.viewer())
    return render_template("movement/lists.html", lines=lines)


@pages.get("/lists/<int:group_id>")
def list_of_group(group_id: int) -> str:
    """The list of a group, what waits in the book, and what changed since the last word."""
    view = group_list(current.session(), current.viewer(), group_id)
    return render_template("movement/list.html", view=view)


@pages.post("/lists/<int:group_id>/confirm")
def confirm(group_id: int) -> tuple[str, int] | BaseResponse:
    """The curator's word that the list is right."""
    session, viewer = current.session(), current.viewer()
    try:
        confirm_list(
            session,
            viewer,
            group_id,
            remark=request.form.get("remark", "")[:250],
            now=current.now(),
        )
        session.commit()
    except Refused as refused:
        session.rollback()
        view = group_list(session, viewer, group_id)
        page = render_template("movement/list.html", view=view, refusal=sentence(refused.verdict))
        return page, 422
    flash(gettext("The list is confirmed. The date stands below."), "success")
    return redirect(url_for("movement.list_of_group", group_id=group_id))


def _register() -> RegisterView:
    from_on, to_on = _period()
    return movement_register(current.session(), current.viewer(), from_on, to_on, _group_id())


def _period() -> tuple[date, date]:
    today = current.today()
    autumn, _ = school_year(today)
    arguments = request.args
    return arguments.get("from", autumn, type=as_day), arguments.get("to", today, type=as_day)


def _group_id() -> int | None:
    return request.args.get("group", type=as_key)
