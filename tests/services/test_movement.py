"""The movement book: prepared by one, decided by another, and memberships come from it alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.errors import Conflict, Forbidden, Missing, Refused, Unpermitted
from sgo.models import AuditEvent, Membership, MovementRecord
from sgo.services.guard import Act, acting
from sgo.services.movement import (
    confirm_record,
    delete_prepared,
    edit_prepared,
    prepare_enrolment,
    prepare_withdrawal,
    return_record,
)
from sgo.vocabulary import MovementState, Role, SystemAct, YearState
from tests.centre import Centre

DAY = date(2026, 11, 23)


@pytest.fixture
def admin(centre: Centre) -> Viewer:
    return centre.viewer(centre.accounts["technical_admin"])


@pytest.fixture
def coordinator(centre: Centre) -> Viewer:
    return centre.viewer(centre.accounts["coordinator"])


def enrolment(session: Session, centre: Centre, viewer: Viewer, **values: Any) -> MovementRecord:
    newcomer = values.pop("student", None) or centre.make_student("Новиков", "Юрий")
    values = {
        "student_id": newcomer.id,
        "group_id": centre.group.id,
        "order_number": "17-у",
        "order_date": date(2026, 11, 20),
        "effective_on": DAY,
        "now": centre.now,
        **values,
    }
    return prepare_enrolment(session, viewer, **values)


def withdrawal(session: Session, centre: Centre, viewer: Viewer, **values: Any) -> MovementRecord:
    values = {
        "student_id": centre.student.id,
        "group_id": centre.group.id,
        "order_number": "18-у",
        "order_date": date(2026, 11, 20),
        "effective_on": DAY,
        "reason": "переезд",
        "now": centre.now,
        **values,
    }
    return prepare_withdrawal(session, viewer, **values)


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
    record = enrolment(session, centre, admin)
    assert (record.state, record.prepared_by_id) == (MovementState.PREPARED, admin.account_id)
    assert memberships(session, record.student_id) == []
    confirm_record(session, coordinator, record.id, centre.now)
    assert memberships(session, record.student_id) == [(DAY, None)]
    assert (record.state, record.decided_by_id) == (
        MovementState.CONFIRMED,
        coordinator.account_id,
    )
    events = session.scalars(
        select(AuditEvent).where(
            AuditEvent.subject.in_(["memberships", "movement_records"]),
            AuditEvent.account_id == coordinator.account_id,
        )
    ).all()
    assert {(one.subject, one.action.value) for one in events} == {
        ("memberships", "create"),
        ("movement_records", "update"),
    }
    assert {one.role for one in events} == {Role.COORDINATOR}


@pytest.mark.clause("2.1.3")
def test_a_withdrawal_ends_the_membership_the_day_before(
    session: Session, centre: Centre, admin: Viewer, coordinator: Viewer
) -> None:
    record = withdrawal(session, centre, admin)
    confirm_record(session, coordinator, record.id, centre.now)
    assert memberships(session, centre.student.id) == [(date(2026, 9, 1), date(2026, 11, 22))]
    again = enrolment(session, centre, admin, student=centre.student)
    confirm_record(session, coordinator, again.id, centre.now)
    assert memberships(session, centre.student.id) == [
        (date(2026, 9, 1), date(2026, 11, 22)),
        (DAY, None),
    ]


@pytest.mark.clause("3.2")
def test_each_does_their_own_part(
    session: Session, centre: Centre, admin: Viewer, coordinator: Viewer
) -> None:
    record = enrolment(session, centre, admin)
    with pytest.raises(Forbidden):
        enrolment(session, centre, coordinator, student=record.student)
    with pytest.raises(Forbidden):
        confirm_record(session, admin, record.id, centre.now)
    with pytest.raises(Forbidden):
        return_record(session, admin, record.id, "не тот приказ", centre.now)
    for name in ("teacher", "director", "guardian", "student"):
        viewer = centre.viewer(centre.accounts[name])
        with pytest.raises(Forbidden):
            confirm_record(session, viewer, record.id, centre.now)
        with pytest.raises(Forbidden):
            enrolment(session, centre, viewer, student=record.student)


def test_a_returned_record_is_mended_and_waits_again(
    session: Session, centre: Centre, admin: Viewer, coordinator: Viewer
) -> None:
    record = enrolment(session, centre, admin)
    with pytest.raises(Refused, match="return_needs_remark"):
        return_record(session, coordinator, record.id, " ", centre.now)
    return_record(session, coordinator, record.id, "дата приказа", centre.now)
    assert (record.state, record.remark) == (MovementState.RETURNED, "дата приказа")
    with pytest.raises(Refused, match="record_was_returned"):
        confirm_record(session, coordinator, record.id, centre.now)
    edit_prepared(
        session,
        admin,
        record.id,
        version=record.version,
        order_date=date(2026, 11, 19),
        now=centre.now,
    )
    assert (record.state, record.remark, record.decided_at) == (
        MovementState.PREPARED,
        None,
        None,
    )
    confirm_record(session, coordinator, record.id, centre.now)
    assert record.order_date == date(2026, 11, 19)


@pytest.mark.clause("3.2")
def test_a_confirmed_record_is_never_changed_or_deleted(
    session: Session, centre: Centre, admin: Viewer, coordinator: Viewer
) -> None:
    record = enrolment(session, centre, admin)
    confirm_record(session, coordinator, record.id, centre.now)
    with pytest.raises(Refused, match="confirmed_record_stays"):
        edit_prepared(session, admin, record.id, effective_on=DAY, now=centre.now)
    with pytest.raises(Refused, match="confirmed_record_stays"):
        delete_prepared(session, admin, record.id, centre.now)
    with pytest.raises(Refused, match="confirmed_record_stays"):
        confirm_record(session, coordinator, record.id, centre.now)
    with pytest.raises(Refused, match="confirmed_record_stays"):
        return_record(session, coordinator, record.id, "поздно", centre.now)


def test_a_waiting_record_can_be_taken_away(
    session: Session, centre: Centre, admin: Viewer
) -> None:
    record = enrolment(session, centre, admin)
    delete_prepared(session, admin, record.id, centre.now)
    with pytest.raises(Missing):
        delete_prepared(session, admin, record.id, centre.now)


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
    confirm_record(session, coordinator, first.id, centre.now)
    with pytest.raises(Refused, match="already_in_group"):
        confirm_record(session, coordinator, second.id, centre.now)
    with pytest.raises(Refused, match="not_a_member"):
        withdrawal(session, centre, admin, student_id=centre.foreign_student.id)


def test_the_same_line_of_an_order_stands_once(
    session: Session, centre: Centre, admin: Viewer
) -> None:
    record = enrolment(session, centre, admin)
    with pytest.raises(Refused, match="same_record_in_book"):
        enrolment(session, centre, admin, student=record.student, effective_on=date(2026, 11, 24))
    assert session.scalar(select(MovementRecord.id).where(MovementRecord.id == record.id))


def test_who_saw_an_older_record_is_told(session: Session, centre: Centre, admin: Viewer) -> None:
    record = enrolment(session, centre, admin)
    edit_prepared(session, admin, record.id, version=record.version, reason="да", now=centre.now)
    with pytest.raises(Conflict) as conflict:
        edit_prepared(session, admin, record.id, version=1, reason="нет", now=centre.now)
    assert conflict.value.theirs["reason"] == "да"


def test_a_closed_year_takes_no_record(session: Session, centre: Centre, admin: Viewer) -> None:
    with acting(session, Act(centre.now, system=SystemAct.DEMO_LOAD)):
        centre.year.state = YearState.CLOSED
    with pytest.raises(Refused, match="year_closed"):
        enrolment(session, centre, admin)


def test_nothing_is_written_while_the_clock_stands_in_the_past(
    session: Session, centre: Centre, admin: Viewer, coordinator: Viewer
) -> None:
    """Decision 31."""
    record = enrolment(session, centre, admin)
    past = centre.now - timedelta(hours=1)
    with pytest.raises(Refused, match="clock_went_back"):
        confirm_record(session, coordinator, record.id, past)
    with pytest.raises(Refused, match="clock_went_back"):
        withdrawal(session, centre, admin, now=past)
