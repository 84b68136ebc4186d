"""Enrolments that a list brings: all of a load wait in one order of the movement book (decision 25).

All that an import knows of the movement book stands here.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from sgo.models import (
    Group,
    ImportRun,
    Membership,
    MovementOrder,
    MovementRecord,
    Student,
)
from sgo.rules.movement import GroupDates, MembershipSpan, check_enrolment
from sgo.services.imports.register import Register
from sgo.services.trail import made_by
from sgo.verdicts import Verdict
from sgo.vocabulary import MovementKind, MovementState

ORDER_NUMBER = "импорт"
"""The number of the order until the office writes its own."""


@dataclass
class Enrolments:
    """Who is in which group, or waits for the coordinator's word on it."""

    register: Register
    spans: dict[Student, list[MembershipSpan]] = field(default_factory=dict)
    order: MovementOrder | None = None
    """The one order in which this load prepares its enrolments."""

    def read(self) -> None:
        """Memberships, and enrolments that wait, in two queries."""
        session = self.register.session
        of_year = {group.id for group in self.register.groups.values()}
        for member, programme_id, ends_on in session.execute(
            select(Membership, Group.programme_id, Group.ends_on)
            .join(Group, Group.id == Membership.group_id)
            .options(joinedload(Membership.student))
        ):
            # Who was never withdrawn left with the end of the course, unless it is this year's.
            last = member.ends_on or (None if member.group_id in of_year else ends_on)
            span = MembershipSpan(member.group_id, programme_id, member.starts_on, last)
            self.spans.setdefault(member.student, []).append(span)
        for line, programme_id, ends_on in session.execute(
            select(MovementRecord, Group.programme_id, Group.ends_on)
            .join(MovementRecord.order)
            .join(Group, Group.id == MovementRecord.group_id)
            .where(
                MovementOrder.kind == MovementKind.ENROLMENT,
                MovementOrder.state != MovementState.CONFIRMED,
            )
            .options(joinedload(MovementRecord.student))
        ):
            last = None if line.group_id in of_year else ends_on
            span = MembershipSpan(line.group_id, programme_id, line.effective_on, last)
            self.spans.setdefault(line.student, []).append(span)

    def is_there(self, student: Student, group: Group) -> bool:
        """The student is in the group, or will be when the coordinator says so."""
        return any(
            span.group_id == group.id and span.ends_on is None
            for span in self.spans.get(student, ())
        )

    def check(self, student: Student | None, group: Group) -> Verdict:
        """Whether the student (None for a new one) may enter the group."""
        dates = GroupDates(group.id, group.programme_id, group.starts_on, group.ends_on)
        spans = self.spans.get(student, ()) if student is not None else ()
        return check_enrolment(spans, dates, group.starts_on)

    def prepare(self, student: Student, group: Group) -> None:
        """Write a line of the order that waits for the coordinator."""
        register = self.register
        if self.order is None:
            self.order = MovementOrder(
                kind=MovementKind.ENROLMENT,
                order_number=ORDER_NUMBER,
                order_date=register.today,
                prepared_by_id=register.account_id,
                prepared_at=register.now,
            )
            register.session.add(self.order)
        self.order.lines.append(
            MovementRecord(student=student, group=group, effective_on=group.starts_on)
        )
        span = MembershipSpan(group.id, group.programme_id, group.starts_on)
        self.spans.setdefault(student, []).append(span)
        register.outcome.loaded["enrolments"] += 1


def waiting_enrolments(session: Session, run: ImportRun) -> int:
    """How many enrolments that the load prepared are not confirmed yet."""
    if run.act_id is None:
        return 0
    prepared = made_by(session, run.act_id).get(MovementOrder.__tablename__, [])
    waiting = (
        select(func.count())
        .select_from(MovementRecord)
        .join(MovementRecord.order)
        .where(MovementOrder.id.in_(prepared), MovementOrder.state != MovementState.CONFIRMED)
    )
    return session.scalars(waiting).one()
