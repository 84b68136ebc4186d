"""The plan of control: checks by date, planned and changed, and their journal on paper (2.2.2, 4.7)."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from sgo import current
from sgo.asked import as_day
from sgo.downloads import pdf_answer
from sgo.errors import Refused
from sgo.pages.control.acts import CHECK_STATES, attempt, back, check_of, keeps, seen, who
from sgo.pages.control.forms import CheckForm, start_of_check, target_of
from sgo.reports.control_journal import control_journal_name, control_journal_pdf
from sgo.rules.calendar import school_year
from sgo.services.control import checks as deeds
from sgo.services.control.plan import CheckLine, PlanView, choices, control_plan
from sgo.wording import sentence

pages = Blueprint("control", __name__, url_prefix="/control/plan")


@pages.get("/")
def plan() -> tuple[str, int] | str:
    """The checks of a period, by default of the running academic year."""
    view, refusal = None, ""
    try:
        view = _plan()
    except Refused as refused:
        refusal = sentence(refused.verdict)
    from_on, to_on = _period()
    page = render_template(
        "control/plan.html",
        view=view,
        refusal=refusal,
        from_on=from_on,
        to_on=to_on,
        keeps=keeps(),
        check_state=CHECK_STATES.get,
    )
    return (page, 422) if refusal else page


@pages.get("/journal.pdf")
def journal() -> Any:
    """The journal of checks of the same period on paper."""
    try:
        view = _plan()
    except Refused as refused:
        flash(sentence(refused.verdict), "error")
        return redirect(url_for("control.plan"))
    made = control_journal_pdf(view, current.now())
    return pdf_answer(made, "control", control_journal_name(view))


@pages.route("/new", methods=["GET", "POST"])
def new() -> Any:
    """A new check; `?page=`, `?group=` or `?staff=` and `?aim=` fill the form."""
    session, viewer = current.session(), current.viewer()
    offered = choices(session, viewer, current.today())
    start = {
        "planned_on": request.args.get("day", current.today(), type=as_day),
        "checker_id": viewer.staff_id,
        "target": target_of(request.args),
        "aim": request.args.get("aim", ""),
    }
    form = CheckForm(data=start)
    form.offer(offered)
    if request.method == "GET":
        return _form_page(form, None)
    made = []
    status = attempt(
        form, lambda: made.append(deeds.plan_check(session, viewer, form.intent(), current.now()))
    )
    if status:
        return _form_page(form, None, status)
    flash(gettext("The check stands in the plan."), "success")
    return redirect(url_for("control_check.check", check_id=made[0].id))


@pages.route("/<int:check_id>/change", methods=["GET", "POST"])
def change(check_id: int) -> Any:
    """Move or mend a check that was not held yet."""
    offered = choices(current.session(), current.viewer(), current.today())
    line = check_of(check_id)
    form = CheckForm(data=start_of_check(line))
    form.offer(offered)
    if request.method == "GET":
        return _form_page(form, line)
    status = attempt(
        form, lambda: deeds.change_check(*who(), check_id, form.intent(), **seen(form))
    )
    if status:
        return _form_page(form, check_of(check_id), status)
    return back(check_id, gettext("The plan is changed."))


def _plan() -> PlanView:
    return control_plan(current.session(), current.viewer(), *_period(), current.today())


def _period() -> tuple[date, date]:
    begins, ends = school_year(current.today())
    return request.args.get("from", begins, type=as_day), request.args.get("to", ends, type=as_day)


def _form_page(form: CheckForm, line: CheckLine | None, status: int = 200) -> Response:
    if line is not None:
        form.version.data = str(line.version)
    return Response(render_template("control/form.html", form=form, line=line), status)
