"""The timetable: journal pages, who teaches them, the weekly rows, and the lessons they form."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sgo.db import Base, Key, Versioned
from sgo.tables.calendar import AcademicYear
from sgo.tables.people import Staff
from sgo.tables.school import CurriculumItem, Group, Room
from sgo.vocabulary import LessonState, Weekday

if TYPE_CHECKING:
    from sgo.tables.journal import Work


class JournalPage(Versioned, Base):
    """A page of the journal: group x curriculum item x academic year (decision 1)."""

    __tablename__ = "journal_pages"

    id: Mapped[Key]
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id", ondelete="RESTRICT"))
    curriculum_item_id: Mapped[int] = mapped_column(
        ForeignKey("curriculum_items.id", ondelete="RESTRICT"), index=True
    )
    academic_year_id: Mapped[int] = mapped_column(
        ForeignKey("academic_years.id", ondelete="RESTRICT"), index=True
    )

    group: Mapped[Group] = relationship()
    curriculum_item: Mapped[CurriculumItem] = relationship()
    academic_year: Mapped[AcademicYear] = relationship()
    assignments: Mapped[list[TeachingAssignment]] = relationship(
        back_populates="page", order_by="TeachingAssignment.starts_on", passive_deletes="all"
    )

    __table_args__ = (UniqueConstraint("group_id", "curriculum_item_id", "academic_year_id"),)

    def __str__(self) -> str:
        return f"{self.group}: {self.curriculum_item}"


class TeachingAssignment(Versioned, Base):
    """A teacher on a page by dates (decisions 1 and 3); both dates belong to it."""

    __tablename__ = "teaching_assignments"

    id: Mapped[Key]
    page_id: Mapped[int] = mapped_column(ForeignKey("journal_pages.id", ondelete="RESTRICT"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="RESTRICT"))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]

    page: Mapped[JournalPage] = relationship(back_populates="assignments")
    staff: Mapped[Staff] = relationship()

    __table_args__ = (
        UniqueConstraint("page_id", "staff_id", "starts_on"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        Index("ix_teaching_assignments_staff_id_page_id", "staff_id", "page_id"),
    )

    def __str__(self) -> str:
        return f"{self.page}: {self.staff}"


class TimetableRow(Versioned, Base):
    """A lesson of the week, from a date to a date; one row is one lesson (decision 4)."""

    __tablename__ = "timetable_rows"

    id: Mapped[Key]
    page_id: Mapped[int] = mapped_column(ForeignKey("journal_pages.id", ondelete="RESTRICT"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="RESTRICT"), index=True)
    room_id: Mapped[int | None] = mapped_column(
        ForeignKey("rooms.id", ondelete="RESTRICT"), index=True
    )
    weekday: Mapped[Weekday]
    bell_number: Mapped[int] = mapped_column(
        ForeignKey("bell_times.number", ondelete="RESTRICT", onupdate="CASCADE"), index=True
    )
    hours: Mapped[int] = mapped_column(default=1)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]

    page: Mapped[JournalPage] = relationship()
    staff: Mapped[Staff] = relationship()
    room: Mapped[Room | None] = relationship()

    __table_args__ = (
        UniqueConstraint("page_id", "weekday", "bell_number", "valid_from"),
        CheckConstraint("valid_to >= valid_from", name="ends_after_start"),
        CheckConstraint("hours > 0", name="some_hours"),
        Index("ix_timetable_rows_weekday_bell_number", "weekday", "bell_number"),
    )

    def __str__(self) -> str:
        return f"{self.page}, {self.bell_number}"


class TimetableDate(Base):
    """A day of a timetable row: what makes a clash of rows impossible, whoever writes at once.

    The days follow their row in the same flush (`services/timetable_dates.py`); the unique indexes
    are those of the lessons. The row itself keeps its teacher, room and bell from being deleted.
    """

    __tablename__ = "timetable_dates"
    tracked = False

    row_id: Mapped[int] = mapped_column(
        ForeignKey("timetable_rows.id", ondelete="CASCADE"), primary_key=True
    )
    day: Mapped[date] = mapped_column(primary_key=True)
    bell_number: Mapped[int] = mapped_column(
        ForeignKey("bell_times.number", ondelete="CASCADE", onupdate="CASCADE")
    )
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"))
    room_id: Mapped[int | None] = mapped_column(ForeignKey("rooms.id", ondelete="CASCADE"))

    __table_args__ = tuple(
        Index(f"uq_timetable_dates_{what}_slot", f"{what}_id", "day", "bell_number", unique=True)
        for what in ("staff", "room", "group")
    )


class Lesson(Versioned, Base):
    """A lesson on a day: formed from the timetable, kept by its teacher.

    `held_on` is the day it is really held, from which its window counts. `staff_id` is who holds
    it (a substitute, if `regular_staff_id` differs). The slot columns repeat the group, so that a
    teacher, a room and a group twice in a slot is refused by the database itself.
    """

    __tablename__ = "lessons"
    guarded = True

    id: Mapped[Key]
    page_id: Mapped[int] = mapped_column(ForeignKey("journal_pages.id", ondelete="RESTRICT"))
    timetable_row_id: Mapped[int | None] = mapped_column(
        ForeignKey("timetable_rows.id", ondelete="SET NULL"), index=True
    )
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id", ondelete="RESTRICT"), index=True)
    held_on: Mapped[date]
    formed_for: Mapped[date]
    bell_number: Mapped[int] = mapped_column(
        ForeignKey("bell_times.number", ondelete="RESTRICT", onupdate="CASCADE"), index=True
    )
    starts_at: Mapped[time]
    ends_at: Mapped[time]
    hours: Mapped[int] = mapped_column(default=1)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="RESTRICT"))
    regular_staff_id: Mapped[int] = mapped_column(
        ForeignKey("staff.id", ondelete="RESTRICT"), index=True
    )
    room_id: Mapped[int | None] = mapped_column(
        ForeignKey("rooms.id", ondelete="RESTRICT"), index=True
    )
    state: Mapped[LessonState] = mapped_column(default=LessonState.PLANNED)
    change_reason: Mapped[str | None] = mapped_column(String(250))
    topic: Mapped[str | None] = mapped_column(String(500))
    topic_entered_at: Mapped[datetime | None]
    checked_at: Mapped[datetime | None]

    page: Mapped[JournalPage] = relationship()
    group: Mapped[Group] = relationship()
    staff: Mapped[Staff] = relationship(foreign_keys=[staff_id])
    regular_staff: Mapped[Staff] = relationship(foreign_keys=[regular_staff_id])
    room: Mapped[Room | None] = relationship()
    works: Mapped[list[Work]] = relationship(
        back_populates="lesson",
        order_by="Work.position",
        cascade="all, delete-orphan",
        passive_deletes=True,
    )

    __table_args__ = (
        CheckConstraint("hours > 0", name="some_hours"),
        CheckConstraint(
            "state = 'planned' OR change_reason IS NOT NULL", name="change_has_a_reason"
        ),
        Index("ix_lessons_page_id_held_on", "page_id", "held_on"),
        Index("ix_lessons_staff_id_held_on", "staff_id", "held_on"),
        *(
            Index(
                f"uq_lessons_{what}_slot",
                f"{what}_id",
                "held_on",
                "bell_number",
                unique=True,
                sqlite_where=text("state <> 'cancelled'"),
                postgresql_where=text("state <> 'cancelled'"),
            )
            for what in ("staff", "room", "group")
        ),
    )

    def __str__(self) -> str:
        return f"{self.page}, {self.held_on:%d.%m.%Y}"
