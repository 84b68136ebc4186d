"""Who is the curator of a group, by dates (decision 28)."""

from __future__ import annotations

from typing import Any

from sgo import current
from sgo.access.scopes import lasts
from sgo.models import (
    Curatorship,
    Group,
    Staff,
)
from sgo.panel.kit.base import PanelView
from sgo.panel.kit.filters import YesNoFilter
from sgo.panel.kit.forms import Fieldset, FormSet
from sgo.panel.kit.words import GROUPS
from sgo.panel.school import DATES, KEEP, READ, key_from_address
from sgo.vocabulary import N_


class CuratorshipsView(PanelView):
    model = Curatorship
    read_permission = READ
    category_words = GROUPS
    title = N_("Curators")
    add_words = N_("Add a curator")
    empty_words = N_(
        "No group has a curator yet: a curator reads the group's journal and keeps contacts."
    )
    joined = ((Curatorship.group,), (Curatorship.staff,))
    column_list = ("group", "staff", "starts_on", "ends_on")
    labels = {"staff": N_("Curator"), "staff_id": N_("Curator")}
    phone_columns = ("staff",)
    search_keys = (Group.search_key, Staff.search_key)
    sortable = {
        "group": (Group.search_key,),
        "staff": (Staff.sort_key,),
        "starts_on": (Curatorship.starts_on,),
    }
    order = (Group.search_key, Curatorship.starts_on.desc())
    column_filters = (
        YesNoFilter(
            "now",
            N_("Now"),
            lambda yes: lasts(Curatorship.starts_on, Curatorship.ends_on, current.today()) == yes,
        ),
    )
    form_arguments = DATES
    help_words = {"ends_on": N_("Empty while it lasts")}
    create_sets = (
        FormSet(
            KEEP,
            (
                Fieldset(N_("Group and curator"), {"group_id": 3, "staff_id": 3}),
                Fieldset(N_("Dates"), {"starts_on": 2, "ends_on": 2}),
            ),
        ),
    )
    edit_sets = (FormSet(KEEP, (Fieldset(N_("Dates"), {"starts_on": 2, "ends_on": 2}),)),)
    delete_permission = KEEP

    def start_values(self) -> dict[str, Any]:
        return key_from_address("group_id")
