"""The movement book: the technical admin prepares orders, the coordinator decides (decision 25).

Here orders are prepared, mended and taken away; `decisions` confirms and returns them.
Memberships have no other door than a confirmed order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.exc import StaleDataError

from sgo.access.permissions import Permission
from sgo.access.scopes import scope
from sgo.access.viewer import Viewer
from sgo.errors import Conflict, Missing, refuse, refuse_unless
from sgo.models import MovementOrder, MovementRecord
from sgo.names import tidy
from sgo.rules import movement as rules
from sgo.services.clockwatch import require_steady_clock
from sgo.services.guard import acting_as, permit
from sgo.services.movement.sense import sense
from sgo.verdicts import ALLOWED
from sgo.vocabulary import MovementKind, MovementState

_PLAIN = ("kind", "order_date")


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One student of an order, as it is asked for; see `MovementRecord` for what the days mean."""

    student_id: int
    group_id: int
    effective_on: date
    to_group_id: int | None = None
    destination: str | None = None


def prepare_order(
    session: Session,
    viewer: Viewer,
    *,
    kind: MovementKind,
    order_number: str,
    order_date: date,
    lines: Iterable[OrderLine],
    basis: str | None = None,
    now: datetime,
) -> MovementOrder:
    """Write an order that waits for the coordinator.

    Raises Refused (LinesRefused where single students are the reason) when it cannot come true.
    """
    if kind is MovementKind.CANCELLATION:
        raise refuse("counter_order_has_its_own_way", "2.1.3", "kind")
    with acting_as(session, viewer, Permission.MOVEMENT_PREPARE, now), book_savepoint(session):
        require_steady_clock(session, now)
        order = MovementOrder(
            kind=kind,
            order_number=_number(order_number),
            order_date=order_date,
            basis=tidy_text(basis),
            prepared_by_id=viewer.account_id,
            prepared_at=now,
        )
        _set_lines(session, order, lines)
        _write(session, viewer, order)
    return order


def prepare_counter_order(
    session: Session,
    viewer: Viewer,
    order_id: int,
    *,
    order_number: str,
    order_date: date,
    basis: str | None = None,
    now: datetime,
) -> MovementOrder:
    """Write a counter-order: once confirmed, it restores the state before the order it names."""
    with acting_as(session, viewer, Permission.MOVEMENT_PREPARE, now), book_savepoint(session):
        require_steady_clock(session, now)
        target = order_with_lines(session, viewer, order_id)
        refuse_unless(rules.may_cancel(target.kind, target.state, is_cancelled=False))
        if target.cancelled_by is not None:
            done = target.cancelled_by.state is MovementState.CONFIRMED
            code = "already_cancelled" if done else "counter_order_waits"
            raise refuse(code, "2.1.3", number=target.cancelled_by.order_number)
        order = MovementOrder(
            kind=MovementKind.CANCELLATION,
            cancels_id=target.id,
            order_number=_number(order_number),
            order_date=order_date,
            basis=tidy_text(basis),
            prepared_by_id=viewer.account_id,
            prepared_at=now,
        )
        lines = [
            OrderLine(one.student_id, one.group_id, one.effective_on, one.to_group_id)
            for one in target.lines
        ]
        _set_lines(session, order, lines)
        _write(session, viewer, order)
    return order


def edit_order(
    session: Session,
    viewer: Viewer,
    order_id: int,
    *,
    version: int | None = None,
    lines: Iterable[OrderLine] | None = None,
    now: datetime,
    **values: Any,
) -> MovementOrder:
    """Mend an order that waits or was returned; a returned one waits again afterwards.

    `values` are columns of `prepare_order`; `version` is what the writer saw. Raises Conflict when
    somebody saved first, Refused when the order is confirmed.
    """
    with acting_as(session, viewer, Permission.MOVEMENT_PREPARE, now):
        require_steady_clock(session, now)
        order = order_with_lines(session, viewer, order_id)
        refuse_unless(rules.may_edit(order.state))
        if version is not None and version != order.version:
            raise Conflict(_shown(order), version)
        with book_savepoint(session), session.no_autoflush:
            if order.kind is MovementKind.CANCELLATION:
                values.pop("kind", None)
                lines = None
            for name in _PLAIN:
                if name in values:
                    setattr(order, name, values[name])
            if "order_number" in values:
                order.order_number = _number(values["order_number"])
            if "basis" in values:
                order.basis = tidy_text(values["basis"])
            if lines is not None:
                _set_lines(session, order, lines)
            order.state = MovementState.PREPARED
            order.prepared_by_id, order.prepared_at = viewer.account_id, now
            order.decided_by_id = order.decided_at = order.remark = None
            _write(session, viewer, order)
    return order


def delete_order(session: Session, viewer: Viewer, order_id: int, now: datetime) -> None:
    """Take away an order that was never confirmed; the trail keeps that it was there."""
    with acting_as(session, viewer, Permission.MOVEMENT_PREPARE, now):
        require_steady_clock(session, now)
        order = order_with_lines(session, viewer, order_id)
        verdict = rules.may_delete(order.state)
        refuse_unless(verdict)
        for line in order.lines:
            session.delete(line)
            permit(session, line, verdict)
        session.delete(order)
        permit(session, order, verdict)


def order_with_lines(session: Session, viewer: Viewer, order_id: int) -> MovementOrder:
    """The order in the viewer's scope with its lines; raises Missing."""
    order = session.scalars(
        scope(select(MovementOrder), MovementOrder, viewer)
        .where(MovementOrder.id == order_id)
        .options(selectinload(MovementOrder.lines), selectinload(MovementOrder.cancelled_by))
    ).one_or_none()
    if order is None:
        raise Missing("movement order")
    return order


@contextmanager
def book_savepoint(session: Session) -> Iterator[None]:
    """A savepoint in which the book is written: a collision is told, and nothing half stays."""
    try:
        with session.begin_nested():
            yield
    except StaleDataError as error:
        raise refuse("membership_changed_meanwhile", "2.1.3") from error
    except IntegrityError as error:
        if "cancels_id" in str(error.orig):
            raise refuse("counter_order_waits", "2.1.3") from error
        raise refuse("membership_changed_meanwhile", "2.1.3") from error


def tidy_text(text: str | None) -> str | None:
    """A remark or a basis without spare spaces; None for nothing."""
    return tidy(text or "") or None


def _set_lines(session: Session, order: MovementOrder, lines: Iterable[OrderLine]) -> None:
    """Make the order's lines these; the line of a student in a group that stays keeps its row."""
    stored = {(line.student_id, line.group_id): line for line in order.lines}
    for line in lines:
        row = stored.pop((line.student_id, line.group_id), None)
        if row is None:
            row = MovementRecord(student_id=line.student_id, group_id=line.group_id)
            order.lines.append(row)
        row.to_group_id = line.to_group_id
        row.effective_on, row.destination = line.effective_on, tidy_text(line.destination)
    for row in stored.values():
        order.lines.remove(row)
        session.delete(row)
        permit(session, row, ALLOWED)


def _write(session: Session, viewer: Viewer, order: MovementOrder) -> None:
    """Judge the whole order, then let it and its lines through the guard."""
    with session.no_autoflush:
        sense(session, viewer, order)
        _stands_once(session, order)
        session.add(order)
        for row in (order, *order.lines):
            permit(session, row, ALLOWED)


def _stands_once(session: Session, order: MovementOrder) -> None:
    """An order of one number, date and kind names a student once, in however many parts."""
    students = [line.student_id for line in order.lines]
    same = session.scalar(
        select(MovementOrder.id)
        .join(MovementOrder.lines)
        .where(
            MovementOrder.order_number == order.order_number,
            MovementOrder.order_date == order.order_date,
            MovementOrder.kind == order.kind,
            MovementOrder.id != (order.id or 0),
            MovementRecord.student_id.in_(students),
        )
        .limit(1)
    )
    if same is not None:
        raise refuse("same_record_in_book", "2.1.3", "order_number", number=order.order_number)


def _number(number: str) -> str:
    number = tidy(number or "")
    if not number:
        raise refuse("order_number_missing", "2.1.3", "order_number")
    return number


def _shown(order: MovementOrder) -> dict[str, Any]:
    """What stands now, for the writer who saw something older."""
    names: Sequence[str] = (*_PLAIN, "order_number", "basis", "state", "version")
    return {name: getattr(order, name) for name in names}
