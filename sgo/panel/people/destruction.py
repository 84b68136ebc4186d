"""Destroying personal data of who left: the dry run, the deed, its paper, and the log of acts."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from sqlalchemy.orm import joinedload

from sgo import current
from sgo.access.permissions import Permission
from sgo.downloads import pdf_answer
from sgo.models import Account, DestructionAct, Guardian, Staff, Student
from sgo.panel.kit.acts import Act
from sgo.panel.kit.base import PanelView
from sgo.panel.kit.forms import PanelForm, one_group, text_field
from sgo.panel.kit.gate import panel_viewer
from sgo.panel.kit.trail import column_label, kind_label, subject_label
from sgo.panel.kit.words import PAPERS
from sgo.reports.destruction_act import destruction_act_name, destruction_act_pdf
from sgo.rules.destruction import DAYS_AFTER_LEAVING
from sgo.services.people.destruction import destroy, prospect
from sgo.services.people.destruction_lots import CLOSED, Lot
from sgo.services.people.destruction_paper import DestructionPaper, destruction_paper
from sgo.vocabulary import N_
from sgo.wording import sentence

_LOGIN_STAYS = N_("The login stays for the history of changes.")
STAYS = {
    Student: (
        N_(
            "Name, birth date, groups, marks, term and final marks, orders: the archive of a year is kept for 75 years (clauses 4.17, 4.18)."
        ),
        _LOGIN_STAYS,
        N_("Data is destroyed at the earliest %(days)s days after the last day in a group."),
    ),
    Guardian: (
        N_(
            "The name, and whose guardian it is: it belongs to the student’s part of the archive of a year, which is kept for 75 years (clauses 4.17, 4.18)."
        ),
        _LOGIN_STAYS,
        N_(
            "Data is destroyed at the earliest %(days)s days after the last day of the last child in a group."
        ),
    ),
    Staff: (
        N_(
            "Name, position, education, category, courses, days of employment and of the contract: labour law keeps them."
        ),
        N_(
            "What the person wrote stays under the name: the journal, orders, checks, the history of changes. The login stays with it."
        ),
        N_("Data is destroyed at the earliest %(days)s days after the day of dismissal."),
    ),
}
"""What the page says is kept of people of each kind, and from when on the rest may go."""


class SurnameForm(PanelForm):
    """The surname, so that it is no slip of the mouse."""

    fieldsets = one_group(N_("Confirmation"), ("surname",))
    surname = text_field(N_("Surname on the card"), longest=120)


def _amounts(lot: Lot) -> list[str]:
    """How much of it goes, a line each; never a value."""
    if lot.table == CLOSED:
        return [gettext("will be closed, the login stays")]
    if not lot.columns:
        return [gettext("records, whole: %(count)s", count=lot.rows)]
    return [f"{column_label(name)} – {count}" for name, count in lot.columns]


def _shown(view: Any, row: Any) -> dict[str, Any]:
    found = prospect(current.session(), panel_viewer(), view.model, row.id, current.now())
    return {
        "lots": [(subject_label(lot.table), _amounts(lot)) for lot in found.lots],
        "refusal": "" if found.verdict.allowed else sentence(found.verdict),
        "account_stays": found.account_stays,
        "stays": [gettext(msgid, days=DAYS_AFTER_LEAVING) for msgid in STAYS[view.model]],
    }


def _deed(view: Any, row: Any, form: Any) -> Any:
    """The paper is made before the deed is committed: there is no act without its paper."""
    paper = destroy(
        current.session(), panel_viewer(), view.model, row.id, form.surname.data, current.now()
    )
    return _printed(paper, saved=True)


def _printed(paper: DestructionPaper, *, saved: bool) -> Any:
    made = destruction_act_pdf(paper, current.now())
    return pdf_answer(made, "destruction-act", destruction_act_name(paper), saved=saved)


DESTROY = Act(
    "destroy",
    N_("Destroy personal data"),
    Permission.PERSONAL_DESTROY,
    _deed,
    form=SurnameForm,
    picture="trash",
    danger=True,
    in_list=False,
    gives_file=True,
    button=N_("Destroy and save the act"),
    template="admin/destruction.html",
    shows=_shown,
)


def _again(view: Any, row: Any, form: Any) -> Any:
    """The paper of an act of the log."""
    return _printed(destruction_paper(current.session(), panel_viewer(), row.id), saved=False)


PRINT = Act(
    "paper", N_("Print the act"), Permission.AUDIT_READ, _again, picture="print", reads=True
)


class DestructionActsView(PanelView):
    """The log: written with the deed, and only read."""

    acts = (PRINT,)
    model = DestructionAct
    read_permission = Permission.AUDIT_READ
    category_words = PAPERS
    title = N_("Acts of destruction")
    summary = N_("When personal data of those who left was destroyed, by whom, and how much of it")
    empty_words = N_(
        "Nothing was destroyed yet: an act is made from the card of a student, a guardian or a member of staff who left."
    )
    empty_door = ("panel_students.index_view", N_("Students"))
    also_load = (joinedload(DestructionAct.done_by).joinedload(Account.staff),)
    column_list = ("number", "done_on", "who", "role", "card", "destroyed_kinds")
    labels = {"card": N_("Card"), "destroyed_kinds": N_("What was destroyed")}
    show = {
        "who": lambda row: row.done_by.card.short_name if row.done_by.card else row.done_by.login,
        "card": lambda row: f"{subject_label(row.card_kind)}, № {row.card_id}",
        "destroyed_kinds": lambda row: [
            f"{kind_label(kind)} – {count}" for kind, count in row.destroyed.items()
        ],
    }
    phone_columns = ("done_on", "card")
    sortable = {"number": (DestructionAct.number,), "done_on": (DestructionAct.done_on,)}
    order = (DestructionAct.number.desc(),)
