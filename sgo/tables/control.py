"""The plan of control and the journal of checks: tables of their own beside the journal (2.2.2, 4.7)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sgo.db import Base, Key, Versioned
from sgo.rules.control import LONGEST_AIM, LONGEST_TEXT
from sgo.tables.people import Staff
from sgo.tables.school import Group
from sgo.tables.timetable import JournalPage
from sgo.vocabulary import RemarkState


class ControlCheck(Versioned, Base):
    """A check of the plan, and once it was held what was looked at and found.

    `aim` says what for; it is of one journal page, group or teacher, or of the aim alone.
    """

    __tablename__ = "control_checks"
    guarded = True

    id: Mapped[Key]
    planned_on: Mapped[date] = mapped_column(index=True)
    aim: Mapped[str] = mapped_column(String(LONGEST_AIM))
    page_id: Mapped[int | None] = mapped_column(
        ForeignKey("journal_pages.id", ondelete="RESTRICT"), index=True
    )
    group_id: Mapped[int | None] = mapped_column(
        ForeignKey("groups.id", ondelete="RESTRICT"), index=True
    )
    staff_id: Mapped[int | None] = mapped_column(
        ForeignKey("staff.id", ondelete="RESTRICT"), index=True
    )
    checker_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="RESTRICT"), index=True)
    held_on: Mapped[date | None]
    looked_at: Mapped[str | None] = mapped_column(String(LONGEST_TEXT))
    findings: Mapped[str | None] = mapped_column(String(LONGEST_TEXT))
    called_off: Mapped[str | None] = mapped_column(String(LONGEST_AIM))

    page: Mapped[JournalPage | None] = relationship()
    group: Mapped[Group | None] = relationship()
    staff: Mapped[Staff | None] = relationship(foreign_keys=[staff_id])
    checker: Mapped[Staff] = relationship(foreign_keys=[checker_id])
    remarks: Mapped[list[ControlRemark]] = relationship(
        back_populates="check", order_by="ControlRemark.id"
    )

    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN page_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN group_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN staff_id IS NULL THEN 0 ELSE 1 END) <= 1",
            name="one_thing",
        ),
        CheckConstraint(
            "held_on IS NULL OR (looked_at IS NOT NULL AND findings IS NOT NULL)",
            name="held_in_words",
        ),
        CheckConstraint("held_on IS NULL OR called_off IS NULL", name="held_or_called_off"),
    )

    def __str__(self) -> str:
        return f"{self.planned_on:%d.%m.%Y}"


class ControlRemark(Versioned, Base):
    """A remark to a teacher with a day to mend it by, the teacher's word and the second look."""

    __tablename__ = "control_remarks"
    guarded = True

    id: Mapped[Key]
    check_id: Mapped[int] = mapped_column(
        ForeignKey("control_checks.id", ondelete="RESTRICT"), index=True
    )
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="RESTRICT"), index=True)
    text: Mapped[str] = mapped_column(String(LONGEST_TEXT))
    made_on: Mapped[date]
    mend_by: Mapped[date]
    state: Mapped[RemarkState] = mapped_column(default=RemarkState.OPEN, index=True)
    answer: Mapped[str | None] = mapped_column(String(LONGEST_TEXT))
    answered_on: Mapped[date | None]
    second_look: Mapped[str | None] = mapped_column(String(LONGEST_TEXT))
    looked_again_on: Mapped[date | None]
    rounds: Mapped[int] = mapped_column(default=0)
    """How many times the second look sent it back."""

    check: Mapped[ControlCheck] = relationship(back_populates="remarks")
    staff: Mapped[Staff] = relationship()

    __table_args__ = (CheckConstraint("rounds >= 0", name="counted_rounds"),)

    def __str__(self) -> str:
        return f"{self.check_id}/{self.id}"
