"""The lists of the movement book: what waits stands first, group lists are only read, and none grows dear."""

from __future__ import annotations

from datetime import date

import pytest

from tests.panel.movement import BOOK, LISTS, ORDERS
from tests.signing import sign_in


def test_what_waits_stands_first_and_is_found_by_name_and_number(client, centre, waiting_order):
    sign_in(client, centre.accounts["coordinator"])
    told = client.get(ORDERS).text
    assert told.index("Щукин") < told.index("Абрамов")
    assert "Абрамов" not in client.get(f"{ORDERS}?flt_state=prepared").text
    for text in ("щукин", "17-у"):
        found = client.get(f"{ORDERS}?search={text}").text
        assert "Щукин" in found
        assert "Абрамов" not in found


def test_group_lists_are_read_and_have_no_form(client, centre, session):
    centre.enrol(centre.make_student("Ушедший"), centre.group, ends_on=date(2026, 10, 1))
    session.commit()
    sign_in(client, centre.accounts["technical_admin"])
    everybody = client.get(LISTS).text
    assert "Ушедший" in everybody
    assert "Ярмак" in everybody
    now = client.get(f"{LISTS}?flt_now=yes&flt_group={centre.group.id}").text
    assert "Ушедший" not in now
    assert "Ярмак" not in now
    for door in ("new", "edit", "delete"):
        assert client.get(f"{LISTS}{door}/?id=1").status_code == 404


@pytest.mark.parametrize("address", [ORDERS, BOOK, LISTS])
def test_a_list_costs_the_same_at_10_and_at_200_rows(client, centre, count_queries, address):
    sign_in(client, centre.accounts["technical_admin"])
    costs = []
    for rows in (10, 190):
        for number in range(rows):
            centre.enrol(centre.make_student(f"Много{rows}{number}"), centre.group)
        centre.session.commit()
        centre.session.expunge_all()
        count_queries.statements.clear()
        assert client.get(f"{address}?page_size=100").status_code == 200
        costs.append(len(count_queries))
    assert costs[0] == costs[1] <= 8
    assert client.post(f"{address}export/csv/").text.count("Много") == 200


def test_the_card_of_a_student_tells_every_order(client, centre, waiting_order, newcomer):
    sign_in(client, centre.accounts["coordinator"])
    card = client.get(f"/panel/students/details/?id={newcomer.id}").text
    assert "№ 17-у" in card
    sign_in(client, centre.accounts["curator"])
    card = client.get(f"/panel/students/details/?id={centre.student.id}").text
    assert f"№ {centre.student.id}-у" not in card, "the book is of the office"
