"""Forms of the plan of control: what is planned, what was found, remarks and second looks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from sgo.asked import key_or_none
from sgo.names import tidy
from sgo.rules.control import LONGEST_AIM, LONGEST_TEXT, REMARK_DAYS
from sgo.services.control.checks import Intent
from sgo.services.control.plan import CheckLine, Choices
from sgo.services.control.remarks import OwnRemark

TARGETS = ("page", "group", "staff")
GIVE_A_DAY = _l("Give a day.")


class SeenForm(FlaskForm):
    """A form that carries the version which the writer had seen."""

    version = HiddenField(filters=[key_or_none])


class CheckForm(SeenForm):
    """A check of the plan; `target` is `page:12`, `group:3`, `staff:7` or empty."""

    planned_on = DateField(_l("Day"), [InputRequired(GIVE_A_DAY)])
    checker_id = SelectField(
        _l("Who checks"), [InputRequired(_l("Choose who checks."))], coerce=key_or_none
    )
    target = SelectField(_l("Of whom or what"), validate_choice=True)
    aim = StringField(
        _l("What is looked at"),
        description=_l("For example: topics written on the day, marks of control works"),
        render_kw={"maxlength": LONGEST_AIM, "autocomplete": "off"},
    )

    def offer(self, view: Choices) -> None:
        """Fill the choices."""
        self.checker_id.choices = [("", gettext("choose")), *view.staff]
        self.target.choices = {
            gettext("Not of one of these"): [("", gettext("what the text says"))],
            gettext("Journal"): [(f"page:{key}", name) for key, name in view.pages],
            gettext("Group"): [(f"group:{key}", name) for key, name in view.groups],
            gettext("Teacher"): [(f"staff:{key}", name) for key, name in view.staff],
        }

    def intent(self) -> Intent:
        """What the form says."""
        kind, _, key = (self.target.data or "").partition(":")
        chosen: dict[str, Any] = {f"{kind}_id": int(key)} if kind else {}
        return Intent(
            self.planned_on.data, tidy(self.aim.data or ""), self.checker_id.data, **chosen
        )


class HoldForm(SeenForm):
    held_on = DateField(_l("Held on"), [InputRequired(GIVE_A_DAY)])
    looked_at = TextAreaField(
        _l("What was looked at"), render_kw={"maxlength": LONGEST_TEXT, "rows": 2}
    )
    findings = TextAreaField(_l("What was found"), render_kw={"maxlength": LONGEST_TEXT, "rows": 3})


class CallOffForm(SeenForm):
    reason = StringField(
        _l("Why it will not be held"), render_kw={"maxlength": LONGEST_AIM, "autocomplete": "off"}
    )


class RemarkForm(SeenForm):
    staff_id = SelectField(
        _l("Teacher"), [InputRequired(_l("Choose a teacher."))], coerce=key_or_none
    )
    mend_by = DateField(_l("Mend by"), [InputRequired(GIVE_A_DAY)])
    text = TextAreaField(_l("Remark"), render_kw={"maxlength": LONGEST_TEXT, "rows": 2})


class LookForm(SeenForm):
    """The second look: `act` says whether it is accepted or sent again with a new day."""

    words = TextAreaField(
        _l("What the second look found"), render_kw={"maxlength": LONGEST_TEXT, "rows": 2}
    )
    mend_by = DateField(
        _l("New day to mend by"),
        [InputRequired(GIVE_A_DAY)],
        description=_l("Counts only when the remark is sent again"),
    )


class AnswerForm(SeenForm):
    words = TextAreaField(_l("What was done"), render_kw={"maxlength": LONGEST_TEXT, "rows": 2})


def target_of(source: Mapping[str, Any]) -> str:
    """`page:12` from an address with `page=12`, the first of the three that names a number."""
    found = ((kind, key_or_none(source.get(kind))) for kind in TARGETS)
    return next((f"{kind}:{key}" for kind, key in found if key is not None), "")


def start_of_check(check: CheckLine) -> dict[str, Any]:
    """A check as its form begins."""
    keys = {"page": check.page_id, "group": check.group_id, "staff": check.staff_id}
    return {
        "planned_on": check.planned_on,
        "checker_id": check.checker_id,
        "target": target_of(keys),
        "aim": check.aim,
        "version": check.version,
    }


def answer_form(remark: OwnRemark) -> AnswerForm:
    """The empty form of an answer, of the version that is shown."""
    form = AnswerForm(None, prefix=answer_prefix(remark.remark_id))
    form.version.data = str(remark.version)
    return form


def answer_prefix(remark_id: int) -> str:
    return f"answer{remark_id}-"


def mending_day(today: date) -> date:
    """The day that a form offers."""
    return today + timedelta(days=REMARK_DAYS)
