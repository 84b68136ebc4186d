"""Orders of the movement book as its tests prepare them, and what the book says of memberships."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.models import Group, Membership, MovementOrder, Programme, Student
from sgo.services.movement.history import read_book
from sgo.services.movement.orders import OrderLine, prepare_counter_order, prepare_order
from sgo.vocabulary import Direction, MovementKind
from tests.centre import Centre

DAY = date(2026, 11, 24)
ORDER_DATE = date(2026, 11, 20)

Facts = list[tuple[int, int, date, date | None]]
"""Memberships: student, group, first and last day."""
Prepare = Callable[..., MovementOrder]
Cancel = Callable[[int, str], MovementOrder]


@pytest.fixture
def robots(centre: Centre) -> Group:
    """A group of another programme."""
    programme = centre.add(Programme(name="Робототехника", direction=Direction.TECHNICAL))
    group: Group = centre.make_group("РБ-26-1", programme_id=programme.id)
    return group


@pytest.fixture
def prepare(centre: Centre, session: Session, admin: Viewer) -> Prepare:
    """An order of one kind for some students; the day, the groups and the number as given."""
    count = iter(range(100, 1000))

    def make(kind: MovementKind, *students: Student, **given: Any) -> MovementOrder:
        group, to_group = given.get("group", centre.group), given.get("to_group")
        lines = [
            OrderLine(
                one.id,
                group.id,
                given.get("on", DAY),
                to_group.id if to_group else None,
                given.get("destination"),
            )
            for one in students
        ]
        return prepare_order(
            session,
            admin,
            kind=kind,
            order_number=given.get("number", f"{next(count)}-у"),
            order_date=ORDER_DATE,
            lines=lines,
            now=centre.now,
        )

    return make


@pytest.fixture
def cancel(centre: Centre, session: Session, admin: Viewer) -> Cancel:
    """A counter-order to an order, under a number of its own."""

    def make(order_id: int, number: str) -> MovementOrder:
        return prepare_counter_order(
            session,
            admin,
            order_id,
            order_number=number,
            order_date=ORDER_DATE,
            now=centre.now,
        )

    return make


def facts(session: Session) -> Facts:
    """The stored memberships."""
    session.flush()
    session.expire_all()
    rows = session.execute(
        select(
            Membership.student_id, Membership.group_id, Membership.starts_on, Membership.ends_on
        ).order_by(Membership.student_id, Membership.starts_on, Membership.group_id)
    )
    return [tuple(row) for row in rows]  # type: ignore[misc]


def of_book(session: Session) -> Facts:
    """The memberships that the confirmed orders make."""
    students = list(session.scalars(select(Student.id)))
    book = read_book(session, students)
    return sorted(
        (
            (key, stay.group.id, stay.starts_on, stay.ends_on)
            for key in students
            for stay in book.stays(key)
        ),
        key=lambda fact: (fact[0], fact[2], fact[1]),
    )
