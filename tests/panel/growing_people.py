"""Many people at once: staff with accounts, students with guardians, and the papers of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sgo.models import (
    Account,
    AccountIssue,
    Consent,
    DestructionAct,
    Guardian,
    Guardianship,
    RoleGrant,
    Staff,
    StaffCourse,
    Student,
    StudentDocument,
    StudentNeed,
)
from sgo.vocabulary import (
    ConsentKind,
    DocumentKind,
    Funding,
    IssueKind,
    Relation,
    Role,
    Sex,
    SpecialNeed,
)
from tests.attachments import passport_file
from tests.centre import Centre

DAY = date(2026, 9, 1)


@dataclass(frozen=True)
class People:
    """One of each by number: who teaches, who studies, and the account of who teaches."""

    staff: Sequence[Staff]
    students: Sequence[Student]
    accounts: Sequence[Account]


def grow_people(centre: Centre, numbers: range) -> People:
    add = centre.add_all
    staff = add(
        Staff(surname=f"Педагог{n}", given_name="Анна", position="педагог") for n in numbers
    )
    students = add(
        Student(
            surname=f"Ученик{n}",
            given_name="Егор",
            birth_date=date(2011, 1, 1),
            sex=Sex.MALE,
            funding=Funding.BUDGET,
        )
        for n in numbers
    )
    guardians = add(Guardian(surname=f"Родитель{n}", given_name="Ольга") for n in numbers)
    add(
        Guardianship(guardian_id=one.id, student_id=student.id, relation=Relation.MOTHER)
        for one, student in zip(guardians, students, strict=True)
    )
    accounts = add(
        Account(
            login=f"account.{n}",
            password_hash="none",
            session_stamp=f"stamp{n}",
            issued_at=centre.now,
            staff_id=one.id,
        )
        for n, one in zip(numbers, staff, strict=True)
    )
    add(RoleGrant(account_id=one.id, role=Role.TEACHER) for one in accounts)
    add(
        AccountIssue(account_id=one.id, kind=IssueKind.FIRST, issued_at=centre.now)
        for one in accounts
    )
    add(
        DestructionAct(
            number=n + 1,
            done_on=DAY,
            done_by_id=one.id,
            role=Role.TECHNICAL_ADMIN,
            card_kind="students",
            card_id=student.id,
            destroyed={"students.phone": 1},
        )
        for n, one, student in zip(numbers, accounts, students, strict=True)
    )
    add(
        StaffCourse(staff_id=one.id, name=f"Курс {n}", hours=72, finished_on=DAY)
        for n, one in zip(numbers, staff, strict=True)
    )
    add(
        row
        for one in students
        for row in (
            StudentDocument(student_id=one.id, kind=DocumentKind.PASSPORT, number="123456"),
            Consent(student_id=one.id, kind=ConsentKind.SPECIAL_NEEDS, given_on=DAY),
            StudentNeed(student_id=one.id, kind=SpecialNeed.CONDITIONS),
            passport_file(one, accounts[0], centre.now),
        )
    )
    return People(staff, students, accounts)
