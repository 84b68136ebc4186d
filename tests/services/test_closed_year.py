"""A closed year is read-only for all, for ever: every door refuses, with its windows still open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import true
from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.errors import Refused
from sgo.models import CurriculumItem
from sgo.services.bulk.cells import CellWish, write_cells
from sgo.services.bulk.checked import all_present
from sgo.services.group_lists import confirm_list
from sgo.services.keeping import keep
from sgo.services.movement.orders import OrderLine, prepare_order
from sgo.services.timetable.forming import form_lessons
from sgo.vocabulary import Assessment, BulkAct, MovementKind
from tests.centre import Centre
from tests.services.closed_year import Doors
from tests.services.closed_year_doors import DOORS


@pytest.mark.clause("3.2")
@pytest.mark.parametrize("doors", DOORS)
def test_every_door_of_a_closed_year_refuses(
    session: Session, closed: Centre, doors: Callable[[Centre], Doors]
) -> None:
    told = {}
    for name, door in doors(closed).items():
        attempt = session.begin_nested()
        with pytest.raises(Refused) as refusal:
            door()
        told[name] = refusal.value.verdict.code
        attempt.rollback()
        session.expire_all()
    assert set(told.values()) == {"year_closed"}, told


@pytest.mark.clause("3.2")
def test_acts_over_many_change_nothing_of_a_closed_year(session: Session, closed: Centre) -> None:
    teacher = closed.viewer(closed.accounts["teacher"])
    curator = closed.viewer(closed.accounts["curator"])
    wish = CellWish(closed.lesson.id, closed.student.id, "5", 0)
    result = write_cells(session, teacher, closed.page.id, BulkAct.PASTE, [wish], now=closed.now)
    assert [one.verdict.code for one in result.cells] == ["year_closed"]
    assert all_present(session, teacher, closed.lesson.id, now=closed.now).verdict.code == (
        "year_closed"
    )
    with pytest.raises(Refused, match="year_closed"):
        confirm_list(session, curator, closed.group.id, now=closed.now)
    # Forming of every group passes the closed year by.
    admin = closed.viewer(closed.accounts["technical_admin"])
    assert (
        form_lessons(session, viewer=admin, from_on=closed.now.date(), now=closed.now).changed == 0
    )


@pytest.mark.clause("3.2")
def test_an_item_of_a_closed_year_keeps_what_its_pages_print(
    session: Session, closed: Centre
) -> None:
    admin = closed.viewer(closed.accounts["technical_admin"])

    def change(item: CurriculumItem, **values: Any) -> None:
        keep(session, admin, Permission.SCHOOL_KEEP, item, values, closed.now, theirs=true())

    with pytest.raises(Refused, match="item_in_closed_year"):
        change(closed.law, assessment=Assessment.PASS_FAIL)
    session.rollback()
    fresh = closed.make_item("Медицина")
    change(fresh, assessment=Assessment.PASS_FAIL)
    change(session.get_one(CurriculumItem, closed.law.id), position=9)
    assert fresh.assessment is Assessment.PASS_FAIL


@pytest.mark.clause("3.2")
def test_students_still_go_on_from_a_closed_year(session: Session, closed: Centre) -> None:
    admin = closed.viewer(closed.accounts["technical_admin"])
    order = prepare_order(
        session,
        admin,
        kind=MovementKind.PROMOTION,
        order_number="7",
        order_date=closed.now.date(),
        lines=[
            OrderLine(closed.student.id, closed.group.id, date(2027, 9, 1), closed.next_group.id)
        ],
        now=closed.now,
    )
    assert order.lines[0].to_group_id == closed.next_group.id
