"""The door as a browser meets it: signing in and out, an issued password, where `next` may lead."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.clock import FixedClock
from sgo.models import Account, SignInFailure
from sgo.pages.addresses import safe_next
from sgo.rules.accounts import ACCOUNT_FAILURES, SESSION_IDLE
from sgo.services.accounts.passwords import in_use
from sgo.services.guard import Act, acting, permit
from sgo.verdicts import ALLOWED
from sgo.vocabulary import SystemAct
from tests.centre import Centre
from tests.signing import sign_in as sign_in_directly

PASSWORD = "шесть жёлтых груш"
NEW = "семь зелёных слив"
WRONG = "Неверный логин или пароль"


@pytest.fixture
def account(session: Session, centre: Centre) -> Account:
    account: Account = centre.accounts["guardian"]
    change(session, centre, account, password_hash=in_use().hash(PASSWORD))
    return account


def change(session: Session, centre: Centre, account: Account, **columns: object) -> None:
    with acting(session, Act(centre.now, system=SystemAct.DEMO_LOAD)):
        for name, value in columns.items():
            setattr(account, name, value)
        permit(session, account, ALLOWED)
    session.commit()


def without_tokens(page: str) -> str:
    """A page as it reads: its tokens carry the second in which they were made."""
    return re.sub(r'name="csrf_token" [^>]*value="[^"]+"', "", page)


def sign_in(client: FlaskClient, password: str = PASSWORD, **more: str):
    return client.post("/sign-in", data={"login": "guardian", "password": password, **more})


def is_in(client: FlaskClient) -> bool:
    return client.get("/password").status_code == 200


def test_the_page_names_the_centre_and_asks_nothing_of_the_stranger(client: FlaskClient) -> None:
    page = client.get("/sign-in")
    assert page.status_code == 200
    assert "УЦ «Степной»" in page.text
    assert "2026/27" in page.text
    assert 'type="password"' in page.text
    assert 'autocomplete="current-password"' in page.text
    assert "onpaste" not in page.text


def test_the_right_pair_opens_the_menu(client: FlaskClient, account: Account) -> None:
    response = sign_in(client)
    assert response.status_code == 302
    assert client.get(response.location, follow_redirects=True).status_code == 200
    assert client.get("/sign-in").location == response.location
    cookie = next(c for c in response.headers.getlist("Set-Cookie") if c.startswith("sgo="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Expires=" in cookie


def test_wrong_unknown_and_closed_look_the_same(
    client: FlaskClient, session: Session, centre: Centre, account: Account
) -> None:
    wrong = sign_in(client, "мимо")
    unknown = client.post("/sign-in", data={"login": "nobody", "password": PASSWORD})
    change(session, centre, account, closed_at=centre.now)
    closed = sign_in(client)
    assert {wrong.status_code, unknown.status_code, closed.status_code} == {422}
    assert all(WRONG in page.text for page in (wrong, unknown, closed))
    assert without_tokens(wrong.text) == without_tokens(closed.text)
    assert without_tokens(wrong.text) == without_tokens(unknown.text.replace("nobody", "guardian"))
    assert PASSWORD not in closed.text
    assert not is_in(client)


@pytest.mark.parametrize("data", [{}, {"login": "guardian"}, {"password": PASSWORD}])
def test_an_empty_field_is_told_and_counts_nothing(
    client: FlaskClient, session: Session, account: Account, data: dict[str, str]
) -> None:
    assert client.post("/sign-in", data=data).status_code == 422
    assert session.scalars(select(SignInFailure.id)).all() == []


def test_long_input_is_refused_without_hashing(client: FlaskClient, session: Session) -> None:
    long = client.post("/sign-in", data={"login": "guardian", "password": "x" * 1_000_000})
    assert long.status_code == 422
    assert session.scalars(select(SignInFailure.id)).all() == []
    assert client.post("/sign-in", data={"password": "x" * 3_000_000}).status_code == 413


def test_too_many_failures_wait_and_say_how_long(
    client: FlaskClient, clock: FixedClock, account: Account
) -> None:
    for _ in range(ACCOUNT_FAILURES):
        assert sign_in(client, "мимо").status_code == 422
    response = sign_in(client)
    assert response.status_code == 429
    assert "через минут: 15" in response.text
    assert response.headers["Retry-After"] == str(15 * 60 + 1)
    clock.set(clock.now() + timedelta(minutes=15))
    assert sign_in(client).status_code == 302


def test_signing_in_leaves_nothing_of_the_session_before(
    client: FlaskClient, centre: Centre, account: Account
) -> None:
    client.get("/sign-in")
    with client.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"
        cookie["_user_id"] = "1:stamp-of-nobody"
    sign_in(client)
    with client.session_transaction() as cookie:
        assert "planted" not in cookie
        assert len(cookie["_user_id"]) == 32
        assert cookie.permanent


def test_a_session_ends_when_nobody_works_in_it(
    app: Flask, client: FlaskClient, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert app.permanent_session_lifetime == SESSION_IDLE
    sign_in(client)
    assert is_in(client)
    monkeypatch.setitem(app.config, "PERMANENT_SESSION_LIFETIME", timedelta(seconds=-1))
    assert not is_in(client)


def test_a_forged_or_changed_cookie_is_nobody(client: FlaskClient, account: Account) -> None:
    sign_in(client)
    cookie = client.get_cookie("sgo")
    assert cookie is not None
    payload, _, rest = cookie.value.partition(".")
    for value in (cookie.value[:-2], f"{payload}A.{rest}", "eyJfdXNlcl9pZCI6IjE6eCJ9.x.y", ""):
        client.set_cookie("sgo", value)
        assert not is_in(client)


@pytest.mark.parametrize(
    "identity", ["", ":", "1", "stamp-guardian", "1:stamp-guardian", "x" * 5000]
)
def test_an_odd_identity_is_nobody(client: FlaskClient, identity: str) -> None:
    with client.session_transaction() as cookie:
        cookie["_user_id"] = identity
    assert not is_in(client)


def test_sign_out_ends_the_session_and_empties_the_browser(
    client: FlaskClient, account: Account
) -> None:
    sign_in(client)
    assert client.get("/sign-out").status_code == 405
    assert is_in(client)
    response = client.post("/sign-out")
    assert response.status_code == 302
    assert response.headers["Clear-Site-Data"] == '"storage"'
    assert not is_in(client)
    with client.session_transaction() as cookie:
        assert "_user_id" not in cookie


def test_pages_of_a_person_are_not_kept_by_the_browser(
    client: FlaskClient, account: Account
) -> None:
    sign_in(client)
    assert client.get("/password").headers["Cache-Control"] == "no-store"


@pytest.mark.clause("4.2")
def test_an_issued_password_opens_its_change_and_nothing_else(
    client: FlaskClient, session: Session, centre: Centre, account: Account
) -> None:
    change(session, centre, account, must_change_password=True)
    response = sign_in(client, next="/diary/")
    assert response.location == "/password"
    for path in ("/diary/", "/", "/panel/", "/no-such-page"):
        assert client.get(path).location == "/password", path
    page = client.get("/password")
    assert "Выданный пароль открывает только эту страницу" in page.text
    saved = client.post("/password", data={"current": PASSWORD, "new": NEW, "repeat": NEW})
    assert saved.status_code == 302
    assert client.get(saved.location, follow_redirects=True).status_code == 200


@pytest.mark.clause("4.3")
def test_a_new_password_ends_the_sessions_of_other_browsers(
    app: Flask, client: FlaskClient, account: Account
) -> None:
    other = app.test_client()
    sign_in(client)
    sign_in(other)
    assert is_in(other)
    saved = client.post("/password", data={"current": PASSWORD, "new": NEW, "repeat": NEW})
    assert saved.status_code == 302
    assert is_in(client)
    assert not is_in(other)
    assert sign_in(other).status_code == 422
    assert sign_in(other, NEW).status_code == 302


@pytest.mark.clause("4.3")
@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"current": "мимо", "new": NEW, "repeat": NEW}, "не ваш действующий пароль"),
        ({"current": PASSWORD, "new": NEW, "repeat": "иное"}, "Новые пароли не совпадают"),
        ({"current": PASSWORD, "new": "guardian", "repeat": "guardian"}, "знаков"),
        ({"current": PASSWORD, "new": "", "repeat": ""}, "Введите новый пароль"),
        ({"current": PASSWORD, "new": PASSWORD, "repeat": PASSWORD}, "совпадает с действующим"),
    ],
)
def test_a_refused_password_is_told_at_its_field(
    client: FlaskClient, account: Account, data: dict[str, str], told: str
) -> None:
    sign_in(client)
    page = client.post("/password", data=data)
    assert page.status_code == 422
    assert told in page.text
    assert NEW not in page.text
    assert 'aria-invalid="true"' in page.text
    assert sign_in(client).status_code == 302


def test_a_closed_account_is_out_at_once(
    client: FlaskClient, session: Session, centre: Centre, account: Account
) -> None:
    sign_in(client)
    change(session, centre, account, closed_at=centre.now)
    response = client.get("/password")
    assert response.status_code == 302
    assert response.location.startswith("/sign-in")


def test_a_script_of_a_stranger_gets_401_and_no_page(client: FlaskClient) -> None:
    response = client.get("/password", headers={"X-Requested-With": "fetch"})
    assert response.status_code == 401
    assert response.json["code"] == "signed_out"


def test_a_stranger_comes_back_to_where_they_wanted(client: FlaskClient, account: Account) -> None:
    asked = client.get("/diary/?day=2026-11-23")
    assert asked.location.startswith("/sign-in?next=")
    page = client.get(asked.location)
    assert 'value="/diary/?day=2026-11-23"' in page.text
    assert sign_in(client, next="/diary/?day=2026-11-23").location == "/diary/?day=2026-11-23"


EVIL = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/ /evil.example",
    "/%09/evil.example",
    "/%0d%0aLocation:%20https://evil.example",
    "/%5cevil.example",
    "/\r\nSet-Cookie: sgo=1",
    "https://evil.example",
    "https:evil.example",
    "https:/evil.example",
    "HTTPS://evil.example/diary/",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.example",
    "@evil.example",
    "/.evil.example",
    "//localhost/diary/",
    "http://localhost/diary/",
    "/diary/" + "x" * 600,
    "/no-such-page",
    "/sign-in",
    "/sign-out",
    "/static/shell.css",
    "/health/../..//evil.example",
    "",
]


@pytest.mark.parametrize("target", EVIL, ids=lambda target: quote(target[:40]))
def test_next_leads_nowhere_else(client: FlaskClient, account: Account, target: str) -> None:
    plain = sign_in(client).location
    client.post("/sign-out")
    page = client.get("/sign-in", query_string={"next": target})
    assert "evil" not in page.text
    answer = sign_in(client, next=target)
    assert answer.location == plain
    assert "evil" not in str(answer.headers)


def test_next_leads_to_pages_of_ours(app: Flask) -> None:
    for target in ("/diary/", "/diary/?day=2026-11-23", "/password"):
        expected = "" if target == "/password" else target
        assert safe_next(target) == expected


@pytest.mark.parametrize("role", ["technical_admin", "teacher", "guardian", "student"])
def test_every_role_changes_its_password(client: FlaskClient, centre: Centre, role: str) -> None:
    sign_in_directly(client, centre.accounts[role])
    page = client.get("/password")
    assert page.status_code == 200
    assert page.text.count('type="password"') == 3
