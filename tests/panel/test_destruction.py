"""The act of destruction at the panel's door: the dry run, the typed surname, the paper, the log."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.clock import FixedClock
from sgo.models import DestructionAct, Student, TeachingAssignment
from sgo.rules.destruction import DAYS_AFTER_LEAVING
from tests.centre import Centre
from tests.destroying import leave_staff
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
        assert "Напечатать акт" in log
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


def test_an_act_is_printed_again_from_the_log_as_it_was(
    client: FlaskClient, centre: Centre, session: Session, gone: Student, clock: FixedClock
) -> None:
    sign_in(client, centre.accounts["technical_admin"])
    first = client.post(f"/panel/students/destroy/?id={gone.id}", data={"surname": "Ушедший"})
    act = session.scalars(select(DestructionAct)).one()
    clock.set(centre.now + timedelta(days=40))
    for name in ("technical_admin", "coordinator", "director"):
        sign_in(client, centre.accounts[name])
        link = f"/panel/destruction_acts/paper/?id={act.id}"
        for page in ("/panel/destruction_acts/", f"/panel/destruction_acts/details/?id={act.id}"):
            assert link in client.get(page).text
        again = client.get(link)
        assert again.mimetype == "application/pdf"
        assert again.headers["Content-Disposition"].startswith("inline")
        assert "no-store" in again.headers["Cache-Control"]
        assert "02.01.2027" in words_of(again.data)
        assert _undated(again.data) == _undated(first.data), name
    assert client.post(link).status_code == 405
    assert client.get("/panel/destruction_acts/paper/?id=99").status_code == 404
    sign_in(client, centre.accounts["teacher"])
    assert client.get(link).status_code == 403


def _undated(paper: bytes) -> str:
    """The words without the moment of printing."""
    return re.sub(r"Напечатано \d+\.\d+\.\d+, \d+:\d+", "", words_of(paper))


def test_a_card_of_staff_tells_what_goes_what_stays_and_what_to_end_first(
    client: FlaskClient, centre: Centre, session: Session
) -> None:
    left = leave_staff(centre, centre.viewer(centre.accounts["technical_admin"]))
    sign_in(client, centre.accounts["technical_admin"])
    address = f"/panel/staff/destroy/?id={left.id}"
    assert "destroy/?id=" in client.get(f"/panel/staff/details/?id={left.id}").text
    page = client.get(address).text
    for words in ("СНИЛС – 1", "Дата рождения – 1", "должность, образование, категория, курсы"):
        assert words in page, words
    for words in ("75 лет", "+79001234502", "в группе"):
        assert words not in page, words
    bound = client.get(f"/panel/staff/destroy/?id={centre.teacher.id}").text
    assert "сначала впишите её" in bound
    assert 'name="surname"' not in bound
    words = words_of(client.post(address, data={"surname": "Уволенная"}).data)
    assert "Уволенная Вера Павловна (работник" in words
    card = client.get(f"/panel/staff/details/?id={left.id}").text
    assert "преподаватель вождения" in card
    assert "+79001234502" not in card
    assert f"Сотрудники, № {left.id}" in client.get("/panel/destruction_acts/").text


def test_the_page_of_staff_and_the_paper_cost_the_same_with_more_rows(
    client: FlaskClient, centre: Centre, session: Session, gone: Student, count_queries: Any
) -> None:
    left = leave_staff(centre, centre.viewer(centre.accounts["technical_admin"]))
    sign_in(client, centre.accounts["technical_admin"])
    client.post(f"/panel/students/destroy/?id={gone.id}", data={"surname": "Ушедший"})
    act = session.scalars(select(DestructionAct)).one()

    def costs() -> list[int]:
        found = []
        for address in (
            f"/panel/staff/destroy/?id={left.id}",
            f"/panel/destruction_acts/paper/?id={act.id}",
            "/panel/destruction_acts/",
        ):
            count_queries.statements.clear()
            assert client.get(address).status_code == 200
            found.append(len(count_queries))
        return found

    costs()
    few = costs()
    for number in range(2, 12):
        day = left.dismissed_on - timedelta(days=300 + number)
        whose = {"page_id": centre.page.id, "staff_id": left.id}
        centre.add(TeachingAssignment(**whose, starts_on=day, ends_on=day))
        centre.add(
            DestructionAct(
                number=number,
                done_on=act.done_on,
                done_by_id=act.done_by_id,
                role=act.role,
                card_kind="students",
                card_id=number,
                destroyed={},
            )
        )
    session.commit()
    assert costs() == few
    assert max(few) <= MOST_QUERIES
    assert few[1] <= 8
