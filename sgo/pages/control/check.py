"""A check of the plan: what was found, remarks to teachers, second looks (clause 4.7)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext

from sgo import current
from sgo.access.permissions import Permission
from sgo.pages.control.acts import (
    CHECK_STATES,
    REMARK_STATES,
    attempt,
    back,
    check_of,
    keeps,
    seen,
    who,
)
from sgo.pages.control.forms import (
    CallOffForm,
    HoldForm,
    LookForm,
    RemarkForm,
    SeenForm,
    mending_day,
)
from sgo.services.control import checks as deeds
from sgo.services.control import remarks
from sgo.services.control.plan import CheckLine, choices, teachers_of
from sgo.vocabulary import CheckState, RemarkState

pages = Blueprint("control_check", __name__, url_prefix="/control/plan")


@pages.get("/<int:check_id>")
def check(check_id: int) -> Response:
    """A check with its remarks and what can be done with them."""
    return _page(check_of(check_id))


@pages.post("/<int:check_id>/hold")
def hold(check_id: int) -> Any:
    """Note what was looked at and found."""
    _keep_or_refuse(check_id)
    form = HoldForm(prefix="hold-")
    status = attempt(
        form,
        lambda: deeds.hold(
            *who(),
            check_id,
            form.held_on.data,
            form.looked_at.data or "",
            form.findings.data or "",
            **seen(form),
        ),
    )
    if status:
        return _page(check_of(check_id), form, status)
    return back(check_id, gettext("The check is noted. Remarks to teachers are made below."))


@pages.post("/<int:check_id>/call-off")
def call_off(check_id: int) -> Any:
    """Say that a check will not be held, and why."""
    _keep_or_refuse(check_id)
    form = CallOffForm(prefix="off-")
    status = attempt(
        form, lambda: deeds.call_off(*who(), check_id, form.reason.data or "", **seen(form))
    )
    if status:
        return _page(check_of(check_id), form, status)
    return back(check_id, gettext("The check is called off; it stays in the plan."))


@pages.post("/<int:check_id>/remarks")
def remark(check_id: int) -> Any:
    """A remark to a teacher."""
    line = _keep_or_refuse(check_id)
    form = _remark_form(line)
    status = attempt(
        form,
        lambda: remarks.make_remark(
            *who(),
            check_id,
            form.staff_id.data,
            form.text.data or "",
            form.mend_by.data,
            **seen(form),
        ),
    )
    if status:
        return _page(check_of(check_id), form, status)
    return back(check_id, gettext("The teacher sees the remark on the page of the day."))


@pages.post("/<int:check_id>/remarks/<int:remark_id>/look")
def look(check_id: int, remark_id: int) -> Any:
    """The second look at a remark: `act=accept`, or `act=again` with a new day."""
    _keep_or_refuse(check_id)
    form = LookForm(prefix=f"look{remark_id}-")
    again = request.form.get("act") == "again"
    words = form.words.data or ""

    def deed() -> object:
        if again:
            day = form.mend_by.data
            return remarks.send_again(*who(), remark_id, words, day, **seen(form))
        return remarks.accept_remark(*who(), remark_id, words, **seen(form))

    status = attempt(form, deed)
    if status:
        return _page(check_of(check_id), form, status)
    told = gettext("The teacher has the remark again.") if again else gettext("Accepted.")
    return back(check_id, told)


def _keep_or_refuse(check_id: int) -> CheckLine:
    """The check for whoever keeps the plan, before anything of the form is judged."""
    current.viewer().role_for(Permission.CONTROL_KEEP)
    return check_of(check_id)


def _remark_form(line: CheckLine) -> RemarkForm:
    session, viewer, today = current.session(), current.viewer(), current.today()
    likely = teachers_of(session, viewer, line, today)
    form = RemarkForm(
        prefix="remark-",
        data={"staff_id": likely[0] if likely else None, "mend_by": mending_day(today)},
    )
    staff = choices(session, viewer, today).staff
    first = sorted(staff, key=lambda one: one[0] not in likely)
    form.staff_id.choices = [("", gettext("choose")), *first]
    return form


def _page(line: CheckLine, refused: SeenForm | None = None, status: int = 200) -> Response:
    """The check with its forms; the refused one keeps what was typed."""
    forms: dict[str, SeenForm] = {}
    if keeps():
        today = current.today()
        if line.state is CheckState.PLANNED:
            start = {"held_on": today, "looked_at": line.aim}
            forms["hold"] = HoldForm(None, prefix="hold-", data=start)
            forms["off"] = CallOffForm(None, prefix="off-")
        if line.state is CheckState.HELD:
            forms["remark"] = refused if isinstance(refused, RemarkForm) else _remark_form(line)
            for one in line.remarks:
                if one.state is not RemarkState.ACCEPTED:
                    forms[f"look{one.remark_id}"] = LookForm(
                        None, prefix=f"look{one.remark_id}-", data={"mend_by": mending_day(today)}
                    )
    if refused is not None:
        forms[refused._prefix.rstrip("-")] = refused
    versions = {f"look{one.remark_id}": one.version for one in line.remarks}
    for name, form in forms.items():
        form.version.data = str(versions.get(name, line.version))
    page = render_template(
        "control/check.html",
        line=line,
        forms=forms,
        refused=refused,
        keeps=keeps(),
        check_state=CHECK_STATES.get,
        remark_state=REMARK_STATES.get,
        states=RemarkState,
    )
    return Response(page, status)
