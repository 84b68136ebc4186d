"""An address that asks for what cannot exist is answered like any other, never with a failure."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.centre import Centre
from tests.signing import sign_in

TOO_LARGE = "99999999999999999999"
DAYS = ("0001-01-01", "9999-12-31")
BY_DAY = (
    ("teacher", "/journal/today?day={}"),
    ("guardian", "/diary/?day={}"),
    ("guardian", "/diary/timetable?day={}"),
    ("guardian", "/diary/attendance?month={}"),
    ("coordinator", "/movement/register?from={}&to={}"),
    ("coordinator", "/timetable/?day={}"),
    ("coordinator", "/timetable/changes/?day=2026-09-01&to={}"),
    ("coordinator", "/panel/audit_events/?flt_from={}"),
    ("coordinator", "/panel/audit_events/?flt_to={}"),
    ("technical_admin", "/panel/account_issues/?flt_from={}"),
    ("technical_admin", "/panel/issuing/register/?from={}&to={}"),
)
BY_KEY = (
    ("guardian", "/diary/?student={}"),
    ("guardian", "/diary/finals?year={}"),
    ("guardian", "/diary/programme?item={}"),
    ("coordinator", "/documents/?year={}"),
    ("coordinator", "/movement/register?group={}"),
    ("coordinator", "/control/?group={}"),
    ("coordinator", "/timetable/?by=group&id={}"),
    ("technical_admin", "/panel/issuing/?group={}"),
    ("technical_admin", "/panel/imports/columns/?id={}"),
    ("coordinator", "/journal/pages/{}"),
    ("coordinator", "/movement/lists/{}"),
    ("coordinator", "/documents/journal/1/{}.pdf"),
)


def asked(client: FlaskClient, centre: Centre, role: str, address: str, value: str) -> int:
    sign_in(client, centre.accounts[role])
    return client.get(address.format(value, value)).status_code


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize(("role", "address"), BY_DAY)
def test_a_day_without_neighbours_counts_as_none(
    client: FlaskClient, centre: Centre, role: str, address: str, day: str
) -> None:
    assert asked(client, centre, role, address, day) == 200


@pytest.mark.parametrize(("role", "address"), BY_KEY)
def test_a_key_that_no_row_could_have_finds_nothing(
    client: FlaskClient, centre: Centre, role: str, address: str
) -> None:
    in_the_path = "=" not in address or "?id=" in address
    assert asked(client, centre, role, address, TOO_LARGE) == (404 if in_the_path else 200)


@pytest.mark.parametrize("number", [2**31, 10**30, -1, 1.5, True, None, "x", "١"])
def test_a_body_with_a_number_that_no_key_is_gets_400(
    client: FlaskClient, centre: Centre, number: object
) -> None:
    sign_in(client, centre.accounts["teacher"])
    address = f"/journal/lessons/{centre.lesson.id}/works"
    assert client.post(address, json={"work_type_id": number}).status_code == 400
