"""The act of destruction at the panel's door: the dry run, the typed surname, the paper, the log."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.models import DestructionAct, Student
from sgo.rules.destruction import DAYS_AFTER_LEAVING
from tests.centre import Centre
from tests.reports.paper import words_of
from tests.signing import sign_in

pytestmark = pytest.mark.clause("2.1.2")

MOST_QUERIES = 30


@pytest.fixture
def gone(centre: Centre, session: Session) -> Student:
    student: Student = centre.make_student(
        "Ушедший", "Пётр", phone="+79001234501", address="ул. Исчезнувшая, 7"
    )
    last = centre.now.date() - timedelta(days=DAYS_AFTER_LEAVING)
    centre.enrol(student, centre.group, last - timedelta(days=30), last)
    session.commit()
    return student


def test_the_page_tells_kinds_and_the_deed_gives_the_paper(
    client: FlaskClient, centre: Centre, session: Session, gone: Student
) -> None:
    sign_in(client, centre.accounts["technical_admin"])
    address = f"/panel/students/destroy/?id={gone.id}"
    assert "destroy/?id=" in client.get(f"/panel/students/details/?id={gone.id}").text
    page = client.get(address).text
    for words in ("Что будет уничтожено", "Телефон", "75 лет", "Телефон – 1"):
        assert words in page
    for value in ("+79001234501", "Исчезнувшая"):
        assert value not in page
    wrong = client.post(address, data={"surname": "Пришедший"})
    assert wrong.status_code == 422
    assert 'id="surname-error"' in wrong.text
    assert "Пришедший" in wrong.text, "what was typed stays"
    session.expire_all()
    assert gone.phone == "+79001234501"
    answer = client.post(address, data={"surname": "ушедший"})
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    paper = words_of(answer.data)
    assert "Акт № 1 от 23.11.2026" in paper
    assert "Ушедший Пётр Ильич" in paper
    session.expire_all()
    assert gone.phone is None
    again = client.post(address, data={"surname": "Ушедший"})
    assert again.status_code == 422
    assert "уничтожены 23.11.2026" in again.text
    assert session.scalars(select(DestructionAct.number)).all() == [1]


def test_who_studies_is_told_why_not(client: FlaskClient, centre: Centre, session: Session) -> None:
    sign_in(client, centre.accounts["technical_admin"])
    for address in (
        f"/panel/students/destroy/?id={centre.student.id}",
        f"/panel/guardians/destroy/?id={centre.guardian.id}",
    ):
        page = client.get(address)
        assert page.status_code == 200
        assert "Сейчас нельзя" in page.text
        assert 'name="surname"' not in page.text
    answer = client.post(
        f"/panel/students/destroy/?id={centre.student.id}",
        data={"surname": centre.student.surname},
    )
    assert answer.status_code == 422
    assert session.scalars(select(DestructionAct)).all() == []


def test_the_log_is_read_by_the_office_and_names_nobody(
    client: FlaskClient, centre: Centre, session: Session, gone: Student
) -> None:
    sign_in(client, centre.accounts["technical_admin"])
    client.post(f"/panel/students/destroy/?id={gone.id}", data={"surname": "Ушедший"})
    for name in ("technical_admin", "coordinator", "director"):
        sign_in(client, centre.accounts[name])
        log = client.get("/panel/destruction_acts/").text
        assert f"Обучающиеся, № {gone.id}" in log
        assert "Обучающиеся: Телефон – 1" in log
        assert "Ушедший" not in log
        assert "destruction_acts/new/" not in log
        trail = client.get("/panel/audit_events/?flt_subject=destruction_acts")
        assert trail.status_code == 200
        assert "Акты об уничтожении" in trail.text
        assert "students.phone" not in trail.text.split("<tbody>")[1]
    sign_in(client, centre.accounts["teacher"])
    assert client.get("/panel/destruction_acts/").status_code == 403


def test_the_page_costs_the_same_with_more_rows(
    client: FlaskClient, centre: Centre, session: Session, gone: Student, count_queries: Any
) -> None:
    sign_in(client, centre.accounts["technical_admin"])

    def cost() -> int:
        count_queries.statements.clear()
        client.get(f"/panel/students/destroy/?id={gone.id}")
        return len(count_queries)

    cost()
    few = cost()
    for number in range(10):
        centre.make_guardian(f"Ушедшая{number}", gone)
    session.commit()
    assert cost() == few
    assert few <= MOST_QUERIES
