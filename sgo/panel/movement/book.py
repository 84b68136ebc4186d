"""The movement book line by line, and the group lists that follow from it (2.1.3, decision 25)."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from sqlalchemy import or_
from sqlalchemy.orm import defaultload, joinedload

from sgo import current
from sgo.access.permissions import Permission
from sgo.access.scopes import lasts
from sgo.models import Group, Membership, MovementOrder, MovementRecord, Student
from sgo.panel.kit.base import PanelView
from sgo.panel.kit.filters import DayFilter, RowFilter, WordFilter, YesNoFilter
from sgo.panel.kit.lookups import LOOKUPS
from sgo.panel.kit.words import MOVEMENT
from sgo.panel.movement.words import state_of_order
from sgo.vocabulary import N_


class MovementView(PanelView):
    """Read only: lines are written with their order."""

    model = MovementRecord
    read_permission = Permission.MOVEMENT_READ
    category_words = MOVEMENT
    title = N_("Movement book")
    summary = N_("Who came, left and moved, by day; every line belongs to an order")
    empty_words = N_("The movement book is empty: its lines come with orders.")
    empty_door = ("panel_movement_orders.index_view", N_("Movement orders"))
    joined = (
        (MovementRecord.order,),
        (MovementRecord.student,),
        (MovementRecord.group,),
    )
    also_load = (
        joinedload(MovementRecord.to_group),
        defaultload(MovementRecord.order).joinedload(MovementOrder.cancelled_by),
    )
    column_list = (
        "student.full_name",
        "order.kind",
        "group",
        "to_group",
        "effective_on",
        "order",
        "state",
    )
    detail_columns = (
        "student.full_name",
        "order.kind",
        "group",
        "to_group",
        "effective_on",
        "destination",
        "order",
        "order.book_number",
        "order.basis",
        "state",
    )
    labels = {
        "student.full_name": N_("Student"),
        "order.kind": N_("Kind"),
        "order.book_number": N_("Number in the book"),
        "order.basis": N_("Basis"),
    }
    show = {"state": lambda row: state_of_order(row.order)}
    phone_columns = ("order.kind", "effective_on", "state")
    search_keys = (Student.search_key, Group.search_key)
    search_texts = (MovementOrder.order_number,)
    sortable = {
        "student.full_name": (Student.sort_key,),
        "group": (Group.search_key,),
        "effective_on": (MovementRecord.effective_on,),
        "order": (MovementOrder.order_date, MovementOrder.order_number),
    }
    order = (MovementRecord.effective_on.desc(), MovementOrder.book_number.desc())
    column_filters = (
        WordFilter("kind", N_("Kind"), MovementOrder.__table__.c.kind),
        RowFilter(
            "group",
            N_("Group"),
            LOOKUPS[Group],
            lambda key: or_(MovementRecord.group_id == key, MovementRecord.to_group_id == key),
        ),
        DayFilter("from", N_("Counts not before"), lambda day: MovementRecord.effective_on >= day),
        DayFilter("to", N_("Counts not after"), lambda day: MovementRecord.effective_on <= day),
        WordFilter("state", N_("State"), MovementOrder.__table__.c.state),
    )
    presets = (
        (N_("All"), {}),
        (N_("Confirmed"), {"state": "confirmed"}),
        (N_("Wait"), {"state": "prepared"}),
    )

    def name_of(self, row: MovementRecord) -> str:
        return f"{row.order}: {row.student.full_name}, {row.group.name}"

    def asides(self, row: MovementRecord) -> list[dict[str, Any]]:
        order_url = self.link(MovementOrder, "details_view", id=row.order_id)
        return [
            self.part(gettext("Order"), [(str(row.order), row.order.basis or "", order_url)], "")
        ]


class MembershipsView(PanelView):
    """Read only: memberships have no form (decision 25)."""

    model = Membership
    read_permission = Permission.MOVEMENT_READ
    category_words = MOVEMENT
    title = N_("Group lists")
    summary = N_("Who is in which group, from when to when; they follow the movement book")
    empty_words = N_(
        "Nobody is in a group yet: a confirmed enrolment of the movement book does it."
    )
    empty_door = ("panel_movement_orders.index_view", N_("Movement orders"))
    joined = ((Membership.student,), (Membership.group,))
    also_load = tuple(
        joinedload(one).joinedload(MovementRecord.order)
        for one in (Membership.enrolled_by, Membership.withdrawn_by)
    )
    column_list = ("student.full_name", "group", "starts_on", "ends_on")
    detail_columns = (
        "student.full_name",
        "group",
        "starts_on",
        "ends_on",
        "enrolled_by",
        "withdrawn_by",
    )
    labels = {"student.full_name": N_("Student")}
    phone_columns = ("group",)
    search_keys = (Student.search_key, Group.search_key)
    sortable = {
        "student.full_name": (Student.sort_key,),
        "group": (Group.search_key, Student.sort_key),
        "starts_on": (Membership.starts_on,),
    }
    order = (Group.search_key, Student.sort_key)
    column_filters = (
        RowFilter("group", N_("Group"), LOOKUPS[Group], lambda key: Membership.group_id == key),
        YesNoFilter(
            "now",
            N_("Now"),
            lambda yes: lasts(Membership.starts_on, Membership.ends_on, current.today()) == yes,
        ),
    )
    presets = ((N_("All"), {}), (N_("Now"), {"now": "yes"}))

    def name_of(self, row: Membership) -> str:
        return f"{row.student.full_name}, {row.group.name}"
