"""Destroyed data is nowhere any more, what the archive needs stays, and the log tells no name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.access.viewer import Viewer
from sgo.errors import Forbidden, Missing, Refused, Unpermitted
from sgo.models import (
    Account,
    AuditEvent,
    Base,
    Consent,
    DestructionAct,
    DiaryVisit,
    DigestWish,
    Guardian,
    PersonFile,
    Preferences,
    SignIn,
    Student,
    StudentDocument,
    StudentNeed,
)
from sgo.reports.destruction_act import KINDS
from sgo.rules.destruction import DAYS_AFTER_LEAVING
from sgo.services.destruction import destroy, prospect
from sgo.services.destruction_lots import GOES, STAYS, emptied
from sgo.services.guard import acting_as, acting_system
from sgo.services.personal_extract import accounts_of, belongings
from sgo.services.trail_blanking import Spot, blank_values
from sgo.vocabulary import (
    ConsentKind,
    DocumentKind,
    PaperKind,
    Role,
    SpecialNeed,
    SystemAct,
)
from tests.centre import Centre
from tests.families import give_address
from tests.rules.test_stored_files import PDF

pytestmark = pytest.mark.clause("2.1.2")

SECRETS = (
    "+79001234501",
    "+79001234502",
    "gone@example.test",
    "11223344595",
    "ул. Исчезнувшая, 7",
    "ХХ-СЕРИЯ",
    "987123",
    "Отдел исчезнувших",
    "МСЭ исчезнувшая",
    "Согласие исчезнувшее",
    "Файл исчезнувший",
    "исчезнувший.pdf",
    "198.51.100.0",
    "Исчезнувший браузер",
)
ARCHIVE = ("memberships", "movement_records", "movement_orders", "journal_entries", "marks")


@pytest.fixture
def admin(centre: Centre) -> Viewer:
    return centre.viewer(centre.accounts["technical_admin"])


@pytest.fixture
def gone(centre: Centre, session: Session, admin: Viewer) -> Student:
    """A student who left a term ago, with everything that is kept of anybody."""
    student: Student = centre.make_student("Ушедший", "Пётр")
    last = centre.now.date() - timedelta(days=DAYS_AFTER_LEAVING)
    centre.enrol(student, centre.group, last - timedelta(days=30), last)
    for phone in SECRETS[:2]:
        with acting_as(session, admin, Permission.CONTACTS_KEEP, centre.now):
            student.phone, student.email = phone, SECRETS[2]
            student.snils, student.address = SECRETS[3], SECRETS[4]
    account = centre.make_account("gone", Role.STUDENT, student_id=student.id)
    whose = {"student_id": student.id}
    centre.add(
        StudentDocument(
            **whose,
            kind=DocumentKind.PASSPORT,
            series=SECRETS[5],
            number=SECRETS[6],
            issued_by=SECRETS[7],
        )
    )
    centre.add(StudentNeed(**whose, kind=SpecialNeed.DISABILITY, basis=SECRETS[8]))
    centre.add(
        Consent(**whose, kind=ConsentKind.PHOTO, given_on=date(2026, 1, 9), document=SECRETS[9])
    )
    centre.add(
        PersonFile(
            **whose,
            title=SECRETS[10],
            kind=PaperKind.IDENTITY,
            file_name=SECRETS[11],
            media_type="application/pdf",
            size=len(PDF),
            content=PDF,
            attached_by_id=admin.account_id,
            attached_at=centre.now,
        )
    )
    centre.add(
        SignIn(
            account_id=account.id,
            at=centre.now,
            succeeded=True,
            place=SECRETS[12],
            browser=SECRETS[13],
        )
    )
    centre.add(DigestWish(account_id=account.id, since=centre.now))
    centre.add(Preferences(account_id=account.id, weak_sight=True))
    centre.add(
        DiaryVisit(
            account_id=account.id,
            student_id=student.id,
            new_since=centre.now,
            last_seen_at=centre.now,
        )
    )
    centre.accounts["gone"] = account
    give_address(centre, "gone", student)
    centre.make_cell(centre.lesson, student, 4, comment="Молодец")
    session.commit()
    return student


def everything(session: Session) -> dict[str, list[Any]]:
    """Every row of every table, as the database has it."""
    session.flush()
    return {
        table.name: [tuple(row) for row in session.connection().execute(select(table))]
        for table in Base.metadata.sorted_tables
    }


def whole_text(session: Session) -> str:
    """Every column of every row in one text."""
    return str(everything(session))


def deed(centre: Centre, viewer: Viewer, card: Student | Guardian, typed: str = "") -> Any:
    return destroy(centre.session, viewer, type(card), card.id, typed or card.surname, centre.now)


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


def test_the_log_and_the_trail_tell_who_and_what_and_no_value(
    centre: Centre, session: Session, admin: Viewer, gone: Student
) -> None:
    found = prospect(session, admin, Student, gone.id)
    assert not [secret for secret in (*SECRETS, gone.surname) if secret in str(found)]
    deed(centre, admin, gone)
    session.commit()
    act = session.scalars(select(DestructionAct)).one()
    assert (act.number, act.card_kind, act.card_id) == (1, "students", gone.id)
    assert (act.done_by_id, act.role) == (admin.account_id, Role.TECHNICAL_ADMIN)
    assert act.destroyed["students.phone"] == 1
    assert "consents.kind" not in act.destroyed
    assert act.destroyed["student_documents"] == act.destroyed["accounts"] == 1
    assert gone.surname not in str(act.destroyed)
    blanked = session.scalars(
        select(AuditEvent)
        .where(AuditEvent.subject == "students", AuditEvent.row_key == str(gone.id))
        .order_by(AuditEvent.id)
    ).all()
    assert len(blanked) >= 3, "that there were changes stays"
    for event in blanked:
        assert event.changes.get("phone", ["•", "•"]) == ["•", "•"]
    assert blanked[0].changes["surname"] == [None, "Ушедший"]
    own = session.scalars(
        select(AuditEvent).where(AuditEvent.subject == "personal_destructions")
    ).one()
    assert own.system_act is SystemAct.PERSONAL_DESTRUCTION
    assert own.account_id == admin.account_id


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
    assert prospect(session, admin, Guardian, parent.id).account_stays
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


@pytest.mark.parametrize(
    "name", ["coordinator", "director", "teacher", "curator", "guardian", "student"]
)
def test_nobody_else_destroys(centre: Centre, session: Session, gone: Student, name: str) -> None:
    viewer = centre.viewer(centre.accounts[name])
    for act in (
        lambda: prospect(session, viewer, Student, gone.id),
        lambda: deed(centre, viewer, gone),
    ):
        with pytest.raises(Forbidden):
            act()


def test_the_log_and_the_trail_are_closed_to_everything_else(
    centre: Centre, session: Session, admin: Viewer, gone: Student
) -> None:
    deed(centre, admin, gone)
    session.commit()
    spot = Spot("students", [str(gone.id)], frozenset({"surname"}))
    for doing in (
        acting_as(session, admin, Permission.PERSONAL_DESTROY, centre.now),
        acting_system(session, SystemAct.DEMO_LOAD, centre.now),
    ):
        with doing, pytest.raises(Unpermitted):
            blank_values(session, [spot])
    act = session.scalars(select(DestructionAct)).one()
    with (
        pytest.raises(Unpermitted),
        acting_as(session, admin, Permission.PERSONAL_DESTROY, centre.now),
    ):
        act.card_id = 0
    session.rollback()
    with (
        pytest.raises(Unpermitted),
        acting_as(session, admin, Permission.PERSONAL_DESTROY, centre.now),
    ):
        session.delete(session.scalars(select(DestructionAct)).one())
    session.rollback()
    assert session.scalars(select(DestructionAct)).one().card_id == gone.id


@pytest.mark.parametrize("model", [Student, Guardian])
def test_every_table_of_a_person_is_decided(model: type[Student] | type[Guardian]) -> None:
    """A new table of people fails here until somebody says what becomes of it."""
    emptied_tables = {model.__tablename__, "consents"}
    reached = {table.name for table, _ in belongings(model, 1, accounts_of(model, 1))}
    assert reached - GOES - STAYS - emptied_tables == set()
    kinds = {
        f"{name}.{column.name}"
        for name in emptied_tables
        for column in emptied(Base.metadata.tables[name])
    }
    assert kinds | (reached & GOES) | {"accounts"} <= set(KINDS)


def test_the_dry_run_costs_the_same_with_many_rows(
    centre: Centre, session: Session, admin: Viewer, gone: Student, count_queries: Any
) -> None:
    def cost(act: Callable[[], Any]) -> int:
        count_queries.statements.clear()
        act()
        return len(count_queries)

    def look() -> Any:
        return prospect(session, admin, Student, gone.id)

    look()
    few = cost(look)
    for number in range(20):
        centre.add(
            StudentDocument(student_id=gone.id, kind=DocumentKind.PASSPORT, number=str(number))
        )
    assert cost(look) == few
    assert few <= 20
