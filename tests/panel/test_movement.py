"""An order at the panel's door: prepared, confirmed, returned, cancelled (clause 3.2, decision 25)."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from urllib.parse import unquote

import pytest
from sqlalchemy import select

from sgo.models import MovementOrder, MovementRecord
from sgo.vocabulary import MovementKind, MovementState
from tests.panel.movement import ORDERS, again, memberships
from tests.signing import sign_in


@pytest.mark.clause("3.2")
def test_the_technical_admin_prepares_and_the_coordinator_confirms(
    client, centre, session, order_form, newcomer
):
    sign_in(client, centre.accounts["technical_admin"])
    answer = client.post(f"{ORDERS}new/", data=order_form)
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
    client, centre, session, waiting_order, order_form
):
    sign_in(client, centre.accounts["coordinator"])
    blank = client.post(f"{ORDERS}return/?id={waiting_order.id}", data={"remark": ""})
    assert blank.status_code == 422
    assert again(session, waiting_order).state is MovementState.PREPARED
    client.post(f"{ORDERS}return/?id={waiting_order.id}", data={"remark": "Нет номера приказа"})
    assert again(session, waiting_order).state is MovementState.RETURNED

    sign_in(client, centre.accounts["technical_admin"])
    assert "Нет номера приказа" in client.get(f"{ORDERS}details/?id={waiting_order.id}").text
    mending = {**order_form, "order_number": "18-у"}
    unseen = client.post(f"{ORDERS}edit/?id={waiting_order.id}", data=mending)
    assert unseen.status_code == 409
    seen = again(session, waiting_order).version
    answer = client.post(
        f"{ORDERS}edit/?id={waiting_order.id}", data={**mending, "seen_version": seen}
    )
    assert answer.status_code == 302, answer.text
    mended = again(session, waiting_order)
    assert (mended.state, mended.order_number) == (MovementState.PREPARED, "18-у")


@pytest.mark.parametrize("narrowed", ["", "?flt_state=prepared", "?flt_state=prepared&search=Щу"])
def test_a_decision_leads_back_to_the_list_it_was_begun_in(client, centre, waiting_order, narrowed):
    sign_in(client, centre.accounts["coordinator"])
    book = client.get(f"{ORDERS}{narrowed}").text
    doors = (unescape(href) for href in re.findall(r'href="([^"]+)"', book))
    door = next(href for href in doors if f"/confirm/?id={waiting_order.id}" in href)
    answer = client.post(door, data={"seen_version": waiting_order.version})
    assert unquote(answer.location) == f"{ORDERS}{narrowed}"


def test_a_decision_of_a_card_leads_to_what_waits(client, centre, waiting_order):
    sign_in(client, centre.accounts["coordinator"])
    answer = client.post(
        f"{ORDERS}return/?id={waiting_order.id}&url=https://example.org/",
        data={"remark": "Нет номера", "seen_version": waiting_order.version},
    )
    assert answer.location == f"{ORDERS}?flt_state=prepared", "and never to another site"


def test_nobody_confirms_what_was_changed_after_they_read_it(
    client, centre, session, waiting_order
):
    seen = waiting_order.version
    waiting_order.basis = "Другое заявление"
    centre.add(waiting_order)
    session.commit()
    sign_in(client, centre.accounts["coordinator"])
    answer = client.post(f"{ORDERS}confirm/?id={waiting_order.id}", data={"seen_version": seen})
    assert answer.status_code in (409, 422)
    assert again(session, waiting_order).state is MovementState.PREPARED


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
def test_who_may_what(client, centre, waiting_order, who, door, status):
    sign_in(client, centre.accounts[who])
    assert client.get(f"{ORDERS}{door}/?id={waiting_order.id}").status_code == status


@pytest.mark.clause("3.2")
def test_several_orders_are_confirmed_at_once(client, centre, session, waiting_order):
    second = centre.make_order(
        MovementKind.WITHDRAWAL,
        "18-у",
        MovementRecord(
            student_id=centre.student.id,
            group_id=centre.group.id,
            effective_on=date(2026, 11, 24),
        ),
    )
    session.commit()
    sign_in(client, centre.accounts["coordinator"])
    assert "several" in client.get(ORDERS).text
    page = client.get(f"{ORDERS}several/").text
    seen = re.findall(r'name="order" value="([\d.]+)"', page)
    assert len(seen) == 2
    stale = client.post(f"{ORDERS}several/", data={"order": [seen[0], f"{second.id}.99"]})
    assert stale.status_code == 422
    assert again(session, waiting_order).state is MovementState.PREPARED
    assert client.post(f"{ORDERS}several/", data={"order": seen}).status_code == 302
    assert again(session, waiting_order).state is MovementState.CONFIRMED
    assert again(session, second).state is MovementState.CONFIRMED


@pytest.mark.clause("3.2")
def test_a_confirmed_order_is_cancelled_by_a_counter_order(
    client, centre, session, waiting_order, newcomer
):
    admin, coordinator = (centre.accounts[one] for one in ("technical_admin", "coordinator"))
    sign_in(client, coordinator)
    client.post(
        f"{ORDERS}confirm/?id={waiting_order.id}", data={"seen_version": waiting_order.version}
    )
    assert memberships(session, newcomer)
    sign_in(client, admin)
    assert (
        f"cancel/?id={waiting_order.id}"
        in client.get(f"{ORDERS}details/?id={waiting_order.id}").text
    )
    paper = {"order_number": "19-у", "order_date": "2026-11-23"}
    assert client.post(f"{ORDERS}cancel/?id={waiting_order.id}", data=paper).status_code == 302
    again_asked = client.post(f"{ORDERS}cancel/?id={waiting_order.id}", data=paper)
    assert again_asked.status_code == 422
    undo = session.scalars(
        select(MovementOrder).where(MovementOrder.kind == MovementKind.CANCELLATION)
    ).one()
    form = client.get(f"{ORDERS}edit/?id={undo.id}").text
    assert 'name="order_number"' in form
    assert 'name="students"' not in form
    sign_in(client, coordinator)
    client.post(f"{ORDERS}confirm/?id={undo.id}", data={"seen_version": undo.version})
    assert not memberships(session, newcomer)
    assert "19-у" in client.get(f"{ORDERS}?search=17-у").text, "cancelled by"
