"""The way to paper: the list of documents, the sheet on the screen, the PDFs and their doors."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from sgo.vocabulary import Role
from tests.centre import Centre
from tests.conftest import QueryCount
from tests.reports.full_group import FullGroup, build_full_group
from tests.reports.paper import text_of
from tests.signing import sign_in


@pytest.fixture
def full(centre: Centre) -> FullGroup:
    return build_full_group(centre)


def documents_of(centre: Centre) -> dict[str, str]:
    """Every address of a document of the ready centre."""
    return {
        "sheet on the screen": f"/documents/summary/{centre.group.id}?term={centre.term.id}",
        "sheet of the year on the screen": f"/documents/summary/{centre.group.id}",
        "sheet": f"/documents/summary/{centre.group.id}/{centre.term.id}.pdf",
        "sheet of the year": f"/documents/summary/{centre.group.id}/year.pdf",
        "page": f"/documents/journal/{centre.page.id}/{centre.term.id}.pdf",
    }


SHEETS = ("sheet on the screen", "sheet of the year on the screen", "sheet", "sheet of the year")


@pytest.mark.clause("4.1", "1.3b")
@pytest.mark.parametrize("who", ["director", "coordinator"])
def test_the_office_prints_every_document(client: FlaskClient, centre: Centre, who: str) -> None:
    sign_in(client, centre.accounts[who])
    for address in documents_of(centre).values():
        assert client.get(address).status_code == 200


@pytest.mark.clause("4.5")
@pytest.mark.parametrize(
    ("who", "page", "sheets"),
    [
        ("teacher", 200, 403),
        ("curator", 200, 200),
        ("other_teacher", 404, 404),
        ("technical_admin", 403, 403),
        ("guardian", 403, 403),
        ("student", 403, 403),
    ],
)
def test_others_print_what_is_theirs(
    client: FlaskClient, centre: Centre, who: str, page: int, sheets: int
) -> None:
    sign_in(client, centre.accounts[who])
    for name, address in documents_of(centre).items():
        expected = sheets if name in SHEETS else page
        assert client.get(address).status_code == expected, (name, who)


def test_a_stranger_is_sent_to_sign_in(client: FlaskClient, centre: Centre) -> None:
    for address in documents_of(centre).values():
        assert client.get(address).status_code == 302


def test_a_guardian_who_teaches_elsewhere_prints_nothing_of_the_child_s_group(
    client: FlaskClient, centre: Centre
) -> None:
    both = centre.make_account(
        "both",
        Role.TEACHER,
        Role.GUARDIAN,
        staff_id=centre.make_staff("Абрамова", "Ольга").id,
        guardian_id=centre.make_guardian("Абрамова", centre.student).id,
    )
    sign_in(client, both)
    for address in documents_of(centre).values():
        assert client.get(address).status_code == 404


@pytest.mark.clause("4.15")
def test_the_sheet_on_the_screen_says_how_final_it_is(
    client: FlaskClient, full: FullGroup, centre: Centre, clock
) -> None:
    sign_in(client, centre.accounts["curator"])
    address = f"/documents/summary/{full.group.id}?term={centre.term.id}"
    now = centre.now
    seen = []
    for month, day in ((12, 30), (12, 31), (1, 9), (1, 10)):
        clock.set(now.replace(year=2027 if month == 1 else 2026, month=month, day=day))
        page = client.get(address).get_data(as_text=True)
        seen.append(
            "running"
            if "продолжается до 30.12.2026" in page
            else "preliminary"
            if "измениться до 09.01.2027" in page
            else "final"
        )
        for student in full.students:
            assert student.full_name in page
    assert seen == ["running", "preliminary", "preliminary", "final"]


@pytest.mark.clause("1.3b")
def test_the_pdf_has_a_name_that_says_what_it_is(
    client: FlaskClient, full: FullGroup, centre: Centre
) -> None:
    sign_in(client, centre.accounts["director"])
    answer = client.get(f"/documents/journal/{full.page.id}/{centre.term.id}.pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("inline; filename=\"journal.pdf\"; filename*=UTF-8''")
    assert quote("Журнал ВБ-26-3 Основы") in disposition
    assert full.students[0].full_name in text_of(answer.data)


def test_a_term_that_has_not_begun_is_refused_with_the_day(
    client: FlaskClient, centre: Centre
) -> None:
    sign_in(client, centre.accounts["director"])
    for path in (
        f"/documents/summary/{centre.group.id}/{centre.terms[1].id}.pdf",
        f"/documents/journal/{centre.page.id}/{centre.terms[1].id}.pdf",
    ):
        answer = client.get(path)
        assert answer.status_code == 423
        assert "11.01.2027" in answer.get_data(as_text=True)


def test_unknown_groups_and_terms_are_missing(client: FlaskClient, centre: Centre) -> None:
    sign_in(client, centre.accounts["director"])
    for path in (
        "/documents/summary/999999",
        f"/documents/summary/{centre.group.id}/999999.pdf",
        f"/documents/summary/{centre.group.id}?term=999999",
        f"/documents/journal/{centre.page.id}/999999.pdf",
        f"/documents/journal/999999/{centre.term.id}.pdf",
    ):
        assert client.get(path).status_code == 404


def test_the_list_offers_what_may_be_printed_and_nothing_else(
    client: FlaskClient, centre: Centre
) -> None:
    group, other = centre.group, centre.other_group

    def page_of(who: str) -> str:
        sign_in(client, centre.accounts[who])
        return client.get("/documents/").get_data(as_text=True)

    sheet = f"/documents/summary/{group.id}?term={centre.term.id}"
    journal = f"/documents/journal/{centre.page.id}/{centre.term.id}.pdf"
    for who, has_sheet in (("director", True), ("curator", True), ("teacher", False)):
        page = page_of(who)
        assert group.name in page
        assert journal in page
        assert (sheet in page) is has_sheet
        assert str(centre.terms[1].id) + ".pdf" not in page
        assert (other.name in page) is (who == "director")
    sign_in(client, centre.accounts["guardian"])
    assert client.get("/documents/").status_code == 403


def test_the_menu_leads_to_the_documents(client: FlaskClient, centre: Centre) -> None:
    sign_in(client, centre.accounts["director"])
    assert 'href="/documents/"' in client.get("/documents/").get_data(as_text=True)


def test_the_number_of_queries_does_not_grow(
    client: FlaskClient, centre: Centre, count_queries: QueryCount
) -> None:
    sign_in(client, centre.accounts["director"])
    counts: dict[str, list[int]] = {}
    for make in (lambda: None, lambda: build_full_group(centre)):
        full = make()
        group, page = (full.group, full.page) if full else (centre.group, centre.page)
        for name, address in {
            "list": "/documents/",
            "screen": f"/documents/summary/{group.id}?term={centre.term.id}",
            "year": f"/documents/summary/{group.id}/year.pdf",
            "page": f"/documents/journal/{page.id}/{centre.term.id}.pdf",
        }.items():
            count_queries.statements.clear()
            assert client.get(address).status_code == 200
            counts.setdefault(name, []).append(len(count_queries))
    for name, (few, many) in counts.items():
        assert few == many, name
        assert many <= 10, name
