"""Counter-orders: the last order of a student goes out of the sequence, and the state before returns."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.errors import Refused
from sgo.models import MovementOrder
from sgo.services.movement.decisions import confirm_order, return_order
from sgo.services.movement.orders import edit_order
from sgo.vocabulary import MovementKind, MovementState
from tests.centre import Centre
from tests.services.movement_orders import DAY, Cancel, Prepare, facts, of_book


@pytest.mark.clause("2.1.3", "3.2")
def test_a_counter_order_restores_the_state_before(
    session: Session,
    centre: Centre,
    coordinator: Viewer,
    prepare: Prepare,
    cancel: Cancel,
) -> None:
    before = facts(session)
    order = prepare(MovementKind.TRANSFER, *centre.students[:2], to_group=centre.other_group)
    with pytest.raises(Refused, match="only_confirmed_is_cancelled"):
        cancel(order.id, "120-о")
    confirm_order(session, coordinator, order.id, centre.now)
    changed = facts(session)
    counter = cancel(order.id, "120-о")
    assert facts(session) == changed, "nothing changes until the coordinator confirms"
    with pytest.raises(Refused, match="counter_order_waits"):
        cancel(order.id, "120-о")
    confirm_order(session, coordinator, counter.id, centre.now)
    assert facts(session) == before == of_book(session)
    assert order.state is MovementState.CONFIRMED, "it stays in the book"
    for target, code in ((order, "already_cancelled"), (counter, "counter_order_stays")):
        with pytest.raises(Refused, match=code):
            cancel(target.id, "120-о")


def test_only_the_last_order_of_every_student_is_cancelled(
    session: Session,
    centre: Centre,
    coordinator: Viewer,
    prepare: Prepare,
    cancel: Cancel,
) -> None:
    def withdrawn(on: date) -> MovementOrder:
        order = prepare(MovementKind.WITHDRAWAL, centre.student, group=centre.other_group, on=on)
        return confirm_order(session, coordinator, order.id, centre.now)

    first = prepare(MovementKind.TRANSFER, *centre.students[:2], to_group=centre.other_group)
    confirm_order(session, coordinator, first.id, centre.now)
    later = withdrawn(DAY + timedelta(days=5))
    with pytest.raises(Refused, match="later_record_first") as refusal:
        cancel(first.id, "121-о")
    assert refusal.value.verdict.parameters["students"] == centre.student.short_name
    undo = cancel(later.id, "121-о")
    confirm_order(session, coordinator, undo.id, centre.now)
    undo = cancel(first.id, "122-о")
    withdrawn(DAY + timedelta(days=6))
    with pytest.raises(Refused, match="later_record_first"):
        confirm_order(session, coordinator, undo.id, centre.now)


@pytest.mark.clause("2.1.3")
def test_marks_stay_where_they_were_given(
    session: Session,
    centre: Centre,
    coordinator: Viewer,
    prepare: Prepare,
    cancel: Cancel,
) -> None:
    """Nothing written of a student is left outside every membership."""
    newcomer = centre.make_student("Новиков", "Юрий")
    order = prepare(MovementKind.ENROLMENT, newcomer, on=date(2026, 11, 2))
    confirm_order(session, coordinator, order.id, centre.now)
    centre.make_cell(centre.lesson, newcomer, 4)
    with pytest.raises(Refused, match="marks_given_inside") as refusal:
        cancel(order.id, "123-о")
    assert refusal.value.verdict.parameters["last_on"] == centre.lesson.held_on
    move = prepare(MovementKind.TRANSFER, newcomer, to_group=centre.other_group)
    confirm_order(session, coordinator, move.id, centre.now)
    undo = cancel(move.id, "124-о")
    confirm_order(session, coordinator, undo.id, centre.now)
    assert [fact[1:] for fact in facts(session) if fact[0] == newcomer.id] == [
        (centre.group.id, date(2026, 11, 2), None)
    ]


def test_a_returned_counter_order_is_mended_by_its_paper_alone(
    session: Session,
    centre: Centre,
    admin: Viewer,
    coordinator: Viewer,
    prepare: Prepare,
    cancel: Cancel,
) -> None:
    order = prepare(MovementKind.WITHDRAWAL, centre.student)
    confirm_order(session, coordinator, order.id, centre.now)
    undo = cancel(order.id, "1-о")
    return_order(session, coordinator, undo.id, "не та дата", centre.now)
    edit_order(
        session,
        admin,
        undo.id,
        kind=MovementKind.ENROLMENT,
        lines=[],
        order_number="2-о",
        now=centre.now,
    )
    assert (undo.kind, undo.order_number, len(undo.lines)) == (MovementKind.CANCELLATION, "2-о", 1)
    confirm_order(session, coordinator, undo.id, centre.now)
    assert facts(session) == of_book(session)
