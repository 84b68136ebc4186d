"""The pages of the timetable: the week, its slots as plain forms, what follows and the way back."""

from __future__ import annotations

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from sgo.models import Lesson, TimetableRow
from sgo.services.timetable.lessons import form_lessons
from sgo.vocabulary import Weekday
from tests.centre import Centre
from tests.signing import sign_in

WEEK = "/timetable/"


@pytest.fixture
def row(centre: Centre) -> TimetableRow:
    """Wednesdays, second lesson; formed through December."""
    row = centre.make_row(centre.page, centre.teacher, Weekday.WEDNESDAY, 2)
    form_lessons(
        centre.session,
        group_id=centre.group.id,
        from_on=date(2026, 11, 24),
        now=centre.now,
    )
    centre.session.commit()
    return row


def slot(centre: Centre, weekday: str, bell: int, **more: object) -> str:
    asked = {"by": "group", "id": centre.group.id, "weekday": weekday, "bell": bell, **more}
    return "/timetable/slot?" + "&".join(f"{name}={value}" for name, value in asked.items())


def sent(centre: Centre, act: str, row: TimetableRow | None = None, **more: object) -> dict:
    return {
        "act": act,
        "row": row.id if row else "",
        "version": row.version if row else "",
        "page_id": centre.page.id,
        "staff_id": centre.teacher.id,
        "room_id": centre.room.id,
        "weekday": "thursday",
        "bell_number": 3,
        "hours": 1,
        "from_on": "2026-12-01",
        "to_on": "",
        **more,
    }


@pytest.mark.clause("2.1.3")
def test_a_lesson_of_the_week_is_moved_without_a_script(
    office: FlaskClient, centre: Centre, row: TimetableRow
) -> None:
    week = office.get(f"{WEEK}?by=group&id={centre.group.id}").text
    assert "Основы законодательства" in week
    assert f"row={row.id}" in week
    form = office.get(slot(centre, "wednesday", 2, row=row.id)).text
    assert "осталось" in form or "больше плана" in form
    tried = office.post(slot(centre, "wednesday", 2, row=row.id), data=sent(centre, "check", row))
    assert tried.status_code == 200
    assert "Переносятся" in tried.text
    assert len(centre.session.scalars(select(TimetableRow)).all()) == 1
    saved = office.post(slot(centre, "wednesday", 2, row=row.id), data=sent(centre, "save", row))
    assert saved.status_code == 302
    after = office.get(saved.headers["Location"]).text
    assert "Сохранено." in after
    act_id = saved.headers["Location"].rpartition("saved=")[2]
    assert f"/timetable/undo/{act_id}" in after
    assert len(centre.session.scalars(select(TimetableRow)).all()) == 2
    back = office.post(f"/timetable/undo/{act_id}", data={"back": "//elsewhere.example/"})
    assert back.status_code == 302
    assert back.headers["Location"] == WEEK
    centre.session.expire_all()
    (only,) = centre.session.scalars(select(TimetableRow)).all()
    assert (only.weekday, only.valid_to) == (Weekday.WEDNESDAY, None)


@pytest.mark.clause("2.1.3")
def test_a_clash_is_told_before_saving_and_stops_it(
    office: FlaskClient, centre: Centre, row: TimetableRow
) -> None:
    address = slot(centre, "wednesday", 2)
    meeting = sent(
        centre, "check", page_id=centre.curator_page.id, weekday="wednesday", bell_number=2
    )
    for act in ("check", "save"):
        answer = office.post(address, data={**meeting, "act": act})
        assert answer.status_code == 422
        for words in ("Левченко", "каб. 7", "ВА-26-1", "Основы законодательства"):
            assert words in answer.text.replace("\u00a0", " ")
        assert 'value="2026-12-01"' in answer.text, "what was typed stays"
    assert centre.session.scalars(select(TimetableRow)).all() == [row]


def test_a_lesson_is_taken_out_after_showing_what_follows(
    office: FlaskClient, centre: Centre, row: TimetableRow
) -> None:
    address = slot(centre, "wednesday", 2, row=row.id)
    tried = office.post(address, data=sent(centre, "check_remove", row))
    assert 'value="remove"' in tried.text
    assert "Снима" in tried.text
    assert office.post(address, data=sent(centre, "remove", row)).status_code == 302
    assert row.valid_to == date(2026, 11, 30)
    ahead = select(Lesson).where(Lesson.held_on > date(2026, 11, 30))
    assert centre.session.scalars(ahead).all() == []


def test_a_slot_knows_who_is_free_and_what_is_left(
    office: FlaskClient, centre: Centre, row: TimetableRow
) -> None:
    told = office.get(slot(centre, "wednesday", 2)).text
    busy = told.split('<optgroup label="Заняты в это время">')[1].split("</optgroup>")[0]
    assert "Левченко" in busy
    assert "ВА-26-1, Основы законодательства" in busy
    free = told.split('<optgroup label="Свободны">')[1].split("</optgroup>")[0]
    assert "Гордиенко" in free
    assert "42" in told
    chosen = office.post(
        slot(centre, "friday", 1),
        data=sent(centre, "check", staff_id="", weekday="friday", bell_number=1),
    )
    near = chosen.text.split('<optgroup label="Ведут здесь эту дисциплину">')[1]
    assert f'selected value="{centre.teacher.id}"' in near.split("</optgroup>")[0]
    marked = office.get(f"/timetable/busy?row={row.id}").get_json()
    assert marked == []


@pytest.mark.clause("4.5")
def test_a_teacher_opens_the_own_week_and_changes_nothing(
    client: FlaskClient, centre: Centre, row: TimetableRow
) -> None:
    own = sign_in(client, centre.accounts["teacher"]).get(WEEK).text
    assert "Левченко" in own
    assert "Основы законодательства" in own
    assert "data-week" not in own
    assert "/timetable/slot" not in own
    assert client.get(f"{WEEK}?by=room").status_code == 403
    assert client.get(f"{WEEK}?by=teacher&id={centre.other_teacher.id}").status_code == 404
    # Of a group that is only taught a part is in sight, and a part is not its week.
    assert client.get(f"{WEEK}?by=group&id={centre.group.id}").status_code == 404
    assert "by=group" not in own
    curator = sign_in(client, centre.accounts["curator"])
    assert "Основы законодательства" in curator.get(f"{WEEK}?by=group&id={centre.group.id}").text


def test_the_search_leads_to_the_pages_of_the_timetable(
    office: FlaskClient, centre: Centre
) -> None:
    gaps = 'href="/timetable/gaps"'
    assert gaps in office.post("/search", data={"q": "пробелы"}).text
    teacher = sign_in(office.application.test_client(), centre.accounts["teacher"])
    assert gaps not in teacher.post("/search", data={"q": "пробелы"}).text


def test_a_week_costs_the_same_empty_and_full(
    office: FlaskClient, centre: Centre, count_queries
) -> None:
    costs = []
    for number in range(2):
        centre.session.expunge_all()
        for address in (
            f"{WEEK}?by=group&id={centre.group.id}",
            slot(centre, "monday", 1),
        ):
            count_queries.statements.clear()
            assert office.get(address).status_code == 200
            costs.append(len(count_queries))
        if not number:
            for weekday in tuple(Weekday)[1:6]:
                for bell in (1, 2, 3):
                    centre.make_row(centre.page, centre.teacher, weekday, bell)
            centre.make_page(centre.group, centre.make_item("Первая помощь"), centre.curator)
            centre.session.commit()
    assert costs[:2] == costs[2:]
    assert costs[0] <= 6
    assert costs[1] <= 11
