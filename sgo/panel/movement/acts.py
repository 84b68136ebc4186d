"""What is done with an order of the movement book: confirmed, returned, cancelled by another."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext

from sgo import current
from sgo.access.permissions import Permission
from sgo.models import MovementOrder
from sgo.panel.kit.acts import Act
from sgo.panel.kit.gate import panel_viewer
from sgo.panel.movement.form import CounterOrderForm, RemarkForm
from sgo.services.movement import decisions, orders
from sgo.vocabulary import N_, MovementKind, MovementState


def _seen(view: Any, row: MovementOrder) -> dict[str, Any]:
    return {"seen_version": row.version}


def _confirm(view: Any, row: MovementOrder, form: Any) -> str:
    decisions.confirm_order(
        current.session(), panel_viewer(), row.id, current.now(), version=form.seen
    )
    return str(gettext("Confirmed: %(what)s.", what=view.name_of(row)))


def _return(view: Any, row: MovementOrder, form: Any) -> str:
    decisions.return_order(
        current.session(),
        panel_viewer(),
        row.id,
        form.remark.data,
        current.now(),
        version=form.seen,
    )
    return str(gettext("Returned with a remark: %(what)s.", what=view.name_of(row)))


def _cancel(view: Any, row: MovementOrder, form: Any) -> str:
    made = orders.prepare_counter_order(
        current.session(),
        panel_viewer(),
        row.id,
        order_number=form.order_number.data,
        order_date=form.order_date.data,
        basis=form.basis.data,
        now=current.now(),
    )
    return str(
        gettext(
            "The counter-order %(what)s waits for the coordinator; until then nothing changes.",
            what=str(made),
        )
    )


def waits(row: MovementOrder) -> bool:
    """Whether the coordinator is to decide on it."""
    return row.state is MovementState.PREPARED


def can_be_cancelled(row: MovementOrder) -> bool:
    """Whether a counter-order makes sense; the service looks at every student."""
    return (
        row.state is MovementState.CONFIRMED
        and row.kind is not MovementKind.CANCELLATION
        and row.cancelled_by is None
    )


ORDER_ACTS = (
    Act(
        "confirm",
        N_("Confirm"),
        Permission.MOVEMENT_CONFIRM,
        _confirm,
        when=waits,
        prefill=_seen,
        picture="check",
        question=N_(
            "The order comes true: the group lists change, and the order is never changed again."
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
    Act(
        "cancel",
        N_("Prepare a counter-order"),
        Permission.MOVEMENT_PREPARE,
        _cancel,
        when=can_be_cancelled,
        prefill=lambda view, row: {"order_date": current.today()},
        picture="undo",
        form=CounterOrderForm,
    ),
)
