"""The pages of the move to the next year: tried out, done, reported, refused (3.2, 4.4)."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.clock import FixedClock
from sgo.models import AcademicYear, Group, MovementOrder
from sgo.vocabulary import YearState
from tests.centre import Centre
from tests.conftest import MOSCOW, QueryCount
from tests.panel.growing import grow

PREPARE, INDEX = "/panel/next_year/prepare/", "/panel/next_year/"


def fields(page: str) -> dict[str, Any]:
    """What a browser would send of the page's form, untouched."""
    values: dict[str, Any] = {}
    form = page[page.index("<form method") :]
    for tag in re.findall(r"<input[^>]*>", form):
        said = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        kind, name = said.get("type", "text"), said.get("name")
        if name and (kind != "checkbox" or " checked" in tag):
            values.setdefault(name, []).append(said.get("value", "on"))
    for name, options in re.findall(
        r'<select[^>]* name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL
    ):
        chosen = re.search(r'value="([^"]*)" selected', options)
        values[name] = [chosen[1] if chosen else ""]
    return values


def tried(client: FlaskClient, address: str, **changed: Any) -> tuple[int, str, dict[str, Any]]:
    """Send the page's form to be tried out; gives the answer and what its form holds."""
    given = fields(client.get(address).text) | changed | {"step": "preview"}
    answer = client.post(address, data=given)
    return answer.status_code, answer.text, given


@pytest.mark.clause("4.4")
def test_the_days_and_the_steps_are_shown(office: FlaskClient, centre: Centre) -> None:
    page = office.get(INDEX).text
    assert "01.09.2027" in page
    assert "15.09.2027" in page
    assert f"orders/?year={centre.year.id}" in page
    assert f"close/?year={centre.year.id}" in page


@pytest.mark.clause("4.4")
def test_a_move_that_is_late_says_so(
    office: FlaskClient, centre: Centre, clock: FixedClock
) -> None:
    clock.set(datetime(2027, 9, 16, 9, 0, tzinfo=MOSCOW))
    assert office.get(INDEX).text.count("опаздывает") == 2


@pytest.mark.clause("3.2")
def test_the_next_year_is_tried_out_then_prepared(
    office: FlaskClient, centre: Centre, session: Session
) -> None:
    status, page, _ = tried(office, PREPARE)
    assert status == 200
    assert "Группы: 2" in page
    assert session.scalar(select(AcademicYear.id).where(AcademicYear.name == "2027/28")) is None
    run = fields(page) | {"step": "run"}
    answer = office.post(PREPARE, data=run)
    assert answer.status_code == 302
    report = office.get(answer.location).text
    assert "Подготовка нового года" in report
    assert "Группы" in report
    groups = session.scalars(
        select(Group.name)
        .join(Group.academic_year)
        .where(AcademicYear.name == "2027/28")
        .order_by(Group.name)
    ).all()
    assert groups == ["ВА-27-1", "ВА-27-2"]
    assert answer.location.split("act=")[1] in office.get(INDEX).text
    # It is prepared once: now it is looked through and opened.
    again = office.get(PREPARE)
    assert again.status_code == 422
    assert "уже подготовлен" in again.text
    # Until something leans on it, it goes back whole; then it can be prepared anew.
    back = office.post(answer.location)
    assert back.status_code == 302
    assert "отменён целиком" in office.get(back.location).text
    assert session.scalar(select(AcademicYear.id).where(AcademicYear.name == "2027/28")) is None
    assert office.get(PREPARE).status_code == 200
    assert office.post(answer.location).status_code == 422


@pytest.mark.clause("3.2")
def test_what_was_typed_stays_when_it_is_refused(
    office: FlaskClient, centre: Centre, session: Session
) -> None:
    first = f"group-{centre.group.id}"
    teacher = f"page-{centre.group.id}-{centre.law.id}-teacher"
    status, page, _ = tried(
        office,
        PREPARE,
        **{
            f"{first}-name": "Особая",
            f"{first}-starts_on": "когда-нибудь",
            teacher: "Несуществующий Пётр",
        },
    )
    assert status == 422
    assert 'value="Особая"' in page
    assert f'href="#{first}-starts_on"' in page
    assert 'value="Несуществующий Пётр"' in page
    # A rule's refusal names the row and leads to it.
    status, page, _ = tried(office, PREPARE, **{f"{first}-name": "ВА-27-2"})
    assert status == 422
    assert "«ВА-27-2» уже есть" in page
    # What is left out is not made.
    given = fields(office.get(PREPARE).text) | {"step": "preview"}
    given.pop(f"{first}-on")
    assert "Группы: 1" in office.post(PREPARE, data=given).text
    assert session.scalar(select(AcademicYear.id).where(AcademicYear.name == "2027/28")) is None


def test_a_plan_that_changed_since_the_trial_is_shown_again(
    office: FlaskClient, centre: Centre
) -> None:
    _, page, _ = tried(office, PREPARE)
    run = fields(page) | {"step": "run", f"group-{centre.group.id}-name": "Другая"}
    answer = office.post(PREPARE, data=run)
    assert answer.status_code == 409
    assert 'value="Другая"' in answer.text


def test_a_script_is_told_how_far_it_is(office: FlaskClient) -> None:
    given = fields(office.get(PREPARE).text) | {"step": "preview"}
    answer = office.post(PREPARE, data=given, headers={"Accept": "application/x-ndjson"})
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert lines[:2] == [{"done": 1, "of": 2}, {"done": 2, "of": 2}]
    assert "Группы: 2" in lines[-1]["page"]


@pytest.mark.clause("3.2")
def test_orders_of_whole_groups_are_tried_out_and_prepared(
    office: FlaskClient, centre: Centre, session: Session
) -> None:
    address = f"/panel/next_year/orders/?year={centre.year.id}"
    status, page, _ = tried(office, address)
    assert status == 422
    assert 'id="number-graduation"' in page
    assert "is-invalid" in page
    kept = f"student-{centre.group.id}-{centre.student.id}"
    status, page, _ = tried(office, address, **{"number-graduation": "12-к", kept: "none"})
    assert status == 200
    assert session.scalar(select(MovementOrder.id).where(MovementOrder.order_number == "12-к")) is (
        None
    )
    answer = office.post(address, data=fields(page) | {"step": "run"})
    assert answer.status_code == 302
    assert "координатор подтверждает" in office.get(answer.location).text
    orders = session.scalars(
        select(MovementOrder).where(MovementOrder.order_number == "12-к")
    ).all()
    assert sorted(len(one.lines) for one in orders) == [1, 4]
    assert "приказ уже ждёт" in office.get(address).text
    # Who stays another year needs a group to stay in.
    status, page, _ = tried(office, address, **{"number-repeat": "13-к", kept: "repeat"})
    assert status == 422
    assert "Выберите группу" in page


@pytest.mark.clause("3.2")
def test_a_year_is_checked_and_closed(
    office: FlaskClient, centre: Centre, session: Session, clock: FixedClock
) -> None:
    address = f"/panel/next_year/close/?year={centre.year.id}"
    page = office.get(address).text
    assert "закрыть нельзя" in page
    assert "gaps_seen" not in page
    assert office.post(address, data={"gaps_seen": "on"}).status_code == 422
    clock.set(datetime(2027, 6, 20, 9, 0, tzinfo=MOSCOW))
    assert "gaps_seen" in office.get(address).text
    refused = office.post(address)
    assert refused.status_code == 422
    assert "останется незаполненным навсегда" in refused.text
    answer = office.post(address, data={"gaps_seen": "on"})
    assert answer.status_code == 302
    assert "закрыт навсегда" in office.get(answer.location).text
    session.expire_all()
    assert session.get_one(AcademicYear, centre.year.id).state is YearState.CLOSED
    assert office.post(address, data={"gaps_seen": "on"}).status_code == 422
    assert office.get(f"/panel/groups/edit/?id={centre.group.id}").status_code in (200, 302)
    changed = office.post(f"/panel/groups/edit/?id={centre.group.id}", data={"name": "x"})
    assert changed.status_code in (422, 423)
    assert session.get_one(Group, centre.group.id).name == "ВА-26-1"


def test_the_pages_ask_the_same_number_of_questions_at_any_size(
    office: FlaskClient, centre: Centre, count_queries: QueryCount
) -> None:
    addresses = (
        INDEX,
        PREPARE,
        f"/panel/next_year/orders/?year={centre.year.id}",
        f"/panel/next_year/close/?year={centre.year.id}",
    )

    def asked() -> list[int]:
        told = []
        for address in addresses:
            count_queries.statements.clear()
            assert office.get(address).status_code == 200
            told.append(len(count_queries))
        return told

    asked()
    few = asked()
    grow(centre, 0, 10)
    centre.session.commit()
    assert asked() == few
    assert max(few) <= 16
