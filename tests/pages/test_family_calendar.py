"""The timetable in a phone's calendar: its page, and the address that needs no session."""

from __future__ import annotations

import html
import logging
import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from structlog.testing import capture_logs
from werkzeug.test import TestResponse

from sgo.clock import FixedClock
from sgo.models import Guardianship
from sgo.rules.feeds import MOST_OF_ADDRESS, MOST_UNKNOWN, SPAN
from sgo.services.guard import Act, acting
from sgo.services.timetable.lessons import cancel_lesson, move_lesson, substitute_lesson
from sgo.vocabulary import AttendanceCode, Role
from tests.centre import Centre
from tests.conftest import MOSCOW, QueryCount
from tests.families import give_address
from tests.signing import sign_in

pytestmark = pytest.mark.clause("1.3f", "4.8")

PAGE = "/diary/calendar"
SECRET = "a-secret-of-this-test"


def address_in(answer: TestResponse) -> str:
    """The path of the address that the page shows."""
    found = re.search(r'id="address" value="([^"]+)"', answer.get_data(as_text=True))
    assert found is not None
    return html.unescape(found[1]).removeprefix("http://localhost")


def make(client: FlaskClient, centre: Centre) -> str:
    sign_in(client, centre.accounts["guardian"])
    return address_in(client.post(PAGE, data={"student": centre.student.id}))


def calendar(app: Flask, path: str) -> Calendar:
    """What a calendar gets: a client that never signed in."""
    answer = app.test_client().get(path)
    assert answer.status_code == 200
    return Calendar.from_ical(answer.data)


def events(read: Calendar) -> dict[date, Any]:
    return {event.start.date(): event for event in read.events}


def test_the_address_is_shown_once(client: FlaskClient, centre: Centre) -> None:
    path = make(client, centre)
    assert re.fullmatch(r"/calendar/[\w-]{43}\.ics", path)
    later = client.get(f"{PAGE}?student={centre.student.id}").get_data(as_text=True)
    assert path not in later
    assert 'id="address"' not in later
    assert "Адрес есть" in later


def test_the_page_shows_it_for_a_browser_and_for_a_phone(
    client: FlaskClient, centre: Centre
) -> None:
    sign_in(client, centre.accounts["guardian"])
    answer = client.post(
        PAGE, data={"student": centre.student.id}, headers={"Accept-Encoding": "br, gzip"}
    )
    assert "Content-Encoding" not in answer.headers  # a secret is never compressed
    assert answer.headers["Cache-Control"] == "no-store"
    path = address_in(answer)
    assert f'href="webcal://localhost{path}"' in answer.get_data(as_text=True)


def test_an_event_is_a_lesson_and_nothing_more(
    app: Flask, client: FlaskClient, centre: Centre
) -> None:
    centre.make_cell(
        centre.lesson, centre.student, 2, attendance=AttendanceCode.LATE, comment="Не готов"
    )
    path = make(client, centre)
    read = calendar(app, path)
    assert str(read.calendar_name) == "Расписание: Кирилл"
    assert [str(zone["TZID"]) for zone in read.timezones] == ["Europe/Moscow"]
    event = events(read)[centre.now.date()]
    assert event.start == datetime(2026, 11, 23, 8, 30, tzinfo=MOSCOW)
    assert event.end == datetime(2026, 11, 23, 9, 10, tzinfo=MOSCOW)
    assert str(event["SUMMARY"]) == "Основы законодательства"
    assert str(event["STATUS"]) == "CONFIRMED"
    assert event["SEQUENCE"] == 0
    assert "ВА-26-1" in str(event["DESCRIPTION"])
    text = app.test_client().get(path).get_data(as_text=True)
    for word in ("Не готов", "опоздал", "Ответ на уроке", "Абрамов", "Ярмак"):
        assert word not in text
    assert len(read.events) == len(centre.lessons)


def test_changes_reach_the_calendar(app: Flask, client: FlaskClient, centre: Centre) -> None:
    tomorrow = centre.now.date() + timedelta(days=1)
    moved, dropped, given = (
        centre.make_lesson(centre.page, tomorrow + timedelta(days=n), room_id=centre.room.id)
        for n in range(3)
    )
    path = make(client, centre)
    before = events(calendar(app, path))
    admin = centre.viewer(centre.accounts["technical_admin"])
    said = {"reason": "Болезнь педагога", "now": centre.now}
    friday = date(2026, 11, 27)
    move_lesson(centre.session, admin, moved.id, held_on=friday, bell_number=3, **said)
    cancel_lesson(centre.session, admin, dropped.id, **said)
    staff = {"staff_id": centre.other_teacher.id}
    substitute_lesson(centre.session, admin, given.id, **staff, **said)
    centre.session.commit()
    after = events(calendar(app, path))
    gone = after[dropped.held_on]
    assert (str(gone["STATUS"]), str(gone["SUMMARY"])) == (
        "CANCELLED",
        "Отменён: Основы законодательства",
    )
    there = after[friday]
    assert "Перенесён с 24 ноября, 8:30" in str(there["DESCRIPTION"])
    assert there.start == datetime(2026, 11, 27, 10, 10, tzinfo=MOSCOW)
    assert str(there["LOCATION"]) == "каб. 7"
    instead = after[given.held_on]
    assert "по расписанию Левченко" in str(instead["DESCRIPTION"])
    assert str(instead["SUMMARY"]).endswith("(замена)")
    for lesson, event in ((moved, there), (dropped, gone), (given, instead)):
        old = before[lesson.formed_for]
        assert event["UID"] == old["UID"]
        assert (old["SEQUENCE"], event["SEQUENCE"]) == (0, 1)
        assert centre.now == event.LAST_MODIFIED
    assert "Болезнь" not in app.test_client().get(path).get_data(as_text=True)


def test_the_words_are_of_the_language_it_was_made_in(
    app: Flask, client: FlaskClient, centre: Centre
) -> None:
    client.set_cookie("sgo_language", "en")
    assert str(calendar(app, make(client, centre)).calendar_name) == "Timetable: Кирилл"


def test_the_answer_stays_nowhere(app: Flask, client: FlaskClient, centre: Centre) -> None:
    path = make(client, centre)
    quiet = structlog.get_config()["wrapper_class"]
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.INFO))
    try:
        with capture_logs() as lines:
            answer = app.test_client().get(path)
    finally:
        structlog.configure(wrapper_class=quiet)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.mimetype == "text/calendar"
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["X-Robots-Tag"] == "noindex"
    secret = path.removeprefix("/calendar/").removesuffix(".ics")
    assert [line["endpoint"] for line in lines] == ["family_calendar.feed"]
    assert secret not in str(lines)


def test_a_session_adds_nothing_to_an_address(app: Flask, centre: Centre) -> None:
    give_address(centre, "foreign_guardian", centre.foreign_student, SECRET)
    signed_in = sign_in(app.test_client(), centre.accounts["technical_admin"])
    read = Calendar.from_ical(signed_in.get(f"/calendar/{SECRET}.ics").data)
    assert len(read.events) == 1


def test_ending_it_ends_it_at_once(app: Flask, client: FlaskClient, centre: Centre) -> None:
    path = make(client, centre)
    answer = client.post(
        f"{PAGE}/revoke", data={"student": centre.student.id}, follow_redirects=True
    )
    assert "Адрес больше не действует" in answer.get_data(as_text=True)
    assert app.test_client().get(path).status_code == 404


def test_decision_27_at_the_boundary_day_at_every_door(
    app: Flask, client: FlaskClient, centre: Centre
) -> None:
    """Until the eve of the birthday everything is open, on the day nothing is, by consent again."""
    with acting(centre.session, Act(centre.now, role=Role.TECHNICAL_ADMIN)):
        centre.student.birth_date = date(2008, 11, 24)  # eighteen tomorrow
    path = make(client, centre)
    doors = ["", "timetable", "marks", "finals", "attendance", "programme", "calendar"]
    addresses = [f"/diary/{door}?student={centre.student.id}" for door in doors]

    def statuses(day: int) -> set[int]:
        moment = datetime(2026, 11, day, 0, 0, tzinfo=MOSCOW)
        app.extensions["sgo.clock"] = FixedClock(moment, MOSCOW)
        forms = [
            client.post(where, data={"student": centre.student.id}).status_code
            for where in (PAGE, f"{PAGE}/revoke")
            if day > 23  # they would change what is asked next
        ]
        read = [client.get(address).status_code for address in addresses]
        return {*read, *forms, app.test_client().get(path).status_code}

    assert statuses(23) == {200}
    assert statuses(24) == {404}
    with acting(centre.session, Act(centre.now, role=Role.TECHNICAL_ADMIN)):
        link = centre.session.query(Guardianship).filter_by(student_id=centre.student.id).one()
        link.adult_consent_on = date(2026, 11, 25)
    assert statuses(24) == {404}
    moment = datetime(2026, 11, 25, tzinfo=MOSCOW)
    app.extensions["sgo.clock"] = FixedClock(moment, MOSCOW)
    assert app.test_client().get(path).status_code == 200
    assert client.get(addresses[0]).status_code == 200


def test_the_other_child_stays_open_when_one_is_of_age(client: FlaskClient, centre: Centre) -> None:
    with acting(centre.session, Act(centre.now, role=Role.TECHNICAL_ADMIN)):
        centre.student.birth_date = date(2008, 11, 23)
    sign_in(client, centre.accounts["guardian"])
    text = client.get("/diary/").get_data(as_text=True)
    assert "Артём" in text
    assert "Кирилл" not in text


def test_a_calendar_that_asks_too_often_waits(app: Flask, centre: Centre) -> None:
    give_address(centre, "guardian", centre.student, SECRET)
    reader, path = app.test_client(), f"/calendar/{SECRET}.ics"
    assert {reader.get(path).status_code for _ in range(MOST_OF_ADDRESS)} == {200}
    refused = reader.get(path)
    assert refused.status_code == 429
    assert refused.headers["Retry-After"]
    app.extensions["sgo.clock"] = FixedClock(centre.now + SPAN, MOSCOW)
    assert reader.get(path).status_code == 200


def test_who_guesses_is_stopped_before_the_database(
    app: Flask, centre: Centre, count_queries: QueryCount
) -> None:
    guesser = app.test_client()
    for number in range(MOST_UNKNOWN):
        assert guesser.get(f"/calendar/guess-{number}.ics").status_code == 404
    count_queries.statements.clear()
    assert guesser.get("/calendar/one-more.ics").status_code == 429
    assert len(count_queries) == 0


@pytest.mark.parametrize("lessons", [1, 4])
def test_a_feed_takes_the_same_few_queries(
    app: Flask, centre: Centre, count_queries: QueryCount, lessons: int
) -> None:
    give_address(centre, "guardian", centre.student, SECRET)
    admin = centre.viewer(centre.accounts["technical_admin"])
    for bell in range(1, lessons + 1):
        lesson = centre.make_lesson(centre.page, centre.now.date() + timedelta(days=1), bell)
        cancel_lesson(centre.session, admin, lesson.id, reason="Карантин", now=centre.now)
    centre.session.commit()
    count_queries.statements.clear()
    calendar(app, f"/calendar/{SECRET}.ics")
    assert len(count_queries) == 5
