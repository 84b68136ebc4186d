"""The coordinator's board on the screen: every line leads to where it is mended (1.5, 3.1, 5.3)."""

from __future__ import annotations

import html
import re

import pytest
from flask.testing import FlaskClient

from sgo.models import MovementRecord
from sgo.vocabulary import MovementKind
from tests.centre import Centre
from tests.conftest import QueryCount
from tests.signing import sign_in


@pytest.fixture
def office(client: FlaskClient, centre: Centre) -> FlaskClient:
    centre.make_order(
        MovementKind.WITHDRAWAL,
        "17-о",
        MovementRecord(
            student_id=centre.student.id,
            group_id=centre.group.id,
            effective_on=centre.now.date(),
        ),
    )
    return sign_in(client, centre.accounts["coordinator"])


def links_of(page: str) -> list[str]:
    found = re.findall(r'<th scope="row"><a href="([^"]+)"', page)
    return [html.unescape(url) for url in found]


@pytest.mark.clause("1.5", "3.1", "5.3")
def test_every_line_leads_to_its_cell(office: FlaskClient, centre: Centre) -> None:
    page = office.get("/control/lines").text
    links = links_of(page)
    assert f"/journal/lessons/{centre.lessons[4].id}" in links
    assert any("movement_orders" in url for url in links)
    assert any(url.startswith("/timetable/") for url in links)
    for url in set(links):
        assert office.get(url).status_code == 200, url
    lost = office.get("/control/lost").text
    assert f"/journal/lessons/{centre.lessons[2].id}" in links_of(lost)


@pytest.mark.clause("1.5", "5.3")
def test_the_board_names_who_keeps_the_journal_and_who_does_not(
    office: FlaskClient, centre: Centre
) -> None:
    page = office.get("/control/").text
    row = re.search(
        rf"<tr>\s*<th[^>]*><a[^>]*>{centre.teacher.short_name}</a>.*?</tr>", page, re.DOTALL
    )
    assert row is not None
    assert "#lock" in row[0]  # three lessons closed unfilled, told by a shape and a number
    narrowed = office.get(f"/control/lines?staff={centre.teacher.id}").text
    assert centre.teacher.short_name in narrowed
    assert "17-о" not in narrowed
    group = office.get("/control/groups").text
    assert centre.group.name in group


def test_odd_conditions_are_no_conditions(office: FlaskClient) -> None:
    for query in ("fault=nothing", "staff=abc", "group=99999999999999999999", "closes=never"):
        assert office.get(f"/control/lines?{query}").status_code == 200


@pytest.mark.parametrize("path", ["", "groups", "lines", "lost"])
def test_queries(office: FlaskClient, count_queries: QueryCount, path: str) -> None:
    count_queries.statements.clear()
    office.get(f"/control/{path}")
    assert len(count_queries) <= 12
