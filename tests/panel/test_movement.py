"""The movement book at the panel's door (clause 3.2, decision 25)."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from urllib.parse import unquote

import pytest
from sqlalchemy import select

from sgo.models import Membership, MovementOrder, MovementRecord
from sgo.vocabulary import MovementKind, MovementState
from tests.signing import sign_in

BOOK = "/panel/movement_records/"
ORDERS = "/panel/movement_orders/"
LISTS = "/panel/memberships/"


@pytest.fixture
def newcomer(centre):
    return centre.make_student("Щукин", "Матвей")


@pytest.fixture
def fields(centre, newcomer):
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
def order(centre, newcomer):
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


@pytest.mark.clause("3.2")
def test_the_technical_admin_prepares_and_the_coordinator_confirms(
    client, centre, session, fields, newcomer
):
    sign_in(client, centre.accounts["technical_admin"])
    answer = client.post(f"{ORDERS}new/", data=fields)
    assert answer.status_code == 302, answer.text
    made = session.scalars(select(MovementOrder).where(MovementOrder.order_number == "17-у")).one()
    assert made.state is MovementState.PREPARED
    assert not memberships(session, newcomer)

    sign_in(client, centre.accounts["coordinator"])
    asked = client.get(f"{ORDERS}confirm/?id={made.id}").text
    assert "Щукин" in asked
    answer = client.post(f"{ORDERS}confirm/?id={made.id}", data={"seen_version": made.version})
    assert answer.status_code == 302
    assert again(session, made).state is MovementState.CONFIRMED
    assert [one.starts_on for one in memberships(session, newcomer)] == [date(2026, 11, 24)]


def test_the_coordinator_returns_with_a_remark_and_the_order_is_mended(
    client, centre, session, order, fields
):
    sign_in(client, centre.accounts["coordinator"])
    blank = client.post(f"{ORDERS}return/?id={order.id}", data={"remark": ""})
    assert blank.status_code == 422
    assert again(session, order).state is MovementState.PREPARED
    client.post(f"{ORDERS}return/?id={order.id}", data={"remark": "Нет номера приказа"})
    assert again(session, order).state is MovementState.RETURNED

    sign_in(client, centre.accounts["technical_admin"])
    assert "Нет номера приказа" in client.get(f"{ORDERS}details/?id={order.id}").text
    mending = {**fields, "order_number": "18-у"}
    unseen = client.post(f"{ORDERS}edit/?id={order.id}", data=mending)
    assert unseen.status_code == 409
    seen = again(session, order).version
    answer = client.post(f"{ORDERS}edit/?id={order.id}", data={**mending, "seen_version": seen})
    assert answer.status_code == 302, answer.text
    mended = again(session, order)
    assert (mended.state, mended.order_number) == (MovementState.PREPARED, "18-у")


@pytest.mark.parametrize("narrowed", ["", "?flt_state=prepared", "?flt_state=prepared&search=Щу"])
def test_a_decision_leads_back_to_the_list_it_was_begun_in(client, centre, order, narrowed):
    sign_in(client, centre.accounts["coordinator"])
    book = client.get(f"{ORDERS}{narrowed}").text
    doors = (unescape(href) for href in re.findall(r'href="([^"]+)"', book))
    door = next(href for href in doors if f"/confirm/?id={order.id}" in href)
    answer = client.post(door, data={"seen_version": order.version})
    assert unquote(answer.location) == f"{ORDERS}{narrowed}"


def test_a_decision_of_a_card_leads_to_what_waits(client, centre, order):
    sign_in(client, centre.accounts["coordinator"])
    answer = client.post(
        f"{ORDERS}return/?id={order.id}&url=https://example.org/",
        data={"remark": "Нет номера", "seen_version": order.version},
    )
    assert answer.location == f"{ORDERS}?flt_state=prepared", "and never to another site"


def test_nobody_confirms_what_was_changed_after_they_read_it(client, centre, session, order):
    seen = order.version
    order.basis = "Другое заявление"
    centre.add(order)
    session.commit()
    sign_in(client, centre.accounts["coordinator"])
    answer = client.post(f"{ORDERS}confirm/?id={order.id}", data={"seen_version": seen})
    assert answer.status_code in (409, 422)
    assert again(session, order).state is MovementState.PREPARED


@pytest.mark.parametrize("act", ["edit", "delete"])
def test_a_confirmed_order_has_no_form_and_no_deletion(client, centre, session, act):
    confirmed = session.scalars(
        select(MovementOrder).where(MovementOrder.state == MovementState.CONFIRMED)
    ).first()
    sign_in(client, centre.accounts["technical_admin"])
    card = client.get(f"{ORDERS}details/?id={confirmed.id}").text
    assert f"{act}/?id=" not in card
    for send in (client.get, client.post):
        answer = send(f"{ORDERS}{act}/?id={confirmed.id}", follow_redirects=True)
        assert "3.2" in answer.text
    before = confirmed.version
    assert again(session, confirmed).version == before


@pytest.mark.parametrize(
    ("who", "door", "status"),
    [
        ("technical_admin", "confirm", 403),
        ("technical_admin", "return", 403),
        ("director", "confirm", 403),
        ("director", "edit", 403),
        ("coordinator", "edit", 403),
        ("coordinator", "delete", 403),
        ("teacher", "details", 403),
    ],
)
def test_who_may_what(client, centre, order, who, door, status):
    sign_in(client, centre.accounts[who])
    assert client.get(f"{ORDERS}{door}/?id={order.id}").status_code == status


def test_a_refusal_stands_at_its_field_and_keeps_what_was_typed(client, centre, fields):
    sign_in(client, centre.accounts["technical_admin"])
    answer = client.post(f"{ORDERS}new/", data={**fields, "effective_on": "2026-08-01"})
    assert answer.status_code == 422
    assert 'value="2026-08-01"' in answer.text
    assert 'id="effective_on-error"' in answer.text
    assert "17-у" in answer.text


def test_what_waits_stands_first_and_is_found_by_name_and_number(client, centre, order):
    sign_in(client, centre.accounts["coordinator"])
    told = client.get(ORDERS).text
    assert told.index("Щукин") < told.index("Абрамов")
    assert "Абрамов" not in client.get(f"{ORDERS}?flt_state=prepared").text
    for text in ("щукин", "17-у"):
        found = client.get(f"{ORDERS}?search={text}").text
        assert "Щукин" in found
        assert "Абрамов" not in found


def test_the_search_boxes_find_students_and_groups(client, centre, newcomer):
    sign_in(client, centre.accounts["technical_admin"])
    ask = f"{ORDERS}ajax/lookup/?name="
    assert [row["id"] for row in client.get(f"{ask}add_student&query=щук").json] == [newcomer.id]
    assert len(client.get(f"{ask}group_id&query=ва-26").json) == 2
    assert len(client.get(f"{ask}add_student&query=елкин").json) == 1, "ye finds yo"


def test_group_lists_are_read_and_have_no_form(client, centre, session):
    centre.enrol(centre.make_student("Ушедший"), centre.group, ends_on=date(2026, 10, 1))
    session.commit()
    sign_in(client, centre.accounts["technical_admin"])
    everybody = client.get(LISTS).text
    assert "Ушедший" in everybody
    assert "Ярмак" in everybody
    now = client.get(f"{LISTS}?flt_now=yes&flt_group={centre.group.id}").text
    assert "Ушедший" not in now
    assert "Ярмак" not in now
    for door in ("new", "edit", "delete"):
        assert client.get(f"{LISTS}{door}/?id=1").status_code == 404


@pytest.mark.parametrize("address", [ORDERS, BOOK, LISTS])
def test_a_list_costs_the_same_at_10_and_at_200_rows(client, centre, count_queries, address):
    sign_in(client, centre.accounts["technical_admin"])
    costs = []
    for rows in (10, 190):
        for number in range(rows):
            centre.enrol(centre.make_student(f"Много{rows}{number}"), centre.group)
        centre.session.commit()
        centre.session.expunge_all()
        count_queries.statements.clear()
        assert client.get(f"{address}?page_size=100").status_code == 200
        costs.append(len(count_queries))
    assert costs[0] == costs[1] <= 8
    assert client.post(f"{address}export/csv/").text.count("Много") == 200
