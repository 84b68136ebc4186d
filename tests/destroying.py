"""People who left a term ago, with everything that is kept of anybody, and what is left of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.access.viewer import Viewer
from sgo.models import (
    Account,
    Base,
    Consent,
    Curatorship,
    DiaryVisit,
    DigestWish,
    Guardian,
    PersonFile,
    Preferences,
    SavedView,
    SignIn,
    Staff,
    StaffCourse,
    Student,
    StudentDocument,
    StudentNeed,
    TeachingAssignment,
)
from sgo.rules.destruction import DAYS_AFTER_LEAVING
from sgo.services.guard import Act, acting, acting_as, permit
from sgo.services.people.destruction import destroy
from sgo.verdicts import ALLOWED
from sgo.vocabulary import ConsentKind, DocumentKind, PaperKind, Role, SpecialNeed, Weekday
from tests.attachments import PDF
from tests.centre import Centre
from tests.families import give_address

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
    "Вид исчезнувший",
)
STUDENTS_ALONE = SECRETS[4:9]
"""What a card of staff has no place for: an address, documents, special needs."""
BIRTH = date(1979, 3, 8)


def keep_of_anybody(centre: Centre, by: Viewer, account: Account, **whose: int) -> None:
    """Papers of a card and what hangs on its account, whoever it is of."""
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
            attached_by_id=by.account_id,
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
        SavedView(account_id=account.id, list="students", name=SECRETS[14], address={"search": "я"})
    )


def leave_student(centre: Centre, by: Viewer) -> Student:
    """A student who left a term ago; `by` wrote the card, and wrote it again."""
    session = centre.session
    student: Student = centre.make_student("Ушедший", "Пётр")
    last = centre.now.date() - timedelta(days=DAYS_AFTER_LEAVING)
    centre.enrol(student, centre.group, last - timedelta(days=30), last)
    for phone in SECRETS[:2]:
        with acting_as(session, by, Permission.CONTACTS_KEEP, centre.now):
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
    keep_of_anybody(centre, by, account, **whose)
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


def leave_staff(centre: Centre, by: Viewer) -> Staff:
    """A teacher and curator who was dismissed a term ago; what they did stays for ever."""
    session = centre.session
    last = centre.now.date() - timedelta(days=DAYS_AFTER_LEAVING)
    staff: Staff = centre.make_staff(
        "Уволенная",
        "Вера",
        position="преподаватель вождения",
        education="высшее",
        category="первая",
        category_on=last - timedelta(days=900),
        employed_on=last - timedelta(days=2000),
        contract_from=last - timedelta(days=400),
        contract_to=last,
        dismissed_on=last,
    )
    for phone in SECRETS[:2]:
        with acting_as(session, by, Permission.STAFF_KEEP, centre.now):
            staff.phone, staff.email, staff.snils = phone, SECRETS[2], SECRETS[3]
            staff.birth_date = BIRTH
    account = centre.make_account(
        "gone.staff",
        Role.TEACHER,
        staff_id=staff.id,
        last_signed_in_at=centre.now,
        closed_at=centre.now,
    )
    keep_of_anybody(centre, by, account, staff_id=staff.id)
    course = {"name": "Психология водителя", "hours": 72, "finished_on": last}
    centre.add(StaffCourse(staff_id=staff.id, **course))
    centre.add(
        Curatorship(
            group_id=centre.other_group.id,
            staff_id=staff.id,
            starts_on=last - timedelta(days=90),
            ends_on=last,
        )
    )
    centre.add(
        TeachingAssignment(
            page_id=centre.foreign_page.id,
            staff_id=staff.id,
            starts_on=last - timedelta(days=90),
            ends_on=last,
        )
    )
    centre.make_row(
        centre.foreign_page,
        staff,
        Weekday.SATURDAY,
        3,
        valid_from=last - timedelta(days=90),
        valid_to=last,
    )
    lesson = centre.make_lesson(centre.foreign_page, last, 3, staff=staff, topic="Обгон")
    with acting(session, Act(centre.now, account.id, Role.TEACHER)):
        lesson.topic = "Обгон и опережение"
        permit(session, lesson, ALLOWED)
        session.flush()
    centre.accounts["gone.staff"] = account
    session.commit()
    return staff


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


def deed(centre: Centre, viewer: Viewer, card: Student | Guardian | Staff, typed: str = "") -> Any:
    return destroy(centre.session, viewer, type(card), card.id, typed or card.surname, centre.now)
