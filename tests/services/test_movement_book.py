"""Orders of the movement book: of many students, confirmed whole or not at all."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.errors import Refused
from sgo.models import MovementOrder
from sgo.services.movement.decisions import Seen, confirm_order, confirm_orders
from sgo.services.movement.orders import (
    OrderLine,
    delete_order,
    edit_order,
    prepare_counter_order,
    prepare_order,
)
from sgo.services.movement.sense import LinesRefused
from sgo.vocabulary import MovementKind, MovementState
from tests.centre import Centre
from tests.services.movement_orders import DAY, ORDER_DATE, Prepare, facts, of_book


@pytest.mark.clause("2.1.3", "3.2")
def test_one_order_moves_many_students_and_is_confirmed_whole(
    session: Session, centre: Centre, coordinator: Viewer, prepare: Prepare
) -> None:
    order = prepare(MovementKind.TRANSFER, *centre.students[:3], to_group=centre.other_group)
    before = facts(session)
    confirm_order(session, coordinator, order.id, centre.now)
    after = facts(session)
    moved = {one.id for one in centre.students[:3]}
    assert [fact for fact in after if fact[0] not in moved] == [
        fact for fact in before if fact[0] not in moved
    ]
    for key in moved:
        assert [fact[1:] for fact in after if fact[0] == key] == [
            (centre.group.id, date(2026, 9, 1), DAY - timedelta(days=1)),
            (centre.other_group.id, DAY, None),
        ]
    assert after == of_book(session)


def test_a_line_that_makes_no_sense_keeps_the_whole_order_out(
    session: Session, centre: Centre, prepare: Prepare
) -> None:
    stranger = centre.make_student("Новиков", "Юрий")
    with pytest.raises(LinesRefused) as refusal:
        prepare(MovementKind.WITHDRAWAL, centre.student, stranger, centre.foreign_student)
    assert [(one.student, one.verdict.code) for one in refusal.value.lines] == [
        (stranger.short_name, "not_a_member"),
        (centre.foreign_student.short_name, "not_a_member"),
    ]
    assert not session.scalars(
        select(MovementOrder).where(MovementOrder.state == MovementState.PREPARED)
    ).all()


def test_an_order_names_somebody(prepare: Prepare) -> None:
    with pytest.raises(Refused, match="order_without_students"):
        prepare(MovementKind.ENROLMENT)


@pytest.mark.clause("3.2")
def test_several_orders_are_confirmed_together_or_not_at_all(
    session: Session, centre: Centre, coordinator: Viewer, prepare: Prepare
) -> None:
    newcomers = [centre.make_student("Новиков", name) for name in ("Юрий", "Глеб")]
    orders = [prepare(MovementKind.ENROLMENT, one) for one in newcomers]
    clashing = prepare(MovementKind.ENROLMENT, newcomers[0], group=centre.other_group)
    before = facts(session)
    with pytest.raises(Refused, match="already_in_programme"):
        confirm_orders(
            session, coordinator, [Seen(one.id) for one in (*orders, clashing)], centre.now
        )
    assert facts(session) == before
    assert {one.state for one in orders} == {MovementState.PREPARED}
    done = confirm_orders(session, coordinator, [Seen(one.id) for one in orders], centre.now)
    assert [one.book_number for one in done] == sorted(one.book_number for one in done)
    assert len(facts(session)) == len(before) + 2


@pytest.mark.clause("3.2")
def test_350_lines_are_confirmed_as_cheaply_as_10(
    session: Session, centre: Centre, admin: Viewer, coordinator: Viewer, count_queries: Any
) -> None:
    """Entering, moving and undoing the move: rows are read and written many at a time."""
    costs = []
    for size in (10, 350):
        students = [centre.make_student(f"Новиков{size}", f"Юрий{n}").id for n in range(size)]
        mine, other = centre.group.id, centre.other_group.id
        lines = [OrderLine(one, mine, DAY) for one in students]
        moves = [OrderLine(one, mine, DAY + timedelta(days=7), other) for one in students]
        paper = {"order_date": ORDER_DATE, "now": centre.now}
        steps = []

        def confirmed(order: MovementOrder, steps: list[int] = steps) -> int:
            key = order.id
            session.commit()
            session.expunge_all()
            count_queries.statements.clear()
            confirm_order(session, coordinator, key, centre.now)
            session.commit()
            steps.append(len(count_queries))
            session.expunge_all()
            return key

        confirmed(
            prepare_order(
                session,
                admin,
                kind=MovementKind.ENROLMENT,
                order_number=f"{size}-у",
                lines=lines,
                **paper,
            )
        )
        count_queries.statements.clear()
        move = prepare_order(
            session,
            admin,
            kind=MovementKind.TRANSFER,
            order_number=f"{size}-п",
            lines=moves,
            **paper,
        )
        steps.append(len([one for one in count_queries.statements if "INSERT" not in one]))
        key = confirmed(move)
        confirmed(prepare_counter_order(session, admin, key, order_number=f"{size}-о", **paper))
        costs.append(steps)
    small, large = costs
    assert large == small
    assert max(large) <= 20


def test_a_prepared_order_is_mended_and_keeps_what_stays(
    session: Session, centre: Centre, admin: Viewer, prepare: Prepare
) -> None:
    order = prepare(MovementKind.WITHDRAWAL, *centre.students[:2], destination="Переезд")
    kept = order.lines[0].id
    lines = [
        OrderLine(one.id, centre.group.id, DAY) for one in (centre.students[0], centre.students[3])
    ]
    edit_order(session, admin, order.id, lines=lines, basis="Заявление", now=centre.now)
    session.expire_all()
    assert {line.student_id for line in order.lines} == {line.student_id for line in lines}
    assert kept in {line.id for line in order.lines}
    with pytest.raises(Refused, match="counter_order_has_its_own_way"):
        prepare(MovementKind.CANCELLATION, centre.student)
    delete_order(session, admin, order.id, centre.now)
    assert session.get(MovementOrder, order.id) is None
