"""What the coordinator decides in the movement book: confirming and returning whole orders.

The queries of a confirmation do not grow with the lines of the order.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.access.viewer import Viewer
from sgo.errors import Conflict, refuse_unless
from sgo.models import MovementOrder
from sgo.rules import movement as rules
from sgo.services.clockwatch import require_steady_clock
from sgo.services.guard import acting_as, permit
from sgo.services.movement.history import settle
from sgo.services.movement.orders import book_savepoint, order_with_lines, tidy_text
from sgo.services.movement.sense import sense
from sgo.vocabulary import MovementState, Role


def confirm_order(
    session: Session,
    viewer: Viewer,
    order_id: int,
    now: datetime,
    *,
    version: int | None = None,
) -> MovementOrder:
    """Make the order true: memberships begin, end or are restored. Judged again at this moment.

    Raises Refused when what was possible on preparing is not any more, Conflict when the order
    was changed after `version`, which the coordinator had read.
    """
    with acting_as(session, viewer, Permission.MOVEMENT_CONFIRM, now):
        require_steady_clock(session, now)
        order = order_with_lines(session, viewer, order_id)
        decision = rules.may_confirm(
            order.state,
            order.prepared_by_id,
            viewer.account_id,
            is_coordinator=viewer.has(Role.COORDINATOR),
        )
        refuse_unless(decision)
        _refuse_stale(order, version)
        stays = sense(session, viewer, order)
        with book_savepoint(session), session.no_autoflush:
            settle(session, stays, decision)
            order.state = MovementState.CONFIRMED
            order.book_number = _next_number(session)
            order.decided_by_id, order.decided_at = viewer.account_id, now
            permit(session, order, decision)
    return order


@dataclass(frozen=True, slots=True)
class Seen:
    """An order with the version that the coordinator had read; None reads the newest."""

    order_id: int
    version: int | None = None

    @classmethod
    def read(cls, text: str) -> Self | None:
        """`12.3` of a form: the order 12 in its version 3; None for anything else."""
        parts = text.split(".")
        if len(parts) != 2 or not all(one.isascii() and one.isdigit() for one in parts):
            return None
        return cls(*(int(one[:9]) for one in parts))


def confirm_orders(
    session: Session, viewer: Viewer, seen: Iterable[Seen], now: datetime
) -> list[MovementOrder]:
    """Confirm several orders in the sequence in which they were prepared; all of them or none."""
    with book_savepoint(session):
        return [
            confirm_order(session, viewer, one.order_id, now, version=one.version)
            for one in sorted(seen, key=lambda one: one.order_id)
        ]


def return_order(
    session: Session,
    viewer: Viewer,
    order_id: int,
    remark: str,
    now: datetime,
    *,
    version: int | None = None,
) -> MovementOrder:
    """Send the order back with a remark that says what to mend."""
    with acting_as(session, viewer, Permission.MOVEMENT_CONFIRM, now):
        require_steady_clock(session, now)
        order = order_with_lines(session, viewer, order_id)
        decision = rules.may_return(
            order.state, remark, is_coordinator=viewer.has(Role.COORDINATOR)
        )
        refuse_unless(decision)
        _refuse_stale(order, version)
        order.state, order.remark = MovementState.RETURNED, tidy_text(remark)
        order.decided_by_id, order.decided_at = viewer.account_id, now
        permit(session, order, decision)
    return order


def _refuse_stale(order: MovementOrder, version: int | None) -> None:
    """Nobody decides on an order that was changed after they had read it."""
    if version is not None and version != order.version:
        raise Conflict({}, version)


def _next_number(session: Session) -> int:
    """The next place in the book; two at once meet at its unique key."""
    return (session.scalar(select(func.max(MovementOrder.book_number))) or 0) + 1
