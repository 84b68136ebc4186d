"""A teacher is away: the office sees the lessons and who is free, and changes them all at once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from sgo.models import Lesson, Staff
from sgo.vocabulary import LessonState
from tests.centre import Centre
from tests.signing import sign_in

TUESDAY = date(2026, 11, 24)
CHANGES = "/timetable/changes/"


@pytest.fixture
def lessons(centre: Centre) -> list[Lesson]:
    """The teacher's three days; the other teacher of the subject is busy in the first slot."""
    made = [centre.make_lesson(centre.page, TUESDAY + timedelta(days=n), 2) for n in range(3)]
    centre.make_lesson(centre.foreign_page, TUESDAY, 2)
    centre.session.commit()
    return made


def address(centre: Centre, **more: object) -> str:
    asked = {"staff": centre.teacher.id, "day": "2026-11-24", "to": "2026-11-26", **more}
    return CHANGES + "?" + "&".join(f"{name}={value}" for name, value in asked.items())


def form(lessons: list[Lesson], *what: str, act: str = "save", **more: str) -> dict[str, str]:
    sent = {"act": act, "reason": "отсутствие педагога", **more}
    for lesson, one in zip(lessons, what, strict=False):
        sent[f"what-{lesson.id}"] = one
        sent[f"version-{lesson.id}"] = str(lesson.version)
        sent.setdefault(f"day-{lesson.id}", "2026-11-27")
        sent.setdefault(f"bell-{lesson.id}", "3")
    return sent


@pytest.mark.clause("2.1.3")
def test_free_teachers_of_the_same_subject_stand_first(
    office: FlaskClient, centre: Centre, lessons: list[Lesson]
) -> None:
    told = office.get(address(centre)).text
    same = 'label="Замена: та же дисциплина, свободны"'
    first, second, third = told.split('name="what-')[1:]
    assert same not in first, "the only other teacher of the subject is busy then"
    for row in (second, third):
        assert "Гордиенко" in row.split(same)[1].split("</optgroup>")[0]
    suggested = office.post(address(centre), data=form(lessons, "", "", "", act="suggest")).text
    assert suggested.count(f'value="substitute:{centre.other_teacher.id}" selected') == 2
    assert all(lesson.staff_id == centre.teacher.id for lesson in lessons), "nothing is written"


@pytest.mark.clause("2.1.3", "4.8")
def test_a_sick_week_is_saved_at_once_and_the_journal_and_the_diary_follow(
    office: FlaskClient, centre: Centre, lessons: list[Lesson]
) -> None:
    what = ("cancel", f"substitute:{centre.other_teacher.id}", "move")
    tried = office.post(address(centre), data=form(lessons, *what, act="check"))
    assert tried.status_code == 200
    assert "замен: 1, переносов: 1, отмен: 1" in tried.text
    assert lessons[0].state is LessonState.PLANNED
    saved = office.post(address(centre), data=form(lessons, *what))
    assert saved.status_code == 302, saved.text
    centre.session.expire_all()
    assert lessons[0].state is LessonState.CANCELLED
    assert lessons[1].staff_id == centre.other_teacher.id
    assert (lessons[2].held_on, lessons[2].bell_number) == (date(2026, 11, 27), 3)
    office_page = office.get(saved.headers["Location"]).text
    assert "Гордиенко Т. П. вместо Левченко А. П." in office_page.replace("\u00a0", " ")
    family = sign_in(office.application.test_client(), centre.accounts["guardian"])
    diary = family.get("/diary/timetable?day=2026-11-24").text.replace("\u00a0", " ")
    assert "Гордиенко Т. П." in diary
    assert "отмен" in diary
    assert "перен" in diary
    substitute = sign_in(office.application.test_client(), centre.accounts["other_teacher"])
    day = substitute.get("/journal/?day=2026-11-25")
    assert "Основы законодательства" in day.text
    assert substitute.get(f"/journal/lessons/{lessons[1].id}").status_code == 200
    act_id = saved.headers["Location"].rpartition("saved=")[2]
    assert office.post(f"/timetable/undo/{act_id}").status_code == 302
    centre.session.expire_all()
    assert [(one.held_on, one.bell_number, one.staff_id, one.state) for one in lessons] == [
        (TUESDAY + timedelta(days=n), 2, centre.teacher.id, LessonState.PLANNED) for n in range(3)
    ]
    assert [one.change_reason for one in lessons] == [None] * 3


def test_one_refusal_keeps_everything_as_it_was(
    office: FlaskClient, centre: Centre, lessons: list[Lesson]
) -> None:
    what = (f"substitute:{centre.other_teacher.id}", "cancel", "")
    for act in ("check", "save"):
        answer = office.post(address(centre), data=form(lessons, *what, act=act))
        assert answer.status_code == 422
        assert f'id="refusal-{lessons[0].id}"' in answer.text
        assert "ВА-26-2, Основы законодательства" in answer.text
        assert 'value="отсутствие педагога"' in answer.text
    centre.session.expire_all()
    assert lessons[1].state is LessonState.PLANNED
    for wrong in ({"reason": " "}, {f"what-{lessons[0].id}": "", f"what-{lessons[1].id}": ""}):
        sent = {**form(lessons, *what), **wrong}
        assert office.post(address(centre), data=sent).status_code == 422


@pytest.mark.parametrize(
    ("what", "more"),
    [
        ("substitute:99999999999999999999", {}),
        ("substitute:", {}),
        ("move", {"bell": "99999999999999999999"}),
        ("move", {"bell": "\u0663"}),
    ],
)
def test_what_no_form_sends_changes_nothing(
    office: FlaskClient, centre: Centre, lessons: list[Lesson], what: str, more: dict[str, str]
) -> None:
    odd = {f"{name}-{lessons[0].id}": value for name, value in more.items()}
    answer = office.post(address(centre), data={**form(lessons, what), **odd})
    assert answer.status_code in (404, 422)
    centre.session.expire_all()
    assert (lessons[0].staff_id, lessons[0].bell_number) == (centre.teacher.id, 2)


def test_a_closed_lesson_says_why_and_offers_nothing(office: FlaskClient, centre: Centre) -> None:
    closed = centre.lessons[0]
    told = office.get(address(centre, day=closed.held_on, to=closed.held_on)).text
    assert f'name="what-{closed.id}"' not in told
    assert "Основы законодательства" in told


def test_the_office_reads_and_the_technical_admin_changes(
    office: FlaskClient, centre: Centre, lessons: list[Lesson]
) -> None:
    reader = sign_in(office.application.test_client(), centre.accounts["coordinator"])
    told = reader.get(address(centre))
    assert told.status_code == 200
    assert 'name="what-' not in told.text
    assert reader.post(address(centre), data=form(lessons, "cancel")).status_code == 403
    teacher = sign_in(office.application.test_client(), centre.accounts["teacher"])
    assert teacher.get(CHANGES).status_code == 403


def test_a_week_of_changes_costs_the_same_short_and_long(
    office: FlaskClient, centre: Centre, lessons: list[Lesson], count_queries
) -> None:
    costs = []
    for number in range(2):
        centre.session.expunge_all()
        count_queries.statements.clear()
        assert office.get(address(centre, to="2026-12-04")).status_code == 200
        costs.append(len(count_queries))
        if not number:
            page = centre.session.merge(centre.page)
            for n in range(4, 9):
                for bell in (1, 2, 3):
                    centre.make_lesson(page, TUESDAY + timedelta(days=n), bell)
            centre.make_staff("Новая")
            centre.session.commit()
    assert costs[0] == costs[1] <= 14
    assert centre.session.scalar(select(Staff.id).limit(1)) is not None
