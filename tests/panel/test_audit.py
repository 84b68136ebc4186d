"""The history of changes at the panel's door (clauses 1.4 and 3.3)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from sgo.access.permissions import Permission
from sgo.models import AuditEvent, Base
from sgo.panel.kit.trail import OTHER_LABELS, OTHER_SUBJECTS
from sgo.panel.kit.words import LABELS, SUBJECTS
from sgo.services.guard import acting_as
from sgo.services.journal.writing import save_cell
from sgo.vocabulary import Funding
from sgo.wording import label
from tests.signing import sign_in

LIST = "/panel/audit_events/"


@pytest.fixture
def marked(centre, session, clock):
    """A mark of today, changed once: two lines of the history of one cell, and one of the mark."""
    viewer = centre.viewer(centre.accounts["teacher"])
    for text, seen in (("4", 0), ("5", 1)):
        save_cell(
            session,
            viewer,
            centre.lesson.id,
            centre.student.id,
            text,
            seen_version=seen,
            now=clock.now(),
        )
    session.commit()
    return f"{centre.lesson.id}/{centre.student.id}"


def page(client, address=LIST):
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.text


@pytest.mark.clause("1.4")
def test_a_changed_mark_is_told_with_who_in_which_role_and_from_what_to_what(
    client, centre, marked
):
    sign_in(client, centre.accounts["coordinator"])
    told = page(client, f"{LIST}?flt_cell={marked}&flt_subject=marks&flt_action=update")
    assert "Левченко" in told
    assert "педагог" in told
    assert "4 → 5" in told
    assert "Абрамов Кирилл" in told
    assert "Основы законодательства" in told
    assert "4.11" in told


def test_every_line_says_words_and_names_never_keys(client, centre, session):
    with acting_as(
        session,
        centre.viewer(centre.accounts["technical_admin"]),
        Permission.STUDENTS_KEEP,
        centre.now,
    ):
        centre.student.funding = Funding.CONTRACT
    session.commit()
    sign_in(client, centre.accounts["director"])
    told = page(client, f"{LIST}?flt_subject=students&flt_action=update")
    assert f"{label(Funding.BUDGET)} → {label(Funding.CONTRACT)}" in told
    assert "funding" not in told
    line = session.scalars(
        select(AuditEvent).where(AuditEvent.subject == "students").order_by(AuditEvent.id.desc())
    ).first()
    card = page(client, f"{LIST}details/?id={line.id}")
    assert "Абрамов Кирилл Ильич" in card


def test_who_is_no_teacher_is_not_called_one(client, centre):
    office = sign_in(client, centre.accounts["technical_admin"])
    holder = centre.make_staff("Бухгалтерова")
    form = {"staff_id": str(holder.id), "roles": "coordinator", "chosen_login": ""}
    assert office.post("/panel/accounts/new/", data=form).status_code == 200
    told = page(client, f"{LIST}?flt_subject=accounts&flt_action=create")
    assert "Сотрудник: Бухгалтерова" in told
    assert "Педагог: Бухгалтерова" not in told


@pytest.mark.parametrize("who", ["teacher", "curator"])
def test_a_teacher_does_not_read_the_history(client, centre, who):
    sign_in(client, centre.accounts[who])
    for address in (LIST, f"{LIST}details/?id=1"):
        assert client.get(address).status_code == 403
    assert client.post(f"{LIST}export/csv/").status_code == 403


@pytest.mark.parametrize("act", ["new", "edit", "delete"])
def test_nobody_has_a_door_to_change_it(client, centre, act):
    sign_in(client, centre.accounts["technical_admin"])
    for method in (client.get, client.post):
        assert method(f"{LIST}{act}/?id=1").status_code == 404


def test_filters_by_day_person_and_record(client, centre, session, clock, marked):
    sign_in(client, centre.accounts["director"])
    today = clock.now().date()
    teacher = centre.accounts["teacher"].id
    assert "4 → 5" in page(client, f"{LIST}?flt_from={today}&flt_to={today}&flt_account={teacher}")
    for narrow in (
        f"flt_from={today + timedelta(days=1)}",
        f"flt_to={today - timedelta(days=1)}",
        f"flt_account={centre.accounts['curator'].id}",
    ):
        told = page(client, f"{LIST}?{narrow}")
        assert "4 → 5" not in told
    assert "4 → 5" in page(client, f"{LIST}?search=левч")


def test_a_day_of_the_history_is_the_organisations_day(client, centre, session, clock):
    late = clock.now().replace(hour=0, minute=30)
    with acting_as(
        session, centre.viewer(centre.accounts["technical_admin"]), Permission.STUDENTS_KEEP, late
    ):
        centre.student.address = "ул. Ночная, 1"
    session.commit()
    sign_in(client, centre.accounts["director"])
    yesterday = late.date() - timedelta(days=1)
    assert "Ночная" in page(client, f"{LIST}?flt_subject=students&flt_from={late.date()}")
    assert "Ночная" not in page(client, f"{LIST}?flt_subject=students&flt_to={yesterday}")


def test_a_page_costs_the_same_at_any_length(client, centre, count_queries):
    sign_in(client, centre.accounts["director"])
    costs = []
    for rows in (10, 190):
        for number in range(rows):
            centre.make_student(f"Новый{rows}{number}")
        centre.session.commit()
        count_queries.statements.clear()
        page(client, f"{LIST}?page_size=100")
        costs.append(len(count_queries))
    assert costs[0] == costs[1] <= 8


def test_the_file_holds_the_same_words(client, centre, marked):
    sign_in(client, centre.accounts["director"])
    answer = client.post(f"{LIST}export/csv/?flt_cell={marked}")
    assert answer.status_code == 200
    assert "4 → 5" in answer.text


def test_every_changed_column_and_table_has_a_word():
    derived = {"id", "version", "sort_key", "search_key"}
    for mapper in Base.registry.mappers:
        if not mapper.class_.tracked:
            continue
        assert mapper.local_table.name in SUBJECTS or mapper.local_table.name in OTHER_SUBJECTS
        names = {column.name for column in mapper.local_table.columns} - derived
        assert names <= set(LABELS) | set(OTHER_LABELS), mapper.local_table.name
