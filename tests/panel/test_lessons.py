"""Lessons at the panel's door: moved by the office, their topic written by who teaches them."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from sgo.clock import FixedClock
from sgo.models import Lesson
from sgo.vocabulary import LessonState
from tests.centre import Centre
from tests.signing import sign_in

LESSONS = "/panel/lessons/"
ZONES = ["Europe/Moscow", "Asia/Kamchatka"]


def last_second(day: date, zone: str) -> datetime:
    return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=ZoneInfo(zone))


def set_clock(app, moment: datetime) -> None:
    """The organisation's clock and zone; the server's own plays no part."""
    app.extensions["sgo.clock"] = FixedClock(moment, moment.tzinfo)


def stored(centre: Centre, lesson: Lesson) -> Lesson:
    centre.session.expire_all()
    return centre.session.get(Lesson, lesson.id)


def put_topic(browser: FlaskClient, lesson: Lesson, topic: str, version: int | None = None):
    return browser.post(
        f"{LESSONS}edit/?id={lesson.id}",
        data={"topic": topic, "seen_version": lesson.version if version is None else version},
    )


@pytest.mark.clause("4.6", "4.11")
@pytest.mark.parametrize("zone", ZONES)
def test_day_10_is_open_to_its_last_second_and_day_11_is_closed(
    app, centre: Centre, teacher: FlaskClient, zone: str
) -> None:
    lesson = centre.lesson
    tenth = lesson.held_on + timedelta(days=10)
    set_clock(app, last_second(tenth, zone))
    assert put_topic(teacher, lesson, "Дорожные знаки").status_code == 302
    assert stored(centre, lesson).topic == "Дорожные знаки"

    set_clock(app, last_second(tenth, zone) + timedelta(seconds=1))
    answer = put_topic(teacher, lesson, "Разметка и знаки", centre.lesson.version)
    assert answer.status_code == 422
    assert stored(centre, lesson).topic == "Дорожные знаки"
    error = answer.text.split('id="topic-error"')[1].split("</span>")[0]
    assert "4.6" in error
    assert f"{tenth + timedelta(days=1):%d.%m.%Y}" in error
    assert "Разметка и знаки" in answer.text, "nothing typed is lost"


def test_a_lesson_ahead_takes_no_topic(centre: Centre, teacher: FlaskClient) -> None:
    ahead = centre.make_lesson(centre.page, centre.now.date() + timedelta(days=1))
    centre.session.commit()
    answer = put_topic(teacher, ahead, "Рано")
    assert answer.status_code == 422
    assert stored(centre, ahead).topic is None


def test_the_second_save_of_one_version_shows_theirs_and_mine(
    centre: Centre, teacher: FlaskClient
) -> None:
    seen = centre.lesson.version
    assert put_topic(teacher, centre.lesson, "Первая", seen).status_code == 302
    answer = put_topic(teacher, centre.lesson, "Вторая", seen)
    assert answer.status_code == 409
    assert "Первая" in answer.text
    assert "Вторая" in answer.text
    assert stored(centre, centre.lesson).topic == "Первая"


@pytest.mark.parametrize(
    ("who", "status"),
    [("technical_admin", 403), ("coordinator", 403), ("director", 403), ("curator", 403),
     ("other_teacher", 404), ("guardian", 403), ("student", 403)],
)  # fmt: skip
def test_nobody_else_writes_a_topic(
    client: FlaskClient, centre: Centre, who: str, status: int
) -> None:
    sign_in(client, centre.accounts[who])
    assert put_topic(client, centre.lesson, "Чужая рука").status_code == status
    assert stored(centre, centre.lesson).topic is None


def test_the_list_offers_the_form_only_where_it_may_be_saved(
    centre: Centre, teacher: FlaskClient
) -> None:
    told = teacher.get(LESSONS).text
    opened = {lesson.held_on for lesson in centre.lessons if f"edit/?id={lesson.id}" in told}
    today = centre.now.date()
    assert opened == {today - timedelta(days=back) for back in (10, 7, 0)}


def test_a_substitute_gets_the_form_and_the_regular_teacher_reads(
    client: FlaskClient, centre: Centre
) -> None:
    centre.lesson.staff_id = centre.other_teacher.id
    centre.add(centre.lesson)
    centre.session.commit()
    sign_in(client, centre.accounts["other_teacher"])
    assert f"edit/?id={centre.lesson.id}" in client.get(LESSONS).text
    assert put_topic(client, centre.lesson, "За коллегу").status_code == 302
    sign_in(client, centre.accounts["teacher"])
    assert f"edit/?id={centre.lesson.id}" not in client.get(LESSONS).text


def act(browser: FlaskClient, lesson: Lesson, name: str, **fields: object):
    data = {"reason": "Болезнь педагога", "seen_version": lesson.version, **fields}
    return browser.post(f"{LESSONS}{name}/?id={lesson.id}", data=data)


def test_the_office_moves_cancels_and_substitutes(centre: Centre, office: FlaskClient) -> None:
    moved, given, cancelled = centre.lessons[-1], centre.lessons[-2], centre.lessons[-3]
    answer = act(office, moved, "move", held_on="2026-11-24", bell_number=3)
    assert answer.status_code == 302, answer.text
    answer = act(office, given, "substitute", staff_id=centre.other_teacher.id)
    assert answer.status_code == 302, answer.text
    assert act(office, cancelled, "cancel").status_code == 302
    moved, given, cancelled = (stored(centre, one) for one in (moved, given, cancelled))
    assert (moved.held_on, moved.bell_number) == (date(2026, 11, 24), 3)
    assert given.staff_id == centre.other_teacher.id
    assert cancelled.state is LessonState.CANCELLED
    assert cancelled.change_reason == "Болезнь педагога"


@pytest.mark.clause("4.11")
@pytest.mark.parametrize(
    ("name", "fields"),
    [("move", {"held_on": "2026-11-24", "bell_number": 3}), ("cancel", {}),
     ("substitute", {"staff_id": 2})],
)  # fmt: skip
def test_a_closed_lesson_stays_where_it_is(
    centre: Centre, office: FlaskClient, name: str, fields: dict[str, object]
) -> None:
    closed = centre.lessons[2]  # 11 days ago
    before = (closed.held_on, closed.state, closed.staff_id)
    answer = act(office, closed, name, **fields)
    assert answer.status_code == 422
    assert "4.11" in answer.text
    assert "Болезнь педагога" in answer.text
    closed = stored(centre, closed)
    assert (closed.held_on, closed.state, closed.staff_id) == before


def test_an_act_needs_its_reason_and_the_version_that_was_seen(
    centre: Centre, office: FlaskClient
) -> None:
    assert act(office, centre.lesson, "cancel", reason=" ").status_code == 422
    seen = centre.lesson.version
    centre.lesson.topic = "Тем временем"
    centre.add(centre.lesson)
    centre.session.commit()
    answer = act(office, centre.lesson, "substitute", staff_id=centre.other_teacher.id,
                 seen_version=seen)  # fmt: skip
    assert answer.status_code in (409, 422)
    assert stored(centre, centre.lesson).staff_id == centre.teacher.id


def test_a_taken_slot_is_told_by_name(centre: Centre, office: FlaskClient) -> None:
    other = centre.make_lesson(centre.page, date(2026, 11, 24), bell=2)
    centre.session.commit()
    answer = act(office, centre.lesson, "move", held_on="2026-11-24", bell_number=2)
    assert answer.status_code == 422
    assert "Основы законодательства" in answer.text.split("is-red")[1]
    assert stored(centre, other).held_on == date(2026, 11, 24)


def test_a_taken_room_is_named_once(centre: Centre, office: FlaskClient) -> None:
    room = centre.room
    for page, bell in ((centre.foreign_page, 3), (centre.page, 4)):
        centre.make_lesson(page, date(2026, 11, 24), bell=bell, room_id=room.id)
    centre.session.commit()
    mine = centre.session.scalars(
        select(Lesson).where(Lesson.held_on == date(2026, 11, 24), Lesson.bell_number == 4)
    ).one()
    answer = act(office, mine, "move", held_on="2026-11-24", bell_number=3, room_id=room.id)
    assert answer.status_code == 422
    assert f"Помещение «{room.name}» на уроке № 3 в это время занято" in answer.text
    assert "Кабинет каб." not in answer.text


@pytest.mark.parametrize("who", ["coordinator", "director", "teacher"])
@pytest.mark.parametrize("name", ["move", "cancel", "substitute"])
def test_only_the_technical_admin_does_it(
    client: FlaskClient, centre: Centre, who: str, name: str
) -> None:
    sign_in(client, centre.accounts[who])
    for send in (client.get, client.post):
        assert send(f"{LESSONS}{name}/?id={centre.lesson.id}").status_code == 403
    assert f"{name}/?id=" not in client.get(LESSONS).text


def test_a_closed_lesson_offers_no_act_and_says_why(centre: Centre, office: FlaskClient) -> None:
    told = office.get(LESSONS).text
    offered = {lesson.held_on for lesson in centre.lessons if f"move/?id={lesson.id}" in told}
    assert offered == {centre.now.date() - timedelta(days=back) for back in (10, 7, 0)}
    card = office.get(f"{LESSONS}details/?id={centre.lessons[0].id}").text
    assert "4.11" in card


def test_a_cancelled_lesson_offers_no_act(centre: Centre, office: FlaskClient) -> None:
    act(office, centre.lesson, "cancel")
    card = office.get(f"{LESSONS}details/?id={centre.lesson.id}").text
    assert "cancel/?id=" not in card
    assert "move/?id=" not in card


def test_the_list_begins_with_today_and_goes_back_then_ahead(
    centre: Centre, office: FlaskClient
) -> None:
    today = centre.now.date()
    for days in (0, 1, 9):
        centre.make_lesson(centre.foreign_page, today + timedelta(days=days), bell=4)
    centre.session.commit()
    shown = re.findall(
        r'<th scope="row"><a[^>]*>(\d\d)\.(\d\d)\.(\d{4})<', office.get(LESSONS).text
    )
    days = [date(int(year), int(month), int(number)) for number, month, year in shown]
    begun = [day for day in days if day <= today]
    ahead = [day for day in days if day > today]
    assert days == sorted(begun, reverse=True) + sorted(ahead)
    assert days[0] == today
    assert ahead == [today + timedelta(days=1), today + timedelta(days=9)]


def test_filters(centre: Centre, office: FlaskClient) -> None:
    centre.lesson.topic = "Перекрёстки"
    centre.add(centre.lesson)
    centre.make_lesson(centre.page, centre.now.date() + timedelta(days=2))
    centre.session.commit()

    def days(query: str) -> int:
        return office.get(f"{LESSONS}?{query}").text.count('<th scope="row">')

    assert days("") == 8
    assert days("flt_blank=yes") == 6
    assert days("flt_from=2026-11-20&flt_to=2026-11-24") == 2
    assert days(f"flt_group={centre.other_group.id}") == 1
    assert days(f"flt_staff={centre.teacher.id}") == 7
    assert days("flt_state=cancelled") == 0
    assert days("search=перекр") == 1


@pytest.mark.parametrize("who", ["technical_admin", "teacher"])
def test_the_list_costs_the_same_at_10_and_at_200_rows(
    client: FlaskClient, centre: Centre, count_queries, who: str
) -> None:
    sign_in(client, centre.accounts[who])
    costs = []
    for first, rows in ((1, 10), (11, 190)):
        for number in range(rows):
            day = date(2027, 1, 10) + timedelta(days=first + number)
            centre.make_lesson(centre.page, day)
        centre.session.commit()
        centre.session.expunge_all()
        count_queries.statements.clear()
        assert client.get(f"{LESSONS}?page_size=100").status_code == 200
        costs.append(len(count_queries))
    assert costs[0] == costs[1] <= 8
    assert client.post(f"{LESSONS}export/csv/").text.count("\n") > 200
