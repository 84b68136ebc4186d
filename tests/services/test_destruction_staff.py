"""Data of staff who left: what goes, what stays under their name, and what is to be ended first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.errors import Refused
from sgo.models import (
    Account,
    AuditEvent,
    Consent,
    Curatorship,
    DestructionAct,
    RoleGrant,
    Staff,
    StaffCourse,
    TeachingAssignment,
)
from sgo.reports.destruction_act import KINDS
from sgo.services.people.destruction import prospect
from sgo.vocabulary import LessonState, Role, Weekday
from tests.attachments import PDF
from tests.centre import Centre
from tests.destroying import (
    BIRTH,
    SECRETS,
    STUDENTS_ALONE,
    deed,
    everything,
    leave_staff,
    whole_text,
)

pytestmark = pytest.mark.clause("2.1.2")

STAYS = (
    "curatorships",
    "teaching_assignments",
    "timetable_rows",
    "timetable_dates",
    "lessons",
    "staff_courses",
    "role_grants",
    "journal_entries",
    "marks",
    "control_checks",
    "control_remarks",
)
"""Tables that the deed does not touch at all."""


@pytest.fixture
def gone(centre: Centre, admin: Viewer) -> Staff:
    return leave_staff(centre, admin)


def test_nothing_of_it_is_left_in_any_column_of_any_table(
    centre: Centre, session: Session, admin: Viewer, gone: Staff
) -> None:
    told = [secret for secret in SECRETS if secret not in STUDENTS_ALONE]
    before = whole_text(session)
    assert [secret for secret in told if secret not in before] == []
    assert repr(BIRTH) in before
    deed(centre, admin, gone)
    session.commit()
    session.expire_all()
    after = whole_text(session)
    assert [secret for secret in told if secret in after] == []
    for value in (repr(PDF), repr(BIRTH), BIRTH.isoformat()):
        assert value not in after


def test_the_name_the_work_and_what_labour_law_keeps_stay(
    centre: Centre, session: Session, admin: Viewer, gone: Staff
) -> None:
    before = everything(session)
    kept = ("position", "education", "category", "category_on", "employed_on", "dismissed_on")
    kept += ("contract_from", "contract_to", "surname", "given_name", "patronymic", "sort_key")
    card = {name: getattr(gone, name) for name in kept}
    trail = _who_did_what(session)
    paper = deed(centre, admin, gone)
    session.commit()
    after = everything(session)
    for table in STAYS:
        assert after[table] == before[table], table
    assert session.scalars(select(StaffCourse)).one().staff_id == gone.id
    session.refresh(gone)
    assert {name: getattr(gone, name) for name in kept} == card
    assert _who_did_what(session)[: len(trail)] == trail
    own = centre.accounts["gone.staff"].id
    topic = session.scalars(
        select(AuditEvent).where(AuditEvent.account_id == own, AuditEvent.subject == "lessons")
    ).one()
    assert topic.changes["topic"] == ["Обгон", "Обгон и опережение"]
    consent = session.scalars(select(Consent).where(Consent.staff_id == gone.id)).one()
    assert consent.document is None
    act = session.scalars(select(DestructionAct)).one()
    assert (act.card_kind, act.card_id, paper.name) == ("staff", gone.id, gone.full_name)
    assert set(act.destroyed) <= set(KINDS)
    assert act.destroyed["staff.birth_date"] == act.destroyed["person_files"] == 1
    assert "accounts" not in act.destroyed, "it was closed before"


def _who_did_what(session: Session) -> list[tuple[Any, ...]]:
    columns = (AuditEvent.id, AuditEvent.at, AuditEvent.account_id, AuditEvent.subject)
    rows = session.execute(select(*columns, AuditEvent.row_key).order_by(AuditEvent.id))
    return [tuple(row) for row in rows]


def _without_an_end(kind: type[Any]) -> Any:
    def tie(centre: Centre, gone: Staff) -> None:
        for row in centre.session.scalars(select(kind).where(kind.staff_id == gone.id)):
            row.ends_on = None
            centre.add(row)

    return tie


def _row_lasts(centre: Centre, gone: Staff) -> None:
    last = centre.now.date()
    centre.make_row(centre.foreign_page, gone, Weekday.SATURDAY, 4, valid_from=last, valid_to=last)


def _lesson_today(centre: Centre, gone: Staff) -> None:
    centre.make_lesson(centre.foreign_page, centre.now.date(), 4, staff=gone)


def _open_account(centre: Centre, gone: Staff) -> None:
    centre.accounts["gone.staff"].closed_at = None
    centre.add(centre.accounts["gone.staff"])


def _used_account(centre: Centre, gone: Staff) -> None:
    """Its roles were taken, and still somebody comes in."""
    account = centre.accounts["gone.staff"]
    for grant in list(account.grants):
        account.grants.remove(grant)
    account.closed_at = None
    centre.add(account)


def _only_admin(centre: Centre, gone: Staff) -> None:
    _open_account(centre, gone)
    account = centre.accounts["gone.staff"]
    for grant in centre.session.scalars(
        select(RoleGrant).where(RoleGrant.role == Role.TECHNICAL_ADMIN)
    ):
        grant.account_id = account.id
        centre.add(grant)


def _changed(**columns: int | None) -> Any:
    """Days of the card, counted from today; None takes the day away."""

    def tie(centre: Centre, gone: Staff) -> None:
        for name, days in columns.items():
            day = None if days is None else centre.now.date() + timedelta(days=days)
            setattr(gone, name, day)
        centre.add(gone)

    return tie


@pytest.mark.parametrize(
    ("tie", "code"),
    [
        (_changed(dismissed_on=None), "destruction_before_dismissal"),
        (_changed(dismissed_on=0), "destruction_of_working_staff"),
        (_changed(contract_to=0), "destruction_under_contract"),
        (_changed(dismissed_on=-1, contract_to=-1), "destruction_too_early"),
        (_without_an_end(TeachingAssignment), "destruction_of_a_teacher"),
        (_without_an_end(Curatorship), "destruction_of_a_curator"),
        (_row_lasts, "destruction_in_the_timetable"),
        (_lesson_today, "destruction_before_lessons"),
        (_open_account, "destruction_with_roles"),
        (_used_account, "destruction_of_a_used_account"),
        (_only_admin, "last_technical_admin"),
    ],
)
def test_what_still_binds_is_told_and_nothing_changes(
    centre: Centre, session: Session, admin: Viewer, gone: Staff, tie: Any, code: str
) -> None:
    tie(centre, gone)
    session.commit()
    session.expire_all()
    assert prospect(session, admin, Staff, gone.id, centre.now).verdict.code == code
    before = everything(session)
    with pytest.raises(Refused, match=code):
        deed(centre, admin, gone)
    session.rollback()
    assert everything(session) == before


def test_what_was_cancelled_or_held_by_another_binds_nobody(
    centre: Centre, session: Session, admin: Viewer, gone: Staff
) -> None:
    ahead = centre.now.date() + timedelta(days=7)
    centre.make_lesson(
        centre.foreign_page,
        ahead,
        3,
        staff=gone,
        state=LessonState.CANCELLED,
        change_reason="педагог уволен",
    )
    centre.make_lesson(centre.foreign_page, ahead, 4, regular_staff_id=gone.id)
    session.commit()
    assert prospect(session, admin, Staff, gone.id, centre.now).verdict.allowed


def test_an_account_left_open_without_roles_is_closed_by_the_deed(
    centre: Centre, session: Session, admin: Viewer, gone: Staff
) -> None:
    _used_account(centre, gone)
    account = centre.accounts["gone.staff"]
    account.last_signed_in_at = centre.now - timedelta(days=200)
    centre.add(account)
    session.commit()
    deed(centre, admin, gone)
    session.commit()
    session.refresh(account)
    assert (account.closed_at, account.last_signed_in_at) == (centre.now, None)
    assert account.session_stamp != "stamp-gone.staff"


def test_an_account_of_a_parent_too_stays_with_its_sign_ins(
    centre: Centre, session: Session, admin: Viewer, gone: Staff
) -> None:
    """Who left as a teacher goes on reading the child's diary; only the roles of staff are over."""
    _used_account(centre, gone)
    account = session.scalars(select(Account).where(Account.staff_id == gone.id)).one()
    account.guardian_id = centre.make_guardian("Уволенная", centre.student).id
    centre.add(account)
    centre.add(RoleGrant(account=account, role=Role.GUARDIAN))
    session.commit()
    found = prospect(session, admin, Staff, gone.id, centre.now)
    assert (found.verdict.allowed, found.account_stays) == (True, True)
    deed(centre, admin, gone)
    session.commit()
    session.refresh(account)
    session.refresh(gone)
    assert (account.closed_at, gone.phone) == (None, None)
    assert SECRETS[12] in whole_text(session)


def test_who_came_back_and_left_again_goes_again(
    centre: Centre, session: Session, admin: Viewer, gone: Staff
) -> None:
    centre.add(
        DestructionAct(
            number=1,
            done_on=gone.dismissed_on - timedelta(days=300),
            done_by_id=admin.account_id,
            role=Role.TECHNICAL_ADMIN,
            card_kind="staff",
            card_id=gone.id,
            destroyed={},
        )
    )
    session.commit()
    assert deed(centre, admin, gone).number == 2
    session.commit()
    with pytest.raises(Refused, match="destroyed_already"):
        deed(centre, admin, gone)


def test_the_dry_run_costs_the_same_with_more_work(
    centre: Centre, session: Session, admin: Viewer, gone: Staff, count_queries: Any
) -> None:
    def cost() -> int:
        count_queries.statements.clear()
        prospect(session, admin, Staff, gone.id, centre.now)
        return len(count_queries)

    cost()
    few = cost()
    for days in range(10):
        first = gone.dismissed_on - timedelta(days=400 + days)
        centre.add(
            TeachingAssignment(
                page_id=centre.page.id, staff_id=gone.id, starts_on=first, ends_on=first
            )
        )
    assert cost() == few
    assert few <= 8
