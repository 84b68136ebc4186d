"""Lists: search, conditions, order, pages, and the file of a list."""

from __future__ import annotations

import csv
import io
from urllib.parse import unquote

import openpyxl
import pytest
from flask.testing import FlaskClient
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sgo.models import AuditEvent, Room
from sgo.panel.kit import base
from sgo.reports.lists import harmless
from sgo.vocabulary import Role
from tests.centre import Centre
from tests.conftest import QueryCount
from tests.signing import sign_in


def names_on(page: str) -> list[str]:
    """The first column of a list, row by row."""
    return [part.split(">", 1)[1].split("<", 1)[0] for part in page.split('<th scope="row"><a')[1:]]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ёлкин", ["Ёлкин Степан Ильич"]),
        ("ЕЛКИН", ["Ёлкин Степан Ильич"]),
        ("дем арт", ["Дёмин Артём Ильич"]),
        ("артем дёмин", ["Дёмин Артём Ильич"]),
        ("%", []),
        ("нет такого", []),
    ],
)
def test_search_knows_no_case_and_no_yo(office: FlaskClient, typed: str, found: list[str]) -> None:
    assert names_on(office.get("/panel/students/", query_string={"search": typed}).text) == found


def test_search_goes_through_joined_names(office: FlaskClient) -> None:
    page = office.get("/panel/memberships/?search=ЕЛКИН ва-26").text
    assert names_on(page) == ["Ёлкин Степан Ильич"]


def test_the_order_is_russian_and_turns(office: FlaskClient) -> None:
    down = names_on(office.get("/panel/students/").text)
    assert [name.split()[0] for name in down] == [
        "Абрамов", "Дёмин", "Ёлкин", "Жданов", "Зайченко", "Ярмак"
    ]  # fmt: skip
    turned = office.get("/panel/students/?sort=0&desc=1")
    assert names_on(turned.text) == down[::-1]
    assert 'aria-sort="descending"' in turned.text


def test_conditions_narrow_and_show_as_chips(office: FlaskClient, centre: Centre) -> None:
    page = office.get(f"/panel/students/?flt_group={centre.other_group.id}").text
    assert names_on(page) == ["Ярмак Лев Ильич"]
    assert "ВА-26-2" in page.split('class="chip"')[1]
    page = office.get("/panel/students/?flt_guardians=no").text
    assert [name.split()[0] for name in names_on(page)] == ["Ёлкин", "Жданов", "Зайченко"]


def test_an_empty_list_says_what_to_do_next(office: FlaskClient) -> None:
    page = office.get("/panel/exemptions/").text
    assert "Никто не освобождён" in page or 'class="empty"' in page
    assert "/panel/exemptions/new/" in page
    page = office.get("/panel/students/?search=нетакого").text
    assert "Показать все" in page


@pytest.mark.parametrize(
    ("address", "door"),
    [
        ("/panel/account_issues/", "/panel/issuing/"),
        ("/panel/destruction_acts/", "/panel/students/"),
        ("/panel/final_marks/", "/panel/journal_pages/"),
        ("/panel/list_acts/", "/panel/students/"),
    ],
)
def test_an_empty_list_that_takes_no_rows_leads_on(
    office: FlaskClient, address: str, door: str
) -> None:
    empty = office.get(address).text.split('class="empty"')[1]
    assert f'href="{door}"' in empty.split("</div>")[0]


def test_an_empty_list_leads_nobody_to_a_closed_door(client: FlaskClient, centre: Centre) -> None:
    coordinator = sign_in(client, centre.accounts["coordinator"])
    empty = coordinator.get("/panel/account_issues/").text.split('class="empty"')[1]
    assert "<a " not in empty.split("</div>")[0]


def test_a_phone_is_read_in_groups_and_found_as_it_is_kept(
    office: FlaskClient, centre: Centre
) -> None:
    for kept, shown in (("+79181234567", "+7 918 123-45-67"), ("доб. 5", "доб. 5")):
        centre.student.phone = kept
        centre.add(centre.student)
        page = office.get("/panel/students/details/", query_string={"id": centre.student.id}).text
        assert f"<dd>{shown}</dd>" in page
    centre.student.phone = "+79181234567"
    centre.add(centre.student)
    assert len(names_on(office.get("/panel/students/?search=9181234567").text)) == 1


def test_rooms_stand_by_their_numbers(office: FlaskClient, centre: Centre) -> None:
    for number in (10, 9, 16, 1):
        centre.add(Room(name=f"каб. {number}"))
    found = names_on(office.get("/panel/rooms/?search=каб").text)
    assert found == ["каб. 1", "каб. 7", "каб. 9", "каб. 10", "каб. 16"]


def test_pages_are_of_known_sizes(office: FlaskClient, centre: Centre) -> None:
    for number in range(20):
        centre.make_student("Новиков", f"Имя{number:02}")
    assert len(names_on(office.get("/panel/students/").text)) == 15
    assert len(names_on(office.get("/panel/students/?page=1").text)) == 11
    assert len(names_on(office.get("/panel/students/?page_size=50").text)) == 26
    assert len(names_on(office.get("/panel/students/?page_size=7").text)) == 15


def lines_of(data: bytes) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == data.count(b"\n")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_the_file_of_a_list(office: FlaskClient, centre: Centre) -> None:
    centre.make_student("=СУММ(A1)", "+Егор")
    answer = office.post("/panel/students/export/csv/?sort=0")
    assert answer.mimetype == "text/csv"
    name = unquote(answer.headers["Content-Disposition"].split("UTF-8''")[1])
    assert name == "Обучающиеся 23.11.2026.csv"
    head, *rows = lines_of(answer.data)
    assert head[:2] == ["Фамилия, имя, отчество", "Дата рождения"]
    assert rows[1][:4] == ["Абрамов Кирилл Ильич", "14.05.2012", "ВА-26-1", "бюджет"]
    assert rows[0][0] == "'=СУММ(A1) +Егор Ильич"
    assert len(rows) == 7


def test_the_file_holds_what_the_viewer_sees(client: FlaskClient, centre: Centre) -> None:
    sign_in(client, centre.accounts["curator"])
    _, *rows = lines_of(client.post("/panel/students/export/csv/").data)
    assert len(rows) == 5
    assert "Ярмак" not in str(rows)
    _, *rows = lines_of(client.post("/panel/students/export/csv/?search=елкин").data)
    assert len(rows) == 1
    assert client.post("/panel/accounts/export/csv/").status_code == 403
    assert client.post("/panel/students/export/ods/").status_code == 404


def book_of(data: bytes) -> Worksheet:
    return openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]


def test_the_workbook_of_a_list_keeps_days_and_numbers(office: FlaskClient, centre: Centre) -> None:
    centre.make_student("=СУММ(A1)", "+Егор")
    answer = office.post("/panel/students/export/xlsx/?sort=0")
    name = unquote(answer.headers["Content-Disposition"].split("UTF-8''")[1])
    assert name == "Обучающиеся 23.11.2026.xlsx"
    sheet = book_of(answer.data)
    assert sheet.title == "Обучающиеся"
    assert [cell.value for cell in sheet[1]][:2] == ["Фамилия, имя, отчество", "Дата рождения"]
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("=СУММ(A1) +Егор Ильич", "s")
    born = sheet["B3"]
    assert born.is_date
    assert (f"{born.value:%d.%m.%Y}", born.number_format) == ("14.05.2012", "DD.MM.YYYY")
    rows = office.post("/panel/curriculum_items/export/xlsx/")
    assert {cell.data_type for cell in book_of(rows.data)["C"][1:]} == {"n"}


def test_the_workbook_is_ready_for_the_eye_and_for_paper(office: FlaskClient) -> None:
    sheet = book_of(office.post("/panel/students/export/xlsx/").data)
    last = f"{get_column_letter(sheet.max_column)}{sheet.max_row}"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == f"A1:{last}"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.print_area.replace("$", "").endswith(f"A1:{last}")
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("portrait", 0)
    assert sheet.column_dimensions["A"].width > 20
    wide = book_of(office.post("/panel/lessons/export/xlsx/").data)
    assert wide.page_setup.orientation == "landscape"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_trail_says_who_took_which_list(
    client: FlaskClient, centre: Centre, session: Session, kind: str
) -> None:
    sign_in(client, centre.accounts["curator"])
    assert client.post(f"/panel/students/export/{kind}/?search=елкин").data
    line = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1)).one()
    assert (line.account_id, line.role) == (centre.accounts["curator"].id, Role.TEACHER)
    assert line.changes == {
        "list": [None, "students"],
        "rows": [None, 1],
        "file": [None, kind],
    }
    sign_in(client, centre.accounts["director"])
    told = client.get("/panel/audit_events/?flt_subject=exports").text
    assert "Список сохранён в файл: Обучающиеся" in told
    assert f"Список: Обучающиеся; Строк: 1; Файл: {kind}" in told


def test_a_refused_file_leaves_no_line(
    client: FlaskClient, centre: Centre, session: Session
) -> None:
    sign_in(client, centre.accounts["teacher"])
    before = session.scalar(select(func.count()).select_from(AuditEvent))
    assert client.post("/panel/accounts/export/xlsx/").status_code == 403
    assert client.get("/panel/students/export/xlsx/").status_code == 405
    assert session.scalar(select(func.count()).select_from(AuditEvent)) == before


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_costs_the_same_at_any_length(
    office: FlaskClient, centre: Centre, count_queries: QueryCount, kind: str
) -> None:
    costs = []
    for rows in (10, 150):
        for number in range(rows):
            centre.make_student("Новиков", f"Имя{rows}{number}")
        centre.session.commit()
        count_queries.statements.clear()
        assert office.post(f"/panel/students/export/{kind}/").data
        costs.append(len(count_queries))
    assert costs[0] == costs[1] <= 8


def test_a_list_too_long_for_a_file_is_not_cut(
    office: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "MOST_ROWS", 3)
    answer = office.post("/panel/students/export/csv/", follow_redirects=True)
    assert answer.mimetype == "text/html"
    assert "сузьте" in answer.text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+7918", "'+7918"),
        ("-2", "'-2"),
        ("@cmd", "'@cmd"),
        ("\t=1", "'\t=1"),
        (" =1", "' =1"),
        ("＝1", "'＝1"),
        ("Иванов", "Иванов"),
        ("", ""),
        ("5-4", "5-4"),
    ],
)
def test_no_cell_of_a_file_is_a_formula(text: str, written: str) -> None:
    assert harmless(text) == written
