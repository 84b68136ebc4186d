"""The log of acts and the trail tell who destroyed what and no value, and nobody else gets in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.access.viewer import Viewer
from sgo.errors import Forbidden, Unpermitted
from sgo.models import (
    AuditEvent,
    Base,
    DestructionAct,
    Guardian,
    Staff,
    Student,
    StudentDocument,
)
from sgo.reports.destruction_act import KINDS
from sgo.services.guard import acting_as, acting_system
from sgo.services.people.destruction import prospect
from sgo.services.people.destruction_lots import GOES, STAYS, emptied
from sgo.services.people.extract import Card, accounts_of, belongings
from sgo.services.people.trail_blanking import Spot, blank_values
from sgo.vocabulary import DocumentKind, Role, SystemAct
from tests.centre import Centre
from tests.destroying import SECRETS, deed, leave_student

pytestmark = pytest.mark.clause("2.1.2")


@pytest.fixture
def gone(centre: Centre, admin: Viewer) -> Student:
    return leave_student(centre, admin)


def test_the_log_and_the_trail_tell_who_and_what_and_no_value(
    centre: Centre, session: Session, admin: Viewer, gone: Student
) -> None:
    found = prospect(session, admin, Student, gone.id, centre.now)
    assert not [secret for secret in (*SECRETS, gone.surname) if secret in str(found)]
    deed(centre, admin, gone)
    session.commit()
    act = session.scalars(select(DestructionAct)).one()
    assert (act.number, act.card_kind, act.card_id) == (1, "students", gone.id)
    assert (act.done_by_id, act.role) == (admin.account_id, Role.TECHNICAL_ADMIN)
    assert act.destroyed["students.phone"] == 1
    assert "consents.kind" not in act.destroyed
    assert act.destroyed["student_documents"] == act.destroyed["accounts"] == 1
    assert gone.surname not in str(act.destroyed)
    blanked = session.scalars(
        select(AuditEvent)
        .where(AuditEvent.subject == "students", AuditEvent.row_key == str(gone.id))
        .order_by(AuditEvent.id)
    ).all()
    assert len(blanked) >= 3, "that there were changes stays"
    for event in blanked:
        assert event.changes.get("phone", ["•", "•"]) == ["•", "•"]
    assert blanked[0].changes["surname"] == [None, "Ушедший"]
    own = session.scalars(
        select(AuditEvent).where(AuditEvent.subject == "personal_destructions")
    ).one()
    assert own.system_act is SystemAct.PERSONAL_DESTRUCTION
    assert own.account_id == admin.account_id


@pytest.mark.parametrize(
    "name", ["coordinator", "director", "teacher", "curator", "guardian", "student"]
)
def test_nobody_else_destroys(centre: Centre, session: Session, gone: Student, name: str) -> None:
    viewer = centre.viewer(centre.accounts[name])
    for act in (
        lambda: prospect(session, viewer, Student, gone.id, centre.now),
        lambda: deed(centre, viewer, gone),
    ):
        with pytest.raises(Forbidden):
            act()


def test_the_log_and_the_trail_are_closed_to_everything_else(
    centre: Centre, session: Session, admin: Viewer, gone: Student
) -> None:
    deed(centre, admin, gone)
    session.commit()
    spot = Spot("students", [str(gone.id)], frozenset({"surname"}))
    for doing in (
        acting_as(session, admin, Permission.PERSONAL_DESTROY, centre.now),
        acting_system(session, SystemAct.DEMO_LOAD, centre.now),
    ):
        with doing, pytest.raises(Unpermitted):
            blank_values(session, [spot])
    act = session.scalars(select(DestructionAct)).one()
    with (
        pytest.raises(Unpermitted),
        acting_as(session, admin, Permission.PERSONAL_DESTROY, centre.now),
    ):
        act.card_id = 0
    session.rollback()
    with (
        pytest.raises(Unpermitted),
        acting_as(session, admin, Permission.PERSONAL_DESTROY, centre.now),
    ):
        session.delete(session.scalars(select(DestructionAct)).one())
    session.rollback()
    assert session.scalars(select(DestructionAct)).one().card_id == gone.id


@pytest.mark.parametrize("model", [Student, Guardian, Staff])
def test_every_table_of_a_person_is_decided(model: Card) -> None:
    """A new table of people fails here until somebody says what becomes of it."""
    emptied_tables = {model.__tablename__, "consents"}
    reached = {table.name for table, _ in belongings(model, 1, accounts_of(model, 1))}
    assert reached - GOES - STAYS - emptied_tables == set()
    kinds = {
        f"{name}.{column.name}"
        for name in emptied_tables
        for column in emptied(Base.metadata.tables[name])
    }
    assert kinds | (reached & GOES) | {"accounts"} <= set(KINDS)


def test_the_dry_run_costs_the_same_with_many_rows(
    centre: Centre, session: Session, admin: Viewer, gone: Student, count_queries: Any
) -> None:
    def cost(act: Callable[[], Any]) -> int:
        count_queries.statements.clear()
        act()
        return len(count_queries)

    def look() -> Any:
        return prospect(session, admin, Student, gone.id, centre.now)

    look()
    few = cost(look)
    for number in range(20):
        centre.add(
            StudentDocument(student_id=gone.id, kind=DocumentKind.PASSPORT, number=str(number))
        )
    assert cost(look) == few
    assert few <= 20
