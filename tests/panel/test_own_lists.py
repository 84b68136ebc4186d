"""Views and columns of a list that are a person's own: plain addresses, private, within rights."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask import Flask

from sgo.admin_views import VIEWS
from sgo.models import SavedView
from sgo.rules.own_lists import MOST_VIEWS
from tests.centre import Centre
from tests.panel.growing import grow
from tests.signing import sign_in

STUDENTS = "/panel/students/"
SAVE, CHANGE, COLUMNS = "/panel/own/save/", "/panel/own/change/", "/panel/own/columns/"


def heads(page):
    """The headings of the table, without the ticks and the acts."""
    row = page.split("<thead>")[1].split("</thead>")[0]
    found = re.findall(r'<th scope="col"[^>]*>(.*?)</th>', row, re.DOTALL)
    texts = [re.sub(r"<[^>]+>|[↑↓]", "", one).strip() for one in found]
    return [one for one in texts if one not in ("Отметки выбора", "Действия")]


def save(client, name, address, **more):
    data = {"list": "students", "name": name, "address": address, **more}
    return client.post(SAVE, data=data, follow_redirects=True).text


def view_id(centre, name):
    return centre.session.query(SavedView).filter_by(name=name).one().id


def test_a_view_is_a_plain_link_with_all_that_it_holds(office, client, centre):
    address = f"flt_group={centre.group.id}&search=а&sort=1&desc=1&page_size=50&columns=full_name,phone&page=3&x=1"
    page = save(office, "Водители", address)
    assert "Вид сохранён" in page
    assert heads(page) == ["Фамилия, имя, отчество", "Телефон"]
    link = unescape(re.search(r'<a href="([^"]+)"[^>]*>Водители</a>', page)[1])
    assert "page=3" not in link
    assert "x=1" not in link
    assert 'aria-current="page">Водители' in page
    # The address alone says it all: a colleague opens the same rows.
    sign_in(client, centre.accounts["coordinator"])
    theirs = client.get(link).text
    assert heads(theirs) == ["Фамилия, имя, отчество", "Телефон"]
    assert "Водители" not in theirs


def test_a_list_begins_with_its_default_and_everything_is_one_step_away(office, centre):
    save(office, "Елкин", "search=елкин", default="yes")
    first = office.get(STUDENTS)
    assert first.status_code == 302
    assert "Ёлкин" in office.get(first.location).text
    page = office.get(first.location).text
    assert f"{STUDENTS}?view=all" in page
    assert "Абрамов" in office.get(f"{STUDENTS}?view=all").text
    office.post(CHANGE, data={"id": view_id(centre, "Елкин"), "act": "usual"})
    assert office.get(STUDENTS).status_code == 200


def test_a_view_is_renamed_and_deleted_by_its_owner_alone(office, client, centre):
    save(office, "Первый", "flt_access=no")
    key = view_id(centre, "Первый")
    sign_in(client, centre.accounts["coordinator"])
    for act in ("rename", "delete", "begin", "usual"):
        assert client.post(CHANGE, data={"id": key, "act": act, "name": "x"}).status_code == 404
    sign_in(client, centre.accounts["technical_admin"])
    page = client.post(
        CHANGE, data={"id": key, "act": "rename", "name": " Без  доступа "}, follow_redirects=True
    ).text
    assert 'value="Без доступа"' in page
    page = client.post(CHANGE, data={"id": key, "act": "delete"}, follow_redirects=True).text
    assert "Видов пока нет" in page


@pytest.mark.parametrize(
    ("name", "words"),
    [("  ", "Назовите вид"), ("первый", "У вас уже есть вид"), ("я" * 61, "60")],
)
def test_a_name_that_does_not_do_is_refused_in_words(office, name, words):
    save(office, "Первый", "search=а")
    assert words in save(office, name, "search=б")


def test_a_list_has_so_many_views(office):
    for number in range(MOST_VIEWS):
        save(office, f"Вид {number}", "search=а")
    assert "сначала удалите" in save(office, "Ещё один", "search=а")


def test_columns_are_chosen_and_ordered_for_the_account(office, client, centre):
    data = {"list": "students", "columns": ["phone", "full_name"], "url": f"{STUDENTS}?search=а"}
    answer = office.post(COLUMNS, data=data)
    assert answer.location.endswith("search=а") or "search=" in answer.location
    assert heads(office.get(STUDENTS).text) == ["Телефон", "Фамилия, имя, отчество"]
    file = office.post("/panel/students/export/csv/").data.decode("utf-8-sig")
    assert file.splitlines()[0] == "Телефон;Фамилия, имя, отчество"
    sign_in(client, centre.accounts["coordinator"])
    assert len(heads(client.get(STUDENTS).text)) == 6
    sign_in(client, centre.accounts["technical_admin"])
    client.post(COLUMNS, data={"list": "students", "usual": "yes"})
    assert len(heads(client.get(STUDENTS).text)) == 6


def test_without_the_script_a_step_comes_back_and_is_not_kept(office):
    page = office.get(f"{COLUMNS}?list=students").text
    order = re.findall(r'name="order" value="([^"]+)"', page)
    data = {"list": "students", "order": order, "columns": order[:2], "move": f"{order[1]}:up"}
    page = office.post(COLUMNS, data=data).text
    moved = re.findall(r'name="order" value="([^"]+)"', page)
    assert moved[:2] == [order[1], order[0]]
    assert page.split("column-list")[1].split("</ol>")[0].count("checked") == 2
    assert len(heads(office.get(STUDENTS).text)) == 6
    data = {"list": "students", "order": order, "move": "nothing:up", "columns": order[:1]}
    assert office.post(COLUMNS, data=data).status_code == 200


def test_no_column_that_is_not_the_viewers_to_list(office, client, centre):
    every = "columns=full_name,snils,address,password_hash,version,search_key,nothing"
    assert heads(office.get(f"{STUDENTS}?{every}").text) == [
        "Фамилия, имя, отчество", "СНИЛС", "Адрес"
    ]  # fmt: skip
    sign_in(client, centre.accounts["curator"])
    assert heads(client.get(f"{STUDENTS}?{every}").text) == ["Фамилия, имя, отчество"]
    assert "СНИЛС" not in client.get(f"{COLUMNS}?list=students").text
    file = client.post(f"/panel/students/export/csv/?{every}").data.decode("utf-8-sig")
    assert file.splitlines()[0] == "Фамилия, имя, отчество"
    assert client.get(f"{COLUMNS}?list=accounts").status_code == 403
    assert client.get(f"{COLUMNS}?list=nothing").status_code == 404


def test_no_column_of_a_list_is_a_secret() -> None:
    for view in VIEWS:
        columns = {*view.column_list, *view.detail_columns}
        secret = {one.name for one in view.model.__table__.columns if one.info.get("secret")}
        assert not columns & secret, view.__name__


def test_every_column_at_once_costs_the_same_at_any_length(
    app: Flask, office: Any, centre: Centre, count_queries: Any
) -> None:
    lists = [one for one in app.extensions["admin"][0]._views if hasattr(one, "all_columns")]

    def cost() -> dict[str, int]:
        found = {}
        for view in lists:
            count_queries.statements.clear()
            address = f"{view.url}/?page_size=100&columns={','.join(view.all_columns)}"
            assert office.get(address).status_code == 200, address
            found[view.endpoint] = len(count_queries)
        return found

    grow(centre, 0, 5)
    short = cost()
    grow(centre, 5, 60)
    assert short == cost()
