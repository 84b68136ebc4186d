"""The diary page: a phone's page, in few queries, of nobody but one's own."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.centre import Centre
from tests.conftest import QueryCount
from tests.signing import sign_in

pytestmark = pytest.mark.clause("4.8")


def test_a_guardian_reads_the_week(client: FlaskClient, centre: Centre) -> None:
    centre.make_cell(centre.lesson, centre.student, 5, comment="Помогает другим")
    page = sign_in(client, centre.accounts["guardian"]).get(f"/diary/?student={centre.student.id}")
    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert "Основы законодательства" in text
    assert "Помогает другим" in text
    assert "23 ноября" in text


def test_a_foreign_child_is_not_found(client: FlaskClient, centre: Centre) -> None:
    sign_in(client, centre.accounts["guardian"])
    assert client.get(f"/diary/?student={centre.foreign_student.id}").status_code == 404


def test_a_week_that_cannot_be_read_is_this_week(client: FlaskClient, centre: Centre) -> None:
    sign_in(client, centre.accounts["student"])
    assert "23 ноября" in client.get("/diary/?day=nonsense").get_data(as_text=True)


def test_without_children_the_page_says_what_follows(client: FlaskClient, centre: Centre) -> None:
    from sgo.vocabulary import Role

    account = centre.make_account(
        "lonely", Role.GUARDIAN, guardian_id=centre.make_guardian("Пустова").id
    )
    text = sign_in(client, account).get("/diary/").get_data(as_text=True)
    assert "С 18 лет" in text


@pytest.mark.parametrize("lessons", [2, 20])
def test_a_week_takes_the_same_few_queries(
    client: FlaskClient, centre: Centre, count_queries: QueryCount, lessons: int
) -> None:
    from datetime import timedelta

    for n in range(lessons):
        held_on = centre.now.date() + timedelta(days=n % 5)
        if held_on != centre.now.date():
            lesson = centre.make_lesson(centre.page, held_on, n // 5 + 1)
            centre.make_cell(lesson, centre.student, 4)
    sign_in(client, centre.accounts["guardian"])
    count_queries.statements.clear()
    assert client.get(f"/diary/?student={centre.student.id}").status_code == 200
    assert len(count_queries) == 11
