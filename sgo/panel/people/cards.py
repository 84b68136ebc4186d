"""What the cards of people share: names, contacts, SNILS, and whether an account was issued."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from sqlalchemy import select
from wtforms import StringField

from sgo import current
from sgo.access.permissions import Permission
from sgo.access.scopes import scope
from sgo.models import (
    Account,
)
from sgo.panel.kit.forms import Fieldset
from sgo.panel.kit.gate import panel_viewer
from sgo.panel.kit.values import Stated
from sgo.rules import identity
from sgo.validators import Email, Phone, Snils
from sgo.vocabulary import N_

CONTACTS: dict[str, dict[str, Any]] = {
    "phone": {"validators": (Phone(),)},
    "email": {"validators": (Email(),)},
}
ACCESS_COLUMN = {"access": Permission.ACCOUNTS_READ}
"""Whether somebody has an account is told to who reads accounts; others would read "none"."""
NAMES = Fieldset(N_("Name of the person"), {"surname": 2, "given_name": 2, "patronymic": 2})


class SnilsField(StringField):
    """Kept as eleven digits, shown as people write it."""

    def _value(self) -> str:
        text = str(super()._value())
        formed = identity.snils(text)
        return formed if isinstance(formed, str) else text


def snils_shown(row: Any) -> str | None:
    """A stored SNILS as people write it."""
    formed = identity.snils(row.snils) if row.snils else None
    return formed if isinstance(formed, str) else row.snils


SNILS: dict[str, Any] = {"kind": SnilsField, "validators": (Snils(),)}
SNILS_HELP = N_("Eleven digits, such as 112-233-445 95; the last two are checked")


def account_states(rows: list[Any], key: Any) -> dict[int, Stated]:
    """Whether each person was issued an account, and has used it; for who reads accounts."""
    if not panel_viewer().may(Permission.ACCOUNTS_READ):
        return {}
    statement = scope(
        select(key, Account.last_signed_in_at, Account.closed_at), Account, panel_viewer()
    ).where(key.in_([row.id for row in rows]))
    states: dict[int, Stated] = {}
    for person, signed_in_at, closed_at in current.session().execute(statement):
        if closed_at is not None:
            states[person] = Stated("locked", gettext("closed"))
        elif signed_in_at is not None:
            states[person] = Stated("done", gettext("in use"))
        else:
            states[person] = Stated("waiting", gettext("issued, not used"))
    return states


def access_part(view: Any, row: Any, name: str) -> list[dict[str, Any]]:
    """Beside a card: the person's account, or the way to issue one; nothing for who reads none."""
    if not panel_viewer().may(Permission.ACCOUNTS_READ):
        return []
    account = (
        current.session()
        .scalars(
            scope(select(Account), Account, panel_viewer()).where(getattr(Account, name) == row.id)
        )
        .one_or_none()
    )
    state = view.extras["access"].get(row.id)
    part: dict[str, Any] = view.part(
        gettext("Access"),
        []
        if account is None
        else [
            (
                account.login,
                state.text if state else "",
                view.link(Account, "details_view", id=account.id),
            )
        ],
        gettext("No account is issued."),
    )
    if account is None:
        part["add"] = gettext("Issue an account")
        part["add_url"] = view.link(Account, "create_view", **{name: row.id})
    return [part]
