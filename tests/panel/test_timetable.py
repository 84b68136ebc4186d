"""Pages, teachers, the timetable and forming at the panel's door."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from flask_babel import gettext
from sqlalchemy import select

from sgo.models import JournalPage, Lesson, TeachingAssignment, TimetableRow
from sgo.vocabulary import LessonState, Weekday
from tests.centre import Centre
from tests.signing import sign_in

ROWS = "/panel/timetable_rows/"
PAGES = "/panel/journal_pages/"
TEACHERS = "/panel/teaching_assignments/"


@pytest.fixture
def row(centre: Centre) -> TimetableRow:
    """Thursdays, first lesson, of the teacher's page."""
    row = centre.make_row(centre.page, centre.teacher, Weekday.THURSDAY, 1)
    centre.session.commit()
    return row


def values(centre: Centre, **other: object) -> dict[str, object]:
    return {
        "page_id": centre.curator_page.id,
        "staff_id": centre.curator.id,
        "weekday": "thursday",
        "bell_number": 2,
        "room_id": "",
        "hours": 1,
        "valid_from": "2026-09-01",
        **other,
    }


def test_a_row_is_added_and_changed(office: FlaskClient, centre: Centre) -> None:
    answer = office.post(f"{ROWS}new/", data=values(centre))
    assert answer.status_code == 302, answer.text
    made = centre.session.scalars(select(TimetableRow)).one()
    answer = office.post(
        f"{ROWS}edit/?id={made.id}",
        data=values(centre, bell_number=3, seen_version=made.version),
    )
    assert answer.status_code == 302, answer.text
    centre.session.refresh(made)
    assert made.bell_number == 3


@pytest.mark.parametrize(
    ("who", "field"), [("teacher", "staff_id"), ("room", "room_id"), ("group", "bell_number")]
)
def test_a_clash_stands_at_its_field_and_names_the_other_entry(
    office: FlaskClient, centre: Centre, row: TimetableRow, who: str, field: str
) -> None:
    page = centre.curator_page if who == "group" else centre.foreign_page
    clashing = values(centre, bell_number=1, page_id=page.id)
    if who == "teacher":
        clashing["staff_id"] = centre.teacher.id
    if who == "room":
        clashing["room_id"] = centre.room.id
    answer = office.post(f"{ROWS}new/", data=clashing)
    assert answer.status_code == 422
    error = answer.text.split(f'id="{field}-error"')[1].split("</span>")[0]
    assert "ВА-26-1, Основы законодательства" in error
    assert 'value="2026-09-01"' in answer.text, "what was typed stays"
    assert centre.session.scalars(select(TimetableRow)).all() == [row]


def test_an_old_version_shows_what_stands_now(
    office: FlaskClient, centre: Centre, row: TimetableRow
) -> None:
    seen = row.version
    row.hours = 2
    centre.add(row)
    centre.session.commit()
    answer = office.post(
        f"{ROWS}edit/?id={row.id}",
        data=values(
            centre, page_id=centre.page.id, staff_id=centre.teacher.id, bell_number=1,
            hours=3, seen_version=seen,
        ),
    )  # fmt: skip
    assert answer.status_code == 409
    centre.session.refresh(row)
    assert row.hours == 2


@pytest.mark.clause("4.4")
def test_lessons_are_formed_and_the_page_says_what_was_done_and_left_out(
    office: FlaskClient, centre: Centre, row: TimetableRow
) -> None:
    asked = office.get(f"{ROWS}forming/?group_id={centre.group.id}")
    assert asked.status_code == 200
    data = {"group_id": centre.group.id, "from_on": "2026-11-05", "to_on": "2026-11-26"}
    answer = office.post(f"{ROWS}forming/", data=data)
    assert answer.status_code == 200, answer.text
    days = centre.session.scalars(
        select(Lesson.held_on)
        .where(Lesson.timetable_row_id == row.id, Lesson.state == LessonState.PLANNED)
        .order_by(Lesson.held_on)
    ).all()
    assert days == [date(2026, 11, 19), date(2026, 11, 26)]
    assert "<dd>2</dd>" in answer.text
    left_out = answer.text.split('id="left-out"')[1]
    assert "05.11.2026" in left_out
    assert "4.11" in left_out, "a closed day is not filled in afterwards"
    again = office.post(f"{ROWS}forming/", data=data).text
    assert gettext("Everything is formed already: there is nothing to change.") in again
    main = again.split('id="main"')[1].split("</main>")[0]
    assert "<dd>" not in main, "no row of noughts"
    assert centre.session.query(Lesson).filter_by(timetable_row_id=row.id).count() == 2


def test_forming_asks_for_dates_in_order(office: FlaskClient, row: TimetableRow) -> None:
    for dates in ({"from_on": ""}, {"from_on": "2026-12-21", "to_on": "2026-12-01"}):
        assert office.post(f"{ROWS}forming/", data=dates).status_code == 422


@pytest.mark.parametrize("who", ["coordinator", "director", "teacher"])
def test_only_who_keeps_the_timetable_forms(
    client: FlaskClient, centre: Centre, row: TimetableRow, who: str
) -> None:
    sign_in(client, centre.accounts[who])
    for send in (client.get, client.post):
        assert send(f"{ROWS}forming/").status_code == 403
    assert "forming" not in client.get(ROWS).text


def test_a_page_is_opened_and_handed_over(office: FlaskClient, centre: Centre) -> None:
    opened = office.post(
        f"{PAGES}new/",
        data={
            "group_id": centre.other_group.id,
            "curriculum_item_id": centre.driving.id,
            "academic_year_id": centre.year.id,
        },
    )
    assert opened.status_code == 302, opened.text
    again = office.post(
        f"{PAGES}new/",
        data={
            "group_id": centre.other_group.id,
            "curriculum_item_id": centre.driving.id,
            "academic_year_id": centre.year.id,
        },
    )
    assert again.status_code == 422
    page = centre.session.scalars(
        select(JournalPage).where(
            JournalPage.group_id == centre.other_group.id,
            JournalPage.curriculum_item_id == centre.driving.id,
        )
    ).one()
    assigned = office.post(
        f"{TEACHERS}new/",
        data={"page_id": page.id, "staff_id": centre.teacher.id, "starts_on": "2026-09-01"},
    )
    assert assigned.status_code == 302, assigned.text
    handed = office.post(
        f"{PAGES}handover/?id={page.id}",
        data={"staff_id": centre.other_teacher.id, "starts_on": "2026-12-01"},
    )
    assert handed.status_code == 302, handed.text
    spans = {
        one.staff_id: (one.starts_on, one.ends_on)
        for one in centre.session.scalars(
            select(TeachingAssignment).where(TeachingAssignment.page_id == page.id)
        )
    }
    assert spans == {
        centre.teacher.id: (date(2026, 9, 1), date(2026, 11, 30)),
        centre.other_teacher.id: (date(2026, 12, 1), None),
    }


def test_a_second_assignment_of_the_same_teacher_is_told_at_the_teacher(
    office: FlaskClient, centre: Centre
) -> None:
    answer = office.post(
        f"{TEACHERS}new/",
        data={"page_id": centre.page.id, "staff_id": centre.teacher.id, "starts_on": "2026-12-01"},
    )
    assert answer.status_code == 422
    assert 'id="staff_id-error"' in answer.text


@pytest.mark.parametrize("address", [ROWS, PAGES, TEACHERS])
def test_a_list_costs_the_same_at_10_and_at_200_rows(
    office: FlaskClient, centre: Centre, count_queries, address: str
) -> None:
    costs = []
    for rows in (10, 190):
        for number in range(rows):
            page = centre.make_page(
                centre.group, centre.make_item(f"Дисциплина {rows}-{number}"), centre.teacher
            )
            day = date(2026, 9, 1) + timedelta(days=number + 10 * (rows > 10))
            centre.make_row(
                page, centre.teacher, Weekday.of(day.isoweekday()), 1, valid_from=day, valid_to=day
            )
        centre.session.commit()
        centre.session.expunge_all()
        count_queries.statements.clear()
        assert office.get(f"{address}?page_size=100").status_code == 200
        costs.append(len(count_queries))
    assert costs[0] == costs[1] <= 8
    assert office.post(f"{address}export/csv/").text.count("Дисциплина ") >= 200


def test_an_empty_timetable_says_what_follows(office: FlaskClient) -> None:
    told = office.get(ROWS).text
    assert 'class="empty"' in told
    assert f"{ROWS}new/" in told
    assert f"{ROWS}forming/" in told
