"""Forms: what is kept, what is refused and in which words, and that nothing typed is lost."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from sgo.models import (
    AuditEvent,
    CurriculumItem,
    Guardian,
    Guardianship,
    Programme,
    Room,
    Student,
    TimetableRow,
)
from sgo.vocabulary import Assessment, Direction, Relation, Role, Sex, Weekday
from tests.centre import Centre

STUDENT = {
    "surname": " Новиков ", "given_name": "Пётр", "patronymic": "", "birth_date": "2011-02-03",
    "sex": "male", "funding": "contract", "snils": "112-233-445 95", "phone": "8 (918) 123-45-67",
    "email": " Novikov@Example.RU ", "address": "ул. Заречная, 18",
}  # fmt: skip


def test_a_card_is_kept_in_its_one_form(office: FlaskClient, centre: Centre) -> None:
    answer = office.post("/panel/students/new/", data=STUDENT)
    assert answer.status_code == 302, answer.text
    student = centre.session.scalars(select(Student).where(Student.surname == "Новиков")).one()
    assert (student.snils, student.phone, student.email) == (
        "11223344595", "+79181234567", "novikov@example.ru"
    )  # fmt: skip
    assert (student.patronymic, student.sex) == (None, Sex.MALE)
    page = office.get(f"/panel/students/edit/?id={student.id}").text
    assert 'value="112-233-445 95"' in page
    assert 'value="2011-02-03"' in page


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("surname", "", "Обязательное поле"),
        ("snils", "112-233-445 96", "должны быть 95"),
        ("phone", "12", "не номер телефона"),
        ("email", "не адрес", "не адрес электронной почты"),
        ("birth_date", "2026-05-30", "меньше допустимого"),
        ("birth_date", "30.05.2010", "date"),
        ("sex", "", "Обязательное поле"),
        ("sex", "other", ""),
        ("surname", "А" * 121, ""),
    ],
)
def test_a_refusal_stands_at_its_field_and_keeps_the_rest(
    office: FlaskClient, centre: Centre, field: str, typed: str, words: str
) -> None:
    answer = office.post("/panel/students/new/", data=STUDENT | {field: typed})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert f'href="#{field}"' in answer.text
    if words != "date":
        assert words in answer.text
    assert 'value="ул. Заречная, 18"' in answer.text
    assert centre.session.query(Student).count() == 6


def test_a_second_card_of_the_same_person_is_told_in_a_sentence(
    office: FlaskClient, centre: Centre
) -> None:
    one = centre.student
    data = STUDENT | {
        "surname": one.surname, "given_name": one.given_name, "patronymic": one.patronymic,
        "birth_date": one.birth_date.isoformat(), "snils": "",
    }  # fmt: skip
    answer = office.post("/panel/students/new/", data=data)
    assert answer.status_code == 422
    assert "с таким именем и датой рождения уже есть" in answer.text
    for trace in ("UNIQUE", "constraint", "INSERT", "students."):
        assert trace not in answer.text


def test_the_vocabulary_keeps_its_value_through_the_form(
    office: FlaskClient, centre: Centre
) -> None:
    """The choice of the form is the stored word, not the first of the list."""
    item = centre.driving
    page = office.get(f"/panel/curriculum_items/edit/?id={item.id}").text
    assert '<option selected value="graded">' in page
    programme = centre.session.get_one(Programme, centre.programme.id)
    for direction in Direction:
        data = {"name": programme.name, "direction": direction.value,
                "seen_version": programme.version}  # fmt: skip
        office.post(f"/panel/programmes/edit/?id={programme.id}", data=data)
        centre.session.expire_all()
        assert programme.direction is direction
        page = office.get(f"/panel/programmes/edit/?id={programme.id}").text
        assert f'<option selected value="{direction.value}">' in page
    assert centre.session.get_one(CurriculumItem, item.id).assessment is Assessment.GRADED


def test_nothing_is_chosen_for_the_person(office: FlaskClient) -> None:
    page = office.get("/panel/students/new/").text
    assert '<option selected value="">' in page
    assert '<option selected value="female">' not in page


def test_who_saved_first_is_shown_and_nothing_typed_is_lost(
    office: FlaskClient, centre: Centre
) -> None:
    room = centre.room
    address = f"/panel/rooms/edit/?id={room.id}"
    mine = {"name": "каб. 8", "seats": "20", "seen_version": "1"}
    assert office.post(address, data=mine | {"name": "каб. 9"}).status_code == 302
    answer = office.post(address, data=mine)
    assert answer.status_code == 409
    assert 'value="каб. 8"' in answer.text  # what was typed
    assert "<dd>каб. 9</dd>" in answer.text  # what stands now
    assert 'name="seen_version" type="hidden" value="2"' in answer.text
    centre.session.expire_all()
    assert centre.session.get_one(Room, room.id).name == "каб. 9"
    assert office.post(address, data=mine | {"seen_version": "2"}).status_code == 302


def test_fields_that_are_not_of_the_form_are_not_taken(office: FlaskClient, centre: Centre) -> None:
    data = {"name": "каб. 7", "seats": "31", "seen_version": "1", "id": "77", "version": "50",
            "search_key": "подлог"}  # fmt: skip
    assert office.post(f"/panel/rooms/edit/?id={centre.room.id}", data=data).status_code == 302
    centre.session.expire_all()
    room = centre.session.get_one(Room, centre.room.id)
    assert (room.seats, room.version, room.search_key) == (31, 2, "каб. 7")


def test_a_change_is_traced_with_its_role(office: FlaskClient, centre: Centre) -> None:
    data = {"name": "каб. 7", "seats": "31", "seen_version": "1"}
    office.post(f"/panel/rooms/edit/?id={centre.room.id}", data=data)
    event = centre.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert event is not None
    assert (event.subject, event.changes) == ("rooms", {"seats": [30, 31]})
    assert event.role is Role.TECHNICAL_ADMIN
    assert event.account_id == centre.accounts["technical_admin"].id


def test_a_deletion_asks_first(office: FlaskClient, centre: Centre) -> None:
    """Without the script the page asks; the dialog of the script sends the answer along."""
    room = centre.add(Room(name="каб. 12"))
    asked = office.post("/panel/rooms/delete/", data={"id": room.id})
    assert asked.status_code == 200
    assert 'name="sure" value="yes"' in asked.text
    assert centre.session.query(Room).count() == 2
    done = office.post("/panel/rooms/delete/", data={"id": room.id, "sure": "yes"})
    assert done.status_code == 302
    assert centre.session.query(Room).count() == 1


def test_what_others_lean_on_is_not_deleted_and_they_are_named(
    office: FlaskClient, centre: Centre
) -> None:
    data = {"id": centre.student.id, "sure": "yes"}
    answer = office.post("/panel/students/delete/", data=data)
    assert answer.status_code == 200
    assert "Удалить нельзя" in answer.text
    assert "Списки групп" in answer.text
    assert "FOREIGN KEY" not in answer.text
    assert centre.session.query(Student).count() == 6


def test_a_guardian_comes_with_their_student(office: FlaskClient, centre: Centre) -> None:
    key = centre.students[4].id
    page = office.get(f"/panel/guardians/new/?student_id={key}").text
    assert f'value="{key}" data-lookup-key' in page
    data = {"surname": "Зайченко", "given_name": "Ирина", "relation": "mother", "student_id": key,
            "phone": "8 918 000 00 01"}  # fmt: skip
    assert office.post("/panel/guardians/new/", data=data).status_code == 302
    tie = centre.session.scalars(
        select(Guardianship).join(Guardian).where(Guardian.surname == "Зайченко")
    ).one()
    assert (tie.student_id, tie.relation) == (key, Relation.MOTHER)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (["", "Жданов"], 302),  # typed without the script: one student answers
        (["", "Ждан"], 302),
        (["", "Ильич"], 422),  # several do
        (["", "Никто"], 422),
        (["", ""], 422),
        (["999999", ""], 422),
        (["x", ""], 422),
    ],
)
def test_the_box_takes_a_name_when_it_is_one(
    office: FlaskClient, centre: Centre, sent: list[str], status: int
) -> None:
    data: dict[str, Any] = {"guardian_id": centre.foreign_guardian.id, "relation": "other",
                            "student_id": sent}  # fmt: skip
    assert office.post("/panel/guardianships/new/", data=data).status_code == status


def test_a_clash_of_the_timetable_names_the_other_entry(
    office: FlaskClient, centre: Centre
) -> None:
    centre.make_row(centre.page, centre.teacher, Weekday.MONDAY, 1)
    data = {
        "page_id": centre.foreign_page.id, "staff_id": centre.teacher.id, "weekday": "monday",
        "bell_number": "1", "room_id": centre.room.id, "hours": "1", "valid_from": "2026-09-01",
    }  # fmt: skip
    answer = office.post("/panel/timetable_rows/new/", data=data)
    assert answer.status_code == 422
    assert "Левченко" in answer.text
    assert "ВА-26-1" in answer.text
    assert centre.session.query(TimetableRow).count() == 1
    free = data | {"bell_number": "2"}
    assert office.post("/panel/timetable_rows/new/", data=free).status_code == 302
