"""Attacks that other journals have suffered, tried at every door that they fit."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from sgo.models import JournalEntry
from sgo.services.guard import Act, acting, permit
from sgo.verdicts import ALLOWED
from sgo.vocabulary import SystemAct
from tests.access.doors import Door
from tests.access.expected import DOORS, OPEN
from tests.access.keys import keys
from tests.access.walk import Keys, cookie_of, request_for, routes, text_of, visit
from tests.centre import Centre
from tests.signing import sign_in

__all__ = ["keys"]

PARAMETERS = ("next", "url", "name", "search", "day")
SHOUT = "<img src=x onerror=alert(1)>{{7*7}}"


def doors(app: Flask, method: str = "GET") -> list[Door]:
    return [
        door for door in DOORS if door.method == method and (door.endpoint, method) in routes(app)
    ]


def ask(app: Flask, door: Door, keys: Keys) -> dict[str, Any]:
    return request_for(door, routes(app)[door.endpoint, door.method], keys)


def test_keys_of_own_and_foreign_rows_do_not_mix(
    app: Flask, centre: Centre, keys: dict[str, Keys]
) -> None:
    """A path that names two rows is refused when either belongs to others (CVE-2026-30884)."""
    cookie, wrong = cookie_of(app, centre, "T"), []
    own, foreign = keys["own"].parts, keys["foreign"].parts
    for door in DOORS:
        rule = routes(app).get((door.endpoint, door.method))
        names = sorted(n for n in rule.arguments if own.get(n) != foreign.get(n)) if rule else []
        for mixture in itertools.product(("own", "foreign"), repeat=len(names)):
            if len(names) < 2 or "foreign" not in mixture:
                continue
            parts = {**keys["own"].parts}
            parts |= {n: keys[kind].parts[n] for n, kind in zip(names, mixture, strict=True)}
            sent = request_for(door, rule, Keys(parts, keys["own"].tables))
            response, written = visit(app, cookie, sent)
            empty = response.is_json and response.json == {"lines": []}
            if (response.status_code < 400 and not empty) or written:
                wrong.append(f"{door.method} {door.endpoint} {mixture}: {response.status_code}")
    assert not wrong, "\n".join(["", *wrong])


def test_what_was_typed_is_text_on_every_page(
    app: Flask, centre: Centre, keys: dict[str, Keys]
) -> None:
    entry = centre.session.get_one(JournalEntry, (centre.lesson.id, centre.student.id))
    with acting(centre.session, Act(centre.now, system=SystemAct.DEMO_LOAD)):
        for row, name in (
            (centre.student, "surname"),
            (centre.guardian, "given_name"),
            (centre.teacher, "position"),
            (centre.group, "name"),
            (centre.lesson, "topic"),
            (centre.law.subject, "name"),
            (entry, "comment"),
        ):
            setattr(row, name, SHOUT)
            permit(centre.session, row, ALLOWED)
    centre.session.commit()
    wrong, shown = [], 0
    for letter in "ATGS":
        cookie = cookie_of(app, centre, letter)
        for door in doors(app):
            response, _ = visit(app, cookie, ask(app, door, keys["own"]))
            text = text_of(response)
            if response.mimetype == "text/html" and "<img src=x" in text:
                wrong.append(f"{door.endpoint}: not escaped")
            if "alert(1)>49" in text or "alert(1)&gt;49" in text:
                wrong.append(f"{door.endpoint}: evaluated")
            shown += "&lt;img src=x" in text
    assert not wrong, "\n".join(["", *wrong])
    assert shown > 3


PARTS_OF_THE_PROGRAM = {"static", "bootstrap.static", "style_sheets.sheets"}
"""Alike for everybody, so that a browser may keep them."""
SHUT_AWAY = "default-src 'none'; sandbox"
"""A stranger's file may do nothing at all."""


def test_every_answer_carries_its_headers(
    app: Flask, centre: Centre, keys: dict[str, Keys]
) -> None:
    wrong = []
    for cookie in (None, cookie_of(app, centre, "A"), cookie_of(app, centre, "S")):
        for door in doors(app):
            response, _ = visit(app, cookie, ask(app, door, keys["own"]))
            policy = response.headers.get("Content-Security-Policy", "")
            static = door.endpoint in PARTS_OF_THE_PROGRAM and response.status_code == 200
            fine = (
                (
                    ("script-src 'self'" in policy and "frame-ancestors 'none'" in policy)
                    or policy == SHUT_AWAY
                )
                and "unsafe" not in policy
                and response.headers["X-Frame-Options"] == "DENY"
                and response.headers["X-Content-Type-Options"] == "nosniff"
                and response.headers["Referrer-Policy"] == "same-origin"
                and (static or response.headers["Cache-Control"] == "no-store")
            )
            if not fine:
                wrong.append(f"{door.endpoint}: {dict(response.headers)}")
    assert not wrong, "\n".join(["", *wrong])


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"X-Forwarded-Host": "evil.example"},
        {"Forwarded": "host=evil.example"},
        {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"},
        {"X-Original-URL": "/panel/", "X-Rewrite-URL": "/panel/"},
        {"X-HTTP-Method-Override": "DELETE"},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_headers_of_the_request_lead_nowhere(
    client: FlaskClient, centre: Centre, headers: dict[str, str]
) -> None:
    turned_away = client.get("/diary/", headers=headers)
    assert turned_away.status_code == 302
    assert turned_away.location.startswith("/sign-in")
    assert client.get("/sign-in", headers=headers).status_code == 200
    sign_in(client, centre.accounts["guardian"])
    cookie = client.get_cookie("sgo")
    assert cookie is not None
    client.set_cookie("sgo", cookie.value, domain="evil.example")
    answer = client.get("/", headers=headers)
    assert "evil.example" not in str(answer.headers) + answer.text
    page = client.get("/diary/", headers=headers)
    assert page.status_code == 200
    assert "evil.example" not in page.text


@pytest.mark.parametrize("value", ["a\r\nSet-Cookie: x=1", "a\nLocation: //evil", "\r\n\r\n<b>"])
def test_a_line_break_makes_no_header(
    app: Flask, client: FlaskClient, centre: Centre, value: str
) -> None:
    for letter in ("A", "G"):
        cookie = cookie_of(app, centre, letter)
        for path in ("/sign-in", "/password", "/diary/", "/panel/"):
            sent = {"path": path, "query_string": dict.fromkeys(PARAMETERS, value)}
            response, _ = visit(app, cookie, sent)
            assert response.status_code < 500
            assert "x=1" not in str(response.headers.getlist("Set-Cookie"))
            assert "//evil" not in response.headers.get("Location", "")


def test_another_method_is_told_so(app: Flask, centre: Centre) -> None:
    cookie = cookie_of(app, centre, "A")
    for path, method in (("/sign-out", "GET"), ("/diary/", "POST"), ("/password", "DELETE")):
        response, written = visit(app, cookie, {"path": path, "method": method})
        assert response.status_code == 405, path
        assert written == 0


def test_the_session_cookie_is_in_no_page(app: Flask, client: FlaskClient, centre: Centre) -> None:
    sign_in(client, centre.accounts["teacher"])
    cookie = client.get_cookie("sgo")
    assert cookie is not None
    assert cookie.http_only
    for path in ("/password", "/", "/no-such-page"):
        assert cookie.value not in client.get(path, follow_redirects=True).text


def test_what_is_open_stays_four_endpoints(app: Flask) -> None:
    from sgo.current import OPEN_ENDPOINTS

    assert {endpoint for endpoint, _ in OPEN} == OPEN_ENDPOINTS


def test_every_table_of_the_panel_is_of_the_hardened_kind(app: Flask) -> None:
    from flask_admin.contrib.sqla import ModelView

    from sgo.panel.kit.base import PanelView
    from sgo.panel.kit.gate import Gate

    views = app.extensions["admin"][0]._views
    assert views
    for view in views:
        assert isinstance(view, Gate)
        assert isinstance(view, PanelView) or not isinstance(view, ModelView)


def test_a_nul_character_is_no_text(client: FlaskClient, centre: Centre) -> None:
    sign_in(client, centre.accounts["teacher"])
    for answer in (
        client.get("/journal/?search=a%00b"),
        client.get("/journal/?a%00b=1"),
        client.get("/journal/%00"),
        client.post("/password", data={"new": "a\x00b"}),
        client.put(f"/journal/lessons/{centre.lesson.id}/topic", json={"topic": "a\x00b"}),
    ):
        assert answer.status_code == 400
