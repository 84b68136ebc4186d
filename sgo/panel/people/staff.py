"""Cards of staff (clauses 2.1.1, 2.1.2)."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from sqlalchemy import and_, exists, func, select

from sgo import current
from sgo.access.permissions import Permission
from sgo.access.scopes import scope
from sgo.models import (
    Account,
    Staff,
    StaffCourse,
)
from sgo.panel.kit.base import PanelView
from sgo.panel.kit.filters import YesNoFilter
from sgo.panel.kit.forms import Fieldset, FormSet
from sgo.panel.kit.gate import panel_viewer
from sgo.panel.kit.values import Stated
from sgo.panel.kit.words import PEOPLE
from sgo.panel.people.cards import (
    ACCESS_COLUMN,
    CONTACTS,
    NAMES,
    SNILS,
    SNILS_HELP,
    access_part,
    account_states,
    snils_shown,
)
from sgo.panel.people.destruction import DESTROY
from sgo.panel.people.extract import EXTRACT, GivesExtract
from sgo.panel.people.papers_parts import courses_part, papers_parts
from sgo.rules import identity
from sgo.rules.papers import course_counts_from
from sgo.validators import BirthDate, DatesInOrder
from sgo.vocabulary import N_


class StaffView(GivesExtract, PanelView):
    model = Staff
    acts = (EXTRACT, DESTROY)
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
        "category_on",
        "courses_on",
        "birth_date",
        "snils",
        "phone",
        "email",
        "employed_on",
        "dismissed_on",
        "contract_from",
        "contract_to",
        "access",
    )
    column_permissions = ACCESS_COLUMN
    labels = {"access": N_("Access"), "courses_on": N_("Last course finished")}
    show = {"snils": snils_shown}
    phone_columns = ("position",)
    search_keys = (Staff.search_key,)
    search_texts = (Staff.position, Staff.phone)
    sortable = {
        "full_name": (Staff.sort_key,),
        "position": (Staff.position, Staff.sort_key),
        "category": (Staff.category, Staff.sort_key),
    }
    order = (Staff.sort_key,)
    column_filters = (
        YesNoFilter("working", N_("Works now"), lambda yes: Staff.dismissed_on.is_(None) == yes),
        YesNoFilter(
            "category", N_("Has a category"), lambda yes: Staff.category.isnot(None) == yes
        ),
        YesNoFilter(
            "courses_due",
            N_("A course is due"),
            lambda yes: (
                exists().where(
                    StaffCourse.staff_id == Staff.id,
                    StaffCourse.finished_on >= course_counts_from(current.today()),
                )
                != yes
            ),
        ),
        YesNoFilter(
            "contract_over",
            N_("The contract is over"),
            lambda yes: (
                and_(Staff.contract_to.isnot(None), Staff.contract_to < current.today()) == yes
            ),
        ),
        YesNoFilter(
            "access",
            N_("Has an account"),
            lambda yes: exists().where(Account.staff_id == Staff.id) == yes,
        ),
    )
    presets = (
        (N_("All"), {}),
        (N_("A course is due"), {"working": "yes", "courses_due": "yes"}),
        (N_("Without access"), {"access": "no"}),
    )
    form_arguments = {
        **CONTACTS,
        "snils": SNILS,
        "birth_date": {"validators": (BirthDate(identity.PersonKind.STAFF, current.today),)},
        "dismissed_on": {"validators": (DatesInOrder("employed_on"),)},
        "contract_to": {"validators": (DatesInOrder("contract_from"),)},
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
                        "education": 4,
                        "category": 4,
                        "category_on": 2,
                        "employed_on": 3,
                        "dismissed_on": 3,
                        "contract_from": 3,
                        "contract_to": 3,
                    },
                ),
                Fieldset(N_("Birth and documents"), {"birth_date": 2, "snils": 2}),
                Fieldset(N_("Contacts"), {"phone": 2, "email": 4}),
            ),
        ),
    )
    delete_permission = Permission.STAFF_KEEP

    def __init__(self) -> None:
        self.show = {
            **type(self).show,
            "access": self._access,
            "courses_on": lambda row: self.extras["courses"].get(row.id),
        }
        super().__init__()

    def gather(self, rows: list[Any]) -> None:
        self.extras["access"].update(account_states(rows, Account.staff_id))
        if "courses_on" in self.shown_names():
            last = scope(
                select(StaffCourse.staff_id, func.max(StaffCourse.finished_on)),
                StaffCourse,
                panel_viewer(),
            ).where(StaffCourse.staff_id.in_([row.id for row in rows]))
            for key, finished_on in current.session().execute(last.group_by(StaffCourse.staff_id)):
                self.extras["courses"][key] = finished_on

    def asides(self, row: Staff) -> list[dict[str, Any]]:
        return [
            courses_part(self, row.id),
            *papers_parts(self, "staff_id", row.id),
            *access_part(self, row, "staff_id"),
        ]

    def _access(self, row: Staff) -> Any:
        return self.extras["access"].get(row.id) or Stated("missing", gettext("not issued"))
