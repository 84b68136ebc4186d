"""What the pages of the plan of control share: who acts, how an act ends, the shapes of states."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext
from sqlalchemy.orm.exc import StaleDataError

from sgo import current
from sgo.access.permissions import Permission
from sgo.errors import Conflict, Refused
from sgo.pages.control.forms import SeenForm
from sgo.services.control.plan import CheckLine, check_view
from sgo.vocabulary import CheckState, RemarkState
from sgo.wording import sentence

CHECK_STATES = {
    CheckState.PLANNED: "waiting",
    CheckState.HELD: "done",
    CheckState.CALLED_OFF: "locked",
}
REMARK_STATES = {
    RemarkState.OPEN: "waiting",
    RemarkState.MENDED: "begun",
    RemarkState.ACCEPTED: "done",
}
"""The shape beside the word (kit `state`)."""
Deed = Callable[[], object]


def keeps() -> bool:
    """Whether the viewer keeps the plan; others only read it."""
    return current.viewer().may(Permission.CONTROL_KEEP)


def who() -> tuple[Any, Any]:
    """The session and the viewer, as services take them."""
    return current.session(), current.viewer()


def seen(form: SeenForm) -> dict[str, Any]:
    """The version that the form carries, and the moment."""
    return {"seen": form.version.data or 0, "now": current.now()}


def check_of(check_id: int) -> CheckLine:
    """The check as it is read; raises Forbidden, Missing."""
    return check_view(current.session(), current.viewer(), check_id, current.today())


def attempt(form: SeenForm, deed: Deed) -> int:
    """Do it and commit, 0; or put the reason into the form and give the status to answer with."""
    if not form.validate():
        return 422
    session = current.session()
    try:
        deed()
        session.commit()
    except Refused as refusal:
        session.rollback()
        field, told = refusal.verdict.field or "", sentence(refusal.verdict)
        if field in form:
            form[field].errors = [*form[field].errors, told]
        else:
            form.form_errors.append(told)
        return 422
    except (Conflict, StaleDataError):
        session.rollback()
        told = gettext(
            "Somebody has saved this just now: look at how it stands, and save again if yours still holds."
        )
        form.form_errors.append(told)
        return 409
    return 0


def back(check_id: int, told: str) -> Any:
    """To the page of the check, with what was done."""
    flash(told, "success")
    return redirect(url_for("control_check.check", check_id=check_id))
