"""What still binds a person to the centre, as the rules of destruction ask it (clause 2.1.2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, tzinfo
from typing import Any

from sqlalchemy import func, literal, select, union_all
from sqlalchemy.orm import Session, joinedload

from sgo.models import (
    Account,
    Curatorship,
    DestructionAct,
    Guardianship,
    Lesson,
    Membership,
    RoleGrant,
    Staff,
    Student,
    TeachingAssignment,
    TimetableRow,
)
from sgo.rules.destruction import StaffTies, may_destroy, may_destroy_staff
from sgo.services.people.extract import Card
from sgo.verdicts import Verdict
from sgo.vocabulary import LessonState, Role


def may_go(session: Session, model: Card, key: int, today: date, zone: tzinfo | None) -> Verdict:
    """Whether the data of this card may be destroyed; `zone` is the organisation's."""
    destroyed_on = session.scalar(
        select(func.max(DestructionAct.done_on)).where(
            DestructionAct.card_kind == model.__tablename__, DestructionAct.card_id == key
        )
    )
    if model is Staff:
        return may_destroy_staff(_ties(session, key, zone), today, destroyed_on)
    return may_destroy(_students(session, model, key), today, destroyed_on)


def _students(session: Session, model: Card, key: int) -> Sequence[Sequence[date | None]]:
    """The last days of the memberships of the student, or of each child."""
    ends: dict[int, list[date | None]] = {}
    if model is Student:
        ends[key] = []
        mine = select(Student.id).where(Student.id == key)
    else:
        mine = select(Guardianship.student_id).where(Guardianship.guardian_id == key)
        ends = {child: [] for child in session.scalars(mine)}
    rows = select(Membership.student_id, Membership.ends_on).where(Membership.student_id.in_(mine))
    for student_id, ends_on in session.execute(rows):
        ends[student_id].append(ends_on)
    return list(ends.values())


def _ties(session: Session, key: int, zone: tzinfo | None) -> StaffTies:
    last_lesson_on = (
        select(func.max(Lesson.held_on))
        .where(Lesson.staff_id == key, Lesson.state != LessonState.CANCELLED)
        .scalar_subquery()
    )
    dismissed_on, contract_to, lesson_on = session.execute(
        select(Staff.dismissed_on, Staff.contract_to, last_lesson_on).where(Staff.id == key)
    ).one()
    last_days = _last_days(session, key)
    roles, others, used_at = _account(session, key)
    return StaffTies(
        dismissed_on,
        contract_to,
        assignments=last_days[TeachingAssignment],
        timetable_rows=last_days[TimetableRow],
        curatorships=last_days[Curatorship],
        last_lesson_on=lesson_on,
        roles=roles,
        other_technical_admins=others,
        used_on=used_at.astimezone(zone).date() if used_at is not None else None,
    )


def _last_days(session: Session, key: int) -> dict[Any, list[date | None]]:
    """Of everything that a teacher is named for by dates."""
    kinds: dict[Any, Any] = {
        TeachingAssignment: TeachingAssignment.ends_on,
        TimetableRow: TimetableRow.valid_to,
        Curatorship: Curatorship.ends_on,
    }
    found: dict[Any, list[date | None]] = {kind: [] for kind in kinds}
    numbered = list(kinds.items())
    rows = union_all(
        *(
            select(literal(number), last_day).where(kind.staff_id == key)
            for number, (kind, last_day) in enumerate(numbered)
        )
    )
    for number, last_day in session.execute(rows):
        found[numbered[number][0]].append(last_day)
    return found


def _account(session: Session, key: int) -> tuple[frozenset[Role], int, datetime | None]:
    """Roles of the open account, open accounts of other technical admins, its last use if it is
    of this card alone."""
    account = (
        session.scalars(
            select(Account)
            .where(Account.staff_id == key, Account.closed_at.is_(None))
            .options(joinedload(Account.grants))
        )
        .unique()
        .one_or_none()
    )
    if account is None:
        return frozenset(), 0, None
    others = session.scalar(
        select(func.count())
        .select_from(RoleGrant)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(
            RoleGrant.role == Role.TECHNICAL_ADMIN,
            Account.closed_at.is_(None),
            Account.id != account.id,
        )
    )
    is_shared = account.student_id is not None or account.guardian_id is not None
    return account.roles, others or 0, None if is_shared else account.last_signed_in_at
