"""Every route, as every role, for an own, a foreign and a missing row: nobody gets further."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from tests.access.expected import BEFORE_OWN_PASSWORD, DOORS, OPEN
from tests.access.walk import (
    ACCOUNTS,
    RELATIONS,
    Keys,
    Outcome,
    cookie_of,
    faults,
    is_sent_to,
    relations,
    request_for,
    routes,
    visit,
)
from tests.centre import Centre


def unlisted(app: Flask) -> list[str]:
    """Routes that no line names, and lines that name no route."""
    known, there = {(door.endpoint, door.method) for door in DOORS}, set(routes(app))
    return [
        *(f"no line for {method} {endpoint}" for endpoint, method in sorted(there - known)),
        *(f"no route for {method} {endpoint}" for endpoint, method in sorted(known - there)),
    ]


def test_every_route_stands_in_the_table(app: Flask) -> None:
    assert not unlisted(app), "\n".join(["", *unlisted(app)])


@pytest.mark.clause("1.7", "2.1.1", "4.1", "4.5", "4.8")
def test_every_role_gets_as_far_as_the_table_says(
    app: Flask,
    centre: Centre,
    keys: dict[str, Keys],
    own_cards: dict[str, str],
    record_property: Callable[[str, object], None],
) -> None:
    there, outcome = routes(app), Outcome()
    cookies = {letter: cookie_of(app, centre, letter) for letter in ACCOUNTS}
    for door in DOORS:
        if (door.endpoint, door.method) not in there:
            continue
        outcome.routes.add((door.endpoint, door.method))
        rule = there[door.endpoint, door.method]
        for relation in relations(app, door):
            for letter, cookie in cookies.items():
                asked = keys[relation]
                if relation == "own" and letter in own_cards:
                    asked = replace(asked, tables={**asked.tables, "staff": own_cards[letter]})
                sent = request_for(door, rule, asked)
                if door.expected(letter, relation) >= 400:
                    # The words of a refusal instead of its page: a third of the time.
                    sent["headers"] = {"X-Requested-With": "fetch"}
                response, written = visit(app, cookie, sent)
                outcome.cases += 1
                outcome.differences.extend(faults(door, letter, relation, response, written))
    engine = app.config["SQLALCHEMY_DATABASE_URI"].partition(":")[0]
    record_property("summary", f"{outcome.summary(unlisted(app))} ({engine})")
    assert not outcome.differences, "\n".join(["", *outcome.differences])


def test_a_stranger_reaches_the_sign_in_and_files_alone(
    app: Flask, centre: Centre, keys: dict[str, Keys]
) -> None:
    wrong = []
    for (endpoint, method), rule in sorted(routes(app).items()):
        door = next((d for d in DOORS if (d.endpoint, d.method) == (endpoint, method)), None)
        if door is None:
            continue
        for relation in RELATIONS[:2]:
            sent = request_for(door, rule, keys[relation])
            response, written = visit(app, None, sent)
            if (endpoint, method) in OPEN:
                fine = response.status_code == OPEN[endpoint, method]
            elif "json" in sent:
                fine = response.status_code == 401
            else:
                fine = is_sent_to(response, "/sign-in")
            if not fine or written:
                wrong.append(f"{method} {endpoint}: {response.status_code}, {written} changes")
    assert not wrong, "\n".join(["", *wrong])


@pytest.mark.clause("4.2")
@pytest.mark.parametrize("letter", "AG")
def test_an_issued_password_opens_its_change_alone(
    app: Flask, centre: Centre, keys: dict[str, Keys], letter: str
) -> None:
    centre.accounts[ACCOUNTS[letter]].must_change_password = True
    centre.add(centre.accounts[ACCOUNTS[letter]])
    centre.session.commit()
    cookie, wrong = cookie_of(app, centre, letter), []
    for door in DOORS:
        way = (door.endpoint, door.method)
        if way not in routes(app) or way in OPEN or way in BEFORE_OWN_PASSWORD:
            continue
        response, written = visit(app, cookie, request_for(door, routes(app)[way], keys["own"]))
        if not is_sent_to(response, "/password") or written:
            wrong.append(f"{door.method} {door.endpoint}: {response.status_code}")
    assert not wrong, "\n".join(["", *wrong])


def test_a_closed_account_opens_nothing(app: Flask, centre: Centre, keys: dict[str, Keys]) -> None:
    closed = centre.accounts["technical_admin"]
    closed.closed_at = centre.now
    centre.add(closed)
    centre.session.commit()
    cookie, wrong = cookie_of(app, centre, "A"), []
    for door in DOORS:
        way = (door.endpoint, door.method)
        if way not in routes(app) or way in OPEN:
            continue
        response, _ = visit(app, cookie, request_for(door, routes(app)[way], keys["own"]))
        if not is_sent_to(response, "/sign-in") and response.status_code != 401:
            wrong.append(f"{door.method} {door.endpoint}: {response.status_code}")
    assert not wrong, "\n".join(["", *wrong])
