"""Find or go to, over the web: places by permission, records that open, nothing kept."""

from __future__ import annotations

import pytest

from tests.signing import sign_in

FETCH = {"X-Requested-With": "fetch"}


def ask(client, text):
    answer = client.post("/search", data={"q": text}, headers=FETCH)
    assert answer.status_code == 200
    return answer


def rows(client, text):
    return [row for group in ask(client, text).json for row in group["rows"]]


@pytest.mark.parametrize(
    "who",
    ["technical_admin", "coordinator", "director", "teacher", "curator", "guardian", "student"],
)
def test_whatever_is_found_opens(client, centre, who):
    sign_in(client, centre.accounts[who])
    found = [row["url"] for text in ("", "а", "о", "1") for row in rows(client, text)]
    assert len(set(found)) >= 3
    for url in sorted(set(found)):
        assert client.get(url).status_code == 200, url


def test_places_are_found_by_name_and_layout_and_only_those_that_open(client, centre):
    sign_in(client, centre.accounts["technical_admin"])
    assert "/panel/timetable_rows/" in [row["url"] for row in rows(client, "hfcgbc")]
    assert "/panel/students/new/" in [row["url"] for row in rows(client, "добавить обуч")]
    sign_in(client, centre.accounts["coordinator"])
    assert "/panel/students/new/" not in [row["url"] for row in rows(client, "обучающ")]
    sign_in(client, centre.accounts["guardian"])
    assert not [row["url"] for row in rows(client, "") if row["url"].startswith("/panel")]


def test_a_family_finds_every_page_of_the_diary(client, centre):
    for who in ("guardian", "student"):
        sign_in(client, centre.accounts[who])
        found = [row["url"] for row in rows(client, "расписание")]
        assert found == ["/diary/timetable", "/diary/calendar"]
    sign_in(client, centre.accounts["teacher"])
    assert not [row["url"] for row in rows(client, "распис") if row["url"].startswith("/diary")]


def test_without_the_script_it_is_a_page(client, centre):
    sign_in(client, centre.accounts["curator"])
    page = client.get("/search").text
    assert 'method="post"' in page
    assert "/panel/students/" in page
    page = client.post("/search", data={"q": "дем арт"}).text
    assert f"/panel/students/details/?id={centre.students[1].id}" in page
    assert "Ничего не найдено" in client.post("/search", data={"q": "<b>нет</b>"}).text


def test_nothing_of_it_is_kept(client, centre, count_queries):
    sign_in(client, centre.accounts["technical_admin"])
    assert client.get("/").status_code == 302
    costs = set()
    for text in ("", "а", "ёлкин степан"):
        count_queries.statements.clear()
        answer = ask(client, text)
        assert answer.headers["Cache-Control"] == "no-store"
        assert not [sql for sql in count_queries.statements if not sql.startswith("SELECT")]
        costs.add(len(count_queries))
    # Whoever looks, and one statement for every kind together.
    assert costs == {1, 2}, costs
