"""Cells, marks and what stands beside them at the panel's door (decision 30)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from sgo.models import AuditEvent, Exemption, FinalMark, JournalEntry, Mark, TermMark, WorkType
from sgo.vocabulary import AttendanceCode, FinalKind, Role, TermResult
from tests.centre import Centre
from tests.panel.test_lessons import ZONES, last_second, set_clock
from tests.signing import sign_in

CELLS = "/panel/journal_entries/"
MARKS = "/panel/marks/"
EXEMPTIONS = "/panel/exemptions/"
WORK_TYPES = "/panel/work_types/"


@pytest.fixture
def cell(centre: Centre) -> JournalEntry:
    """A 4 of today."""
    cell = centre.make_cell(centre.lesson, centre.student, 4, comment="Старается")
    centre.session.commit()
    return cell


@pytest.fixture
def control_cell(centre: Centre) -> JournalEntry:
    """A 4 for a control work, the only work of its lesson."""
    lesson = centre.make_lesson(centre.page, centre.now.date(), bell=3)
    lesson.works[0].work_type_id = centre.control.id
    centre.add(lesson.works[0])
    cell = centre.make_cell(lesson, centre.student, 4)
    centre.session.commit()
    centre.session.expire_all()
    return cell


def key(cell: JournalEntry) -> str:
    return f"{cell.lesson_id},{cell.student_id}"


def put(browser: FlaskClient, cell: JournalEntry, text: str, version: int | None = None):
    return browser.post(
        f"{CELLS}edit/?id={key(cell)}",
        data={
            "text": text,
            "comment": cell.comment or "",
            "seen_version": cell.version if version is None else version,
        },
    )


def marks_of(centre: Centre, cell: JournalEntry) -> list[int]:
    centre.session.expire_all()
    return list(
        centre.session.scalars(
            select(Mark.value).where(
                Mark.lesson_id == cell.lesson_id, Mark.student_id == cell.student_id
            )
        )
    )


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    ("which", "clause"),
    [
        pytest.param("cell", "4.11", marks=pytest.mark.clause("4.11")),
        pytest.param("control_cell", "4.12", marks=pytest.mark.clause("4.12")),
    ],
)
def test_day_10_is_open_to_its_last_second_and_day_11_is_closed(
    app, request, centre: Centre, teacher: FlaskClient, zone: str, which: str, clause: str
) -> None:
    cell = request.getfixturevalue(which)
    tenth = centre.now.date() + timedelta(days=10)
    set_clock(app, last_second(tenth, zone))
    assert put(teacher, cell, "5").status_code == 302
    assert marks_of(centre, cell) == [5]

    set_clock(app, last_second(tenth, zone) + timedelta(seconds=1))
    answer = put(teacher, cell, "н/3", cell.version)
    assert answer.status_code == 422
    assert marks_of(centre, cell) == [5]
    error = answer.text.split('id="text-error"')[1].split("</span>")[0]
    assert f"{clause}" in error
    assert f"{tenth + timedelta(days=1):%d.%m.%Y}" in error
    assert 'value="н/3"' in answer.text, "nothing typed is lost"


@pytest.mark.clause("4.11")
@pytest.mark.parametrize(
    ("who", "status"),
    [("technical_admin", 403), ("coordinator", 403), ("director", 403), ("curator", 403),
     ("other_teacher", 404), ("guardian", 403), ("student", 403)],
)  # fmt: skip
def test_nobody_but_the_teacher_writes_a_cell(
    client: FlaskClient, centre: Centre, cell: JournalEntry, who: str, status: int
) -> None:
    sign_in(client, centre.accounts[who])
    assert put(client, cell, "5").status_code == status
    assert marks_of(centre, cell) == [4]


def test_a_technical_admin_who_teaches_writes_as_a_teacher(
    client: FlaskClient, centre: Centre, cell: JournalEntry
) -> None:
    both = centre.make_account(
        "both", Role.TECHNICAL_ADMIN, Role.TEACHER, staff_id=centre.make_staff("Двойной").id
    )
    centre.session.commit()
    sign_in(client, both)
    assert put(client, cell, "5").status_code == 403, "not their lesson"
    centre.lesson.staff_id = both.staff_id
    centre.add(centre.lesson)
    centre.session.commit()
    assert put(client, cell, "5").status_code == 302
    event = centre.session.scalars(
        select(AuditEvent).where(AuditEvent.subject == "marks").order_by(AuditEvent.id.desc())
    ).first()
    assert (event.account_id, event.role) == (both.id, Role.TEACHER)


@pytest.mark.clause("1.4")
def test_a_save_leaves_its_trace_and_the_cell_links_to_it(
    client: FlaskClient, centre: Centre, cell: JournalEntry
) -> None:
    sign_in(client, centre.accounts["teacher"])
    assert put(client, cell, "н/5").status_code == 302
    sign_in(client, centre.accounts["coordinator"])
    card = client.get(f"{CELLS}details/?id={key(cell)}").text
    address = f"/panel/audit_events/?flt_cell={cell.lesson_id}/{cell.student_id}"
    assert address in card.replace("%2F", "/")
    told = client.get(address).text
    assert "4 → 5" in told
    assert "Левченко" in told


def test_the_form_begins_as_the_cell_is_typed(
    centre: Centre, teacher: FlaskClient, cell: JournalEntry
) -> None:
    cell.attendance = AttendanceCode.LATE
    centre.add(cell)
    centre.session.commit()
    form = teacher.get(f"{CELLS}edit/?id={key(cell)}").text
    assert 'value="оп/4"' in form
    assert "Старается" in form


@pytest.mark.parametrize("text", ["7", "5/5", "ы"])
def test_what_is_not_understood_is_told_at_the_cell(
    centre: Centre, teacher: FlaskClient, cell: JournalEntry, text: str
) -> None:
    answer = put(teacher, cell, text)
    assert answer.status_code == 422
    assert 'id="text-error"' in answer.text
    assert f'value="{text}"' in answer.text
    assert marks_of(centre, cell) == [4]


def test_two_hands_on_one_cell_see_theirs_and_mine(
    centre: Centre, teacher: FlaskClient, cell: JournalEntry
) -> None:
    seen = cell.version
    assert put(teacher, cell, "5", seen).status_code == 302
    answer = put(teacher, cell, "3", seen)
    assert answer.status_code == 409
    assert "<dd>5</dd>" in answer.text
    assert 'value="3"' in answer.text
    assert marks_of(centre, cell) == [5]
    assert (
        put(
            teacher,
            cell,
            "3",
            centre.session.get(JournalEntry, (cell.lesson_id, cell.student_id)).version,
        ).status_code
        == 302
    )
    assert marks_of(centre, cell) == [3]


def test_without_the_seen_version_nothing_is_overwritten(
    centre: Centre, teacher: FlaskClient, cell: JournalEntry
) -> None:
    answer = teacher.post(f"{CELLS}edit/?id={key(cell)}", data={"text": "2", "comment": ""})
    assert answer.status_code == 409
    assert marks_of(centre, cell) == [4]


@pytest.mark.parametrize("wrong", ["", "1", "1,", "1,x", "1,2,3", "-1,1", "9999999999,1", "1;1"])
def test_a_wrong_key_is_no_row(teacher: FlaskClient, cell: JournalEntry, wrong: str) -> None:
    for door in ("details", "edit"):
        assert teacher.get(f"{CELLS}{door}/", query_string={"id": wrong}).status_code == 404


def test_a_mark_leads_to_its_cell_and_has_no_form_of_its_own(
    client: FlaskClient, centre: Centre, cell: JournalEntry
) -> None:
    mark = centre.session.scalars(select(Mark)).one()
    address = f"{mark.lesson_id},{mark.student_id},{mark.work_id}"
    sign_in(client, centre.accounts["teacher"])
    cells_form = f"{CELLS}edit/?id={key(cell)}"
    assert cells_form in client.get(MARKS).text.replace("%2C", ",")
    assert cells_form in client.get(f"{MARKS}details/?id={address}").text.replace("%2C", ",")
    assert client.get(f"{MARKS}edit/?id={address}").status_code == 404
    sign_in(client, centre.accounts["technical_admin"])
    assert "edit/?id=" not in client.get(MARKS).text
    assert client.get(f"{MARKS}details/?id={address}").status_code == 200


@pytest.mark.parametrize("who", ["technical_admin", "coordinator", "director", "teacher"])
@pytest.mark.parametrize("table", ["term_marks", "final_marks"])
def test_term_and_final_marks_are_read_and_have_no_form(
    client: FlaskClient, centre: Centre, who: str, table: str
) -> None:
    common = {"page_id": centre.page.id, "student_id": centre.student.id,
              "result": TermResult.FIVE, "entered_at": centre.now}  # fmt: skip
    centre.add(TermMark(term_id=centre.term.id, marks_sum=5, marks_count=1, **common))
    centre.add(FinalMark(kind=FinalKind.YEAR, **common))
    centre.session.commit()
    sign_in(client, centre.accounts[who])
    address = f"/panel/{table}/"
    assert "Абрамов" in client.get(address).text
    middle = centre.term.id if table == "term_marks" else "year"
    keys = f"{centre.page.id},{middle},{centre.student.id}"
    assert client.get(f"{address}details/?id={keys}").status_code == 200
    for door in ("new", "edit", "delete"):
        assert client.get(f"{address}{door}/?id={keys}").status_code == 404


def test_kinds_of_work_are_kept_by_the_office(
    client: FlaskClient, centre: Centre, office: FlaskClient
) -> None:
    data = {"name": "Практическая работа", "short_name": "ПР", "position": 3}
    assert office.post(f"{WORK_TYPES}new/", data=data).status_code == 302
    made = centre.session.scalars(select(WorkType).where(WorkType.short_name == "ПР")).one()
    twice = office.post(f"{WORK_TYPES}new/", data=data)
    assert twice.status_code == 422
    sign_in(client, centre.accounts["teacher"])
    assert client.get(WORK_TYPES).status_code == 200
    assert client.get(f"{WORK_TYPES}edit/?id={made.id}").status_code == 403


def test_an_exemption_has_its_dates_and_its_basis(
    client: FlaskClient, centre: Centre, office: FlaskClient
) -> None:
    data = {
        "student_id": centre.student.id,
        "curriculum_item_id": centre.law.id,
        "starts_on": "2026-10-01",
        "ends_on": "2026-09-01",
        "basis": "Справка 12",
    }
    assert office.post(f"{EXEMPTIONS}new/", data=data).status_code == 422
    assert office.post(f"{EXEMPTIONS}new/", data={**data, "basis": ""}).status_code == 422
    kept = office.post(f"{EXEMPTIONS}new/", data={**data, "ends_on": "2026-10-31"})
    assert kept.status_code == 302, kept.text
    made = centre.session.scalars(select(Exemption)).one()
    assert (made.starts_on, made.ends_on) == (date(2026, 10, 1), date(2026, 10, 31))
    sign_in(client, centre.accounts["coordinator"])
    assert "Справка 12" in client.get(EXEMPTIONS).text
    assert client.get(f"{EXEMPTIONS}edit/?id={made.id}").status_code == 403


@pytest.mark.parametrize("who", ["technical_admin", "teacher"])
@pytest.mark.parametrize("address", [CELLS, MARKS])
def test_a_list_costs_the_same_at_10_and_at_200_rows(
    client: FlaskClient, centre: Centre, count_queries, address: str, who: str
) -> None:
    sign_in(client, centre.accounts[who])
    costs = []
    for rows in (10, 190):
        for number in range(rows):
            student = centre.make_student(f"Много{rows}-{number}")
            centre.enrol(student, centre.group)
            centre.make_cell(centre.lesson, student, 4)
        centre.session.commit()
        centre.session.expunge_all()
        centre.made["lesson"] = centre.session.merge(centre.lesson)
        count_queries.statements.clear()
        assert client.get(f"{address}?page_size=100").status_code == 200
        costs.append(len(count_queries))
    assert costs[0] == costs[1] <= 8
    assert client.post(f"{address}export/csv/").text.count("Много") == 200
