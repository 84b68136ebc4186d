"""The calls of the journal's script: what each answers, and which status it has."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.clock import FixedClock
from sgo.models import AuditEvent, JournalEntry, Lesson, Mark
from sgo.vocabulary import AttendanceCode
from tests.centre import Centre
from tests.conftest import MOSCOW
from tests.signing import sign_in

FETCH = {"X-Requested-With": "fetch"}


def cell_path(centre: Centre, lesson: Lesson | None = None, student: Any = None) -> str:
    lesson, student = lesson or centre.lesson, student or centre.students[0]
    return f"/journal/lessons/{lesson.id}/cells/{student.id}"


@pytest.mark.clause("1.3a", "3.3")
def test_a_cell_is_saved_with_what_follows_from_it(
    teacher: FlaskClient, centre: Centre, session: Session
) -> None:
    answer = teacher.put(cell_path(centre), json={"text": "н/5", "version": 0}, headers=FETCH)
    assert answer.status_code == 200
    saved = answer.get_json()
    assert (saved["text"], saved["version"], saved["attendance"]) == ("н/5", 1, "absent")
    assert saved["average"] == {"sum": 5, "count": 1, "shown": "5,00"}
    assert saved["proposed"] == 5
    assert saved["saved_at"] == "10:00"
    entry = session.get(JournalEntry, (centre.lesson.id, centre.students[0].id))
    assert entry is not None
    assert entry.attendance is AttendanceCode.ABSENT


def test_one_mark_takes_five_statements(
    teacher: FlaskClient, centre: Centre, session: Session, count_queries: Any
) -> None:
    """The account and the audit included; the same for the first and for a changed mark."""
    for number, text in enumerate(("5", "4")):
        session.expunge_all()
        count_queries.statements.clear()
        answer = teacher.put(cell_path(centre), json={"text": text, "version": number})
        assert answer.status_code == 200
        assert len(count_queries) <= 5, count_queries.statements


def test_who_saves_second_is_told_what_stands(teacher: FlaskClient, centre: Centre) -> None:
    teacher.put(cell_path(centre), json={"text": "5", "version": 0}, headers=FETCH)
    answer = teacher.put(cell_path(centre), json={"text": "3", "version": 0}, headers=FETCH)
    assert answer.status_code == 409
    told = answer.get_json()
    assert told["theirs"]["text"] == "5"
    assert told["theirs"]["version"] == 1
    assert told["theirs"]["at"] == "10:00"
    assert told["mine"] == {"text": "3"}


@pytest.mark.clause("4.11")
@pytest.mark.parametrize("zone", ["Europe/Moscow", "Asia/Kamchatka"])
def test_the_last_second_of_day_ten(
    teacher: FlaskClient, centre: Centre, clock: FixedClock, zone: str
) -> None:
    """At the doors of the cell, the column, attendance and "checked"; the day is told."""
    local = ZoneInfo(zone)
    clock.zone = local
    day = centre.lesson.held_on + timedelta(days=10)
    clock.set(datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=local))
    lesson, student = centre.lesson.id, centre.students[0].id
    doors = [
        ("put", cell_path(centre), {"text": "4", "version": 0}),
        (
            "put",
            f"/journal/lessons/{lesson}/cells",
            {"cells": {student: "5"}, "versions": {student: 1}},
        ),
        (
            "put",
            f"/journal/lessons/{lesson}/attendance/{student}",
            {"attendance": "late", "version": 2},
        ),
        ("post", f"/journal/lessons/{lesson}/checked", {"checked": True}),
        ("put", f"/journal/lessons/{lesson}/topic", {"topic": "Знаки", "version": 2}),
    ]
    for method, path, given in doors:
        answer = getattr(teacher, method)(path, json=given, headers=FETCH)
        assert answer.status_code == 200, (path, answer.text)
    clock.set(datetime(day.year, day.month, day.day, tzinfo=local) + timedelta(days=1))
    undone = [
        {"text": "", "version": 3},
        {"cells": {student: "2"}, "versions": {student: 3}},
        {"attendance": None, "version": 3},
        {"checked": False},
        {"topic": "Другие знаки", "version": 3},
    ]
    for (method, path, _), given in zip(doors, undone, strict=True):
        answer = getattr(teacher, method)(path, json=given, headers=FETCH)
        assert answer.status_code == 423, (path, answer.text)
        assert answer.get_json()["clause"] in ("4.11", "4.6")
        assert "04.12.2026" in answer.get_json()["message"]


@pytest.mark.clause("4.12")
def test_a_control_work_closes_by_its_own_clause(
    teacher: FlaskClient, centre: Centre, clock: FixedClock
) -> None:
    centre.make_work(centre.lesson, centre.control)
    day = centre.lesson.held_on + timedelta(days=10)
    clock.set(datetime(day.year, day.month, day.day, 12, tzinfo=MOSCOW))
    first = teacher.put(cell_path(centre), json={"text": "-/4", "version": 0}, headers=FETCH)
    assert first.get_json()["marks"] == [None, 4]
    lesson = centre.make_lesson(centre.page, centre.lesson.held_on, bell=4)
    lesson.works[0].work_type = centre.control
    centre.add(lesson.works[0])
    clock.set(datetime(day.year, day.month, day.day, 12, tzinfo=MOSCOW) + timedelta(days=1))
    closed = teacher.put(cell_path(centre, lesson), json={"text": "5", "version": 0}, headers=FETCH)
    assert closed.status_code == 423
    assert closed.get_json()["clause"] == "4.12"


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"text": "6", "version": 0}, 422),
        ({"text": "5/4", "version": 0}, 422),
        ({"text": "б", "version": 0}, 422),
        ({"text": 5, "version": 0}, 400),
        ({"version": 0}, 400),
        ({"text": "5", "version": "новая"}, 400),
        ({"text": "5", "version": True}, 400),
        ({"text": "5", "comment": 7, "version": 0}, 400),
        ([], 400),
    ],
)
def test_a_wrong_value_changes_nothing(
    teacher: FlaskClient, centre: Centre, session: Session, given: Any, status: int
) -> None:
    answer = teacher.put(cell_path(centre), json=given, headers=FETCH)
    assert answer.status_code == status
    assert answer.get_json()["message"]
    assert session.scalars(select(Mark)).all() == []


@pytest.mark.clause("4.5")
def test_a_foreign_cell_does_not_exist(teacher: FlaskClient, centre: Centre) -> None:
    foreign = cell_path(centre, centre.foreign_lesson, centre.foreign_student)
    given = {"text": "5", "version": 0}
    assert teacher.put(foreign, json=given, headers=FETCH).status_code == 404
    assert teacher.get(f"{foreign}/history", headers=FETCH).status_code == 404
    stranger = cell_path(centre, None, centre.foreign_student)
    assert teacher.put(stranger, json=given, headers=FETCH).status_code in (404, 422)


@pytest.mark.clause("4.1")
@pytest.mark.parametrize("account", ["director", "coordinator", "technical_admin", "curator"])
def test_readers_write_nothing(client: FlaskClient, centre: Centre, account: str) -> None:
    sign_in(client, centre.accounts[account])
    lesson, student = centre.lesson.id, centre.students[0].id
    page, term = centre.page.id, centre.term.id
    calls = [
        ("put", cell_path(centre), {"text": "5", "version": 0}),
        ("put", f"/journal/lessons/{lesson}/cells", {"cells": {student: "5"}}),
        ("put", f"/journal/lessons/{lesson}/attendance/{student}", {"attendance": "late"}),
        ("put", f"/journal/lessons/{lesson}/topic", {"topic": "Знаки", "version": 1}),
        ("post", f"/journal/lessons/{lesson}/checked", {}),
        ("post", f"/journal/lessons/{lesson}/works", {"work_type_id": centre.control.id}),
        ("put", f"/journal/pages/{page}/terms/{term}/marks/{student}", {"result": "5"}),
        ("put", f"/journal/pages/{page}/final-marks/exam/{student}", {"result": "5"}),
    ]
    for method, path, given in calls:
        answer = getattr(client, method)(path, json=given, headers=FETCH)
        assert answer.status_code == 403, path
    assert client.get(f"{cell_path(centre)}/history", headers=FETCH).status_code == 200


def test_a_stranger_is_asked_to_sign_in(client: FlaskClient, centre: Centre) -> None:
    answer = client.put(cell_path(centre), json={"text": "5", "version": 0}, headers=FETCH)
    assert answer.status_code == 401


@pytest.mark.clause("4.6")
def test_works_are_chosen_from_the_menu(
    teacher: FlaskClient, centre: Centre, session: Session
) -> None:
    path = f"/journal/lessons/{centre.lesson.id}/works"
    added = teacher.post(path, json={"work_type_id": centre.control.id}, headers=FETCH).get_json()
    assert [work["short"] for work in added["works"]] == ["УО", "КР"]
    second = added["works"][1]["id"]
    changed = teacher.patch(
        f"{path}/{second}", json={"work_type_id": centre.answer.id}, headers=FETCH
    ).get_json()
    assert [work["short"] for work in changed["works"]] == ["УО", "УО"]
    teacher.put(cell_path(centre), json={"text": "5/4", "version": 0}, headers=FETCH)
    assert teacher.delete(f"{path}/{second}", headers=FETCH).status_code == 422
    teacher.put(cell_path(centre), json={"text": "5", "version": 1}, headers=FETCH)
    removed = teacher.delete(f"{path}/{second}", headers=FETCH).get_json()
    assert [work["short"] for work in removed["works"]] == ["УО"]


def test_a_column_is_saved_all_or_none(
    teacher: FlaskClient, centre: Centre, session: Session
) -> None:
    path = f"/journal/lessons/{centre.lesson.id}/cells"
    first, second = (student.id for student in centre.students[:2])
    wrong = teacher.put(path, json={"cells": {first: "5", second: "7"}}, headers=FETCH)
    assert wrong.status_code == 422
    session.rollback()
    assert session.scalars(select(Mark)).all() == []
    right = teacher.put(
        path, json={"cells": {first: "5", second: "н"}, "versions": {first: 0, second: 0}}
    )
    assert [cell["text"] for cell in right.get_json()["cells"]] == ["5", "н"]


@pytest.mark.clause("1.4")
def test_a_cell_tells_who_wrote_what_and_when(
    teacher: FlaskClient, centre: Centre, session: Session, clock: FixedClock
) -> None:
    teacher.put(cell_path(centre), json={"text": "4", "version": 0})
    clock.set(clock.now() + timedelta(hours=1))
    teacher.put(cell_path(centre), json={"text": "5", "version": 1, "comment": "Исправил"})
    lines = teacher.get(f"{cell_path(centre)}/history").get_json()["lines"]
    assert [(line["before"], line["after"]) for line in lines] == [("4", "5"), ("", "4")]
    assert lines[0]["by"].replace("\xa0", " ") == "Левченко А. П., педагог"
    assert lines[0]["at"] == "23.11.2026, 11:00"
    assert lines[0]["comment_after"] == "Исправил"
    assert session.scalars(select(AuditEvent).where(AuditEvent.subject == "marks")).all()


def test_two_topics_at_once(teacher: FlaskClient, centre: Centre) -> None:
    path = f"/journal/lessons/{centre.lesson.id}/topic"
    first = teacher.put(path, json={"topic": "Знаки", "version": 1}, headers=FETCH).get_json()
    assert first["version"] == 2
    second = teacher.put(path, json={"topic": "Разметка", "version": 1}, headers=FETCH)
    assert second.status_code == 409
    assert second.get_json()["theirs"]["topic"] == "Знаки"
