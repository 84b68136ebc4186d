"""What the panel's tests of the movement book share: its addresses, a filled in form, an order that waits."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from sgo.models import Membership, MovementOrder, MovementRecord
from sgo.vocabulary import MovementKind

BOOK = "/panel/movement_records/"
ORDERS = "/panel/movement_orders/"
LISTS = "/panel/memberships/"


@pytest.fixture
def newcomer(centre):
    return centre.make_student("Щукин", "Матвей")


@pytest.fixture
def order_form(centre, newcomer):
    """A filled in form of an enrolment."""
    return {
        "kind": "enrolment",
        "students": [newcomer.id],
        "students-listed": [newcomer.id],
        "group_id": centre.group.id,
        "order_number": "17-у",
        "order_date": "2026-11-20",
        "effective_on": "2026-11-24",
        "basis": "Заявление",
    }


@pytest.fixture
def waiting_order(centre, newcomer):
    """An enrolment that waits for the coordinator."""
    order = centre.make_order(
        MovementKind.ENROLMENT,
        "17-у",
        MovementRecord(
            student_id=newcomer.id, group_id=centre.group.id, effective_on=date(2026, 11, 24)
        ),
        prepared_by_id=centre.accounts["technical_admin"].id,
    )
    centre.session.commit()
    return order


def again(session, order):
    session.expire_all()
    return session.get(MovementOrder, order.id)


def memberships(session, student):
    return session.scalars(select(Membership).where(Membership.student_id == student.id)).all()
