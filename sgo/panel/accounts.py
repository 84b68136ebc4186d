"""Accounts: issued with a password shown once, issued anew, closed, given roles (2.1.1, 3.2, 4.2)."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import exists
from sqlalchemy.orm import selectinload
from wtforms.validators import DataRequired

from sgo import current
from sgo.access.permissions import Permission
from sgo.models import Account, Guardian, RoleGrant, Staff, Student
from sgo.panel.kit.acts import Act
from sgo.panel.kit.base import PanelView
from sgo.panel.kit.bulk import BulkAct
from sgo.panel.kit.fields import WordsField
from sgo.panel.kit.filters import PanelFilter, YesNoFilter
from sgo.panel.kit.forms import Fieldset, FormSet, PanelForm, text_field
from sgo.panel.kit.gate import panel_viewer
from sgo.panel.kit.values import Stated
from sgo.panel.kit.words import ACCESS
from sgo.services import list_deeds
from sgo.services.accounts import seeing_as
from sgo.services.accounts.keeping import (
    close_account,
    issue_account,
    reissue_password,
    reopen_account,
)
from sgo.services.accounts.roles import set_roles
from sgo.services.accounts.sign_in import unlock_account
from sgo.vocabulary import N_, Role
from sgo.wording import label

PERSONS = ("staff_id", "guardian_id", "student_id")
USUAL_ROLES = {"staff_id": Role.TEACHER, "guardian_id": Role.GUARDIAN, "student_id": Role.STUDENT}


class RolesForm(PanelForm):
    """Exactly these roles."""

    fieldsets = (Fieldset(N_("What the person is here"), {"roles": 6}),)
    roles = WordsField(_l("Roles"), [DataRequired()], words=Role)


class RoleFilter(PanelFilter):
    """Accounts that hold a role."""

    widget = "select"

    def clean(self, value: str) -> Role:
        return Role(value)

    def choices(self) -> list[tuple[str, str]]:
        return [(role.value, label(role)) for role in Role]


def issued_page(view: Any, issued: Any) -> Response:
    """Login and password, this once; nothing keeps them but the person's slip."""
    page = view.render("admin/issued.html", issued=issued, model=issued.account)
    response = Response(page)
    response.headers["Cache-Control"] = "no-store"
    return response


def _reissue(view: Any, row: Account, form: Any) -> Any:
    return reissue_password(current.session(), panel_viewer(), row.id, current.now())


def _reopen(view: Any, row: Account, form: Any) -> Any:
    return reopen_account(current.session(), panel_viewer(), row.id, current.now())


def _close(view: Any, row: Account, form: Any) -> str:
    close_account(current.session(), panel_viewer(), row.id, current.now())
    return str(
        gettext("The account %(login)s is closed, its sessions have ended.", login=row.login)
    )


def _give_roles(view: Any, row: Account, form: Any) -> str:
    set_roles(current.session(), panel_viewer(), row.id, form.roles.data, current.now())
    return str(gettext("The roles of %(login)s are kept.", login=row.login))


def _unlock(view: Any, row: Account, form: Any) -> str:
    login = unlock_account(
        current.session(), panel_viewer(), current.origin(), row.id, current.now()
    )
    return str(gettext("%(login)s may be tried again at once.", login=login))


def _see_as(view: Any, row: Account, form: Any) -> Any:
    seeing_as.begin(current.session(), panel_viewer(), current.sign_in_id(), row.id, current.now())
    return redirect(url_for("home.home"))


def state(row: Account) -> Stated:
    """Whether the account is open, and used."""
    if row.closed_at is not None:
        return Stated("locked", gettext("closed"))
    if row.last_signed_in_at is None:
        return Stated("waiting", gettext("issued, not used"))
    return Stated("done", gettext("in use"))


class AccountsView(PanelView):
    model = Account
    read_permission = Permission.ACCOUNTS_READ
    category_words = ACCESS
    title = N_("Accounts")
    summary = N_("Who signs in, in which roles; passwords are shown once, on issue")
    add_words = N_("Issue an account")
    empty_words = N_("Nobody has an account yet. Issue the first one on a card of staff.")
    also_load = (selectinload(Account.grants),)
    column_list = ("person", "login", "roles", "state", "last_signed_in_at")
    detail_columns = (
        "person",
        "login",
        "roles",
        "state",
        "issued_at",
        "last_signed_in_at",
        "must_change_password",
        "closed_at",
    )
    show = {
        "person": lambda row: row.card.full_name if row.card else row.login,
        "roles": lambda row: [label(role) for role in Role if role in row.roles],
        "state": state,
    }
    phone_columns = ("roles",)
    joined = ((Account.staff,), (Account.guardian,), (Account.student,))
    search_keys = (Staff.search_key, Guardian.search_key, Student.search_key)
    search_texts = (Account.login,)
    sortable = {
        "login": (Account.login,),
        "last_signed_in_at": (Account.last_signed_in_at,),
        "person": (Staff.sort_key, Guardian.sort_key, Student.sort_key),
    }
    order = (Account.login,)
    column_filters = (
        RoleFilter(
            "role",
            N_("Role"),
            lambda role: exists().where(RoleGrant.account_id == Account.id, RoleGrant.role == role),
        ),
        YesNoFilter("open", N_("Account is open"), lambda yes: Account.closed_at.is_(None) == yes),
        YesNoFilter(
            "used", N_("Has signed in"), lambda yes: Account.last_signed_in_at.is_not(None) == yes
        ),
    )
    presets = (
        (N_("All"), {}),
        (N_("Open accounts"), {"open": "yes"}),
        (N_("Never signed in"), {"open": "yes", "used": "no"}),
    )
    labels = {"staff_id": N_("Member of staff")}
    create_sets = (
        FormSet(
            Permission.ACCOUNTS_KEEP,
            (
                Fieldset(N_("Whose account"), {"staff_id": 6, "guardian_id": 6, "student_id": 6}),
                Fieldset(N_("What the person is here"), {"roles": 6}),
                Fieldset(N_("Login"), {"chosen_login": 3}),
            ),
            extra={
                "roles": WordsField(_l("Roles"), [DataRequired()], words=Role),
                "chosen_login": text_field(
                    N_("Login"),
                    longest=60,
                    must=False,
                    help_msgid=N_("Left empty, it is made from the name"),
                ),
            },
        ),
    )
    acts = (
        Act(
            "roles",
            N_("Roles"),
            Permission.ROLES_KEEP,
            _give_roles,
            form=RolesForm,
            prefill=lambda view, row: {"roles": sorted(row.roles)},
            when=lambda row: row.closed_at is None,
            picture="people",
            button=N_("Save"),
        ),
        Act(
            "reissue",
            N_("New password"),
            Permission.ACCOUNTS_KEEP,
            _reissue,
            question=N_(
                "The old password stops working and every open session ends. The new one is shown once."
            ),
            when=lambda row: row.closed_at is None,
            picture="key",
        ),
        Act(
            "see_as",
            N_("See as this person"),
            Permission.ACCOUNTS_SEE_AS,
            _see_as,
            question=N_(
                "You see every screen as this person does, for half an hour at most, and write nothing. The history notes when it began and ended."
            ),
            when=lambda row: row.closed_at is None and Role.TECHNICAL_ADMIN not in row.roles,
            picture="eye",
        ),
        Act(
            "unlock",
            N_("Unlock"),
            Permission.ACCOUNTS_KEEP,
            _unlock,
            question=N_(
                "After many wrong passwords the account waits a quarter of an hour. The wait ends now, the password stays."
            ),
            when=lambda row: row.closed_at is None,
            picture="undo",
            in_list=False,
        ),
        Act(
            "close",
            N_("Close the account"),
            Permission.ACCOUNTS_KEEP,
            _close,
            question=N_(
                "Nobody signs in with this account any more, and its open sessions end. Nothing is deleted."
            ),
            when=lambda row: row.closed_at is None,
            picture="lock",
            danger=True,
        ),
        Act(
            "reopen",
            N_("Open again"),
            Permission.ACCOUNTS_KEEP,
            _reopen,
            question=N_("The account opens with a new password, which is shown once."),
            when=lambda row: row.closed_at is not None,
            picture="undo",
        ),
    )
    bulk_acts = (
        BulkAct(
            "close",
            N_("Close the accounts"),
            list_deeds.CLOSE,
            question=N_(
                "Nobody signs in with a closed account, and its open sessions end. Nothing is deleted."
            ),
            picture="lock",
            danger=True,
        ),
    )

    def name_of(self, row: Account) -> str:
        return row.card.full_name if row.card else row.login

    def start_values(self) -> dict[str, Any]:
        """Led here from a card: its person is chosen, with the role such a card usually has."""
        for name in PERSONS:
            key = request.args.get(name, "")
            if key.isascii() and key.isdigit():
                return {name: int(key), "roles": [USUAL_ROLES[name]]}
        return {}

    def create_row(self, form: PanelForm, permission: Permission) -> Any:
        values = form.values
        values["login"] = values.pop("chosen_login")
        return issue_account(current.session(), panel_viewer(), now=current.now(), **values)

    def answer(self, done: Any) -> Any:
        return issued_page(self, done) if hasattr(done, "password") else super().answer(done)
