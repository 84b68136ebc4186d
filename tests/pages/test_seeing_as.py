"""Seeing as another account: every screen is theirs, nothing can be written, both ends traced."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from sgo.clock import FixedClock
from sgo.look_words import Theme
from sgo.models import Account, AuditEvent, DiaryVisit, JournalEntry, Preferences, SignIn
from sgo.rules.seeing_as import LONGEST_LOOK
from tests.centre import Centre
from tests.conftest import QueryCount
from tests.signing import sign_in


@pytest.fixture
def admin(client: FlaskClient, centre: Centre) -> FlaskClient:
    return sign_in(client, centre.accounts["technical_admin"])


def look(admin: FlaskClient, account: Account) -> int:
    url = f"/panel/accounts/see_as/?id={account.id}"
    return admin.post(url, data={"id": account.id}).status_code


def traces(centre: Centre, account: Account) -> list[tuple[int | None, object]]:
    rows = centre.session.scalars(
        select(AuditEvent)
        .where(AuditEvent.subject == "accounts", AuditEvent.row_key == str(account.id))
        .order_by(AuditEvent.id)
    )
    return [(row.account_id, row.changes["seen_as"][1]) for row in rows if "seen_as" in row.changes]


@pytest.mark.clause("3.2")
def test_the_screens_are_those_of_the_person_and_only_read(
    admin: FlaskClient, centre: Centre
) -> None:
    guardian = centre.accounts["guardian"]
    assert admin.get(f"/panel/accounts/see_as/?id={guardian.id}").status_code == 200
    assert look(admin, guardian) == 302
    week = admin.get("/diary/", follow_redirects=True)
    assert week.status_code == 200
    assert "Вы смотрите как" in week.text
    assert centre.guardian.short_name in week.text
    assert admin.get("/panel/accounts/").status_code == 403  # a guardian has no panel
    assert admin.get(f"/journal/pages/{centre.page.id}").status_code == 403
    assert centre.session.scalar(select(func.count()).select_from(DiaryVisit)) == 0
    assert admin.post("/seeing-as/end").status_code == 302
    assert admin.get("/panel/accounts/").status_code == 200
    own = centre.accounts["technical_admin"].id
    assert traces(centre, guardian) == [(own, "begun"), (own, "ended")]
    history = admin.get(f"/panel/audit_events/?flt_subject=accounts&flt_row={guardian.id}").text
    assert "Экраны просмотрены" in history


@pytest.mark.clause("3.2")
def test_nothing_is_written_for_the_person(admin: FlaskClient, centre: Centre) -> None:
    assert look(admin, centre.accounts["teacher"]) == 302
    address = f"/journal/lessons/{centre.lesson.id}/cells/{centre.student.id}"
    before = centre.session.scalar(select(func.count()).select_from(JournalEntry))
    assert admin.get(f"/journal/pages/{centre.page.id}").status_code == 200
    for answer in (
        admin.put(address, json={"text": "5", "version": None}),
        admin.post(f"/journal/lessons/{centre.lesson.id}/topic", data={"topic": "x", "version": 1}),
        admin.post("/password", data={"current": "x", "password": "y", "again": "y"}),
    ):
        assert answer.status_code == 422, answer.request.path
        assert "чужие" in answer.text or "экраны другого человека" in answer.text
    assert centre.session.scalar(select(func.count()).select_from(JournalEntry)) == before
    own = admin.get("/account/").text  # the own account stays one's own
    assert centre.teacher.full_name not in own


@pytest.mark.clause("3.2")
def test_a_look_chosen_meanwhile_is_kept_for_who_has_signed_in(
    admin: FlaskClient, centre: Centre
) -> None:
    assert look(admin, centre.accounts["guardian"]) == 302
    assert admin.post("/look", data={"theme": "dark"}).status_code == 302
    kept = centre.session.execute(select(Preferences.account_id, Preferences.theme)).all()
    assert kept == [(centre.accounts["technical_admin"].id, Theme.DARK)]


@pytest.mark.clause("3.2")
def test_never_as_an_admin_and_never_longer_than_half_an_hour(
    admin: FlaskClient, centre: Centre, clock: FixedClock
) -> None:
    own = centre.accounts["technical_admin"]
    assert look(admin, own) == 422
    assert look(admin, centre.accounts["director"]) == 302
    assert admin.get("/panel/rights/").status_code == 200
    assert "Вы смотрите как" in admin.get("/panel/").text
    clock.set(centre.now + LONGEST_LOOK - timedelta(seconds=1))
    assert "Вы смотрите как" in admin.get("/panel/").text
    clock.set(centre.now + LONGEST_LOOK)
    assert "Вы смотрите как" not in admin.get("/panel/").text


def test_a_closed_account_is_looked_at_no_more(admin: FlaskClient, centre: Centre) -> None:
    teacher = centre.accounts["teacher"]
    assert look(admin, teacher) == 302
    teacher.closed_at = centre.now
    centre.add(teacher)
    centre.session.commit()
    assert "Вы смотрите как" not in admin.get("/panel/").text


def test_looking_costs_one_question_more(
    admin: FlaskClient, centre: Centre, count_queries: QueryCount
) -> None:
    look(admin, centre.accounts["director"])
    count_queries.statements.clear()
    admin.get("/panel/rights/")
    assert len(count_queries) <= 5
    rows = centre.session.scalars(select(SignIn).where(SignIn.seeing_as_id.is_not(None))).all()
    assert len(rows) == 1
