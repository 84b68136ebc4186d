"""«My account» as a browser meets it: contacts, sessions and their end, the history."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.clock import FixedClock
from sgo.models import Account, SignIn
from sgo.rules.sign_ins import SEEN_EVERY
from tests.centre import Centre
from tests.conftest import QueryCount
from tests.signing import give_password, open_session
from tests.signing import sign_in as sign_in_directly

PASSWORD = "шесть жёлтых груш"
ROLES = ["technical_admin", "coordinator", "director", "teacher", "guardian", "student"]


@pytest.fixture
def account(centre: Centre) -> Account:
    return give_password(centre, centre.accounts["guardian"], PASSWORD)


def browser(app: Flask, password: str = PASSWORD) -> FlaskClient:
    client = app.test_client()
    client.post("/sign-in", data={"login": "guardian", "password": password})
    return client


def is_in(client: FlaskClient) -> bool:
    return client.get("/account/").status_code == 200


@pytest.mark.clause("4.3", "5.5")
@pytest.mark.parametrize("role", ROLES)
def test_every_role_has_its_page(client: FlaskClient, centre: Centre, role: str) -> None:
    account = centre.accounts[role]
    page = sign_in_directly(client, account).get("/account/").text
    assert account.card.full_name in page
    assert account.login in page
    assert "этот сеанс" in page
    assert "Firefox на Windows" in page
    assert "сеть центра" in page
    assert "Сменить пароль" in page
    assert 'href="/account/"' in page


@pytest.mark.clause("5.5")
def test_a_failed_attempt_on_my_login_is_shown_to_me_alone(app: Flask, account: Account) -> None:
    browser(app, "мимо")
    page = browser(app).get("/account/").text
    assert page.count("неудачная попытка") == 1
    assert "неудачная попытка" not in page.split("История входов")[0]


@pytest.mark.clause("4.3", "5.5")
def test_one_session_is_ended_and_really_ends(
    app: Flask, session: Session, account: Account
) -> None:
    here, there = browser(app), browser(app)
    address = re.search(r"/account/sessions/\d+/end", here.get("/account/").text)
    assert address is not None
    answer = here.post(address[0])
    assert answer.location == "/account/#sessions"
    assert is_in(here)
    assert not is_in(there)
    assert "Завершить сеанс" not in here.get("/account/").text


@pytest.mark.clause("4.3", "5.5")
def test_signing_out_everywhere_else(app: Flask, account: Account) -> None:
    here, there, third = browser(app), browser(app), browser(app)
    stolen = here.get_cookie("sgo")
    assert stolen is not None
    assert "Выйти на других устройствах" in here.get("/account/").text
    assert here.post("/account/sessions/end-others").status_code == 302
    assert is_in(here)
    assert not is_in(there)
    assert not is_in(third)
    # A copy of the cookie as it was before opens nothing either.
    copy = app.test_client()
    copy.set_cookie("sgo", stolen.value)
    assert not is_in(copy)
    assert "Выйти на других устройствах" not in here.get("/account/").text


@pytest.mark.clause("5.5")
def test_a_copy_of_the_cookie_dies_with_the_sign_out(app: Flask, account: Account) -> None:
    here, copy = browser(app), app.test_client()
    cookie = here.get_cookie("sgo")
    assert cookie is not None
    copy.set_cookie("sgo", cookie.value)
    assert is_in(copy)
    here.post("/sign-out")
    assert not is_in(copy)


def test_signing_in_again_ends_the_session_before(app: Flask, account: Account) -> None:
    here, copy = browser(app), app.test_client()
    cookie = here.get_cookie("sgo")
    assert cookie is not None
    here.post("/sign-in", data={"login": "guardian", "password": PASSWORD})
    copy.set_cookie("sgo", cookie.value)
    assert is_in(here)
    assert not is_in(copy)


def test_contacts_are_mended_and_a_mistake_keeps_what_was_typed(
    client: FlaskClient, session: Session, centre: Centre
) -> None:
    sign_in_directly(client, centre.accounts["student"])
    version = str(centre.student.version)
    data = {
        "student-phone": "12",
        "student-email": "a@example.ru",
        "student-address": "ст. Степная, 3",
        "student-version": version,
    }
    refused = client.post("/account/contacts/student", data=data)
    assert refused.status_code == 422
    assert "Это не номер телефона" in refused.text
    assert "ст. Степная, 3" in refused.text
    assert 'value="12"' in refused.text
    saved = client.post(
        "/account/contacts/student", data={**data, "student-phone": "8 918 123-45-67"}
    )
    assert saved.location == "/account/"
    assert "Контактные данные сохранены" in client.get("/account/").text
    assert centre.student.phone == "+79181234567"
    late = client.post("/account/contacts/student", data={**data, "student-phone": ""})
    assert late.status_code == 409
    assert "Телефон: +79181234567" in late.text
    assert f'value="{centre.student.version}"' in late.text
    assert centre.student.phone == "+79181234567"


def test_the_page_asks_the_database_as_often_for_many_sign_ins(
    client: FlaskClient, session: Session, centre: Centre, count_queries: QueryCount
) -> None:
    account = centre.accounts["teacher"]
    sign_in_directly(client, account)

    def asked() -> int:
        client.get("/account/")
        count_queries.statements.clear()
        assert client.get("/account/").status_code == 200
        return len(count_queries)

    few = asked()
    for _ in range(60):
        open_session(session, account, centre.now)
    page = client.get("/account/").text
    assert "Показаны последние 50 записей" in page
    assert asked() == few <= 7


def test_a_page_writes_only_when_the_last_moment_has_grown_old(
    app: Flask, session: Session, clock: FixedClock, account: Account, count_queries: QueryCount
) -> None:
    here = browser(app)

    def writes() -> int:
        count_queries.statements.clear()
        assert is_in(here)
        return sum(one.startswith("UPDATE") for one in count_queries.statements)

    assert writes() == 0
    clock.set(clock.now() + SEEN_EVERY - timedelta(seconds=1))
    assert writes() == 0
    clock.set(clock.now() + timedelta(seconds=1))
    assert [writes(), writes()] == [1, 0]
    row = session.scalars(select(SignIn)).one()
    session.refresh(row)
    assert row.last_seen_at == clock.now()
