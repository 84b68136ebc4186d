"""The form of an order: many students at once, refusals at their place, nothing typed is lost."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO

from sqlalchemy import select

from sgo.models import MovementOrder, MovementRecord
from sgo.vocabulary import MovementKind
from tests.attachments import PDF
from tests.panel.movement import ORDERS
from tests.signing import sign_in


def test_a_refusal_stands_at_its_field_and_keeps_what_was_typed(client, centre, order_form):
    sign_in(client, centre.accounts["technical_admin"])
    answer = client.post(f"{ORDERS}new/", data={**order_form, "effective_on": "2026-08-01"})
    assert answer.status_code == 422
    assert 'value="2026-08-01"' in answer.text
    assert 'id="effective_on-error"' in answer.text
    assert "17-у" in answer.text


def test_the_search_boxes_find_students_and_groups(client, centre, newcomer):
    sign_in(client, centre.accounts["technical_admin"])
    ask = f"{ORDERS}ajax/lookup/?name="
    assert [row["id"] for row in client.get(f"{ask}add_student&query=щук").json] == [newcomer.id]
    assert len(client.get(f"{ask}group_id&query=ва-26").json) == 2
    assert len(client.get(f"{ask}add_student&query=елкин").json) == 1, "ye finds yo"


def test_the_students_of_a_group_are_shown_to_be_ticked(client, centre, order_form):
    sign_in(client, centre.accounts["technical_admin"])
    shown = client.post(
        f"{ORDERS}new/", data={**order_form, "kind": "withdrawal", "_members": "yes"}
    )
    assert shown.status_code == 200
    assert "17-у" in shown.text, "nothing typed is lost"
    boxes = re.findall(r'name="students" value="(\d+)"( checked)?', shown.text)
    assert {int(key) for key, ticked in boxes if not ticked} == {one.id for one in centre.students}
    assert [key for key, ticked in boxes if ticked] == [str(order_form["students"][0])]


def test_pasted_and_found_students_are_added(client, centre, session, order_form, newcomer):
    other = centre.make_student("Юдин", "Олег")
    session.commit()
    sign_in(client, centre.accounts["technical_admin"])
    given = {
        **order_form,
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


def test_the_reason_stands_beside_each_student(client, centre, order_form, newcomer):
    sign_in(client, centre.accounts["technical_admin"])
    students = [newcomer.id, centre.student.id, centre.foreign_student.id]
    answer = client.post(
        f"{ORDERS}new/", data={**order_form, "students": students, "students-listed": students}
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


def test_a_scan_is_attached_and_saved_again(client, centre, waiting_order):
    sign_in(client, centre.accounts["technical_admin"])
    address = f"{ORDERS}scan/?id={waiting_order.id}"
    bad = client.post(address, data={"scan": (BytesIO(b"<svg/>"), "приказ.pdf")})
    assert bad.status_code == 422
    good = client.post(address, data={"scan": (BytesIO(PDF), "приказ.pdf")})
    assert good.status_code == 302
    assert "приказ.pdf" in client.get(good.location).text
    sign_in(client, centre.accounts["director"])
    answer = client.get(f"{ORDERS}scan_file/?id={waiting_order.id}")
    assert (answer.data, answer.mimetype) == (PDF, "application/pdf")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
