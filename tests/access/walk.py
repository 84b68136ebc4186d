"""Walks every route as every role and compares each answer with the hand-written table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from sqlalchemy import text
from werkzeug.datastructures import Headers
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from sgo.db import db
from tests.access.doors import THROUGH, THROUGH_ANSWERS, Door
from tests.centre import Centre
from tests.signing import sign_in

ACCOUNTS = {
    "A": "technical_admin",
    "C": "coordinator",
    "D": "director",
    "T": "teacher",
    "K": "curator",
    "G": "guardian",
    "S": "student",
}
RELATIONS = ("own", "foreign", "missing")
NOBODY = 999_999
HIDDEN = ("Ярмак", "ВА-26-2")
"""The student of others and their group: in no answer to a teacher, a curator or a family."""
NARROW = "TKGS"
TEXTS = {"text/html", "text/plain", "text/csv", "application/json"}
SECRETS = ("stamp-", "not a hash")
"""What no answer tells anybody: session stamps and password hashes."""
EVENTS = text("SELECT count(*) FROM audit_events")
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


@dataclass(frozen=True)
class Keys:
    """Keys of rows by the name of a path's part or of a table, for one relation."""

    parts: Mapping[str, int | str]
    tables: Mapping[str, str]


@dataclass
class Outcome:
    """What the walk found."""

    routes: set[tuple[str, str]] = field(default_factory=set)
    cases: int = 0
    differences: list[str] = field(default_factory=list)

    def summary(self, missing: list[str]) -> str:
        return (
            f"access walk: {len(self.routes)} routes, {self.cases} cases, "
            f"{len(self.differences)} differences, {len(missing)} missing"
        )


def routes(app: Flask) -> dict[tuple[str, str], Rule]:
    """Every endpoint and method that the application answers."""
    return {
        (rule.endpoint, method): rule
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def cookie_of(app: Flask, centre: Centre, letter: str) -> str:
    """The session cookie of a role, as its browser carries it."""
    client = sign_in(app.test_client(), centre.accounts[ACCOUNTS[letter]])
    cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    return cookie.value


def relations(app: Flask, door: Door) -> tuple[str, ...]:
    """Which relations make a difference at this door."""
    rule = routes(app)[door.endpoint, door.method]
    named = set(rule.arguments) - {"filename", "export_type", "kind"}
    asks = door.rows or named or any(str(value).startswith("{") for value in door.query.values())
    return RELATIONS if asks else RELATIONS[:1]


def request_for(door: Door, rule: Rule, keys: Keys) -> dict[str, Any]:
    """Arguments for `client.open`."""
    values: dict[str, Any] = {"filename": "shell.css", **keys.parts}
    if door.endpoint == "bootstrap.static":
        values["filename"] = "css/bootstrap.min.css"
    given = filled(door.query, keys)
    query = {name: value for name, value in given.items() if name not in rule.arguments}
    values.update({name: value for name, value in given.items() if name in rule.arguments})
    if door.rows:
        query["id"] = keys.tables[door.rows]
    _, path = rule.build({name: values[name] for name in rule.arguments}) or ("", "")
    sent: dict[str, Any] = {"path": path, "method": door.method, "query_string": query}
    if door.json is not None:
        sent |= {"json": filled(door.json, keys), "headers": {"X-Requested-With": "fetch"}}
    elif door.method in UNSAFE:
        sent["data"] = filled(door.form or {}, keys)
    return sent


def filled(given: Mapping[str, Any], keys: Keys) -> dict[str, Any]:
    """The body, with `{student_id}` and the like replaced by this relation's keys."""

    def fill(value: Any) -> Any:
        if isinstance(value, Mapping):
            return {fill(name): fill(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [fill(inner) for inner in value]
        if isinstance(value, str) and value.startswith("{") and value.endswith("}"):
            return keys.parts.get(value[1:-1], value)
        return value

    return {str(name): fill(value) for name, value in given.items()}


def visit(app: Flask, cookie: str | None, sent: dict[str, Any]) -> tuple[TestResponse, int]:
    """The answer, and how many audit events it left; everything it did is taken back."""
    connection: Any = db.engines[None]
    db.session.close()
    before = connection.scalar(EVENTS)
    undo = connection.begin_nested()
    try:
        client = app.test_client()
        if cookie is not None:
            client.set_cookie(app.config["SESSION_COOKIE_NAME"], cookie)
        try:
            response = client.open(**sent, buffered=True)
        except Exception as fault:
            response = TestResponse([repr(fault).encode()], "500", Headers(), None)  # type: ignore[arg-type]
        written = connection.scalar(EVENTS) - before
    finally:
        db.session.close()
        undo.rollback()
    return response, written


def faults(
    door: Door, letter: str, relation: str, response: TestResponse, written: int
) -> Iterator[str]:
    """How the answer differs from what is expected of it."""
    place = f"{door.method} {door.endpoint} as {ACCOUNTS[letter]}, {relation}"
    wanted = door.expected(letter, relation)
    fine = response.status_code == wanted
    if wanted == THROUGH:
        turned_away = any(is_sent_to(response, path) for path in ("/sign-in", "/password"))
        fine = response.status_code in THROUGH_ANSWERS and not turned_away
    if not fine:
        told = f" ({response.text[:200]})" if response.status_code == 500 else ""
        yield f"{place}: {response.status_code}, expected {wanted}{told}"
    if written and (door.method == "GET" or wanted >= 400):
        yield f"{place}: {written} changes were written"
    yield from (f"{place}: tells {word}" for word in SECRETS if word in text_of(response))
    if letter in NARROW and response.status_code < 400 and relation == "own":
        for word in HIDDEN:
            if word in text_of(response):
                yield f"{place}: tells {word}"


def text_of(response: TestResponse) -> str:
    """What the answer says; nothing of a printed form, whose words are compressed."""
    return response.text if response.mimetype in TEXTS else ""


def is_sent_to(response: TestResponse, endpoint_path: str) -> bool:
    """Whether a page turns a person away to the sign-in or to the password."""
    return response.status_code == 302 and response.location.partition("?")[0] == endpoint_path
