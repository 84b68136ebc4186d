"""Destroyed data of a student or guardian is nowhere any more, and what the archive needs stays."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.access.viewer import Viewer
from sgo.errors import Missing, Refused
from sgo.models import (
    Account,
    Consent,
    DestructionAct,
    Guardian,
    SignIn,
    Student,
    StudentDocument,
)
from sgo.reports.destruction_act import KINDS
from sgo.services.guard import acting_as
from sgo.services.people.destruction import destroy, prospect
from sgo.vocabulary import ConsentKind, DocumentKind, Role
from tests.attachments import PDF
from tests.centre import Centre
from tests.destroying import SECRETS, deed, everything, leave_student, whole_text

pytestmark = pytest.mark.clause("2.1.2")

ARCHIVE = ("memberships", "movement_records", "movement_orders", "journal_entries", "marks")


@pytest.fixture
def gone(centre: Centre, admin: Viewer) -> Student:
    return leave_student(centre, admin)


def test_nothing_of_it_is_left_in_any_column_of_any_table(
    centre: Centre, session: Session, admin: Viewer, gone: Student
) -> None:
    before = whole_text(session)
    assert [secret for secret in SECRETS if secret not in before] == []
    deed(centre, admin, gone)
    session.commit()
    session.expire_all()
    after = whole_text(session)
    assert [secret for secret in SECRETS if secret in after] == []
    assert repr(PDF) not in after


def test_the_archive_stays_as_it_was(
    centre: Centre, session: Session, admin: Viewer, gone: Student
) -> None:
    before = everything(session)
    paper = deed(centre, admin, gone)
    session.commit()
    after = everything(session)
    for table in ARCHIVE:
        assert after[table] == before[table] != [], table
    session.refresh(gone)
    assert (gone.surname, gone.birth_date, gone.phone) == ("Ушедший", date(2012, 5, 14), None)
    account = session.scalars(
        select(Account).where(Account.login == "gone").execution_options(populate_existing=True)
    ).one()
    assert (account.closed_at, account.session_stamp != "stamp-gone") == (centre.now, True)
    consent = session.scalars(select(Consent).where(Consent.student_id == gone.id)).one()
    assert (consent.document, consent.kind) == (None, ConsentKind.PHOTO)
    assert paper.name == gone.full_name
    assert set(paper.destroyed) <= set(KINDS)


def test_others_lose_nothing(
    centre: Centre, session: Session, admin: Viewer, gone: Student
) -> None:
    with acting_as(session, admin, Permission.CONTACTS_KEEP, centre.now):
        centre.student.phone = "+79007654321"
    centre.add(
        StudentDocument(student_id=centre.student.id, kind=DocumentKind.PASSPORT, number="7")
    )
    session.commit()
    deed(centre, admin, gone)
    session.commit()
    assert whole_text(session).count("+79007654321") >= 2, "on the card and in the trail"
    kept = session.scalars(select(StudentDocument)).one()
    assert kept.student_id == centre.student.id


def test_a_second_time_and_a_wrong_surname_are_refused_and_change_nothing(
    centre: Centre, session: Session, admin: Viewer, gone: Student
) -> None:
    before = everything(session)
    with pytest.raises(Refused, match="destruction_surname_differs"):
        deed(centre, admin, gone, "Пришедший")
    session.rollback()
    assert everything(session) == before
    deed(centre, admin, gone)
    session.commit()
    after = everything(session)
    with pytest.raises(Refused, match="destroyed_already"):
        deed(centre, admin, gone)
    session.rollback()
    assert everything(session) == after


def test_taken_back_before_the_commit_everything_is_there(
    centre: Centre, session: Session, admin: Viewer, gone: Student
) -> None:
    before = everything(session)
    deed(centre, admin, gone)
    assert everything(session) != before
    session.rollback()
    assert everything(session) == before


def test_who_studies_or_left_lately_keeps_everything(
    centre: Centre, session: Session, admin: Viewer
) -> None:
    before = everything(session)
    for card, code in (
        (centre.student, "destruction_of_a_member"),
        (centre.guardian, "destruction_of_a_member"),
        (centre.make_student("Новый"), "destruction_before_enrolment"),
    ):
        with pytest.raises(Refused, match=code):
            deed(centre, admin, card)
    session.rollback()
    assert everything(session) == before
    with pytest.raises(Missing):
        destroy(session, admin, Student, 999_999, "x", centre.now)


def test_a_guardian_goes_when_every_child_has_left(
    centre: Centre, session: Session, admin: Viewer, gone: Student
) -> None:
    parent = centre.make_guardian("Ушедшая", gone, phone="+79001234777")
    account = centre.make_account(
        "both",
        Role.GUARDIAN,
        Role.TEACHER,
        guardian_id=parent.id,
        staff_id=centre.make_staff("Я").id,
    )
    centre.add(SignIn(account_id=account.id, at=centre.now, succeeded=True, place="203.0.113.0"))
    session.commit()
    assert prospect(session, admin, Guardian, parent.id, centre.now).account_stays
    deed(centre, admin, parent)
    session.commit()
    session.refresh(account)
    left = whole_text(session)
    assert "+79001234777" not in left
    assert "203.0.113.0" in left, "the account is of a teacher too"
    assert account.closed_at is None
    assert SECRETS[0] in left, "the child's own data waits for its own act"
    alone = centre.make_guardian("Одинокая", phone="+79001234888")
    deed(centre, admin, alone)
    assert "+79001234888" not in whole_text(session)
    assert session.scalars(select(DestructionAct.number)).all() == [1, 2]
