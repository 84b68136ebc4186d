"""The organisation, its settings, and the rows that must fit each other (2.1.1, 3.2)."""

from __future__ import annotations

import html
import re
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from flask_babel import gettext
from sqlalchemy import select

from sgo.clock import FixedClock
from sgo.models import (
    AcademicYear,
    BellTime,
    CurriculumItem,
    Group,
    JournalPage,
    Lesson,
    Organisation,
    Programme,
    Settings,
    Term,
)
from sgo.vocabulary import Direction, Weekday, YearState
from tests.centre import Centre
from tests.conftest import MONDAY
from tests.signing import sign_in

TODAY = MONDAY.date()
NUMBERS: dict[str, Any] = {
    "lesson_days": "7", "control_days": "8", "period_days": "9", "lead_days": "3",
    "least_marks": "2", "five_from": "4,6", "four_from": "3,6", "three_from": "2.5",
}  # fmt: skip


@pytest.mark.clause("2.1.1")
def test_the_card_of_the_organisation_is_kept(office: FlaskClient, centre: Centre) -> None:
    card = centre.session.get_one(Organisation, 1)
    page = office.get("/panel/organisation/edit/?id=1").text
    assert "УЦ «Степной»" in page
    data = {
        "full_name": "Учебный центр «Заречный»", "short_name": "УЦ «Заречный»",
        "address": "", "phone": "8 (861) 255-12-34", "email": "Office@Example.ru",
        "taxpayer_number": "", "director_title": "директор", "director_name": "Савенко Р. И.",
        "seen_version": str(card.version),
    }  # fmt: skip
    answer = office.post("/panel/organisation/edit/?id=1", data=data)
    assert answer.status_code == 302, answer.text
    centre.session.expire_all()
    assert (card.short_name, card.email, card.address) == (
        "УЦ «Заречный»", "office@example.ru", None
    )  # fmt: skip
    second = office.post("/panel/organisation/new/", data=data)
    assert second.status_code in (409, 422)
    assert centre.session.query(Organisation).count() == 1


@pytest.mark.clause("2.1.1")
def test_settings_are_kept_from_a_day_on(office: FlaskClient, centre: Centre) -> None:
    page = office.get("/panel/settings/new/").text
    assert 'value="4,5"' in page  # what is in force now
    assert f'value="{TODAY.isoformat()}"' in page
    data = NUMBERS | {"valid_from": TODAY.isoformat(), "ill_code_enabled": "y"}
    assert office.post("/panel/settings/new/", data=data).status_code == 302
    row = centre.session.scalars(select(Settings).where(Settings.valid_from == TODAY)).one()
    assert (row.lesson_days, row.lead_days, row.five_from, row.four_from, row.three_from) == (
        7, 3, 460, 360, 250
    )  # fmt: skip
    assert row.ill_code_enabled
    assert "4,6" in office.get("/panel/settings/").text


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("lesson_days", "0"),
        ("lesson_days", "367"),
        ("lead_days", "-1"),
        ("least_marks", "0"),
        ("five_from", "5,01"),
        ("four_from", "4,6"),
        ("three_from", "2"),
        ("three_from", "2,505"),
        ("five_from", "много"),
        ("five_from", "1e999999"),
        ("lesson_days", "99999999999999999999"),
        ("valid_from", (TODAY - timedelta(days=1)).isoformat()),
        ("valid_from", ""),
    ],
)
def test_settings_without_sense_are_refused_at_their_field(
    office: FlaskClient, centre: Centre, field: str, typed: str
) -> None:
    data = NUMBERS | {"valid_from": TODAY.isoformat()} | {field: typed}
    answer = office.post("/panel/settings/new/", data=data)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert centre.session.query(Settings).count() == 1


def test_new_settings_from_a_past_day_are_told_so(office: FlaskClient, centre: Centre) -> None:
    """No word of an edition that does not exist."""
    data = NUMBERS | {"valid_from": (TODAY - timedelta(days=22)).isoformat()}
    answer = office.post("/panel/settings/new/", data=data)
    assert gettext("This date has passed: choose today or later.") in answer.text


@pytest.mark.clause("4.11")
def test_settings_that_have_begun_stay(office: FlaskClient, centre: Centre) -> None:
    """New numbers reopen nothing that is closed (decision 13)."""
    row = centre.session.scalars(select(Settings)).one()
    data = NUMBERS | {"valid_from": row.valid_from.isoformat(), "seen_version": "1",
                      "lesson_days": "100"}  # fmt: skip
    answer = office.post(f"/panel/settings/edit/?id={row.id}", data=data)
    assert answer.status_code == 422
    data["valid_from"] = TODAY.isoformat()
    assert office.post(f"/panel/settings/edit/?id={row.id}", data=data).status_code == 422
    centre.session.expire_all()
    assert (row.lesson_days, row.valid_from) == (10, date(2020, 9, 1))


@pytest.mark.parametrize("who", ["coordinator", "director", "teacher", "curator"])
def test_nobody_else_keeps_settings(client: FlaskClient, centre: Centre, who: str) -> None:
    sign_in(client, centre.accounts[who])
    data = NUMBERS | {"valid_from": TODAY.isoformat()}
    assert client.post("/panel/settings/new/", data=data).status_code == 403
    assert client.post("/panel/organisation/edit/?id=1", data={}).status_code == 403


@pytest.mark.clause("3.2")
def test_a_closed_year_takes_no_change(
    office: FlaskClient, centre: Centre, clock: FixedClock
) -> None:
    close = f"/panel/next_year/close/?year={centre.year.id}"
    assert office.post(close, data={"gaps_seen": "on"}).status_code == 422
    # The windows of its last term are over, and a year is closed by its checks alone.
    clock.set(MONDAY.replace(year=2027, month=6, day=20))
    assert office.post("/panel/academic_years/close/", data={"id": 1}).status_code == 404
    assert office.post(close, data={"gaps_seen": "on"}).status_code == 302
    centre.session.expire_all()
    assert centre.year.state is YearState.CLOSED
    term, group = centre.term, centre.group
    closed = [
        (f"/panel/terms/edit/?id={term.id}", {"name": "x", "position": "1",
         "starts_on": "2026-09-01", "ends_on": "2026-12-30"}),
        (f"/panel/groups/edit/?id={group.id}", {"name": "x", "starts_on": "2026-09-01",
         "ends_on": "2027-05-29"}),
        (f"/panel/academic_years/edit/?id={centre.year.id}", {"name": "x",
         "starts_on": "2026-09-01", "ends_on": "2027-08-31"}),
        ("/panel/calendar_periods/new/", {"academic_year_id": str(centre.year.id),
         "kind": "day_off", "name": "x", "starts_on": "2026-12-01", "ends_on": "2026-12-01"}),
        ("/panel/journal_pages/new/", {"group_id": str(group.id),
         "curriculum_item_id": str(centre.driving.id), "academic_year_id": str(centre.year.id)}),
        ("/panel/curatorships/new/", {"group_id": str(group.id),
         "staff_id": str(centre.teacher.id), "starts_on": "2026-10-01"}),
        ("/panel/teaching_assignments/new/", {"page_id": str(centre.page.id),
         "staff_id": str(centre.curator.id), "starts_on": "2026-10-01"}),
    ]  # fmt: skip
    for address, data in closed:
        seen = centre.year.version if "academic_years" in address else 1
        answer = office.post(address, data=data | {"seen_version": seen})
        assert answer.status_code == 422, address
        assert "закрыт" in answer.text, address
    assert (
        office.post("/panel/academic_years/open/", data={"id": centre.year.id}).status_code == 422
    )


@pytest.mark.clause("4.14")
def test_a_closed_term_keeps_its_end(
    office: FlaskClient, centre: Centre, clock: FixedClock
) -> None:
    """Moving the end of a term would open its marks again."""
    data = {"name": "I полугодие", "position": "1", "starts_on": "2026-09-01",
            "ends_on": "2027-01-08", "seen_version": "1"}  # fmt: skip
    address = f"/panel/terms/edit/?id={centre.term.id}"
    clock.set(MONDAY.replace(year=2027, month=1, day=10))  # 11 days after the end
    answer = office.post(address, data=data)
    assert answer.status_code == 422
    assert "4.14" in answer.text
    clock.set(MONDAY.replace(year=2027, month=1, day=9))
    assert office.post(address, data=data).status_code == 302
    centre.session.expire_all()
    assert centre.session.get_one(Term, centre.term.id).ends_on == date(2027, 1, 8)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"starts_on": "2026-12-01"}, "раньше"),  # overlaps the first
        ({"ends_on": "2027-09-30"}, "выходит"),  # beyond the year
        ({"ends_on": "2027-01-01"}, ""),
        ({"position": "1"}, "номером"),
    ],
)
def test_terms_stand_apart_and_inside_their_year(
    office: FlaskClient, centre: Centre, changed: dict[str, str], words: str
) -> None:
    data = {"name": "II", "position": "2", "starts_on": "2027-01-11", "ends_on": "2027-05-29",
            "seen_version": "1"} | changed  # fmt: skip
    answer = office.post(f"/panel/terms/edit/?id={centre.terms[1].id}", data=data)
    assert answer.status_code == 422


def test_a_page_holds_an_item_of_its_groups_programme(office: FlaskClient, centre: Centre) -> None:
    other = centre.add(Programme(name="Робототехника", direction=Direction.TECHNICAL))
    item = centre.add(
        CurriculumItem(programme_id=other.id, subject_id=centre.law.subject_id, hours=10)
    )
    data = {"group_id": centre.group.id, "curriculum_item_id": item.id,
            "academic_year_id": centre.year.id}  # fmt: skip
    answer = office.post("/panel/journal_pages/new/", data=data)
    assert answer.status_code == 422
    assert "Водитель категории" in answer.text


def test_bells_share_no_minute(office: FlaskClient, centre: Centre) -> None:
    data = {"number": "5", "starts_at": "11:40", "ends_at": "12:20"}
    answer = office.post("/panel/bell_times/new/", data=data)
    assert answer.status_code == 422
    assert "№ 4" in answer.text
    data["starts_at"] = "12:00"
    assert office.post("/panel/bell_times/new/", data=data).status_code == 302
    assert centre.session.query(BellTime).count() == 5


def test_a_group_opens_its_pages_and_forms_its_lessons(office: FlaskClient, centre: Centre) -> None:
    centre.make_item("Первая помощь")
    centre.session.commit()
    before = centre.session.query(JournalPage).count()
    done = office.post("/panel/groups/pages/", data={"id": centre.group.id}, follow_redirects=True)
    assert "Открыта 1 страница журнала" in done.text
    assert centre.session.query(JournalPage).count() == before + 1
    centre.make_row(centre.curator_page, centre.curator, Weekday.TUESDAY, 3)
    centre.session.commit()
    lessons = centre.session.query(Lesson).filter_by(page_id=centre.curator_page.id)
    # One door forms lessons; the group's card leads to it, with the group chosen.
    door = f"/panel/timetable_rows/forming/?group_id={centre.group.id}"
    assert door in office.get(f"/panel/groups/details/?id={centre.group.id}").text
    data = {"group_id": centre.group.id, "from_on": TODAY.isoformat()}
    assert "Создано" in office.post(door, data=data).text
    assert lessons.count() > 10


def test_a_group_studies_by_a_scheme_of_its_year(office: FlaskClient, centre: Centre) -> None:
    other = centre.add(
        AcademicYear(name="2027/28", starts_on=date(2027, 9, 1), ends_on=date(2028, 8, 31))
    )
    data = {"name": "ВА-27-1", "programme_id": centre.programme.id, "academic_year_id": other.id,
            "term_scheme_id": centre.scheme.id, "starts_on": "2027-09-01",
            "ends_on": "2028-05-29"}  # fmt: skip
    assert office.post("/panel/groups/new/", data=data).status_code == 422
    assert centre.session.query(Group).count() == 2


@pytest.mark.parametrize(
    ("who", "table", "words"),
    [
        ("technical_admin", "groups", ["Список группы", "Неделя"]),
        ("technical_admin", "journal_pages", ["Открыть журнал"]),
        ("technical_admin", "academic_years", ["Схемы периодов", "Каникулы и праздники", "Группы"]),
        ("teacher", "journal_pages", ["Открыть журнал"]),
    ],
)
def test_a_card_leads_to_where_its_work_is_done(
    client: FlaskClient, centre: Centre, who: str, table: str, words: list[str]
) -> None:
    office = sign_in(client, centre.accounts[who])
    row = {"groups": centre.group, "journal_pages": centre.page, "academic_years": centre.year}
    card = office.get(f"/panel/{table}/details/?id={row[table].id}").text.split("<main", 1)[1]
    found = re.findall(r'<a[^>]* href="([^"]+)"[^>]*>(?:<svg.*?</svg>)?\s*([^<]+?)\s*</a>', card)
    links = {text: html.unescape(url) for url, text in found}
    for word in words:
        assert office.get(links[word]).status_code == 200, word
