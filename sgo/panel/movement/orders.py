"""Orders of the movement book: prepared, confirmed, returned, cancelled (3.2, decision 25)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import flash, redirect, request
from flask_admin import expose
from flask_babel import gettext, ngettext
from sqlalchemy import ColumnElement, case, or_, select
from sqlalchemy.orm import joinedload, selectinload

from sgo import current
from sgo.access.permissions import Permission
from sgo.models import Account, Base, Group, MovementOrder, MovementRecord, Student
from sgo.names import search_key
from sgo.panel.kit.base import PanelView
from sgo.panel.kit.filters import DayFilter, RowFilter, WordFilter
from sgo.panel.kit.forms import FormSet, PanelForm
from sgo.panel.kit.gate import panel_viewer
from sgo.panel.kit.lookups import LOOKUPS, holds
from sgo.panel.kit.words import MOVEMENT
from sgo.panel.movement.acts import ORDER_ACTS
from sgo.panel.movement.form import (
    COUNTER_ORDER,
    NEW_ORDER,
    ORDER,
    lines_of,
    show_members,
    take_found,
    tell_lines,
    values_of,
)
from sgo.panel.movement.paper import PaperDoors
from sgo.panel.movement.words import account_name, groups_of_line, state_of_order, summaries
from sgo.panel.school import key_from_address
from sgo.rules.movement import may_edit
from sgo.services.movement import orders
from sgo.services.movement.clashes import clashes_of
from sgo.services.movement.sense import LinesRefused
from sgo.vocabulary import N_, MovementKind, MovementState
from sgo.wording import day, sentence

BY_STATE = case(
    (MovementOrder.state == MovementState.PREPARED, 0),
    (MovementOrder.state == MovementState.RETURNED, 1),
    else_=2,
)
"""What somebody has to do stands first: waiting, then returned."""


class MovementOrdersView(PaperDoors, PanelView):
    model = MovementOrder
    read_permission = Permission.MOVEMENT_READ
    category_words = MOVEMENT
    title = N_("Movement orders")
    summary = N_("Orders for one or many students: prepared, then confirmed by the coordinator")
    add_words = N_("Prepare an order")
    empty_words = N_(
        "There is no order yet. Group lists come from confirmed orders of the movement book alone."
    )
    also_load = (
        *(
            joinedload(who).joinedload(Account.staff)
            for who in (MovementOrder.prepared_by, MovementOrder.decided_by)
        ),
        joinedload(MovementOrder.cancelled_by),
        joinedload(MovementOrder.cancels),
    )
    column_list = ("order", "kind", "students", "group", "effective_on", "state")
    detail_columns = (
        "order",
        "kind",
        "book_number",
        "group",
        "effective_on",
        "basis",
        "state",
        "remark",
        "cancels",
        "prepared",
        "prepared_at",
        "decided",
        "decided_at",
    )
    labels = {
        "prepared": N_("Prepared by"),
        "decided": N_("Decided by"),
    }
    phone_columns = ("kind", "students", "state")
    search_texts = (MovementOrder.order_number,)
    sortable = {
        "order": (MovementOrder.order_date, MovementOrder.order_number),
        "kind": (MovementOrder.kind,),
        "state": (BY_STATE,),
    }
    order = (BY_STATE, MovementOrder.prepared_at.desc())
    column_filters = (
        WordFilter("state", N_("State"), MovementOrder.__table__.c.state),
        WordFilter("kind", N_("Kind"), MovementOrder.__table__.c.kind),
        RowFilter(
            "group",
            N_("Group"),
            LOOKUPS[Group],
            lambda key: MovementOrder.lines.any(
                or_(MovementRecord.group_id == key, MovementRecord.to_group_id == key)
            ),
        ),
        DayFilter("from", N_("Order not before"), lambda day: MovementOrder.order_date >= day),
        DayFilter("to", N_("Order not after"), lambda day: MovementOrder.order_date <= day),
    )
    presets = (
        (N_("All"), {}),
        (N_("Wait"), {"state": "prepared"}),
        (N_("Returned"), {"state": "returned"}),
        (N_("Confirmed"), {"state": "confirmed"}),
    )
    create_sets = (NEW_ORDER,)
    edit_sets = (ORDER, COUNTER_ORDER)
    delete_permission = Permission.MOVEMENT_PREPARE
    acts = ORDER_ACTS

    show = {
        "order": str,
        "state": state_of_order,
        "prepared": lambda row: account_name(row.prepared_by),
        "decided": lambda row: account_name(row.decided_by),
    }

    def value_of(self, row: MovementOrder, name: str) -> Any:
        if name in ("students", "group", "effective_on"):
            return getattr(self.extras["orders"][row.id], name)
        return super().value_of(row, name)

    def gather(self, rows: list[Any]) -> None:
        self.extras["orders"].update(summaries([row.id for row in rows]))

    def name_of(self, row: MovementOrder) -> str:
        summary = self.extras["orders"].get(row.id) or summaries([row.id])[row.id]
        return f"{row}: {summary.students}, {summary.group}"

    def may_edit(self, row: MovementOrder) -> bool:
        return may_edit(row.state).allowed

    def _searched(self, search: str) -> Iterable[ColumnElement[bool]]:
        for typed in search[:200].split():
            texts = {typed, typed.lower(), typed.upper()}
            yield or_(
                *(holds(self.search_texts, text) for text in texts),
                MovementOrder.lines.any(
                    MovementRecord.student.has(holds((Student.search_key,), search_key(typed)))
                ),
            )

    def asides(self, row: MovementOrder) -> list[dict[str, Any]]:
        lines = current.session().scalars(
            select(MovementRecord)
            .join(MovementRecord.student)
            .where(MovementRecord.order_id == row.id)
            .options(
                joinedload(MovementRecord.student),
                selectinload(MovementRecord.group),
                selectinload(MovementRecord.to_group),
            )
            .order_by(Student.sort_key)
        )
        rows = [
            (
                line.student.full_name,
                ", ".join(
                    part
                    for part in (
                        groups_of_line(line),
                        gettext("from %(start)s", start=day(line.effective_on)),
                        line.destination,
                    )
                    if part
                ),
                self.link(Student, "details_view", id=line.student_id),
            )
            for line in lines
        ]
        title = ngettext("%(num)d student", "%(num)d students", len(rows))
        parts = [self.paper(row), self.part(title, rows, "")]
        clashes = [
            (
                one.student,
                gettext(
                    "%(count)s lessons at the same time as %(group)s, the first on %(day)s",
                    count=one.lessons,
                    group=one.group,
                    day=day(one.first_on),
                ),
                None,
            )
            for one in clashes_of(current.session(), panel_viewer(), row.id)
        ]
        if clashes:
            parts.insert(
                0, self.part(gettext("Two lessons at one time (it hinders nothing)"), clashes, "")
            )
        return parts

    def endpoint_permissions(self, name: str) -> tuple[Permission | None, ...]:
        if name in self.EXTRA_DOORS:
            return (self.EXTRA_DOORS[name],)
        return super().endpoint_permissions(name)

    def list_tools(self) -> list[tuple[str, str, str]]:
        """The coordinator confirms several at once."""
        if not self.may(Permission.MOVEMENT_CONFIRM):
            return []
        return [(self.get_url(".several_view"), gettext("Confirm several"), "check")]

    # --- Forms -----------------------------------------------------------------------------------

    def start_values(self) -> dict[str, Any]:
        given = key_from_address("student_id", "group_id")
        student_id = given.pop("student_id", None)
        return {
            **given,
            "students": [student_id] if student_id else [],
            "order_date": current.today(),
        }

    def form_values(self, row: Any) -> dict[str, Any]:
        return values_of(row)

    def form_for(self, form_set: FormSet, row: Base | None) -> PanelForm:
        """A counter-order has nothing but its paper to mend."""
        if isinstance(row, MovementOrder) and row.kind is MovementKind.CANCELLATION:
            form_set = COUNTER_ORDER
        return super().form_for(form_set, row)

    @expose("/new/", methods=("GET", "POST"))
    def create_view(self) -> Any:
        """An empty form; its buttons that fill the list of students only draw it anew."""
        return self._filled_in(None) or super().create_view()

    @expose("/edit/", methods=("GET", "POST"))
    def edit_view(self) -> Any:
        """The form; a confirmed order has none, and says what to do instead."""
        row = self.get_writable(request.args.get("id"))
        return self._stays(row) or self._filled_in(row) or super().edit_view()

    @expose("/delete/", methods=("GET", "POST"))
    def delete_view(self) -> Any:
        """The deletion; a confirmed order stays for ever."""
        return self._stays(self.get_writable(request.values.get("id"))) or super().delete_view()

    def _stays(self, row: MovementOrder) -> Any:
        verdict = may_edit(row.state)
        if verdict.allowed:
            return None
        flash(sentence(verdict), "error")
        return redirect(self.get_url(".details_view", id=row.id))

    def _filled_in(self, row: MovementOrder | None) -> Any:
        """The page again, with the group's students or the named ones in its list."""
        members, add = "_members" in request.form, "_add" in request.form
        if request.method != "POST" or not (members or add):
            return None
        form = self.form_for(self.set_for(self.edit_sets if row else self.create_sets), row)
        if members:
            show_members(form)
        take_found(form)
        return self.form_page(form, row, self.create_template)

    def after_act(self) -> str:
        """The next order that waits."""
        return str(self.get_url(".index_view", flt_state=MovementState.PREPARED.value))

    def create_row(self, form: PanelForm, permission: Permission) -> Base:
        return self._written(form, None)

    def update_row(self, form: PanelForm, row: Any, permission: Permission) -> Base:
        return self._written(form, row)

    def _written(self, form: Any, row: MovementOrder | None) -> MovementOrder:
        session, viewer, now = current.session(), panel_viewer(), current.now()
        paper = {
            name: form[name].data
            for name in ("kind", "order_number", "order_date", "basis")
            if name in form
        }
        if row is not None and row.kind is MovementKind.CANCELLATION:
            return orders.edit_order(
                session, viewer, row.id, version=form.seen or 0, now=now, **paper
            )
        try:
            lines = lines_of(form, row)
            if row is None:
                return orders.prepare_order(session, viewer, lines=lines, now=now, **paper)
            return orders.edit_order(
                session, viewer, row.id, version=form.seen or 0, lines=lines, now=now, **paper
            )
        except LinesRefused as refusal:
            tell_lines(form, refusal)
            raise

    def attempt(self, form: PanelForm, row: Base | None, act: Any) -> Any:
        """Names that were pasted and mean nobody keep the form open, with the rest ticked."""
        if "names" in form and not take_found(form):
            return None
        return super().attempt(form, row, act)

    def delete_row(self, row: Any) -> None:
        orders.delete_order(current.session(), panel_viewer(), row.id, current.now())
