"""Lists as files: offered to the office, in the shapes that loading takes, noted in the trail."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.models import AuditEvent
from sgo.services.exports.shapes import SHAPES
from sgo.vocabulary import Weekday
from tests.centre import Centre
from tests.conftest import QueryCount
from tests.signing import sign_in

ADDRESS = "/panel/lists/"


@pytest.fixture
def office(client: FlaskClient, centre: Centre) -> FlaskClient:
    return sign_in(client, centre.accounts["director"])


def take(client: FlaskClient, shape: str, kind: str = "xlsx", **form: Any) -> bytes:
    answer = client.post(f"{ADDRESS}take/", data={"shape": shape, "file": kind, **form})
    assert answer.status_code == 200
    return answer.data


def rows_of(data: bytes, sheet: int = 0) -> list[list[Any]]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return [list(row) for row in book.worksheets[sheet].iter_rows(values_only=True)]


@pytest.mark.clause("2.1.2")
def test_every_shape_is_offered_with_a_line_of_what_it_holds(office: FlaskClient) -> None:
    page = office.get(ADDRESS).text
    for name in (*SHAPES, "all"):
        assert f'name="shape" value="{name}"' in page
    assert "два представителя" in page
    book = openpyxl.load_workbook(io.BytesIO(take(office, "all")))
    assert len(book.worksheets) == len(SHAPES)


@pytest.mark.clause("2.1.2")
def test_students_come_with_their_groups_and_guardians(office: FlaskClient, centre: Centre) -> None:
    centre.student.phone = "+79181234567"
    centre.guardian.phone = "+79181234568"
    centre.add(centre.student)
    centre.add(centre.guardian)
    title, heads, *rows = rows_of(take(office, "students"))
    assert "2026-2027" in title[0]
    assert heads[:5] == ["№", "ФИО обучающегося", "Дата рождения", "Пол", "СНИЛС"]
    row = next(row for row in rows if row[1] == centre.student.full_name)
    assert row[2].date() == centre.student.birth_date
    assert row[6] == "8 (918) 123-45-67"
    assert row[8:10] == ["ВА-26-1", "бюджет"]
    assert row[10] == centre.guardian.full_name
    assert row[12] == "8 (918) 123-45-68"


def test_the_timetable_names_subject_teacher_and_room(office: FlaskClient, centre: Centre) -> None:
    centre.make_row(centre.page, centre.teacher, Weekday.MONDAY, 1, room_id=centre.room.id)
    title, heads, row = rows_of(take(office, "timetable"))
    assert title[0] == "Расписание занятий с 23.11.2026"
    assert heads == ["День", "№", "Время", "ВА-26-1", "ВА-26-2"]
    teacher = centre.teacher
    short = f"{teacher.surname} {teacher.given_name[0]}.{(teacher.patronymic or '')[0]}."
    assert row[:3] == ["Понедельник", 1, "08:30-09:10"]
    assert row[3] == f"{centre.law.subject.name} / {short} / {centre.room.name}"
    assert row[4] is None


def test_two_teachers_of_one_short_name_are_written_in_full(
    office: FlaskClient, centre: Centre
) -> None:
    teacher = centre.teacher
    centre.add(
        type(teacher)(
            surname=teacher.surname,
            given_name=f"{teacher.given_name[0]}лла",
            patronymic=teacher.patronymic,
            position="педагог",
        )
    )
    centre.make_row(centre.page, teacher, Weekday.MONDAY, 1, room_id=None)
    row = rows_of(take(office, "timetable"))[2]
    assert row[3] == f"{centre.law.subject.name} / {teacher.full_name}"


def test_the_year_says_its_terms(office: FlaskClient) -> None:
    title, heads, first, *_ = rows_of(take(office, "year"))
    assert title[0] == "Учебный год 2026-2027"
    assert heads[:2] == ["Период", "Вид"]
    assert first[1] == "учебный период"
    assert first[2].date() == date(2026, 9, 1)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_trail_notes_each_list(
    office: FlaskClient, centre: Centre, session: Session, kind: str
) -> None:
    take(office, "students", kind)
    line = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1)).one()
    assert (line.subject, line.row_key) == ("exports", "students")
    assert line.account_id == centre.accounts["director"].id
    assert line.changes["rows"][1] == 6


def test_the_whole_workbook_notes_every_list(office: FlaskClient, session: Session) -> None:
    take(office, "all")
    noted = session.scalars(select(AuditEvent.row_key).where(AuditEvent.subject == "exports"))
    assert set(noted) == {shape.model.__tablename__ for shape in SHAPES.values()}


@pytest.mark.parametrize(
    "form",
    [
        {"shape": "passwords", "file": "xlsx"},
        {"shape": "staff", "file": "ods"},
        {"shape": "all", "file": "csv"},
        {"shape": "staff", "file": "xlsx", "year": "999999"},
    ],
)
def test_what_is_not_offered_is_not_there(office: FlaskClient, form: dict[str, str]) -> None:
    assert office.post(f"{ADDRESS}take/", data=form).status_code == 404


@pytest.mark.parametrize("who", ["teacher", "curator"])
def test_a_teacher_takes_no_list_of_the_centre(
    client: FlaskClient, centre: Centre, who: str
) -> None:
    sign_in(client, centre.accounts[who])
    assert client.get(ADDRESS).status_code == 403
    answer = client.post(f"{ADDRESS}take/", data={"shape": "students", "file": "xlsx"})
    assert answer.status_code == 403


def test_a_list_costs_the_same_at_any_length(
    office: FlaskClient, centre: Centre, count_queries: QueryCount
) -> None:
    costs = []
    for rows in (5, 60):
        for number in range(rows):
            centre.enrol(centre.make_student("Новиков", f"Имя{rows}{number}"), centre.group)
        centre.session.commit()
        count_queries.statements.clear()
        take(office, "all")
        costs.append(len(count_queries))
    assert costs[0] == costs[1] <= 24
