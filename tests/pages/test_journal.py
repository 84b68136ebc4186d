"""The journal's pages as HTML: who sees which, what works without script, how much SQL."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from sgo.clock import FixedClock
from sgo.models import FinalMark, Lesson, TermMark
from sgo.vocabulary import FinalKind, TermResult
from tests.centre import Centre
from tests.conftest import MOSCOW
from tests.signing import sign_in

TABS = ("", "/topics", "/term-marks", "/final-marks")


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=MOSCOW)


@pytest.mark.parametrize(
    ("account", "place"),
    [
        ("teacher", "/journal/today"),
        ("curator", "/journal/today"),
        ("guardian", "/diary/"),
        ("student", "/diary/"),
    ],
)
def test_everybody_begins_where_their_work_is(
    client: FlaskClient, centre: Centre, account: str, place: str
) -> None:
    answer = sign_in(client, centre.accounts[account]).get("/")
    assert answer.status_code == 302
    assert answer.location == place


@pytest.mark.clause("4.5")
@pytest.mark.parametrize("tab", TABS)
def test_a_teacher_opens_own_pages_and_no_other(
    client: FlaskClient, centre: Centre, tab: str
) -> None:
    sign_in(client, centre.accounts["teacher"])
    assert client.get(f"/journal/pages/{centre.page.id}{tab}").status_code == 200
    assert client.get(f"/journal/pages/{centre.foreign_page.id}{tab}").status_code == 404


def test_a_page_without_lessons_opens_too(client: FlaskClient, centre: Centre) -> None:
    sign_in(client, centre.accounts["curator"])
    assert client.get(f"/journal/pages/{centre.curator_page.id}").status_code == 200
    assert client.get(f"/journal/lessons/{centre.lesson.id}").status_code == 200
    assert client.get(f"/journal/lessons/{centre.foreign_lesson.id}").status_code == 404
    listed = client.get("/journal/").text
    assert centre.group.name in listed
    assert centre.other_group.name not in listed


@pytest.mark.clause("4.8")
@pytest.mark.parametrize("account", ["guardian", "student"])
def test_a_family_opens_no_page_of_the_journal(
    client: FlaskClient, centre: Centre, account: str
) -> None:
    sign_in(client, centre.accounts[account])
    paths = [f"/journal/pages/{centre.page.id}{tab}" for tab in TABS]
    for path in [*paths, "/journal/", "/journal/today", f"/journal/lessons/{centre.lesson.id}"]:
        assert client.get(path).status_code in (403, 404), path


@pytest.mark.clause("4.1")
@pytest.mark.parametrize("account", ["director", "coordinator"])
@pytest.mark.parametrize("tab", TABS)
def test_the_office_reads_and_prints_and_changes_nothing(
    client: FlaskClient, centre: Centre, account: str, tab: str
) -> None:
    sign_in(client, centre.accounts[account])
    text = client.get(f"/journal/pages/{centre.page.id}{tab}").text
    main = text[text.index("<main") : text.index("</main")]
    assert "data-print" in main
    assert 'method="post"' not in main
    assert "data-topic=" not in main


def test_the_page_shows_what_stands_in_it(client: FlaskClient, centre: Centre) -> None:
    centre.make_cell(centre.lesson, centre.students[0], 5, comment="Отлично")
    centre.make_cell(centre.lessons[0], centre.students[1], 2)
    text = sign_in(client, centre.accounts["teacher"]).get(f"/journal/pages/{centre.page.id}").text
    assert 'data-text="5" data-version="1" data-comment="Отлично"' in text
    assert ">5,00</td>" in text
    assert "прошло больше 10 дней" in text
    assert "Домашнее" not in text


@pytest.mark.parametrize("students", [10, 200])
def test_a_page_takes_eight_statements_whatever_its_size(
    client: FlaskClient, centre: Centre, count_queries: Any, students: int
) -> None:
    for number in range(students - len(centre.students)):
        student = centre.make_student(f"Новиков-{number}")
        centre.enrol(student, centre.group)
        centre.make_cell(centre.lesson, student, 4)
    centre.session.commit()
    sign_in(client, centre.accounts["teacher"])
    limits = {"": 8, "/topics": 8, "/term-marks": 8, "/final-marks": 8}
    for tab, limit in limits.items():
        centre.session.expunge_all()
        count_queries.statements.clear()
        answer = client.get(f"/journal/pages/{centre.page.id}{tab}")
        assert answer.status_code == 200
        assert len(count_queries) <= limit, (tab, count_queries.statements)
    for path in ("/journal/today", "/journal/", f"/journal/lessons/{centre.lesson.id}"):
        count_queries.statements.clear()
        assert client.get(path).status_code == 200
        assert len(count_queries) <= 8, path


@pytest.mark.clause("4.6")
def test_the_topic_is_written_by_a_plain_form(
    client: FlaskClient, centre: Centre, session: Session, clock: FixedClock
) -> None:
    """On the day in time, later inside the window shown as late, then never again."""
    sign_in(client, centre.accounts["teacher"])
    path = f"/journal/lessons/{centre.lesson.id}/topic"
    clock.set(noon(centre.lesson.held_on + timedelta(days=1)))
    form = {"topic": "Дорожные знаки", "version": centre.lesson.version}
    answer = client.post(path, data=form, follow_redirects=True)
    assert "Тема сохранена" in answer.text
    topics = client.get(f"/journal/pages/{centre.page.id}/topics").text
    assert 'aria-current="true">Весь год</a>' in topics
    assert "поздно, 24.11.2026" in topics
    clock.set(noon(centre.lesson.held_on + timedelta(days=11)))
    late = client.post(path, data={"topic": "Другая", "version": 2})
    assert late.status_code == 423
    assert "п. 4.6" in late.text
    lesson = session.get(Lesson, centre.lesson.id, populate_existing=True)
    assert lesson is not None
    assert lesson.topic == "Дорожные знаки"


def test_checked_is_said_by_a_plain_form(
    client: FlaskClient, centre: Centre, session: Session
) -> None:
    sign_in(client, centre.accounts["teacher"])
    path = f"/journal/lessons/{centre.lesson.id}/checked"
    answer = client.post(path, follow_redirects=True)
    assert "Посещаемость проверена" in answer.text
    lesson = session.get(Lesson, centre.lesson.id, populate_existing=True)
    assert lesson is not None
    assert lesson.checked_at is not None
    client.post(path, data={"checked": "0"})
    session.refresh(lesson)
    assert lesson.checked_at is None


@pytest.mark.clause("4.9")
def test_the_term_mark_follows_the_average_without_script(
    client: FlaskClient, centre: Centre, session: Session
) -> None:
    student = centre.students[0]
    centre.make_cell(centre.lesson, student, 4)
    centre.make_cell(centre.lessons[4], student, 5)
    sign_in(client, centre.accounts["teacher"])
    page = f"/journal/pages/{centre.page.id}"
    text = client.get(f"{page}/term-marks").text
    first = text[text.index(f'id="s{student.id}"') :]
    assert '<option value="5" selected>' in first
    assert first.index('value="5"') < first.index('value="4"')
    assert 'value="4" disabled title="Средн' in first
    path = f"{page}/terms/{centre.term.id}/marks/{student.id}"
    wrong = client.post(path, data={"result": "4", "version": "0"}, follow_redirects=True)
    assert "п. 4.9" in wrong.text
    right = client.post(path, data={"result": "5", "version": "0"}, follow_redirects=True)
    assert "Отметка за период сохранена" in right.text
    mark = session.get(TermMark, (centre.page.id, centre.term.id, student.id))
    assert mark is not None
    assert mark.result is TermResult.FIVE
    late = client.post(path, data={"result": "", "version": "0"}, follow_redirects=True)
    assert late.request.path == f"{page}/term-marks"
    assert "Кто-то сохранил эту отметку раньше" in late.text
    session.expire_all()
    assert session.get(TermMark, (centre.page.id, centre.term.id, student.id)) is not None


@pytest.mark.clause("4.13", "4.14")
def test_term_marks_are_due_then_late_then_closed(
    client: FlaskClient, centre: Centre, clock: FixedClock
) -> None:
    student, ends_on = centre.students[0], centre.term.ends_on
    centre.make_cell(centre.lesson, student, 4)
    sign_in(client, centre.accounts["teacher"])
    page = f"/journal/pages/{centre.page.id}"
    path = f"{page}/terms/{centre.term.id}/marks/{student.id}"
    clock.set(noon(ends_on - timedelta(days=2)))
    in_time = client.put(path, json={"result": "4", "version": 0})
    assert in_time.status_code == 200
    assert in_time.get_json()["late"] is False
    clock.set(noon(ends_on + timedelta(days=10)))
    late = client.put(path, json={"result": None, "version": 1})
    assert late.status_code == 200
    assert client.put(path, json={"result": "4", "version": 0}).get_json()["late"] is True
    text = client.get(f"{page}/term-marks?term={centre.term.id}").text
    assert "выставлена с опозданием" in text
    clock.set(noon(ends_on + timedelta(days=11)))
    closed = client.put(
        path, json={"result": None, "version": 1}, headers={"X-Requested-With": "fetch"}
    )
    assert closed.status_code == 423
    assert closed.get_json()["clause"] == "4.14"


@pytest.mark.clause("4.10", "4.14")
def test_the_tab_of_final_marks(
    client: FlaskClient, centre: Centre, session: Session, clock: FixedClock
) -> None:
    """Year, exam and final are set there until ten days after the course."""
    student, page = centre.students[0], f"/journal/pages/{centre.page.id}"
    sign_in(client, centre.accounts["teacher"])
    clock.set(noon(centre.group.ends_on))
    text = client.get(f"{page}/final-marks").text
    for word in ("За год", "Экзамен", "Итоговая"):
        assert word in text
    path = f"{page}/final-marks/exam/{student.id}"
    saved = client.post(path, data={"result": "4", "version": "0"}, follow_redirects=True)
    assert "Отметка сохранена" in saved.text
    final = client.put(f"{page}/final-marks/final/{student.id}", json={"result": "5", "version": 0})
    assert final.status_code == 422
    mark = session.get(FinalMark, (centre.page.id, FinalKind.EXAM, student.id))
    assert mark is not None
    assert mark.result is TermResult.FOUR
    clock.set(noon(centre.group.ends_on + timedelta(days=11)))
    late = client.put(path, json={"result": "5", "version": 1})
    assert late.status_code == 423
    assert client.get(f"{page}/final-marks/oral/{student.id}").status_code == 404


def test_the_day_of_a_teacher_begins_with_what_is_missing(
    client: FlaskClient, centre: Centre
) -> None:
    text = sign_in(client, centre.accounts["teacher"]).get("/journal/today").text
    assert "Понедельник, 23 ноября" in text
    assert "Нет темы" in text
    assert "сегодня до 23:59" in text
    other = client.get("/journal/today?day=2026-11-22").text
    assert "В этот день уроков нет" in other
