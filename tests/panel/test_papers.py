"""Personal files at the panel's door: cards, files, consents, and lists to report from (2.1.2)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from sgo.models import Consent, PersonFile, StaffCourse, StudentNeed
from sgo.rules.stored_files import LARGEST_FILE
from sgo.vocabulary import ConsentKind, Funding, SpecialNeed
from tests.attachments import PDF
from tests.centre import Centre
from tests.signing import sign_in

pytestmark = pytest.mark.clause("2.1.2")

FILES = "/panel/person_files/"
MOST_QUERIES_OF_A_CARD = 24


@pytest.fixture
def attach(client: FlaskClient, centre: Centre) -> Callable[..., Any]:
    """Send the form of a file for the student."""

    def send(content: bytes = PDF, name: str = "паспорт.pdf", **fields: Any) -> Any:
        data = {
            "student_id": str(centre.student.id),
            "title": "Паспорт, первая страница",
            "kind": "identity",
            "file": FileStorage(BytesIO(content), filename=name),
            **fields,
        }
        # Werkzeug's client leaves the temporary file of a large body open.
        boundary, body = encode_multipart(data)
        kind = f'multipart/form-data; boundary="{boundary}"'
        return client.post(f"{FILES}new/", data=body, content_type=kind)

    return send


def test_a_file_is_attached_from_the_card_and_saved_again(
    client: FlaskClient, centre: Centre, session: Session, attach: Callable[..., Any]
) -> None:
    sign_in(client, centre.accounts["technical_admin"])
    card = client.get(f"/panel/students/details/?id={centre.student.id}").text
    assert f"{FILES}new/?student_id={centre.student.id}" in card
    form = client.get(f"{FILES}new/?student_id={centre.student.id}").text
    assert 'enctype="multipart/form-data"' in form
    assert centre.student.full_name in form
    assert attach().status_code == 302
    row = session.scalars(select(PersonFile)).one()
    assert row.title in client.get(f"/panel/students/details/?id={centre.student.id}").text
    sign_in(client, centre.accounts["coordinator"])
    answer = client.get(f"{FILES}file/?id={row.id}")
    assert (answer.data, answer.mimetype) == (PDF, "application/pdf")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "паспорт.pdf"),
        (b"<html><script>alert(1)</script></html>", "паспорт.pdf.html"),
        (b"MZ", "../../паспорт.png"),
        (b"", "паспорт.pdf"),
        (b"%PDF-" + b" " * LARGEST_FILE + b"%%EOF", "паспорт.pdf"),
    ],
)
def test_a_wrong_file_is_refused_and_what_was_typed_stays(
    client: FlaskClient,
    centre: Centre,
    session: Session,
    attach: Callable[..., Any],
    content: bytes,
    name: str,
) -> None:
    sign_in(client, centre.accounts["technical_admin"])
    answer = attach(content, name)
    assert answer.status_code == 422
    assert 'id="file-error"' in answer.text
    assert "Паспорт, первая страница" in answer.text
    assert session.scalars(select(PersonFile)).all() == []


def test_a_request_above_every_bound_is_not_read(
    client: FlaskClient, centre: Centre, attach: Callable[..., Any]
) -> None:
    sign_in(client, centre.accounts["technical_admin"])
    assert attach(b"%PDF-" + b" " * 3_000_000 + b"%%EOF").status_code == 413


def test_a_file_of_nobody_is_refused(
    client: FlaskClient, centre: Centre, attach: Callable[..., Any]
) -> None:
    sign_in(client, centre.accounts["technical_admin"])
    answer = attach(student_id="")
    assert answer.status_code == 422
    assert 'id="student_id-error"' in answer.text


def test_a_special_need_waits_for_the_consent_and_is_told_to_nobody_else(
    client: FlaskClient, centre: Centre, session: Session
) -> None:
    need = {"student_id": str(centre.student.id), "kind": "disability", "basis": "МСЭ № 7"}
    sign_in(client, centre.accounts["coordinator"])
    refused = client.post("/panel/student_needs/new/", data=need)
    assert refused.status_code == 422
    assert 'id="student_id-error"' in refused.text
    sign_in(client, centre.accounts["technical_admin"])
    consent = {
        "student_id": str(centre.student.id),
        "kind": "special_needs",
        "given_on": centre.now.date().isoformat(),
        "document": "Заявление № 3",
    }
    assert client.post("/panel/consents/new/", data=consent).status_code == 302
    sign_in(client, centre.accounts["coordinator"])
    assert client.post("/panel/student_needs/new/", data=need).status_code == 302
    assert session.scalars(select(StudentNeed)).one().kind is SpecialNeed.DISABILITY
    card = f"/panel/students/details/?id={centre.student.id}"
    assert "МСЭ № 7" in client.get(card).text
    for name in ("director", "teacher", "curator"):
        sign_in(client, centre.accounts[name])
        text = client.get(card).text
        for word in ("МСЭ № 7", "нвалидность", "собые потребности", "Заявление № 3"):
            assert word not in text, name
    sign_in(client, centre.accounts["director"])
    trail = client.get("/panel/audit_events/?flt_subject=student_needs").text
    assert "Особые потребности" in trail
    assert "МСЭ" not in trail
    assert "нвалидность" not in trail
    assert centre.student.surname not in trail.split("<tbody>")[1]


def test_an_ended_consent_says_so_and_names_what_is_to_be_deleted(
    client: FlaskClient, centre: Centre
) -> None:
    today = centre.now.date()
    consent = centre.add(
        Consent(
            student_id=centre.student.id,
            kind=ConsentKind.SPECIAL_NEEDS,
            given_on=today - timedelta(days=30),
        )
    )
    centre.add(StudentNeed(student_id=centre.student.id, kind=SpecialNeed.CONDITIONS))
    centre.session.commit()
    sign_in(client, centre.accounts["technical_admin"])
    ended = "/panel/student_needs/?flt_consent=no"
    assert centre.student.full_name not in client.get(ended).text
    form = {
        "given_on": consent.given_on.isoformat(),
        "withdrawn_on": today.isoformat(),
        "seen_version": str(consent.version),
    }
    assert client.post(f"/panel/consents/edit/?id={consent.id}", data=form).status_code == 302
    assert centre.student.full_name in client.get(ended).text
    assert "отозвано" in client.get(f"/panel/students/details/?id={centre.student.id}").text
    assert centre.student.full_name in client.get("/panel/consents/?flt_counts=no").text
    assert centre.student.full_name not in client.get("/panel/consents/?flt_counts=yes").text


def test_the_consent_of_a_student_of_age_stands_with_the_others(
    client: FlaskClient, centre: Centre
) -> None:
    tie = centre.guardian.guardianships[0]
    tie.adult_consent_on = date(2026, 10, 5)
    centre.add(tie)
    centre.session.commit()
    sign_in(client, centre.accounts["technical_admin"])
    for address in (
        f"/panel/students/details/?id={tie.student_id}",
        f"/panel/guardians/details/?id={centre.guardian.id}",
    ):
        card = client.get(address).text
        assert "доступ представителя после 18 лет" in card
        assert "05.10.2026" in card
        assert f"/panel/guardianships/details/?id={tie.id}" in card


def test_students_by_age_basis_and_group_with_contacts(client: FlaskClient, centre: Centre) -> None:
    today = centre.now.date()
    grown, young = centre.students[1], centre.students[2]
    grown.birth_date = today.replace(year=today.year - 18)
    grown.phone, grown.funding = "+79180000001", Funding.CONTRACT
    young.birth_date = today.replace(year=today.year - 18) + timedelta(days=1)
    centre.add(grown)
    centre.add(young)
    centre.session.commit()
    sign_in(client, centre.accounts["technical_admin"])
    for query, seen, unseen in (
        ("flt_adult=yes", grown, young),
        ("flt_adult=no", young, grown),
        ("flt_age_from=18", grown, young),
        ("flt_age_from=17&flt_age_to=17", young, grown),
        (f"flt_age_to=18&flt_funding=contract&flt_group={centre.group.id}", grown, young),
    ):
        page = client.get(f"/panel/students/?{query}&columns=full_name,age,phone").text
        assert seen.full_name in page, query
        assert unseen.full_name not in page, query
    assert client.get("/panel/students/?flt_age_from=-1").status_code == 200
    report = client.post(
        "/panel/students/export/csv/?flt_adult=yes&columns=full_name,age,phone"
    ).get_data(as_text=True)
    assert f"{grown.full_name};18;" in report
    assert young.full_name not in report


def test_staff_by_category_courses_and_contract(client: FlaskClient, centre: Centre) -> None:
    today = centre.now.date()
    fresh, stale = centre.teacher, centre.curator
    three_years_ago = today.replace(year=today.year - 3)
    fresh.category, fresh.contract_to = "высшая", today - timedelta(days=1)
    centre.add(fresh)
    for who, finished_on in ((fresh, three_years_ago), (stale, three_years_ago - timedelta(1))):
        centre.add(StaffCourse(staff_id=who.id, name="Курс", hours=72, finished_on=finished_on))
    centre.session.commit()
    sign_in(client, centre.accounts["technical_admin"])
    for query, seen, unseen in (
        ("flt_courses_due=yes", stale, fresh),
        ("flt_courses_due=no", fresh, stale),
        ("flt_category=yes", fresh, stale),
        ("flt_contract_over=yes", fresh, stale),
        ("flt_contract_over=no", stale, fresh),
    ):
        page = client.get(f"/panel/staff/?{query}&columns=full_name,courses_on").text
        assert seen.full_name in page, query
        assert unseen.full_name not in page, query
    assert (
        f"{three_years_ago:%d.%m.%Y}"
        in client.get("/panel/staff/?flt_courses_due=no&columns=full_name,courses_on").text
    )
    assert "давно" in client.get(f"/panel/staff/details/?id={stale.id}").text


def test_a_contract_ends_after_it_begins(client: FlaskClient, centre: Centre) -> None:
    sign_in(client, centre.accounts["technical_admin"])
    form = {
        "surname": "Новиков",
        "given_name": "Пётр",
        "position": "педагог",
        "contract_from": "2026-09-01",
        "contract_to": "2026-08-31",
    }
    answer = client.post("/panel/staff/new/", data=form)
    assert answer.status_code == 422
    assert 'id="contract_to-error"' in answer.text


def test_the_card_leads_to_the_results_of_the_student_alone(
    client: FlaskClient, centre: Centre
) -> None:
    centre.make_cell(centre.lesson, centre.student, 4)
    centre.make_cell(centre.lesson, centre.students[1], 3)
    centre.session.commit()
    sign_in(client, centre.accounts["director"])
    card = client.get(f"/panel/students/details/?id={centre.student.id}").text
    (address,) = re.findall(r'href="(/panel/marks/\?search=[^"]+)"', card)
    rows = client.get(unescape(address)).text.split("<tbody>")[1]
    assert centre.student.full_name in rows
    assert centre.students[1].full_name not in rows
    for table in ("term_marks", "final_marks"):
        assert f"/panel/{table}/?search=" in card


def test_a_card_costs_the_same_with_many_papers(
    client: FlaskClient, centre: Centre, attach: Callable[..., Any], count_queries: Any
) -> None:
    sign_in(client, centre.accounts["technical_admin"])

    def cost() -> int:
        count_queries.statements.clear()
        address = f"/panel/students/details/?id={centre.student.id}"
        assert client.get(address).status_code == 200
        return len(count_queries)

    cost()
    for _ in range(2):
        assert attach().status_code == 302
    few = cost()
    for _ in range(8):
        assert attach().status_code == 302
    for back in range(8):
        centre.add(
            Consent(
                student_id=centre.student.id,
                kind=ConsentKind.PHOTO,
                given_on=centre.now.date() - timedelta(days=back),
            )
        )
    centre.session.commit()
    assert cost() == few
    assert few <= MOST_QUERIES_OF_A_CARD


def test_everything_of_a_person_is_saved_as_a_workbook(client: FlaskClient, centre: Centre) -> None:
    centre.make_cell(centre.lesson, centre.student, 4, comment="=HYPERLINK()")
    centre.session.commit()
    sign_in(client, centre.accounts["coordinator"])
    address = f"/panel/students/extract/?id={centre.student.id}"
    assert "extract/?id=" in client.get(f"/panel/students/details/?id={centre.student.id}").text
    assert client.get(address).status_code == 200
    answer = client.post(address)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    book = openpyxl.load_workbook(BytesIO(answer.data))
    card = book["Обучающиеся"]
    assert card["A1"].value == "Учебный центр «Степной»"
    assert centre.student.full_name in card["A3"].value
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    texts = {str(cell.value) for cell in cells}
    assert "=HYPERLINK()" in texts
    assert centre.group.name in texts, "keys are told by names"
    sign_in(client, centre.accounts["director"])
    assert client.post(address).status_code == 403
    trail = client.get("/panel/audit_events/?flt_subject=personal_extracts").text
    assert "Выписка персональных данных" in trail.split("<tbody>")[1]
