"""The demo centre's movement book of these weeks: some came late, one left, some still wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.access.viewer import Viewer
from sgo.demo.people import Registry
from sgo.models import AcademicYear, Group, Membership, MovementOrder, Student
from sgo.services.guard import acting_as
from sgo.services.movement import decisions
from sgo.services.movement import orders as movement_orders
from sgo.vocabulary import Funding, MovementKind, MovementState, Sex

AUTUMN = (
    (20, MovementKind.ENROLMENT),
    (34, MovementKind.ENROLMENT),
    (41, MovementKind.TRANSFER),
    (48, MovementKind.WITHDRAWAL),
    (55, MovementKind.LEAVE),
)
"""How many days after the first of September something happens, and what."""
WAITING = 3
FIRST_ORDER = 17


def confirm_waiting(session: Session, coordinator: Viewer, now: datetime) -> None:
    """The coordinator confirms every order that waits: those of the workbooks just loaded."""
    waiting = session.scalars(
        select(MovementOrder.id).where(MovementOrder.state == MovementState.PREPARED)
    )
    seen = [decisions.Seen(order_id) for order_id in waiting]
    decisions.confirm_orders(session, coordinator, seen, now)
    session.commit()


def graduate(
    session: Session, admin: Viewer, coordinator: Viewer, year: AcademicYear, now: datetime
) -> None:
    """Everybody of the year's groups graduates by one order, on the day after the course."""
    rows = session.execute(
        select(Membership.student_id, Membership.group_id, Group.ends_on)
        .join(Group, Group.id == Membership.group_id)
        .where(Group.academic_year_id == year.id, Membership.ends_on.is_(None))
    )
    order = movement_orders.prepare_order(
        session,
        admin,
        kind=MovementKind.GRADUATION,
        order_number="9-в",
        order_date=now.date(),
        basis="Решение педагогического совета",
        lines=[
            movement_orders.OrderLine(student_id, group_id, ends_on + timedelta(days=1))
            for student_id, group_id, ends_on in rows
        ],
        now=now,
    )
    decisions.confirm_order(session, coordinator, order.id, now)
    session.commit()


@dataclass
class Office:
    """The technical admin prepares, the coordinator confirms."""

    session: Session
    registry: Registry
    admin: Viewer
    coordinator: Viewer
    orders: int = FIRST_ORDER

    def move(self, kind: MovementKind, now: datetime) -> None:
        """One confirmed record of this day."""
        group = self._groups(now.date())[self.orders % 5]
        to_group = None
        if kind is MovementKind.ENROLMENT:
            student_id = self._newcomer(now)
        else:
            student_id = self.session.scalars(
                select(Membership.student_id)
                .where(Membership.group_id == group.id, Membership.ends_on.is_(None))
                .order_by(Membership.id)
                .limit(1)
            ).one()
        if kind.moves:
            to_group = next(
                one
                for one in self._groups(now.date())
                if one.programme_id == group.programme_id and one.id != group.id
            )
        order = self._prepare(kind, student_id, group, now.date(), now, to_group)
        decisions.confirm_order(self.session, self.coordinator, order.id, now)
        self.session.commit()

    def leave_waiting(self, now: datetime) -> None:
        """Enrolments that the coordinator finds in the morning."""
        tomorrow = now.date() + timedelta(days=1)
        for number, group in enumerate(self._groups(tomorrow)):
            if number < WAITING:
                newcomer = self._newcomer(now)
                self._prepare(MovementKind.ENROLMENT, newcomer, group, tomorrow, now)
        self.session.commit()

    def _prepare(
        self,
        kind: MovementKind,
        student_id: int,
        group: Group,
        day: date,
        now: datetime,
        to_group: Group | None = None,
    ) -> MovementOrder:
        self.orders += 1
        return movement_orders.prepare_order(
            self.session,
            self.admin,
            kind=kind,
            order_number=f"{self.orders}-у",
            order_date=now.date(),
            basis="По заявлению",
            lines=[
                movement_orders.OrderLine(
                    student_id, group.id, day, to_group.id if to_group else None
                )
            ],
            now=now,
        )

    def _groups(self, day: date) -> list[Group]:
        return list(
            self.session.scalars(
                select(Group)
                .where(Group.starts_on <= day, Group.ends_on >= day)
                .order_by(Group.name.desc())
            )
        )

    def _newcomer(self, now: datetime) -> int:
        person = self.registry.person((14, 16), now.date())
        student = Student(
            surname=person.surname,
            given_name=person.given_name,
            patronymic=person.patronymic,
            birth_date=person.birth_date,
            sex=Sex.MALE if person.male else Sex.FEMALE,
            funding=Funding.BUDGET,
            address=self.registry.address(),
        )
        with acting_as(self.session, self.admin, Permission.STUDENTS_KEEP, now):
            self.session.add(student)
        return student.id
