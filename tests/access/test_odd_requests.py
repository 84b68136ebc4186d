"""Requests that no page makes: keys that are none, and parameters made to break something.

Both databases are asked, because each breaks on other things.
"""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from tests.access.doors import Door
from tests.access.expected import DOORS
from tests.access.walk import Keys, cookie_of, request_for, routes, text_of, visit
from tests.centre import Centre

ODD_KEYS = ["", "-1", "1,2", "1.0", "1\x00", "99999999999999999999", "١" * 3000]
PAYLOADS = [
    "' OR '1'='1",
    '1;DROP TABLE marks--"{{7*7}}<script>alert(1)</script>',
    "../../password_hash\x00",
    "-1",
    "99999999999999999999",
]
PARAMETERS = (
    "search",
    "sort",
    "desc",
    "page",
    "page_size",
    "name",
    "query",
    "url",
    "next",
    "day",
    "student",
    "term",
    "flt0_0",
    "flt_group",
    "flt_access",
)


def doors(app: Flask, method: str = "GET") -> list[Door]:
    return [
        door for door in DOORS if door.method == method and (door.endpoint, method) in routes(app)
    ]


def ask(app: Flask, door: Door, keys: Keys) -> dict[str, Any]:
    return request_for(door, routes(app)[door.endpoint, door.method], keys)


@pytest.mark.parametrize("odd", ODD_KEYS, ids=lambda odd: repr(odd[:20]))
def test_an_odd_key_is_no_row(app: Flask, centre: Centre, keys: dict[str, Keys], odd: str) -> None:
    cookie, wrong = cookie_of(app, centre, "A"), []
    for door in (door for method in ("GET", "POST") for door in doors(app, method) if door.rows):
        sent = ask(app, door, keys["own"])
        sent["query_string"] = {**sent["query_string"], "id": odd}
        response, written = visit(app, cookie, sent)
        if response.status_code not in (400, 403, 404) or written:
            wrong.append(f"{door.method} {door.endpoint}: {response.status_code}")
    assert not wrong, "\n".join(["", *wrong])


@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda payload: repr(payload[:20]))
def test_no_parameter_breaks_a_page(
    app: Flask, centre: Centre, keys: dict[str, Keys], payload: str
) -> None:
    wrong = []
    for letter in "AG":
        cookie = cookie_of(app, centre, letter)
        for door in doors(app):
            if letter not in door.who.upper() or door.endpoint.endswith("static"):
                continue
            sent = ask(app, door, keys["own"])
            sent["query_string"] = {**dict.fromkeys(PARAMETERS, payload), **sent["query_string"]}
            response, written = visit(app, cookie, sent)
            if response.status_code >= 500 or written:
                wrong.append(f"{door.endpoint}: {response.status_code} {response.text[:200]}")
            if "<script>alert" in payload and "<script>alert" in text_of(response):
                wrong.append(f"{door.endpoint}: the payload came back as it is")
    assert not wrong, "\n".join(["", *wrong])
