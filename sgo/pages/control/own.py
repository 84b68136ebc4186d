"""A remark of a check as its teacher reads and answers it (clause 4.7)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask_babel import gettext

from sgo import current
from sgo.pages.control.acts import attempt, seen, who
from sgo.pages.control.forms import AnswerForm, answer_form, answer_prefix
from sgo.services.control import remarks
from sgo.services.control.remarks import OwnRemark, own_remark

pages = Blueprint("control_own", __name__, url_prefix="/control/plan")


@pages.get("/remarks/<int:remark_id>", endpoint="own")
def own_remark_page(remark_id: int) -> Response:
    """A remark as its teacher reads it."""
    return _own_page(_own(remark_id))


@pages.post("/remarks/<int:remark_id>")
def answer(remark_id: int) -> Any:
    """The teacher's word that it is mended."""
    _own(remark_id)
    form = AnswerForm(prefix=answer_prefix(remark_id))
    status = attempt(
        form,
        lambda: remarks.answer_remark(*who(), remark_id, form.words.data or "", **seen(form)),
    )
    if status:
        return _own_page(_own(remark_id), form, status)
    flash(gettext("Told: whoever checks looks a second time."), "success")
    return redirect(url_for("journal.home"))


def _own(remark_id: int) -> OwnRemark:
    return own_remark(current.session(), current.viewer(), remark_id, current.today())


def _own_page(own: OwnRemark, form: AnswerForm | None = None, status: int = 200) -> Response:
    form = form or answer_form(own)
    form.version.data = str(own.version)
    page = render_template("control/own.html", remark=own, form=form)
    return Response(page, status)
