"""Loading lists in the panel: every step, what it says, and nothing done twice."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.models import AuditEvent, ImportFile, ImportRun, MovementRecord, Staff, Student
from sgo.reports.sheets import write_workbook
from sgo.vocabulary import ImportState
from tests import books
from tests.centre import Centre
from tests.conftest import QueryCount
from tests.importing import count
from tests.signing import sign_in

ADDRESS = "/panel/imports/"


def file_of(book: dict[str, books.Rows], name: str = "list.xlsx") -> tuple[io.BytesIO, str]:
    target = io.BytesIO()
    write_workbook(target, book)
    return io.BytesIO(target.getvalue()), name


def students(*rows: list[Any]) -> books.Rows:
    """A list of students of the ready centre."""
    heads = ["№", "ФИО", "Дата рождения", "Пол", "Группа", "Телефон"]
    return [heads, *([number, *row] for number, row in enumerate(rows, start=1))]


NEW = ["Белов Егор Ильич", "09.03.2010", "м", "ВА-26-1", "8 918 123-45-67"]
BAD = ["Серов Юрий Львович", "31.02.2011", "м", "ВА-26-1", ""]


def upload(client: FlaskClient, *files: tuple[io.BytesIO, str]) -> int:
    """Send the files; gives the number of the load."""
    answer = client.post(
        f"{ADDRESS}upload/", data={"files": list(files)}, content_type="multipart/form-data"
    )
    assert answer.status_code == 302, answer.text
    return int(answer.location.rpartition("id=")[2])


def hidden(page: str, name: str) -> str:
    return page.split(f'name="{name}" value="', 1)[1].split('"', 1)[0]


def look(client: FlaskClient, number: int) -> str:
    """Take the columns as they are guessed; gives the page of what will change."""
    form = fields_of(client.get(f"{ADDRESS}columns/?id={number}").text)
    answer = client.post(f"{ADDRESS}columns/?id={number}", data=form, follow_redirects=True)
    assert answer.status_code == 200
    return answer.text


def fields_of(page: str) -> dict[str, str]:
    """The chosen values of the form of columns."""
    form = {name: hidden(page, name) for name in ("id", "version")}
    for part in page.split('<select class="form-select')[1:]:
        name = part.split('name="', 1)[1].split('"', 1)[0]
        chosen = part.split("</select>", 1)[0].split(" selected", 1)[0]
        selected = " selected" in part.split("</select>", 1)[0]
        form[name] = chosen.rpartition('value="')[2].rstrip('"') if selected else ""
    return form


def load(client: FlaskClient, number: int, page: str) -> str:
    form = {"id": str(number), "version": hidden(page, "version")}
    return client.post(f"{ADDRESS}load/", data=form, follow_redirects=True).text


@pytest.mark.clause("2.1.2")
def test_a_list_comes_in_step_by_step_and_is_undone(
    office: FlaskClient, session: Session, centre: Centre
) -> None:
    before = count(session, Student)
    number = upload(office, file_of({"Контингент": students(NEW, BAD)}))
    page = office.get(f"{ADDRESS}columns/?id={number}").text
    assert "8 918 123-45-67" in page
    page = look(office, number)
    assert "31.02.2011" in page
    assert count(session, Student) == before, "a look writes nothing"
    assert "Белов Егор Ильич" in office.get(f"{ADDRESS}run/?id={number}&state=new").text
    page = load(office, number, page)
    assert "1 зачисление ждёт координатора" in page
    assert count(session, Student) == before + 1
    assert count(session, ImportFile) == 0, "the files are not kept"
    page = office.get(f"{ADDRESS}undo/?id={number}").text
    assert "<dt>Новых строк</dt><dd>1</dd>" in page
    page = office.post(f"{ADDRESS}undo/", data={"id": number}, follow_redirects=True).text
    assert "отменена" in page
    assert count(session, Student) == before
    assert session.scalars(select(ImportRun.state)).one() is ImportState.UNDONE


def test_changes_are_shown_cell_by_cell(
    office: FlaskClient, session: Session, centre: Centre
) -> None:
    known = centre.student
    row = [known.full_name, f"{known.birth_date:%d.%m.%Y}", "м", "ВА-26-1", "8 918 123-45-67"]
    number = upload(office, file_of({"Контингент": students(row)}))
    page = look(office, number)
    assert "<dt>Телефон</dt>" in page
    assert "<ins>+79181234567</ins>" in page
    load(office, number, page)
    session.expire_all()
    assert session.get_one(Student, known.id).phone == "+79181234567"


def test_a_doubtful_row_waits_for_a_choice(
    office: FlaskClient, session: Session, centre: Centre
) -> None:
    known, before = centre.student, count(session, Student)
    row = [known.full_name, "15.06.2011", "м", "ВА-26-1", ""]
    number = upload(office, file_of({"Контингент": students(row)}))
    page = look(office, number)
    assert 'class="doubt"' in page
    key = page.split('name="decision:', 1)[1].split('"', 1)[0]
    form = {
        "id": str(number),
        "version": hidden(page, "version"),
        f"decision:{key}": "another",
    }
    page = office.post(f"{ADDRESS}decide/", data=form, follow_redirects=True).text
    load(office, number, page)
    assert count(session, Student) == before + 1


def test_the_refused_rows_come_back_as_a_workbook_to_mend(
    office: FlaskClient, session: Session
) -> None:
    number = upload(office, file_of({"Контингент": students(NEW, BAD)}))
    load(office, number, look(office, number))
    answer = office.post(f"{ADDRESS}mend/", data={"id": number})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets[0]
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert rows[1][-1] == "Причина"
    assert "31.02.2011" in str(rows[2])
    line = session.scalars(
        select(AuditEvent).where(AuditEvent.subject == "exports").order_by(AuditEvent.id.desc())
    ).first()
    assert line is not None
    assert line.changes["rows"] == [None, 1]
    mended = [row if row[1] != BAD[0] else [*row[:2], "28.02.2011", *row[3:]] for row in rows]
    before = count(session, Student)
    number = upload(office, file_of({"Контингент": mended}))
    load(office, number, look(office, number))
    assert count(session, Student) == before + 1


def test_the_same_button_in_two_windows_loads_once(office: FlaskClient, session: Session) -> None:
    number = upload(office, file_of({"Контингент": students(NEW)}))
    page = look(office, number)
    load(office, number, page)
    before = count(session, Student)
    again = load(office, number, page)
    assert "уже" in again or "закончена" in again
    assert count(session, Student) == before
    assert count(session, MovementRecord) >= 1


def test_a_column_chosen_twice_is_refused_and_the_choices_stay(office: FlaskClient) -> None:
    number = upload(office, file_of({"Контингент": students(NEW)}))
    form = fields_of(office.get(f"{ADDRESS}columns/?id={number}").text)
    form["column-0-0"] = "birth_date"
    answer = office.post(f"{ADDRESS}columns/?id={number}", data=form)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert fields_of(answer.text)["column-0-0"] == "birth_date"


def test_another_list_shows_its_own_columns(office: FlaskClient) -> None:
    number = upload(office, file_of({"Лист": students(NEW)}))
    form = fields_of(office.get(f"{ADDRESS}columns/?id={number}").text)
    form["kind-0"] = "staff"
    answer = office.post(f"{ADDRESS}columns/?id={number}", data=form)
    assert "/columns/" in answer.location
    page = office.get(answer.location).text
    assert fields_of(page)["kind-0"] == "staff"
    assert 'value="position"' in page


def test_what_cannot_be_read_is_refused_in_place(office: FlaskClient, session: Session) -> None:
    for files in ([], [(io.BytesIO(b"\x00\x01"), "photo.xlsx")]):
        answer = office.post(
            f"{ADDRESS}upload/", data={"files": files}, content_type="multipart/form-data"
        )
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text
    assert count(session, ImportRun) == 0


def test_giving_up_deletes_the_files(office: FlaskClient, session: Session) -> None:
    number = upload(office, file_of({"Контингент": students(NEW)}))
    assert count(session, ImportFile) == 1
    office.post(f"{ADDRESS}cancel/", data={"id": number})
    assert count(session, ImportFile) == 0
    assert session.scalars(select(ImportRun.state)).one() is ImportState.CANCELLED


def test_a_larger_request_is_taken_here_and_nowhere_else(
    office: FlaskClient, app: Flask, centre: Centre
) -> None:
    head = b'--edge\r\nContent-Disposition: form-data; name="files"; filename="heavy.csv"\r\n\r\n'
    sent = {
        "data": head + b"x" * (3 * 1024 * 1024) + b"\r\n--edge--\r\n",
        "content_type": "multipart/form-data; boundary=edge",
    }
    assert office.post(f"{ADDRESS}upload/", **sent).status_code in (302, 422)
    assert office.post("/panel/rooms/new/", **sent).status_code == 413
    assert app.test_client().post(f"{ADDRESS}upload/", **sent).status_code == 413


@pytest.mark.parametrize("who", ["coordinator", "director", "teacher", "guardian"])
def test_nobody_else_loads(client: FlaskClient, centre: Centre, who: str) -> None:
    sign_in(client, centre.accounts[who])
    assert client.get(ADDRESS).status_code == 403
    assert client.post(f"{ADDRESS}upload/").status_code == 403


def test_every_step_is_drawn_in_english(office: FlaskClient) -> None:
    office.set_cookie("sgo_language", "en")
    number = upload(office, file_of({"Контингент": students(NEW, BAD)}))
    page = look(office, number)
    assert "What will change" in page
    assert "1 enrolment waits" in load(office, number, page)


def test_a_step_costs_the_same_at_any_length(
    office: FlaskClient, centre: Centre, count_queries: QueryCount
) -> None:
    def costs(rows: int) -> dict[str, int]:
        lines = [
            [f"Белов Егор{letters(place)} Ильич", "09.03.2010", "м", "ВА-26-1", ""]
            for place in range(rows)
        ]
        number = upload(office, file_of({"Контингент": students(*lines)}))
        found = {}

        def counted(name: str, act: Callable[[], Any]) -> Any:
            count_queries.statements.clear()
            answer = act()
            found[name] = len(count_queries)
            return answer

        counted("columns", lambda: office.get(f"{ADDRESS}columns/?id={number}"))
        page = look(office, number)
        counted("preview", lambda: office.get(f"{ADDRESS}run/?id={number}"))
        load(office, number, page)
        counted("result", lambda: office.get(f"{ADDRESS}run/?id={number}"))
        counted("undo", lambda: office.get(f"{ADDRESS}undo/?id={number}"))
        counted("files", lambda: office.get(ADDRESS))
        office.post(f"{ADDRESS}undo/", data={"id": number})
        return found

    costs(2)
    few, many = costs(3), costs(120)
    assert few == many
    assert max(few[name] for name in ("columns", "preview", "result", "files")) <= 8
    assert few["undo"] <= 60


def letters(number: int) -> str:
    """A name of its own for every number."""
    return "".join("абвгдежзик"[int(digit)] for digit in str(number))


def test_the_staff_come_in_too(office: FlaskClient, session: Session) -> None:
    number = upload(office, file_of({"Сотрудники": books.STAFF}))
    load(office, number, look(office, number))
    assert session.scalars(select(Staff).where(Staff.surname == "Зимин")).one()
