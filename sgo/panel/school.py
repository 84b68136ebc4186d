"""Where lessons are held and whose name heads the documents: rooms, bells, the organisation."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import gettext

from sgo import current
from sgo.access.permissions import Permission
from sgo.errors import refuse
from sgo.models import (
    BellTime,
    Organisation,
    Room,
)
from sgo.panel.kit.base import PanelView
from sgo.panel.kit.forms import Fieldset, FormSet, PanelForm
from sgo.panel.kit.gate import panel_viewer
from sgo.panel.kit.words import CENTRE, TIMETABLE
from sgo.services.keeping import keep
from sgo.services.school import ROOMS_IN_ORDER
from sgo.validators import DatesInOrder, Email, Phone
from sgo.vocabulary import N_

READ, KEEP = Permission.SCHOOL_READ, Permission.SCHOOL_KEEP
DATES = {"ends_on": {"validators": (DatesInOrder("starts_on"),)}}
YEAR_FILTER = N_("Academic year")


def key_from_address(*names: str) -> dict[str, Any]:
    """Keys that a link to a new form carries, for the fields of the same names."""
    given = {name: request.args.get(name, "") for name in names}
    return {name: int(key) for name, key in given.items() if key.isascii() and key.isdigit()}


class RoomsView(PanelView):
    model = Room
    read_permission = READ
    category_words = TIMETABLE
    title = N_("Rooms")
    add_words = N_("Add a room")
    empty_words = N_("There are no rooms: the timetable then knows no clash of rooms.")
    column_list = ("name", "seats")
    phone_columns = ("seats",)
    search_keys = (Room.search_key,)
    sortable = {"name": ROOMS_IN_ORDER, "seats": (Room.seats,)}
    order = ROOMS_IN_ORDER
    create_sets = edit_sets = (FormSet(KEEP, (Fieldset(N_("Room"), {"name": 4, "seats": 2}),)),)
    delete_permission = KEEP


class BellsView(PanelView):
    model = BellTime
    read_permission = READ
    category_words = TIMETABLE
    title = N_("Bells")
    add_words = N_("Add a bell")
    empty_words = N_("There are no bells: the timetable stands on the times of lessons.")
    column_list = ("number", "starts_at", "ends_at")
    phone_columns = ("starts_at", "ends_at")
    sortable = {"number": (BellTime.number,)}
    order = (BellTime.number,)
    create_sets = edit_sets = (
        FormSet(KEEP, (Fieldset(N_("Lesson"), {"number": 2, "starts_at": 2, "ends_at": 2}),)),
    )
    delete_permission = KEEP

    def name_of(self, row: BellTime) -> str:
        return str(gettext("Lesson %(bell)s", bell=str(row)))


class OrganisationView(PanelView):
    model = Organisation
    read_permission = READ
    category_words = CENTRE
    title = N_("Organisation")
    summary = N_("The card of the centre: it heads every document")
    add_words = N_("Fill in the card")
    add_again = False
    empty_words = N_(
        "The card of the organisation is empty: documents have no heading until it is filled in."
    )
    column_list = ("short_name", "full_name", "address", "phone", "director_name")
    detail_columns = (
        "full_name",
        "short_name",
        "taxpayer_number",
        "address",
        "phone",
        "email",
        "director_title",
        "director_name",
    )
    labels = {"full_name": N_("Full name")}
    phone_columns = ("director_name",)
    form_arguments = {"phone": {"validators": (Phone(),)}, "email": {"validators": (Email(),)}}
    create_sets = edit_sets = (
        FormSet(
            KEEP,
            (
                Fieldset(N_("Name"), {"full_name": 6, "short_name": 4, "taxpayer_number": 2}),
                Fieldset(N_("Contacts"), {"address": 6, "phone": 2, "email": 4}),
                Fieldset(N_("Head"), {"director_title": 3, "director_name": 3}),
            ),
        ),
    )

    def create_row(self, form: PanelForm, permission: Permission) -> Any:
        if current.session().get(Organisation, 1) is not None:
            raise refuse("one_organisation", "2.1.1")
        return keep(
            current.session(),
            panel_viewer(),
            permission,
            Organisation(id=1),
            form.values,
            current.now(),
            theirs=self.writable(),
        )
