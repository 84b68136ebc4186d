"""Rows of others, broken keys and old tokens: nothing behind any door of a view."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from sgo.models import Guardian, Guardianship, Student
from tests.centre import Centre
from tests.signing import sign_in

BROKEN_KEYS = ["", "x", "-1", "1,2", "1%2C2", "9" * 30, "1e3", "١", "1;2", "null", "1&id=2"]


@pytest.mark.parametrize("door", ["details", "edit", "delete"])
@pytest.mark.parametrize("key", BROKEN_KEYS)
def test_a_broken_key_finds_nothing(
    client: FlaskClient, centre: Centre, door: str, key: str
) -> None:
    sign_in(client, centre.accounts["technical_admin"])
    expected = 200 if key == "1&id=2" else 404
    assert client.get(f"/panel/students/{door}/?id={key}").status_code == expected


def test_a_key_of_many_parts_is_parsed_part_by_part(client: FlaskClient, centre: Centre) -> None:
    sign_in(client, centre.accounts["technical_admin"])
    centre.make_cell(centre.lesson, centre.student, 5)
    whole = f"{centre.lesson.id},{centre.student.id}"
    assert client.get(f"/panel/journal_entries/details/?id={whole}").status_code == 200
    for key in (str(centre.lesson.id), f"{whole},1", f"{whole},", "a,b"):
        assert client.get(f"/panel/journal_entries/details/?id={key}").status_code == 404


@pytest.mark.parametrize("door", ["details", "edit"])
def test_rows_of_others_are_not_there(client: FlaskClient, centre: Centre, door: str) -> None:
    sign_in(client, centre.accounts["curator"])
    own, foreign = centre.student.id, centre.foreign_student.id
    assert client.get(f"/panel/students/{door}/?id={own}").status_code == 200
    assert client.get(f"/panel/students/{door}/?id={foreign}").status_code == 404


def test_rows_of_others_cannot_be_changed_or_deleted(client: FlaskClient, centre: Centre) -> None:
    sign_in(client, centre.accounts["curator"])
    foreign = centre.session.query(Guardianship).filter_by(student_id=centre.foreign_student.id)
    key = foreign.one().id
    answer = client.post("/panel/guardianships/delete/", data={"id": key, "sure": "yes"})
    assert answer.status_code == 404
    answer = client.post(
        f"/panel/students/edit/?id={centre.foreign_student.id}", data={"phone": "8 918 000-00-01"}
    )
    assert answer.status_code == 404
    assert foreign.one().id == key


def test_the_lookup_gives_own_rows_only_and_few(client: FlaskClient, centre: Centre) -> None:
    for number in range(40):
        centre.make_student("Яровой", f"Имя{number}")
    address = "/panel/guardians/ajax/lookup/?name=student_id&query={}&limit=100000&offset=-1"
    sign_in(client, centre.accounts["technical_admin"])
    assert len(client.get(address.format("я")).json) == 20
    assert "Ярмак" in client.get(address.format("ярмак")).json[0]["text"]
    sign_in(client, centre.accounts["curator"])
    assert client.get(address.format("ярмак")).json == []
    assert [row["text"] for row in client.get(address.format("ЕЛКИН")).json] == [
        "Ёлкин Степан Ильич, 14.05.2012"
    ]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/panel/students/ajax/lookup/?name=student_id", 404),  # no such box in that form
        ("/panel/guardians/ajax/lookup/?name=validate", 404),
        ("/panel/guardians/ajax/lookup/", 404),
        ("/panel/memberships/ajax/lookup/?name=student_id", 404),  # a view without a form
    ],
)
def test_the_lookup_knows_only_boxes_of_forms(
    client: FlaskClient, centre: Centre, address: str, status: int
) -> None:
    sign_in(client, centre.accounts["technical_admin"])
    assert client.get(address).status_code == status


def test_the_lookup_is_closed_to_who_may_not_write(client: FlaskClient, centre: Centre) -> None:
    sign_in(client, centre.accounts["director"])
    assert client.get("/panel/guardians/ajax/lookup/?name=student_id").status_code == 403


def test_a_foreign_key_in_the_form_is_no_choice(client: FlaskClient, centre: Centre) -> None:
    """The curator links a guardian to a student of own groups only."""
    sign_in(client, centre.accounts["curator"])
    guardian = centre.guardian
    data = {
        "guardian_id": guardian.id,
        "relation": "father",
        "student_id": centre.foreign_student.id,
    }
    assert client.post("/panel/guardianships/new/", data=data).status_code == 422
    data["student_id"] = centre.students[3].id
    assert client.post("/panel/guardianships/new/", data=data).status_code == 302


def test_a_teacher_who_is_no_curator_keeps_no_contacts(client: FlaskClient, centre: Centre) -> None:
    """Decision 28: the teacher of a page sees the students and changes nothing of theirs."""
    sign_in(client, centre.accounts["teacher"])
    key = centre.student.id
    assert client.get(f"/panel/students/details/?id={key}").status_code == 200
    assert client.get(f"/panel/students/edit/?id={key}").status_code == 404
    data = {"surname": "Новый", "given_name": "Опекун", "student_id": key, "relation": "other"}
    answer = client.post("/panel/guardians/new/", data=data)
    assert answer.status_code == 422
    assert "куратор" in answer.text
    centre.session.expire_all()
    assert centre.session.query(Guardian).filter_by(surname="Новый").count() == 0


def test_a_curator_keeps_contacts_and_no_name(client: FlaskClient, centre: Centre) -> None:
    """Decision 28, however the form is forged."""
    sign_in(client, centre.accounts["curator"])
    key = centre.student.id
    page = client.get(f"/panel/students/edit/?id={key}").text
    assert 'name="phone"' in page
    assert 'name="surname"' not in page
    assert 'name="snils"' not in page
    data = {
        "phone": "8 918 123 45 67",
        "surname": "Подлог",
        "birth_date": "2001-01-01",
        "seen_version": "1",
    }
    assert client.post(f"/panel/students/edit/?id={key}", data=data).status_code == 302
    centre.session.expire_all()
    student = centre.session.get_one(Student, key)
    assert (student.surname, student.phone) == ("Абрамов", "+79181234567")
    assert student.birth_date.year == 2012


@pytest.mark.parametrize("who", ["guardian", "student"])
def test_families_have_no_panel(client: FlaskClient, centre: Centre, who: str) -> None:
    sign_in(client, centre.accounts[who])
    for address in ("/panel/", "/panel/students/"):
        assert client.get(address).status_code == 403
    assert client.post("/panel/marks/export/csv/").status_code == 403


def test_a_form_without_the_token_changes_nothing(
    app: Flask, client: FlaskClient, centre: Centre
) -> None:
    sign_in(client, centre.accounts["technical_admin"])
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        for address, data in (
            ("/panel/rooms/new/", {"name": "каб. 99"}),
            ("/panel/rooms/delete/", {"id": centre.room.id, "sure": "yes"}),
        ):
            assert client.post(address, data=data).status_code == 400
        page = client.get("/panel/rooms/new/").text
        forms = page.count('method="post"')
        assert forms >= 2  # this form, and signing out
        assert page.count('name="csrf_token"') == forms
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


@pytest.mark.parametrize(
    "arguments",
    [
        "page=-5",
        "page=99999999999999999999",
        "page_size=100000",
        "sort=99",
        "sort=-1",
        "flt_funding=none",
        "flt_group=x",
        "flt_studies=maybe",
        "flt_unknown=1",
        "search=%25%27--",
    ],
)
def test_a_crooked_address_of_a_list_is_no_fault(
    client: FlaskClient, centre: Centre, arguments: str
) -> None:
    sign_in(client, centre.accounts["technical_admin"])
    assert client.get(f"/panel/students/?{arguments}").status_code == 200
