"""The movement book (книга движения): records by order, and the memberships they make."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sgo.db import Base, Key, Versioned
from sgo.tables.accounts import Account
from sgo.tables.people import Student
from sgo.tables.school import Group
from sgo.vocabulary import MovementKind, MovementState


class MovementRecord(Versioned, Base):
    """A line of the book: prepared by the technical admin, confirmed by the coordinator.

    A confirmed record is never edited or deleted; `effective_on` is the first day it counts (of
    a withdrawal: the first day outside the group).
    """

    __tablename__ = "movement_records"
    guarded = True

    id: Mapped[Key]
    kind: Mapped[MovementKind]
    order_number: Mapped[str] = mapped_column(String(40))
    order_date: Mapped[date]
    student_id: Mapped[int] = mapped_column(ForeignKey("students.id", ondelete="RESTRICT"))
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id", ondelete="RESTRICT"), index=True)
    effective_on: Mapped[date]
    reason: Mapped[str | None] = mapped_column(String(250))
    state: Mapped[MovementState] = mapped_column(default=MovementState.PREPARED, index=True)
    prepared_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="RESTRICT")
    )
    prepared_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="RESTRICT")
    )
    decided_at: Mapped[datetime | None]
    remark: Mapped[str | None] = mapped_column(String(250))

    student: Mapped[Student] = relationship()
    group: Mapped[Group] = relationship()
    prepared_by: Mapped[Account | None] = relationship(foreign_keys=[prepared_by_id])
    decided_by: Mapped[Account | None] = relationship(foreign_keys=[decided_by_id])

    __table_args__ = (
        UniqueConstraint("order_number", "order_date", "student_id", "group_id", "kind"),
        CheckConstraint(
            "(state = 'prepared') = (decided_at IS NULL)", name="decided_when_not_prepared"
        ),
        CheckConstraint("state <> 'returned' OR remark IS NOT NULL", name="returned_with_remark"),
        Index("ix_movement_records_student_id_effective_on", "student_id", "effective_on"),
    )

    def __str__(self) -> str:
        return f"№ {self.order_number}, {self.order_date:%d.%m.%Y}"


class Membership(Versioned, Base):
    """A student in a group from a day on; made and ended by confirmed records alone.

    `ends_on` is the last day inside the group, empty while the student is there.
    """

    __tablename__ = "memberships"
    guarded = True

    id: Mapped[Key]
    student_id: Mapped[int] = mapped_column(ForeignKey("students.id", ondelete="RESTRICT"))
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id", ondelete="RESTRICT"))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    enrolled_by_id: Mapped[int] = mapped_column(
        ForeignKey("movement_records.id", ondelete="RESTRICT"), unique=True
    )
    withdrawn_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("movement_records.id", ondelete="RESTRICT"), unique=True
    )

    student: Mapped[Student] = relationship()
    group: Mapped[Group] = relationship()
    enrolled_by: Mapped[MovementRecord] = relationship(foreign_keys=[enrolled_by_id])
    withdrawn_by: Mapped[MovementRecord | None] = relationship(foreign_keys=[withdrawn_by_id])

    __table_args__ = (
        UniqueConstraint("student_id", "group_id", "starts_on"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint(
            "withdrawn_by_id IS NULL OR ends_on IS NOT NULL", name="withdrawn_has_an_end"
        ),
        Index("ix_memberships_group_id_starts_on", "group_id", "starts_on"),
        # One open membership of a student in a group at a time.
        Index(
            "uq_memberships_open",
            "student_id",
            "group_id",
            unique=True,
            sqlite_where=text("ends_on IS NULL"),
            postgresql_where=text("ends_on IS NULL"),
        ),
    )

    def __str__(self) -> str:
        return f"{self.group}: {self.student}"
