"""Lists: search, conditions, order, pages, and the file of a list."""

from __future__ import annotations

import csv
import io
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient

from sgo.panel import base
from sgo.panel.export import harmless
from tests.centre import Centre
from tests.signing import sign_in


def names_on(page: str) -> list[str]:
    """The first column of a list, row by row."""
    return [part.split(">", 1)[1].split("<", 1)[0] for part in page.split('<th scope="row"><a')[1:]]


@pytest.fixture
def office(client: FlaskClient, centre: Centre) -> FlaskClient:
    return sign_in(client, centre.accounts["technical_admin"])


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
    answer = office.get("/panel/students/export/csv/?sort=0")
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
    _, *rows = lines_of(client.get("/panel/students/export/csv/").data)
    assert len(rows) == 5
    assert "Ярмак" not in str(rows)
    _, *rows = lines_of(client.get("/panel/students/export/csv/?search=елкин").data)
    assert len(rows) == 1
    assert client.get("/panel/accounts/export/csv/").status_code == 403
    assert client.get("/panel/students/export/xlsx/").status_code == 404


def test_a_list_too_long_for_a_file_is_not_cut(
    office: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "MOST_ROWS", 3)
    answer = office.get("/panel/students/export/csv/", follow_redirects=True)
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
