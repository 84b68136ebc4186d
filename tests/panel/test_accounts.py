"""Accounts in the panel: issued once, shown once, closed, given roles (2.1.1, 3.2, 4.2)."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from sgo.models import Account, AuditEvent
from sgo.rules.accounts import ACCOUNT_FAILURES
from sgo.vocabulary import Role
from tests.centre import Centre
from tests.signing import sign_in


def password_on(page: str) -> str:
    found = re.search(r'id="issued-password">([^<]+)<', page)
    assert found is not None
    return found[1]


@pytest.mark.clause("2.1.1")
def test_an_account_is_issued_with_its_password_shown_once(
    office: FlaskClient, centre: Centre
) -> None:
    staff = centre.make_staff("Руденко", "Илья")
    led_here = office.get(f"/panel/accounts/new/?staff_id={staff.id}").text
    assert f'value="{staff.id}" data-lookup-key' in led_here
    assert led_here.count(" checked ") == 1  # the role that such a card usually has
    data = {"staff_id": staff.id, "roles": ["teacher", "coordinator"]}
    answer = office.post("/panel/accounts/new/", data=data)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    password = password_on(answer.text)
    account = centre.session.scalars(select(Account).where(Account.staff_id == staff.id)).one()
    assert account.login == "rudenko.i"
    assert account.roles == {Role.TEACHER, Role.COORDINATOR}
    assert account.must_change_password
    assert password not in account.password_hash
    shown_later = office.get(f"/panel/accounts/details/?id={account.id}").text
    assert password not in shown_later
    assert account.password_hash not in shown_later
    traces = centre.session.scalars(select(AuditEvent).where(AuditEvent.subject == "accounts"))
    assert password not in str([event.changes for event in traces])


def test_a_second_account_of_a_person_is_refused(office: FlaskClient, centre: Centre) -> None:
    data = {"staff_id": centre.teacher.id, "roles": ["teacher"]}
    answer = office.post("/panel/accounts/new/", data=data)
    assert answer.status_code == 422
    assert "teacher" in answer.text


def test_a_role_without_its_card_is_refused(office: FlaskClient, centre: Centre) -> None:
    staff = centre.make_staff("Руденко", "Илья")
    data = {"staff_id": staff.id, "roles": ["student"]}
    assert office.post("/panel/accounts/new/", data=data).status_code == 422
    data["roles"] = []
    assert office.post("/panel/accounts/new/", data=data).status_code == 422


def test_a_new_password_ends_the_old_one(office: FlaskClient, centre: Centre) -> None:
    account = centre.accounts["teacher"]
    before = (account.password_hash, account.session_stamp)
    asked = office.get(f"/panel/accounts/reissue/?id={account.id}")
    assert asked.status_code == 200
    assert (account.password_hash, account.session_stamp) == before
    answer = office.post("/panel/accounts/reissue/", data={"id": account.id})
    assert len(password_on(answer.text)) > 10
    centre.session.expire_all()
    assert account.password_hash != before[0]
    assert account.session_stamp != before[1]


def test_an_account_is_closed_and_opened_again(office: FlaskClient, centre: Centre) -> None:
    account = centre.accounts["teacher"]
    assert office.post("/panel/accounts/close/", data={"id": account.id}).status_code == 302
    centre.session.expire_all()
    assert account.closed_at is not None
    answer = office.post("/panel/accounts/reopen/", data={"id": account.id})
    assert password_on(answer.text)
    centre.session.expire_all()
    assert account.closed_at is None


def test_roles_are_given_and_taken(office: FlaskClient, centre: Centre) -> None:
    account = centre.accounts["teacher"]
    data = {"id": account.id, "roles": ["teacher", "director"]}
    assert office.post("/panel/accounts/roles/", data=data).status_code == 302
    centre.session.expire_all()
    assert account.roles == {Role.TEACHER, Role.DIRECTOR}


def test_the_last_technical_admin_stays(office: FlaskClient, centre: Centre) -> None:
    account = centre.accounts["technical_admin"]
    answer = office.post("/panel/accounts/close/", data={"id": account.id})
    assert answer.status_code == 422
    assert "последний технический администратор" in answer.text


def test_nobody_raises_their_own_rights(office: FlaskClient, centre: Centre) -> None:
    account = centre.accounts["technical_admin"]
    data = {"id": account.id, "roles": ["technical_admin", "director"]}
    answer = office.post("/panel/accounts/roles/", data=data)
    assert answer.status_code == 422
    assert "Себе роли не добавляют" in answer.text


@pytest.mark.parametrize("who", ["coordinator", "director"])
def test_others_of_the_office_read_accounts_and_open_none(
    client: FlaskClient, centre: Centre, who: str
) -> None:
    sign_in(client, centre.accounts[who])
    key = centre.accounts["teacher"].id
    assert client.get("/panel/accounts/").status_code == 200
    closed = ("reissue", "close", "reopen", "see_as", *(["roles"] if who == "director" else []))
    for act in closed:  # 3.1: the coordinator gives roles
        assert client.get(f"/panel/accounts/{act}/?id={key}").status_code == 403
        assert client.post(f"/panel/accounts/{act}/", data={"id": key}).status_code == 403
    assert client.post("/panel/accounts/new/", data={}).status_code == 403


@pytest.mark.clause("3.1b")
def test_the_coordinator_gives_a_role_and_makes_no_admin(
    client: FlaskClient, centre: Centre
) -> None:
    desk = sign_in(client, centre.accounts["coordinator"])
    account = centre.accounts["other_teacher"]
    address = f"/panel/accounts/roles/?id={account.id}"
    assert desk.get(address).status_code == 200
    refused = desk.post(address, data={"id": account.id, "roles": ["teacher", "technical_admin"]})
    assert refused.status_code == 422
    assert "технический администратор" in refused.text
    given = desk.post(address, data={"id": account.id, "roles": ["teacher", "director"]})
    assert given.status_code == 302
    centre.session.expire_all()
    assert account.roles == {Role.TEACHER, Role.DIRECTOR}
    assert desk.get("/panel/accounts/new/").status_code == 403


@pytest.mark.clause("4.3")
def test_a_guessed_at_account_is_unlocked(office: FlaskClient, centre: Centre, app: Flask) -> None:
    account = centre.accounts["teacher"]
    stranger = app.test_client()
    wrong = {"login": account.login, "password": "не тот пароль"}
    for _ in range(ACCOUNT_FAILURES):
        stranger.post("/sign-in", data=wrong)
    assert "много" in stranger.post("/sign-in", data=wrong).text
    address = f"/panel/accounts/unlock/?id={account.id}"
    assert office.post(address, data={"id": account.id}).status_code == 302
    assert "много" not in stranger.post("/sign-in", data=wrong).text
    history = office.get(f"/panel/audit_events/?flt_subject=accounts&flt_row={account.id}").text
    assert "Разблокирован" in history
