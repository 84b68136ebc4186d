"""The movement book: the technical admin prepares, the coordinator decides (decision 25).

Memberships have no other door: a confirmed enrolment makes one, a confirmed withdrawal ends it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.exc import StaleDataError

from sgo.access.permissions import Permission
from sgo.access.scopes import scope
from sgo.access.viewer import Viewer
from sgo.errors import Conflict, Missing, Refused, refuse
from sgo.models import Group, Membership, MovementRecord, Student
from sgo.names import tidy
from sgo.rules import movement as rules
from sgo.services.clockwatch import require_steady_clock
from sgo.services.guard import acting_as, permit
from sgo.verdicts import Verdict
from sgo.vocabulary import MovementKind, MovementState, Role, YearState

_PLAIN = ("order_date", "effective_on", "student_id", "group_id", "kind")


def prepare(
    session: Session,
    viewer: Viewer,
    *,
    kind: MovementKind,
    student_id: int,
    group_id: int,
    order_number: str,
    order_date: date,
    effective_on: date,
    reason: str | None = None,
    now: datetime,
) -> MovementRecord:
    """Write a record that waits for the coordinator; raises Refused when it cannot come true."""
    number = _order(order_number)
    with acting_as(session, viewer, Permission.MOVEMENT_PREPARE, now), _book(session, number):
        require_steady_clock(session, now)
        record = MovementRecord(
            kind=kind,
            student_id=student_id,
            group_id=group_id,
            order_number=number,
            order_date=order_date,
            effective_on=effective_on,
            reason=_text(reason),
            prepared_by_id=viewer.account_id,
            prepared_at=now,
        )
        permit(session, record, _sense(session, viewer, record))
        session.add(record)
    return record


def prepare_enrolment(session: Session, viewer: Viewer, **values: Any) -> MovementRecord:
    """`prepare` of an enrolment; the same values."""
    return prepare(session, viewer, kind=MovementKind.ENROLMENT, **values)


def prepare_withdrawal(session: Session, viewer: Viewer, **values: Any) -> MovementRecord:
    """`prepare` of a withdrawal; `effective_on` is the first day outside the group."""
    return prepare(session, viewer, kind=MovementKind.WITHDRAWAL, **values)


def edit_prepared(
    session: Session,
    viewer: Viewer,
    record_id: int,
    *,
    version: int | None = None,
    now: datetime,
    **values: Any,
) -> MovementRecord:
    """Mend a record that waits or was returned; a returned one waits again afterwards.

    `values` are columns of `prepare`; `version` is what the writer saw. Raises Conflict when
    somebody saved first, Refused when the record is confirmed.
    """
    with acting_as(session, viewer, Permission.MOVEMENT_PREPARE, now):
        require_steady_clock(session, now)
        record = _record(session, viewer, record_id)
        _refuse_unless(rules.may_edit(record.state))
        if version is not None and version != record.version:
            raise Conflict(_shown(record), version)
        number = _order(values.get("order_number", record.order_number))
        with _book(session, number), session.no_autoflush:
            for name in _PLAIN:
                if name in values:
                    setattr(record, name, values[name])
            record.order_number = number
            if "reason" in values:
                record.reason = _text(values["reason"])
            record.state = MovementState.PREPARED
            record.prepared_by_id, record.prepared_at = viewer.account_id, now
            record.decided_by_id = record.decided_at = record.remark = None
            permit(session, record, _sense(session, viewer, record))
    return record


def delete_prepared(session: Session, viewer: Viewer, record_id: int, now: datetime) -> None:
    """Take away a record that was never confirmed; the trail keeps that it was there."""
    with acting_as(session, viewer, Permission.MOVEMENT_PREPARE, now):
        require_steady_clock(session, now)
        record = _record(session, viewer, record_id)
        verdict = rules.may_delete(record.state)
        _refuse_unless(verdict)
        session.delete(record)
        permit(session, record, verdict)


def confirm_record(
    session: Session, viewer: Viewer, record_id: int, now: datetime
) -> MovementRecord:
    """Make the record true: the membership begins or ends. Judged again at this moment.

    Raises Refused when what was possible on preparing is not any more.
    """
    with acting_as(session, viewer, Permission.MOVEMENT_CONFIRM, now):
        require_steady_clock(session, now)
        record = _record(session, viewer, record_id)
        decision = rules.may_confirm(
            record.state,
            record.prepared_by_id,
            viewer.account_id,
            is_coordinator=viewer.has(Role.COORDINATOR),
        )
        _refuse_unless(decision)
        _sense(session, viewer, record)
        with _book(session, record.order_number), session.no_autoflush:
            membership = _membership_of(session, record)
            record.state = MovementState.CONFIRMED
            record.decided_by_id, record.decided_at = viewer.account_id, now
            session.add(membership)
            permit(session, record, decision)
            permit(session, membership, decision)
    return record


def return_record(
    session: Session, viewer: Viewer, record_id: int, remark: str, now: datetime
) -> MovementRecord:
    """Send the record back with a remark that says what to mend."""
    with acting_as(session, viewer, Permission.MOVEMENT_CONFIRM, now):
        require_steady_clock(session, now)
        record = _record(session, viewer, record_id)
        decision = rules.may_return(
            record.state, remark, is_coordinator=viewer.has(Role.COORDINATOR)
        )
        _refuse_unless(decision)
        record.state, record.remark = MovementState.RETURNED, _text(remark)
        record.decided_by_id, record.decided_at = viewer.account_id, now
        permit(session, record, decision)
    return record


def history_of(
    session: Session, student_id: int, *, as_of_group_end: bool = False
) -> list[rules.MembershipSpan]:
    """The student's memberships; `as_of_group_end` ends an open one with its group's course."""
    rows = session.execute(
        select(Membership, Group.programme_id, Group.ends_on)
        .join(Group, Group.id == Membership.group_id)
        .where(Membership.student_id == student_id)
        .order_by(Membership.starts_on)
    ).all()
    return [
        rules.MembershipSpan(
            membership.group_id,
            programme_id,
            membership.starts_on,
            membership.ends_on or (group_ends_on if as_of_group_end else None),
        )
        for membership, programme_id, group_ends_on in rows
    ]


def _record(session: Session, viewer: Viewer, record_id: int) -> MovementRecord:
    record = session.scalars(
        scope(select(MovementRecord), MovementRecord, viewer).where(MovementRecord.id == record_id)
    ).one_or_none()
    if record is None:
        raise Missing("movement record")
    return record


def _sense(session: Session, viewer: Viewer, record: MovementRecord) -> Verdict:
    """Whether the record can come true as things stand; raises Refused with the reason."""
    group = session.scalars(
        scope(select(Group), Group, viewer)
        .where(Group.id == record.group_id)
        .options(joinedload(Group.academic_year))
    ).one_or_none()
    student = session.scalars(
        scope(select(Student.id), Student, viewer).where(Student.id == record.student_id)
    ).one_or_none()
    if group is None or student is None:
        raise Missing("group or student")
    if group.academic_year.state is YearState.CLOSED:
        raise refuse("year_closed", "3.2")
    dates = rules.GroupDates(group.id, group.programme_id, group.starts_on, group.ends_on)
    if record.kind is MovementKind.ENROLMENT:
        history = history_of(session, record.student_id, as_of_group_end=True)
        verdict = rules.check_enrolment(history, dates, record.effective_on)
    else:
        history = history_of(session, record.student_id)
        verdict = rules.check_withdrawal(history, dates, record.effective_on)
    _refuse_unless(verdict)
    return verdict


def _membership_of(session: Session, record: MovementRecord) -> Membership:
    if record.kind is MovementKind.ENROLMENT:
        return Membership(
            student_id=record.student_id,
            group_id=record.group_id,
            starts_on=record.effective_on,
            enrolled_by_id=record.id,
        )
    membership = session.scalars(
        select(Membership).where(
            Membership.student_id == record.student_id,
            Membership.group_id == record.group_id,
            Membership.ends_on.is_(None),
        )
    ).one()
    membership.ends_on = rules.last_day_inside(record.effective_on)
    membership.withdrawn_by_id = record.id
    return membership


@contextmanager
def _book(session: Session, number: str) -> Iterator[None]:
    """A savepoint in which the record is written: a collision is told, and nothing half stays."""
    try:
        with session.begin_nested():
            yield
    except StaleDataError as error:
        raise refuse("membership_changed_meanwhile", "2.1.3") from error
    except IntegrityError as error:
        if "memberships" in str(error.orig):
            raise refuse("membership_changed_meanwhile", "2.1.3") from error
        raise refuse("same_record_in_book", "2.1.3", "order_number", number=number) from error


def _refuse_unless(verdict: Verdict) -> None:
    if not verdict.allowed:
        raise Refused(verdict)


def _order(number: str) -> str:
    number = tidy(number or "")
    if not number:
        raise refuse("order_number_missing", "2.1.3", "order_number")
    return number


def _text(text: str | None) -> str | None:
    return tidy(text or "") or None


def _shown(record: MovementRecord) -> dict[str, Any]:
    """What stands now, for the writer who saw something older."""
    names = (*_PLAIN, "order_number", "reason", "state", "version")
    return {name: getattr(record, name) for name in names}
