"""The demo centre's movement book of these weeks: some came late, one left, some still wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.access.viewer import Viewer
from sgo.demo.people import Registry
from sgo.models import Group, Membership, MovementOrder, Student
from sgo.services import movement, movement_decisions
from sgo.services.guard import acting_as
from sgo.vocabulary import Funding, MovementKind, MovementState, Sex

AUTUMN = ((20, MovementKind.ENROLMENT), (34, MovementKind.ENROLMENT), (48, MovementKind.WITHDRAWAL))
"""How many days after the first of September something happens, and what."""
WAITING = 3
FIRST_ORDER = 17


def confirm_waiting(session: Session, coordinator: Viewer, now: datetime) -> None:
    """The coordinator confirms every order that waits: those of the workbooks just loaded."""
    waiting = session.scalars(
        select(MovementOrder.id).where(MovementOrder.state == MovementState.PREPARED)
    )
    movement_decisions.confirm_orders(session, coordinator, waiting, now)
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
        if kind is MovementKind.ENROLMENT:
            student_id = self._newcomer(now)
        else:
            student_id = self.session.scalars(
                select(Membership.student_id).where(Membership.group_id == group.id).limit(1)
            ).one()
        order = self._prepare(kind, student_id, group, now.date(), now)
        movement_decisions.confirm_order(self.session, self.coordinator, order.id, now)
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
        self, kind: MovementKind, student_id: int, group: Group, day: date, now: datetime
    ) -> MovementOrder:
        self.orders += 1
        return movement.prepare_order(
            self.session,
            self.admin,
            kind=kind,
            order_number=f"{self.orders}-у",
            order_date=now.date(),
            basis="По заявлению",
            lines=[movement.OrderLine(student_id, group.id, day)],
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
