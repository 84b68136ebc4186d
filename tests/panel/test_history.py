"""The history on the card of every record (clauses 1.4 and 3.3)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from sgo.access.permissions import Permission
from sgo.admin_views import VIEWS
from sgo.models import AuditEvent
from sgo.services.guard import acting_as
from sgo.services.journal.writing import save_cell
from sgo.vocabulary import Funding
from tests.access.rows import key_of, rows_of
from tests.signing import sign_in


def section(page):
    return page.partition('id="history"')[2].partition("</section>")[0]


PAPERS = {"student_documents", "consents", "student_needs", "person_files"}
"""Tables that the director does not read (2.1.2)."""


def change(centre, count=1):
    viewer = centre.viewer(centre.accounts["technical_admin"])
    for number in range(count):
        with acting_as(centre.session, viewer, Permission.STUDENTS_KEEP, centre.now):
            centre.student.funding = (
                Funding.BUDGET if centre.student.funding is Funding.CONTRACT else Funding.CONTRACT
            )
            centre.student.address = f"ул. Степная, {number}"
    centre.session.commit()


@pytest.mark.clause("1.4")
def test_every_card_tells_its_history_and_only_to_who_may_read_it(client, centre):
    rows = rows_of(centre, centre.student, centre.page, centre.lesson)
    centre.session.commit()
    for who, told in (("coordinator", True), ("director", True), ("curator", False)):
        sign_in(client, centre.accounts[who])
        for view in VIEWS:
            if view.model is AuditEvent:
                continue
            name = view.model.__tablename__
            answer = client.get(f"/panel/{name}/details/?id={key_of(rows[name])}")
            if answer.status_code == 200:
                assert ('id="history"' in answer.text) is told, (who, name)
            else:
                assert who == "curator" or (who == "director" and name in PAPERS), (who, name)


@pytest.mark.clause("3.3")
def test_a_line_says_who_in_which_role_from_what_to_what(client, centre):
    change(centre)
    sign_in(client, centre.accounts["coordinator"])
    told = section(client.get(f"/panel/students/details/?id={centre.student.id}").text)
    assert "Савченко" in told
    assert "технический администратор" in told
    assert "Основа обучения" in told
    assert "бюджет" in told
    assert "по договору" in told
    assert "funding" not in told


def test_a_foreign_key_is_told_by_its_name(client, centre):
    viewer = centre.viewer(centre.accounts["technical_admin"])
    with acting_as(centre.session, viewer, Permission.SCHOOL_KEEP, centre.now):
        centre.group.room_id = centre.room.id
    centre.session.commit()
    sign_in(client, centre.accounts["coordinator"])
    told = section(client.get(f"/panel/groups/details/?id={centre.group.id}").text)
    assert "каб. 7" in told


def test_a_cell_tells_of_its_marks_too(client, centre):
    viewer = centre.viewer(centre.accounts["teacher"])
    for text, version in (("4", 0), ("5", 1)):
        save_cell(
            centre.session,
            viewer,
            centre.lesson.id,
            centre.student.id,
            text,
            seen_version=version,
            now=centre.now,
        )
    centre.session.commit()
    sign_in(client, centre.accounts["director"])
    key = f"{centre.lesson.id},{centre.student.id}"
    told = section(client.get(f"/panel/journal_entries/details/?id={key}").text)
    assert "Отметки" in told
    assert "4.11" in told


def test_a_long_history_stands_in_pages_and_costs_the_same(client, centre, count_queries):
    sign_in(client, centre.accounts["director"])
    address = f"/panel/students/details/?id={centre.student.id}"
    costs = []
    for count in (2, 40):
        change(centre, count)
        count_queries.statements.clear()
        page = client.get(address).text
        costs.append(len(count_queries))
    assert costs[0] == costs[1]
    assert section(page).count("<tr>") == 11
    older = client.get(f"{address}&history=4").text
    events = centre.session.scalars(
        select(AuditEvent).where(
            AuditEvent.subject == "students", AuditEvent.row_key == str(centre.student.id)
        )
    ).all()
    assert section(older).count("<tr>") == len(events) - 40 + 1
    assert "history=3#history" in older
