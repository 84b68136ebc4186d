"""Cards of staff (clauses 2.1.1, 2.1.2)."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from sqlalchemy import exists

from sgo import current
from sgo.access.permissions import Permission
from sgo.models import (
    Account,
    Staff,
)
from sgo.panel.base import PanelView
from sgo.panel.filters import YesNoFilter
from sgo.panel.forms import Fieldset, FormSet
from sgo.panel.people import (
    ACCESS_COLUMN,
    CONTACTS,
    NAMES,
    SNILS,
    SNILS_HELP,
    access_part,
    account_states,
    snils_shown,
)
from sgo.panel.values import Stated
from sgo.panel.words import PEOPLE
from sgo.rules import identity
from sgo.validators import BirthDate, DatesInOrder
from sgo.vocabulary import N_


class StaffView(PanelView):
    model = Staff
    read_permission = Permission.PEOPLE_READ
    category_words = PEOPLE
    title = N_("Staff")
    summary = N_("Cards of teachers and administration")
    add_words = N_("Add a card of staff")
    empty_words = N_(
        "There are no cards of staff: without them nobody teaches and nobody signs in."
    )
    column_list = ("full_name", "position", "category", "phone", "access")
    detail_columns = (
        "full_name",
        "position",
        "education",
        "category",
        "birth_date",
        "snils",
        "phone",
        "email",
        "employed_on",
        "dismissed_on",
        "access",
    )
    column_permissions = ACCESS_COLUMN
    labels = {"access": N_("Access")}
    show = {"snils": snils_shown}
    phone_columns = ("position",)
    search_keys = (Staff.search_key,)
    search_texts = (Staff.position, Staff.phone)
    sortable = {"full_name": (Staff.sort_key,), "position": (Staff.position, Staff.sort_key)}
    order = (Staff.sort_key,)
    column_filters = (
        YesNoFilter("working", N_("Works now"), lambda yes: Staff.dismissed_on.is_(None) == yes),
        YesNoFilter(
            "access",
            N_("Has an account"),
            lambda yes: exists().where(Account.staff_id == Staff.id) == yes,
        ),
    )
    presets = ((N_("All"), {}), (N_("Without access"), {"access": "no"}))
    form_arguments = {
        **CONTACTS,
        "snils": SNILS,
        "birth_date": {"validators": (BirthDate(identity.PersonKind.STAFF, current.today),)},
        "dismissed_on": {"validators": (DatesInOrder("employed_on"),)},
    }
    help_words = {"snils": SNILS_HELP}
    create_sets = edit_sets = (
        FormSet(
            Permission.STAFF_KEEP,
            (
                NAMES,
                Fieldset(
                    N_("Employment"),
                    {
                        "position": 2,
                        "education": 2,
                        "category": 2,
                        "employed_on": 2,
                        "dismissed_on": 2,
                    },
                ),
                Fieldset(N_("Birth and documents"), {"birth_date": 2, "snils": 2}),
                Fieldset(N_("Contacts"), {"phone": 2, "email": 4}),
            ),
        ),
    )
    delete_permission = Permission.STAFF_KEEP

    def __init__(self) -> None:
        self.show = {**type(self).show, "access": self._access}
        super().__init__()

    def gather(self, rows: list[Any]) -> None:
        self.extras["access"].update(account_states(rows, Account.staff_id))

    def asides(self, row: Staff) -> list[dict[str, Any]]:
        return access_part(self, row, "staff_id")

    def _access(self, row: Staff) -> Any:
        return self.extras["access"].get(row.id) or Stated("missing", gettext("not issued"))
