"""The look of the screens: cookies before the door, the account behind it, the weak-sight version."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from sgo.look_words import Language, Letters, Scheme, Theme
from sgo.models import Account, Preferences
from tests.centre import Centre
from tests.signing import give_password, sign_in

PASSWORD = "шесть жёлтых груш"
SIGHT = 'data-scheme="white_on_black" data-letters="largest"'


@pytest.fixture
def account(centre: Centre) -> Account:
    return give_password(centre, centre.accounts["guardian"], PASSWORD)


def enter(client: FlaskClient) -> None:
    assert client.post("/sign-in", data={"login": "guardian", "password": PASSWORD}).location


def test_a_stranger_chooses_by_cookie_and_comes_back(client: FlaskClient) -> None:
    answer = client.post("/look", data={"weak_sight": "1", "next": "/sign-in?next=/diary/"})
    assert answer.location == "/sign-in?next=/diary/"
    answer = client.post(
        "/look",
        data={
            "scheme": "white_on_black",
            "letters": "largest",
            "settings": "1",
            "next": "/sign-in",
        },
    )
    assert answer.location == "/sign-in#sight"
    page = client.get("/sign-in").text
    assert SIGHT in page
    assert 'data-bs-theme="dark"' in page
    assert "Обычная версия" in page
    client.post("/look", data={"weak_sight": "0"})
    page = client.get("/sign-in").text
    assert "data-scheme" not in page
    assert "Версия для слабовидящих" in page


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "https://evil.example", "/\\evil.example", "/look", "/static/x.css"],
)
def test_the_way_back_leads_nowhere_else(client: FlaskClient, target: str) -> None:
    assert client.post("/look", data={"theme": "dark", "next": target}).location == "/"


@pytest.mark.parametrize(
    "cookie", ["", "1", "1.2.3.4.5", "x" * 3000, "1.largest.widest.no_such.0", "...."]
)
def test_an_odd_cookie_is_no_fault(client: FlaskClient, cookie: str) -> None:
    client.set_cookie("sgo_sight", cookie)
    client.set_cookie("sgo_theme", cookie)
    page = client.get("/sign-in")
    assert page.status_code == 200
    assert ("data-scheme" in page.text) is cookie.startswith("1.")


def test_the_account_keeps_the_look_and_another_device_follows(
    app: Flask, client: FlaskClient, session: Session, account: Account
) -> None:
    enter(client)
    for data in (
        {"weak_sight": "1"},
        {"letters": "largest"},
        {"scheme": "white_on_black"},
        {"language": "en"},
    ):
        client.post("/look", data=data)
    kept = session.get_one(Preferences, account.id)
    assert (kept.weak_sight, kept.letters, kept.scheme, kept.language) == (
        True,
        Letters.LARGEST,
        Scheme.WHITE_ON_BLACK,
        Language.ENGLISH,
    )
    other = app.test_client()
    assert "data-scheme" not in other.get("/sign-in").text
    enter(other)
    assert SIGHT in other.get("/account/").text
    assert '<html lang="en"' in other.get("/account/").text
    # The choice made meanwhile is followed at once, without a new sign-in.
    client.post("/look", data={"weak_sight": "0", "language": "ru"})
    assert "data-scheme" not in other.get("/account/").text
    assert '<html lang="ru"' in other.get("/account/").text
    other.post("/sign-out")
    assert SIGHT in other.get("/sign-in").text


def test_a_choice_made_at_the_door_goes_to_the_account(
    app: Flask, client: FlaskClient, session: Session, account: Account
) -> None:
    enter(client)
    client.post("/look", data={"theme": "light"})
    other = app.test_client()
    other.post("/look", data={"weak_sight": "1", "theme": "dark"})
    enter(other)
    kept = session.get_one(Preferences, account.id)
    session.refresh(kept)
    assert (kept.weak_sight, kept.theme) == (True, Theme.DARK)
    # What merely lies in a shared browser does not.
    shared = app.test_client()
    shared.set_cookie("sgo_theme", "light")
    enter(shared)
    session.refresh(kept)
    assert kept.theme is Theme.DARK
    assert 'data-theme="dark"' in shared.get("/account/").text


def test_a_script_is_answered_without_a_page(client: FlaskClient, centre: Centre) -> None:
    sign_in(client, centre.accounts["teacher"])
    answer = client.post("/look", data={"theme": "dark"}, headers={"X-Requested-With": "fetch"})
    assert (answer.status_code, answer.data) == (204, b"")
    assert 'data-theme="dark" data-bs-theme="dark"' in client.get("/account/").text


@pytest.mark.parametrize("address", ["/sign-in", "/account/", "/journal/", "/password", "/no-such"])
def test_the_way_into_the_version_for_weak_sight_is_on_every_page(
    client: FlaskClient, centre: Centre, address: str
) -> None:
    if address != "/sign-in":
        sign_in(client, centre.accounts["teacher"])
    page = client.get(address, follow_redirects=True).text
    assert "Версия для слабовидящих" in page
    assert 'name="weak_sight" value="1"' in page
    client.post("/look", data={"weak_sight": "1"})
    page = client.get(address, follow_redirects=True).text
    assert 'name="weak_sight" value="0"' in page
    assert "data-scheme=" in page
