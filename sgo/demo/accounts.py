"""Accounts of the demo centre: one for every member of staff, a family, and what is printed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.models import (
    Account,
    Curatorship,
    Group,
    Guardian,
    Guardianship,
    Lesson,
    Membership,
    RoleGrant,
    Staff,
    Student,
)
from sgo.rules.age import ADULT_AGE, born_by
from sgo.rules.identity import login_from_name
from sgo.services.accounts import passwords
from sgo.services.accounts.viewers import viewer_of
from sgo.services.guard import acting_system
from sgo.vocabulary import Role, SystemAct

DEMO_PASSWORD = "stepnoy-demo"  # noqa: S105 - printed for everybody, refused in production

ROLE_OF_POSITION = {
    "директор": Role.DIRECTOR,
    "заместитель директора по УПР": Role.COORDINATOR,
    "информатик": Role.TECHNICAL_ADMIN,
}


@dataclass(frozen=True, slots=True)
class SignIn:
    """A line of the printed table."""

    role: Role
    login: str
    password: str
    name: str


def open_staff_accounts(session: Session, now: datetime) -> dict[int, Viewer]:
    """An account for every member of staff who has none; viewers by staff id."""
    password_hash = passwords.in_use().hash(DEMO_PASSWORD)
    with acting_system(session, SystemAct.DEMO_LOAD, now):
        known = set(session.scalars(select(Account.staff_id)))
        for card in session.scalars(select(Staff).order_by(Staff.id)):
            if card.id not in known:
                role = ROLE_OF_POSITION.get(card.position, Role.TEACHER)
                login = f"{login_from_name(card.surname, card.given_name)}{card.id}"
                _open(session, login, role, password_hash, now, staff_id=card.id)
    session.commit()
    return {
        account.staff_id: viewer_of(account, now.date())
        for account in session.scalars(select(Account).where(Account.staff_id.is_not(None)))
        if account.staff_id is not None
    }


def issue_demo_accounts(session: Session, now: datetime) -> list[SignIn]:
    """Name the logins a person types: one for each role, with somebody worth looking at."""
    password_hash = passwords.in_use().hash(DEMO_PASSWORD)
    teacher_id = _busiest_teacher(session, now.date())
    with acting_system(session, SystemAct.DEMO_LOAD, now):
        named = {
            role: session.scalars(
                select(Account).join(RoleGrant).where(RoleGrant.role == role).limit(1)
            ).one()
            for role in ROLE_OF_POSITION.values()
        }
        named[Role.TEACHER] = session.scalars(
            select(Account).where(Account.staff_id == teacher_id)
        ).one()
        guardian = _guardian_of_two(session, now.date())
        named[Role.GUARDIAN] = _open(
            session, "parent", Role.GUARDIAN, password_hash, now, guardian_id=guardian.id
        )
        student_id = session.scalars(
            select(Student.id)
            .join(Membership)
            .join(Group)
            .where(Membership.ends_on.is_(None), Group.ends_on >= now.date())
            .order_by(Group.starts_on.desc(), Student.id)
            .limit(1)
        ).one()
        named[Role.STUDENT] = _open(
            session, "student", Role.STUDENT, password_hash, now, student_id=student_id
        )
        for role, account in named.items():
            account.login = _LOGINS[role]
    session.commit()
    return [
        SignIn(role, account.login, DEMO_PASSWORD, str(account.card))
        for role, account in named.items()
    ]


_LOGINS = {
    Role.TECHNICAL_ADMIN: "admin",
    Role.COORDINATOR: "coordinator",
    Role.DIRECTOR: "director",
    Role.TEACHER: "teacher",
    Role.GUARDIAN: "parent",
    Role.STUDENT: "student",
}


def _open(
    session: Session,
    login: str,
    role: Role,
    password_hash: str,
    now: datetime,
    **card: int,
) -> Account:
    account = Account(
        login=login,
        password_hash=password_hash,
        must_change_password=False,
        session_stamp=passwords.new_stamp(),
        issued_at=now,
        **card,
    )
    account.grants.append(RoleGrant(role=role))
    session.add(account)
    return account


def _busiest_teacher(session: Session, today: date) -> int:
    """A curator with lessons today, if it is a day of lessons; else with the most lessons."""
    return session.scalars(
        select(Lesson.staff_id)
        .join(Curatorship, Curatorship.staff_id == Lesson.staff_id)
        .where(Lesson.held_on >= date(today.year, today.month, 1))
        .group_by(Lesson.staff_id)
        .order_by(func.count().filter(Lesson.held_on == today).desc(), func.count().desc())
        .limit(1)
    ).one()


def _guardian_of_two(session: Session, today: date) -> Guardian:
    return session.scalars(
        select(Guardian)
        .join(Guardianship)
        .join(Student)
        .join(Membership, Membership.student_id == Student.id)
        .where(Student.birth_date > born_by(ADULT_AGE, today))
        .group_by(Guardian.id)
        .order_by(func.count(Student.id.distinct()).desc(), func.max(Membership.starts_on).desc())
        .limit(1)
    ).one()
