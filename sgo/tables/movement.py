"""The movement book (книга движения): orders, their lines, and the memberships they make."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sgo.db import Base, Key, Versioned
from sgo.tables.accounts import Account
from sgo.tables.people import Student
from sgo.tables.school import Group
from sgo.vocabulary import MovementKind, MovementState


class MovementOrder(Versioned, Base):
    """An order of one kind for one or many students: prepared, then confirmed as a whole.

    A confirmed order is never edited or deleted. `book_number` is its place in the book, given on
    confirming: the sequence in which orders came true. A counter-order `cancels` another one.
    """

    __tablename__ = "movement_orders"
    guarded = True

    id: Mapped[Key]
    kind: Mapped[MovementKind]
    order_number: Mapped[str] = mapped_column(String(40))
    order_date: Mapped[date] = mapped_column(index=True)
    basis: Mapped[str | None] = mapped_column(String(250))
    state: Mapped[MovementState] = mapped_column(default=MovementState.PREPARED, index=True)
    book_number: Mapped[int | None] = mapped_column(unique=True)
    cancels_id: Mapped[int | None] = mapped_column(
        ForeignKey("movement_orders.id", ondelete="RESTRICT"), unique=True
    )
    prepared_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="RESTRICT")
    )
    prepared_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="RESTRICT")
    )
    decided_at: Mapped[datetime | None]
    remark: Mapped[str | None] = mapped_column(String(250))

    lines: Mapped[list[MovementRecord]] = relationship(
        back_populates="order", order_by="MovementRecord.id", passive_deletes="all"
    )
    cancels: Mapped[MovementOrder | None] = relationship(
        foreign_keys=[cancels_id],
        remote_side="MovementOrder.id",
        back_populates="cancelled_by",
    )
    cancelled_by: Mapped[MovementOrder | None] = relationship(
        foreign_keys=[cancels_id], back_populates="cancels", uselist=False
    )
    prepared_by: Mapped[Account | None] = relationship(foreign_keys=[prepared_by_id])
    decided_by: Mapped[Account | None] = relationship(foreign_keys=[decided_by_id])

    __table_args__ = (
        CheckConstraint(
            "(state = 'prepared') = (decided_at IS NULL)", name="decided_when_not_prepared"
        ),
        CheckConstraint("state <> 'returned' OR remark IS NOT NULL", name="returned_with_remark"),
        CheckConstraint(
            "(state = 'confirmed') = (book_number IS NOT NULL)", name="numbered_when_confirmed"
        ),
        CheckConstraint(
            "(kind = 'cancellation') = (cancels_id IS NOT NULL)", name="cancellation_of_an_order"
        ),
        Index("ix_movement_orders_order_number_order_date", "order_number", "order_date"),
    )

    def __str__(self) -> str:
        return f"№ {self.order_number}, {self.order_date:%d.%m.%Y}"


class MovementRecord(Versioned, Base):
    """A line of an order: one student in one group.

    `group` is the group entered, or the one left; a student who moves leaves `group` and enters
    `to_group`. `effective_on` is the first day it counts: the first day in the group entered, the
    first day outside the group left.
    """

    __tablename__ = "movement_records"
    guarded = True

    id: Mapped[Key]
    order_id: Mapped[int] = mapped_column(ForeignKey("movement_orders.id", ondelete="RESTRICT"))
    student_id: Mapped[int] = mapped_column(ForeignKey("students.id", ondelete="RESTRICT"))
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id", ondelete="RESTRICT"), index=True)
    to_group_id: Mapped[int | None] = mapped_column(
        ForeignKey("groups.id", ondelete="RESTRICT"), index=True
    )
    effective_on: Mapped[date]
    destination: Mapped[str | None] = mapped_column(String(250), info={"personal": "address"})

    order: Mapped[MovementOrder] = relationship(back_populates="lines")
    student: Mapped[Student] = relationship()
    group: Mapped[Group] = relationship(foreign_keys=[group_id])
    to_group: Mapped[Group | None] = relationship(foreign_keys=[to_group_id])

    __table_args__ = (
        UniqueConstraint("order_id", "student_id", "group_id"),
        CheckConstraint("to_group_id <> group_id", name="moves_to_another_group"),
        Index("ix_movement_records_student_id_effective_on", "student_id", "effective_on"),
        Index("ix_movement_records_effective_on", "effective_on"),
    )

    def __str__(self) -> str:
        return str(self.order)


class Membership(Base):
    """A student in a group from a day on; made and ended by confirmed records alone.

    `ends_on` is the last day inside the group, empty while the student is there. Nobody edits a
    row, so it has no version: confirmations meet at the order's `book_number`.
    """

    __tablename__ = "memberships"
    guarded = True

    id: Mapped[Key]
    student_id: Mapped[int] = mapped_column(ForeignKey("students.id", ondelete="RESTRICT"))
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id", ondelete="RESTRICT"))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    enrolled_by_id: Mapped[int] = mapped_column(
        ForeignKey("movement_records.id", ondelete="RESTRICT"), unique=True, insert_sentinel=True
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


class MovementScan(Versioned, Base):
    """The paper of an order as a file; its content is known by its type, never by its name."""

    __tablename__ = "movement_scans"
    guarded = True

    order_id: Mapped[int] = mapped_column(
        ForeignKey("movement_orders.id", ondelete="RESTRICT"), primary_key=True, autoincrement=False
    )
    file_name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(
        LargeBinary, deferred=True, info={"personal": "document", "secret": True}
    )
    attached_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="RESTRICT"))
    attached_at: Mapped[datetime]

    order: Mapped[MovementOrder] = relationship()

    __table_args__ = (CheckConstraint("size > 0", name="not_empty"),)

    def __str__(self) -> str:
        return self.file_name


class GroupListConfirmation(Base):
    """A curator said on that moment that the list of the group is right (clause 5.4)."""

    __tablename__ = "group_list_confirmations"
    guarded = True

    id: Mapped[Key]
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id", ondelete="RESTRICT"))
    confirmed_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="RESTRICT"))
    confirmed_at: Mapped[datetime]
    members: Mapped[int]
    remark: Mapped[str | None] = mapped_column(String(250))

    group: Mapped[Group] = relationship()
    confirmed_by: Mapped[Account] = relationship()

    __table_args__ = (
        CheckConstraint("members >= 0", name="members_counted"),
        Index("ix_group_list_confirmations_group_id_confirmed_at", "group_id", "confirmed_at"),
    )

    def __str__(self) -> str:
        return f"{self.group}, {self.confirmed_at:%d.%m.%Y}"
