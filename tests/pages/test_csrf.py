"""Nothing that changes anything is taken without the token of the same session."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.access.expected import DOORS
from tests.access.keys import keys
from tests.access.walk import UNSAFE, Keys, cookie_of, request_for, routes, visit
from tests.centre import Centre
from tests.signing import sign_in

__all__ = ["keys"]

TOKEN = re.compile(r'<meta name="csrf-token" content="([^"]+)"')


@pytest.fixture
def guarded(app: Flask) -> Iterator[Flask]:
    """The application as it runs outside tests: with the token asked for."""
    app.config["WTF_CSRF_ENABLED"] = True
    yield app
    app.config["WTF_CSRF_ENABLED"] = False


def token_of(client: FlaskClient) -> str:
    found = TOKEN.search(client.get("/password").text) or re.search(
        r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/password").text
    )
    assert found
    return found[1]


def test_every_route_that_changes_something_asks_for_a_token(
    guarded: Flask, centre: Centre, keys: dict[str, Keys]
) -> None:
    wrong, walked = [], 0
    cookies = (None, cookie_of(guarded, centre, "A"), cookie_of(guarded, centre, "T"))
    for door in DOORS:
        way = (door.endpoint, door.method)
        if door.method not in UNSAFE or way not in routes(guarded):
            continue
        for cookie in cookies:
            sent = request_for(door, routes(guarded)[way], keys["own"])
            response, written = visit(guarded, cookie, sent)
            walked += 1
            if response.status_code != 400 or written:
                wrong.append(f"{door.method} {door.endpoint}: {response.status_code}")
    assert walked > 20
    assert not wrong, "\n".join(["", *wrong])


def test_every_unsafe_route_was_asked(guarded: Flask) -> None:
    known = {(door.endpoint, door.method) for door in DOORS}
    assert {way for way in routes(guarded) if way[1] in UNSAFE} <= known


def test_a_token_opens_only_its_own_session(
    guarded: Flask, client: FlaskClient, centre: Centre
) -> None:
    sign_in(client, centre.accounts["teacher"])
    other = sign_in(guarded.test_client(), centre.accounts["guardian"])
    mine, theirs = token_of(client), token_of(other)
    for refused in (theirs, "", mine[:-1], "x" * 90):
        answer = client.post("/password", data={"csrf_token": refused})
        assert answer.status_code == 400, refused
        assert "Страница устарела" in answer.text
        header = client.post("/password", headers={"X-CSRFToken": refused})
        assert header.status_code == 400
    assert client.post("/password", data={"csrf_token": mine}).status_code == 422
    assert client.post("/password", headers={"X-CSRFToken": mine}).status_code == 422
    answer = client.post("/sign-out", headers={"X-Requested-With": "fetch"})
    assert answer.json["code"] == "csrf"


def test_the_sign_in_form_carries_its_token(guarded: Flask, client: FlaskClient) -> None:
    data = {"login": "teacher", "password": "мимо"}
    assert client.post("/sign-in", data=data).status_code == 400
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/sign-in").text)
    assert found
    assert client.post("/sign-in", data={**data, "csrf_token": found[1]}).status_code == 422
