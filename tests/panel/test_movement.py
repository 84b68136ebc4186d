"""The movement book at the panel's door (clause 3.2, decision 25)."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from io import BytesIO
from urllib.parse import unquote

import pytest
from sqlalchemy import select

from sgo.models import Membership, MovementOrder, MovementRecord
from sgo.vocabulary import MovementKind, MovementState
from tests.rules.test_stored_files import PDF
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


# --- many students at once ------------------------------------------------------------------------


def test_the_students_of_a_group_are_shown_to_be_ticked(client, centre, fields):
    sign_in(client, centre.accounts["technical_admin"])
    shown = client.post(f"{ORDERS}new/", data={**fields, "kind": "withdrawal", "_members": "yes"})
    assert shown.status_code == 200
    assert "17-у" in shown.text, "nothing typed is lost"
    boxes = re.findall(r'name="students" value="(\d+)"( checked)?', shown.text)
    assert {int(key) for key, ticked in boxes if not ticked} == {one.id for one in centre.students}
    assert [key for key, ticked in boxes if ticked] == [str(fields["students"][0])]


def test_pasted_and_found_students_are_added(client, centre, session, fields, newcomer):
    other = centre.make_student("Юдин", "Олег")
    session.commit()
    sign_in(client, centre.accounts["technical_admin"])
    given = {
        **fields,
        "students": [],
        "names": "Юдин Олег\nНикто Такой",
        "add_student": newcomer.id,
    }
    shown = client.post(f"{ORDERS}new/", data={**given, "_add": "yes"})
    assert shown.status_code == 422
    assert "Никто Такой" in shown.text
    ticked = re.findall(r'name="students" value="(\d+)" checked', shown.text)
    assert {int(key) for key in ticked} == {other.id, newcomer.id}
    refused = client.post(f"{ORDERS}new/", data=given)
    assert refused.status_code == 422, "an unknown name is not left out in silence"
    made = client.post(f"{ORDERS}new/", data={**given, "names": "юдин олег"})
    assert made.status_code == 302, made.text
    order = session.scalars(select(MovementOrder).where(MovementOrder.order_number == "17-у")).one()
    assert {line.student_id for line in order.lines} == {other.id, newcomer.id}


def test_the_reason_stands_beside_each_student(client, centre, fields, newcomer):
    sign_in(client, centre.accounts["technical_admin"])
    students = [newcomer.id, centre.student.id, centre.foreign_student.id]
    answer = client.post(
        f"{ORDERS}new/", data={**fields, "students": students, "students-listed": students}
    )
    assert answer.status_code == 422
    assert f'id="students-{centre.student.id}-why"' in answer.text
    assert f'id="students-{centre.foreign_student.id}-why"' in answer.text
    assert f'id="students-{newcomer.id}-why"' not in answer.text


def test_an_imported_order_of_several_groups_keeps_its_lines(client, centre, session, newcomer):
    other = centre.make_student("Юдин", "Олег")
    order = centre.make_order(
        MovementKind.ENROLMENT,
        "импорт",
        MovementRecord(
            student_id=newcomer.id,
            group_id=centre.group.id,
            effective_on=date(2026, 9, 1),
            destination="по списку",
        ),
        MovementRecord(
            student_id=other.id, group_id=centre.other_group.id, effective_on=date(2026, 9, 2)
        ),
    )
    session.commit()
    sign_in(client, centre.accounts["technical_admin"])
    answer = client.post(
        f"{ORDERS}edit/?id={order.id}",
        data={
            "kind": "enrolment",
            "order_number": "45-у",
            "order_date": "2026-11-20",
            "students": [newcomer.id, other.id],
            "seen_version": order.version,
        },
    )
    assert answer.status_code == 302, answer.text
    session.expire_all()
    assert order.order_number == "45-у"
    assert {(line.student_id, line.group_id, line.effective_on) for line in order.lines} == {
        (newcomer.id, centre.group.id, date(2026, 9, 1)),
        (other.id, centre.other_group.id, date(2026, 9, 2)),
    }
    assert {line.destination for line in order.lines} == {"по списку", None}


@pytest.mark.clause("3.2")
def test_several_orders_are_confirmed_at_once(client, centre, session, order):
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
    assert again(session, order).state is MovementState.PREPARED
    assert client.post(f"{ORDERS}several/", data={"order": seen}).status_code == 302
    assert again(session, order).state is MovementState.CONFIRMED
    assert again(session, second).state is MovementState.CONFIRMED


@pytest.mark.clause("3.2")
def test_a_confirmed_order_is_cancelled_by_a_counter_order(
    client, centre, session, order, newcomer
):
    admin, coordinator = (centre.accounts[one] for one in ("technical_admin", "coordinator"))
    sign_in(client, coordinator)
    client.post(f"{ORDERS}confirm/?id={order.id}", data={"seen_version": order.version})
    assert memberships(session, newcomer)
    sign_in(client, admin)
    assert f"cancel/?id={order.id}" in client.get(f"{ORDERS}details/?id={order.id}").text
    paper = {"order_number": "19-у", "order_date": "2026-11-23"}
    assert client.post(f"{ORDERS}cancel/?id={order.id}", data=paper).status_code == 302
    again_asked = client.post(f"{ORDERS}cancel/?id={order.id}", data=paper)
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


def test_a_scan_is_attached_and_saved_again(client, centre, order):
    sign_in(client, centre.accounts["technical_admin"])
    address = f"{ORDERS}scan/?id={order.id}"
    bad = client.post(address, data={"scan": (BytesIO(b"<svg/>"), "приказ.pdf")})
    assert bad.status_code == 422
    good = client.post(address, data={"scan": (BytesIO(PDF), "приказ.pdf")})
    assert good.status_code == 302
    assert "приказ.pdf" in client.get(good.location).text
    sign_in(client, centre.accounts["director"])
    answer = client.get(f"{ORDERS}scan_file/?id={order.id}")
    assert (answer.data, answer.mimetype) == (PDF, "application/pdf")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_card_of_a_student_tells_every_order(client, centre, order, newcomer):
    sign_in(client, centre.accounts["coordinator"])
    card = client.get(f"/panel/students/details/?id={newcomer.id}").text
    assert "№ 17-у" in card
    sign_in(client, centre.accounts["curator"])
    card = client.get(f"/panel/students/details/?id={centre.student.id}").text
    assert f"№ {centre.student.id}-у" not in card, "the book is of the office"
