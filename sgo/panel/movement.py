"""The movement book: prepared, confirmed, returned; and the group lists that follow (3.2, dec. 25)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request
from flask_admin import expose
from flask_babel import gettext
from sqlalchemy import case
from sqlalchemy.orm import joinedload

from sgo import current
from sgo.access.permissions import Permission
from sgo.access.scopes import lasts
from sgo.errors import Conflict
from sgo.models import Account, Base, Group, Membership, MovementRecord, Student
from sgo.panel.acts import Act
from sgo.panel.base import PanelView
from sgo.panel.filters import DayFilter, RowFilter, WordFilter, YesNoFilter
from sgo.panel.forms import Fieldset, FormSet, PanelForm, text_field
from sgo.panel.gate import panel_viewer
from sgo.panel.lookups import LOOKUPS
from sgo.panel.school import key_from_address
from sgo.panel.words import MOVEMENT
from sgo.rules.movement import may_edit
from sgo.services import movement
from sgo.vocabulary import N_, MovementState
from sgo.wording import sentence


class RemarkForm(PanelForm):
    """What the technical admin has to mend."""

    fieldsets = (Fieldset(N_("Remark"), {"remark": 6}),)
    remark = text_field(N_("What is to be mended"), longest=250)


def _refuse_stale(row: MovementRecord, form: PanelForm) -> None:
    """Nobody decides on a record that was changed after they had read it."""
    if form.seen is not None and form.seen != row.version:
        raise Conflict({}, form.seen)


def _seen(view: Any, row: MovementRecord) -> dict[str, Any]:
    return {"seen_version": row.version}


def _confirm(view: Any, row: MovementRecord, form: Any) -> str:
    _refuse_stale(row, form)
    movement.confirm_record(current.session(), panel_viewer(), row.id, current.now())
    return str(gettext("Confirmed: %(what)s.", what=view.name_of(row)))


def _return(view: Any, row: MovementRecord, form: Any) -> str:
    _refuse_stale(row, form)
    movement.return_record(
        current.session(), panel_viewer(), row.id, form.remark.data, current.now()
    )
    return str(gettext("Returned with a remark: %(what)s.", what=view.name_of(row)))


def waits(row: MovementRecord) -> bool:
    """Whether the coordinator is to decide on it."""
    return row.state is MovementState.PREPARED


BY_STATE = case(
    (MovementRecord.state == MovementState.PREPARED, 0),
    (MovementRecord.state == MovementState.RETURNED, 1),
    else_=2,
)
"""What somebody has to do stands first: waiting, then returned."""


class MovementView(PanelView):
    model = MovementRecord
    read_permission = Permission.MOVEMENT_READ
    category_words = MOVEMENT
    title = N_("Movement book")
    summary = N_("Enrolments and withdrawals by order: prepared, then confirmed by the coordinator")
    add_words = N_("Prepare a record")
    empty_words = N_(
        "The movement book is empty. Group lists come from its confirmed records alone."
    )
    joined = ((MovementRecord.student,), (MovementRecord.group,))
    also_load = tuple(
        joinedload(who).joinedload(Account.staff)
        for who in (MovementRecord.prepared_by, MovementRecord.decided_by)
    )
    column_list = (
        "student.full_name",
        "kind",
        "group",
        "effective_on",
        "order_number",
        "order_date",
        "state",
    )
    detail_columns = (
        "student.full_name",
        "kind",
        "group",
        "effective_on",
        "order_number",
        "order_date",
        "reason",
        "state",
        "remark",
        "prepared",
        "prepared_at",
        "decided",
        "decided_at",
    )
    labels = {
        "student.full_name": N_("Student"),
        "prepared": N_("Prepared by"),
        "decided": N_("Decided by"),
        "reason": N_("Basis"),
    }
    show = {
        "prepared": lambda row: account_name(row.prepared_by),
        "decided": lambda row: account_name(row.decided_by),
    }
    phone_columns = ("kind", "state")
    search_keys = (Student.search_key, Group.search_key)
    search_texts = (MovementRecord.order_number,)
    sortable = {
        "student.full_name": (Student.sort_key,),
        "group": (Group.search_key,),
        "effective_on": (MovementRecord.effective_on,),
        "order_number": (MovementRecord.order_number,),
        "order_date": (MovementRecord.order_date, MovementRecord.order_number),
        "state": (BY_STATE,),
    }
    order = (BY_STATE, MovementRecord.prepared_at.desc())
    column_filters = (
        WordFilter("state", N_("State"), MovementRecord.__table__.c.state),
        WordFilter("kind", N_("Kind"), MovementRecord.__table__.c.kind),
        RowFilter("group", N_("Group"), LOOKUPS[Group], lambda key: MovementRecord.group_id == key),
        DayFilter("from", N_("Counts not before"), lambda day: MovementRecord.effective_on >= day),
        DayFilter("to", N_("Counts not after"), lambda day: MovementRecord.effective_on <= day),
    )
    presets = (
        (N_("All"), {}),
        (N_("Wait"), {"state": "prepared"}),
        (N_("Returned"), {"state": "returned"}),
        (N_("Confirmed"), {"state": "confirmed"}),
    )
    help_words = {
        "effective_on": N_("Of a withdrawal: the first day outside the group"),
    }
    create_sets = edit_sets = (
        FormSet(
            Permission.MOVEMENT_PREPARE,
            (
                Fieldset(N_("Who and where"), {"kind": 2, "student_id": 4, "group_id": 4}),
                Fieldset(
                    N_("Order"),
                    {"order_number": 2, "order_date": 2, "effective_on": 2, "reason": 6},
                ),
            ),
        ),
    )
    delete_permission = Permission.MOVEMENT_PREPARE
    acts = (
        Act(
            "confirm",
            N_("Confirm"),
            Permission.MOVEMENT_CONFIRM,
            _confirm,
            when=waits,
            prefill=_seen,
            picture="check",
            question=N_(
                "The record comes true: the group list changes, and the record is never changed again."
            ),
        ),
        Act(
            "return",
            N_("Return with a remark"),
            Permission.MOVEMENT_CONFIRM,
            _return,
            when=waits,
            prefill=_seen,
            picture="undo",
            form=RemarkForm,
        ),
    )

    def name_of(self, row: MovementRecord) -> str:
        return f"{row}: {row.student.short_name}, {row.group.name}"

    def may_edit(self, row: MovementRecord) -> bool:
        return may_edit(row.state).allowed

    @expose("/edit/", methods=("GET", "POST"))
    def edit_view(self) -> Any:
        """The form; a confirmed record has none, and says what to do instead."""
        return self._stays() or super().edit_view()

    @expose("/delete/", methods=("GET", "POST"))
    def delete_view(self) -> Any:
        """The deletion; a confirmed record stays for ever."""
        return self._stays() or super().delete_view()

    def _stays(self) -> Any:
        row = self.get_writable(request.values.get("id"))
        verdict = may_edit(row.state)
        if verdict.allowed:
            return None
        flash(sentence(verdict), "error")
        return redirect(self.get_url(".details_view", id=row.id))

    def start_values(self) -> dict[str, Any]:
        return {**key_from_address("student_id", "group_id"), "order_date": current.today()}

    def after_act(self) -> str:
        """The next record that waits."""
        return str(self.get_url(".index_view", flt_state=MovementState.PREPARED.value))

    def create_row(self, form: PanelForm, permission: Permission) -> Base:
        return movement.prepare(current.session(), panel_viewer(), now=current.now(), **form.values)

    def update_row(self, form: PanelForm, row: Any, permission: Permission) -> Base:
        return movement.edit_prepared(
            current.session(),
            panel_viewer(),
            row.id,
            version=form.seen or 0,
            now=current.now(),
            **form.values,
        )

    def delete_row(self, row: Any) -> None:
        movement.delete_prepared(current.session(), panel_viewer(), row.id, current.now())


def account_name(account: Account | None) -> str | None:
    """Whoever stands behind an account, by the staff card; else the login."""
    if account is None:
        return None
    return account.staff.short_name if account.staff is not None else account.login


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
    joined = ((Membership.student,), (Membership.group,))
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
