"""The movement book: prepared by one, decided by another, and memberships come from it alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.errors import Conflict, Forbidden, Missing, Refused, Unpermitted
from sgo.models import AuditEvent, Membership, MovementOrder
from sgo.services.guard import Act, acting
from sgo.services.movement.decisions import confirm_order, return_order
from sgo.services.movement.orders import OrderLine, delete_order, edit_order, prepare_order
from sgo.vocabulary import MovementKind, MovementState, Role, SystemAct, YearState
from tests.centre import Centre

DAY = date(2026, 11, 23)


def ordered(
    session: Session, centre: Centre, viewer: Viewer, kind: MovementKind, **values: Any
) -> MovementOrder:
    """An order of one line; `student`, `group`, `to_group`, `effective_on`, `destination` are its."""
    line = OrderLine(
        student_id=values.pop("student").id,
        group_id=values.pop("group", centre.group).id,
        effective_on=values.pop("effective_on", DAY),
        to_group_id=to_group.id if (to_group := values.pop("to_group", None)) else None,
        destination=values.pop("destination", None),
    )
    return prepare_order(
        session,
        viewer,
        kind=kind,
        lines=values.pop("lines", [line]),
        **{
            "order_number": "17-у",
            "order_date": date(2026, 11, 20),
            "now": centre.now,
            **values,
        },
    )


def enrolment(session: Session, centre: Centre, viewer: Viewer, **values: Any) -> MovementOrder:
    values.setdefault("student", None)
    values["student"] = values["student"] or centre.make_student("Новиков", "Юрий")
    return ordered(session, centre, viewer, MovementKind.ENROLMENT, **values)


def withdrawal(session: Session, centre: Centre, viewer: Viewer, **values: Any) -> MovementOrder:
    values = {"student": centre.student, "order_number": "18-у", "basis": "переезд", **values}
    return ordered(session, centre, viewer, MovementKind.WITHDRAWAL, **values)


def student_of(order: MovementOrder) -> int:
    return order.lines[0].student_id


def memberships(session: Session, student_id: int) -> list[tuple[date, date | None]]:
    session.expire_all()
    found = session.scalars(
        select(Membership).where(Membership.student_id == student_id).order_by(Membership.starts_on)
    )
    return [(one.starts_on, one.ends_on) for one in found]


@pytest.mark.clause("2.1.3", "3.2")
def test_an_enrolment_counts_only_when_it_is_confirmed(
    session: Session, centre: Centre, admin: Viewer, coordinator: Viewer
) -> None:
    order = enrolment(session, centre, admin)
    assert (order.state, order.prepared_by_id) == (MovementState.PREPARED, admin.account_id)
    assert memberships(session, student_of(order)) == []
    confirm_order(session, coordinator, order.id, centre.now)
    assert memberships(session, student_of(order)) == [(DAY, None)]
    assert (order.state, order.decided_by_id) == (
        MovementState.CONFIRMED,
        coordinator.account_id,
    )
    events = session.scalars(
        select(AuditEvent).where(
            AuditEvent.subject.in_(["memberships", "movement_orders", "movement_records"]),
            AuditEvent.account_id == coordinator.account_id,
        )
    ).all()
    assert {(one.subject, one.action.value) for one in events} == {
        ("memberships", "create"),
        ("movement_orders", "update"),
    }
    assert {one.role for one in events} == {Role.COORDINATOR}


@pytest.mark.clause("2.1.3")
def test_a_withdrawal_ends_the_membership_the_day_before(
    session: Session, centre: Centre, admin: Viewer, coordinator: Viewer
) -> None:
    order = withdrawal(session, centre, admin)
    confirm_order(session, coordinator, order.id, centre.now)
    assert memberships(session, centre.student.id) == [(date(2026, 9, 1), date(2026, 11, 22))]
    again = enrolment(session, centre, admin, student=centre.student)
    confirm_order(session, coordinator, again.id, centre.now)
    assert memberships(session, centre.student.id) == [
        (date(2026, 9, 1), date(2026, 11, 22)),
        (DAY, None),
    ]


@pytest.mark.clause("3.2")
def test_each_does_their_own_part(
    session: Session, centre: Centre, admin: Viewer, coordinator: Viewer
) -> None:
    order = enrolment(session, centre, admin)
    with pytest.raises(Forbidden):
        enrolment(session, centre, coordinator, student=order.lines[0].student)
    with pytest.raises(Forbidden):
        confirm_order(session, admin, order.id, centre.now)
    with pytest.raises(Forbidden):
        return_order(session, admin, order.id, "не тот приказ", centre.now)
    for name in ("teacher", "director", "guardian", "student"):
        viewer = centre.viewer(centre.accounts[name])
        with pytest.raises(Forbidden):
            confirm_order(session, viewer, order.id, centre.now)
        with pytest.raises(Forbidden):
            enrolment(session, centre, viewer, student=order.lines[0].student)


def test_a_returned_record_is_mended_and_waits_again(
    session: Session, centre: Centre, admin: Viewer, coordinator: Viewer
) -> None:
    order = enrolment(session, centre, admin)
    with pytest.raises(Refused, match="return_needs_remark"):
        return_order(session, coordinator, order.id, " ", centre.now)
    return_order(session, coordinator, order.id, "дата приказа", centre.now)
    assert (order.state, order.remark) == (MovementState.RETURNED, "дата приказа")
    with pytest.raises(Refused, match="record_was_returned"):
        confirm_order(session, coordinator, order.id, centre.now)
    edit_order(
        session,
        admin,
        order.id,
        version=order.version,
        order_date=date(2026, 11, 19),
        now=centre.now,
    )
    assert (order.state, order.remark, order.decided_at) == (
        MovementState.PREPARED,
        None,
        None,
    )
    confirm_order(session, coordinator, order.id, centre.now)
    assert order.order_date == date(2026, 11, 19)


@pytest.mark.clause("3.2")
def test_a_confirmed_record_is_never_changed_or_deleted(
    session: Session, centre: Centre, admin: Viewer, coordinator: Viewer
) -> None:
    order = enrolment(session, centre, admin)
    confirm_order(session, coordinator, order.id, centre.now)
    with pytest.raises(Refused, match="confirmed_record_stays"):
        edit_order(session, admin, order.id, order_date=DAY, now=centre.now)
    with pytest.raises(Refused, match="confirmed_record_stays"):
        delete_order(session, admin, order.id, centre.now)
    with pytest.raises(Refused, match="confirmed_record_stays"):
        confirm_order(session, coordinator, order.id, centre.now)
    with pytest.raises(Refused, match="confirmed_record_stays"):
        return_order(session, coordinator, order.id, "поздно", centre.now)


def test_a_waiting_record_can_be_taken_away(
    session: Session, centre: Centre, admin: Viewer
) -> None:
    order = enrolment(session, centre, admin)
    delete_order(session, admin, order.id, centre.now)
    with pytest.raises(Missing):
        delete_order(session, admin, order.id, centre.now)


def test_a_membership_has_no_other_door(session: Session, centre: Centre) -> None:
    act = Act(centre.now, centre.accounts["technical_admin"].id, Role.TECHNICAL_ADMIN)
    membership = session.scalars(select(Membership)).first()
    assert membership is not None
    with pytest.raises(Unpermitted), acting(session, act):
        membership.ends_on = DAY


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"effective_on": date(2026, 8, 31)}, "effective_outside_group"),
        ({"effective_on": date(2027, 5, 30)}, "effective_outside_group"),
        ({"order_number": "  "}, "order_number_missing"),
    ],
)
def test_an_enrolment_that_makes_no_sense(
    session: Session, centre: Centre, admin: Viewer, values: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refused, match=code):
        enrolment(session, centre, admin, **values)


def test_nobody_is_in_two_groups_of_a_programme(
    session: Session, centre: Centre, admin: Viewer
) -> None:
    with pytest.raises(Refused, match="already_in_group"):
        enrolment(session, centre, admin, student=centre.student)
    with pytest.raises(Refused, match="already_in_programme"):
        enrolment(session, centre, admin, student=centre.foreign_student)


def test_a_group_that_ended_hinders_nobody(session: Session, centre: Centre, admin: Viewer) -> None:
    """Nobody is withdrawn when a course ends: next year's group of the programme is open."""
    past = centre.make_group("ВА-25-1", starts_on=date(2025, 9, 1), ends_on=date(2026, 5, 29))
    student = centre.make_student("Старков", "Иван")
    centre.enrol(student, past)
    assert enrolment(session, centre, admin, student=student).id


def test_what_changed_since_preparing_is_judged_on_confirming(
    session: Session, centre: Centre, admin: Viewer, coordinator: Viewer
) -> None:
    newcomer = centre.make_student("Новиков", "Юрий")
    first = enrolment(session, centre, admin, student=newcomer)
    second = enrolment(session, centre, admin, student=newcomer, order_number="19-у")
    confirm_order(session, coordinator, first.id, centre.now)
    with pytest.raises(Refused, match="already_in_group"):
        confirm_order(session, coordinator, second.id, centre.now)
    with pytest.raises(Refused, match="not_a_member"):
        withdrawal(session, centre, admin, student=centre.foreign_student)


def test_the_same_line_of_an_order_stands_once(
    session: Session, centre: Centre, admin: Viewer
) -> None:
    order = enrolment(session, centre, admin)
    with pytest.raises(Refused, match="same_record_in_book"):
        enrolment(
            session, centre, admin, student=order.lines[0].student, effective_on=date(2026, 11, 24)
        )
    assert session.scalar(select(MovementOrder.id).where(MovementOrder.id == order.id))


def test_who_saw_an_older_record_is_told(session: Session, centre: Centre, admin: Viewer) -> None:
    order = enrolment(session, centre, admin)
    edit_order(session, admin, order.id, version=order.version, basis="да", now=centre.now)
    with pytest.raises(Conflict) as conflict:
        edit_order(session, admin, order.id, version=1, basis="нет", now=centre.now)
    assert conflict.value.theirs["basis"] == "да"


def test_a_closed_year_takes_no_record(session: Session, centre: Centre, admin: Viewer) -> None:
    with acting(session, Act(centre.now, system=SystemAct.DEMO_LOAD)):
        centre.year.state = YearState.CLOSED
    with pytest.raises(Refused, match="year_closed"):
        enrolment(session, centre, admin)


def test_nothing_is_written_while_the_clock_stands_in_the_past(
    session: Session, centre: Centre, admin: Viewer, coordinator: Viewer
) -> None:
    """Decision 31."""
    order = enrolment(session, centre, admin)
    past = centre.now - timedelta(hours=1)
    with pytest.raises(Refused, match="clock_went_back"):
        confirm_order(session, coordinator, order.id, past)
    with pytest.raises(Refused, match="clock_went_back"):
        withdrawal(session, centre, admin, now=past)
