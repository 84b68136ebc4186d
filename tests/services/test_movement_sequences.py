"""Whatever orders follow one another, the stored memberships are what the book says."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.errors import Refused
from sgo.models import Group
from sgo.services.movement.decisions import confirm_order
from sgo.services.movement.orders import OrderLine, prepare_order
from sgo.vocabulary import MovementKind
from tests.centre import Centre
from tests.services.movement_orders import ORDER_DATE, Cancel, Facts, facts, of_book


@pytest.mark.clause("2.1.3")
def test_no_sequence_of_orders_reaches_a_forbidden_state(
    session: Session,
    centre: Centre,
    admin: Viewer,
    coordinator: Viewer,
    robots: Group,
    cancel: Cancel,
) -> None:
    """Stored memberships always equal the book; cancelling restores the state before."""
    later = centre.make_group("ВА-27-1", starts_on=date(2027, 9, 1), ends_on=date(2028, 5, 29))
    students = [*centre.students[:2], centre.make_student("Новиков", "Юрий")]
    groups = [centre.group, centre.other_group, robots, later]
    session.commit()

    class Office(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.savepoint = session.begin_nested()
            self.confirmed: list[tuple[int, Facts]] = []
            self.number = 0

        def teardown(self) -> None:
            self.savepoint.rollback()
            session.expire_all()

        @rule(
            kind=st.sampled_from(
                [kind for kind in MovementKind if kind is not MovementKind.CANCELLATION]
            ),
            who=st.sets(st.sampled_from(range(3)), min_size=1),
            group=st.sampled_from(range(4)),
            to_group=st.sampled_from(range(4)),
            days=st.sampled_from([0, 1, 30, 31, 60, 90, 271, 272, 365, 400]),
        )
        def order(
            self, kind: MovementKind, who: set[int], group: int, to_group: int, days: int
        ) -> None:
            self.number += 1
            on = date(2026, 9, 1) + timedelta(days=days)
            to_id = groups[to_group].id if kind.moves else None
            lines = [OrderLine(students[n].id, groups[group].id, on, to_id) for n in sorted(who)]
            before = facts(session)
            try:
                made = prepare_order(
                    session,
                    admin,
                    kind=kind,
                    order_number=f"{self.number}-м",
                    order_date=ORDER_DATE,
                    lines=lines,
                    now=centre.now,
                )
            except Refused:
                assert facts(session) == before
                return
            assert facts(session) == before, "a prepared order changes nothing"
            confirm_order(session, coordinator, made.id, centre.now)
            self.confirmed.append((made.id, before))

        @precondition(lambda self: bool(self.confirmed))
        @rule()
        def cancel_the_last(self) -> None:
            self.number += 1
            order_id, before = self.confirmed.pop()
            undo = cancel(order_id, f"{self.number}-о")
            confirm_order(session, coordinator, undo.id, centre.now)
            assert facts(session) == before

        @invariant()
        def memberships_equal_the_book(self) -> None:
            assert facts(session) == of_book(session)

    run_state_machine_as_test(
        Office,
        settings=settings(
            max_examples=12,
            stateful_step_count=10,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
