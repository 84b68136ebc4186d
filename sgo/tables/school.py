"""The school: its card, dated settings, rooms, bells, programmes, subjects, groups."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sgo.db import Base, Key, LongName, Name, Versioned
from sgo.names import search_key, tidy
from sgo.tables.calendar import AcademicYear, TermScheme
from sgo.tables.people import Staff
from sgo.vocabulary import Assessment, Direction


class Organisation(Versioned, Base):
    """The card of the centre (clause 2.1.1): one row, the head of every document."""

    __tablename__ = "organisation"

    id: Mapped[Key]
    full_name: Mapped[LongName]
    short_name: Mapped[Name]
    address: Mapped[str | None] = mapped_column(String(250))
    phone: Mapped[str | None] = mapped_column(String(20))
    email: Mapped[str | None] = mapped_column(String(254))
    taxpayer_number: Mapped[str | None] = mapped_column(String(12))
    director_name: Mapped[Name]
    director_title: Mapped[Name]

    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    def __str__(self) -> str:
        return self.short_name


class Settings(Versioned, Base):
    """The regulation's numbers from a date on; last year is judged by last year's.

    Days are calendar days; thresholds are hundredths of a mark (450 is 4.5).
    """

    __tablename__ = "settings"
    guarded = True

    id: Mapped[Key]
    valid_from: Mapped[date] = mapped_column(unique=True)
    lesson_days: Mapped[int]
    control_days: Mapped[int]
    period_days: Mapped[int]
    lead_days: Mapped[int]
    least_marks: Mapped[int]
    five_from: Mapped[int]
    four_from: Mapped[int]
    three_from: Mapped[int]
    ill_code_enabled: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        CheckConstraint(
            "lesson_days >= 0 AND control_days >= 0 AND period_days >= 0 AND lead_days >= 0"
            " AND least_marks >= 0",
            name="not_negative",
        ),
        CheckConstraint(
            "five_from <= 500 AND five_from > four_from AND four_from > three_from"
            " AND three_from > 200",
            name="thresholds_descend",
        ),
    )

    def __str__(self) -> str:
        return self.valid_from.strftime("%d.%m.%Y")


class Searchable:
    """A named row that search finds whatever the case and yo."""

    search_key: Mapped[str] = mapped_column(String(300), index=True)


@event.listens_for(Searchable, "before_insert", propagate=True)
@event.listens_for(Searchable, "before_update", propagate=True)
def _keep_search_key(mapper: Any, connection: Any, row: Any) -> None:
    row.name = tidy(row.name)
    row.search_key = search_key(row.name)


class Room(Searchable, Versioned, Base):
    __tablename__ = "rooms"

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(60), unique=True)
    seats: Mapped[int | None]

    __table_args__ = (CheckConstraint("seats > 0", name="some_seats"),)

    def __str__(self) -> str:
        return self.name


class BellTime(Versioned, Base):
    """When the lesson of a number begins and ends, local time of the organisation."""

    __tablename__ = "bell_times"

    id: Mapped[Key]
    number: Mapped[int] = mapped_column(unique=True)
    starts_at: Mapped[time]
    ends_at: Mapped[time]

    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("number > 0", name="number_from_one"),
    )

    def __str__(self) -> str:
        return f"{self.number}. {self.starts_at:%H:%M}–{self.ends_at:%H:%M}"


class Programme(Searchable, Versioned, Base):
    """An educational programme."""

    __tablename__ = "programmes"

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(250), unique=True)
    direction: Mapped[Direction]

    items: Mapped[list[CurriculumItem]] = relationship(
        back_populates="programme", order_by="CurriculumItem.position", passive_deletes="all"
    )

    def __str__(self) -> str:
        return self.name


class Subject(Searchable, Versioned, Base):
    """A subject (дисциплина)."""

    __tablename__ = "subjects"

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(250), unique=True)
    short_name: Mapped[str | None] = mapped_column(String(40))

    def __str__(self) -> str:
        return self.name


class CurriculumItem(Versioned, Base):
    """A line of the curriculum (учебный план): a subject of a programme, with academic hours."""

    __tablename__ = "curriculum_items"

    id: Mapped[Key]
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id", ondelete="RESTRICT"))
    subject_id: Mapped[int] = mapped_column(
        ForeignKey("subjects.id", ondelete="RESTRICT"), index=True
    )
    hours: Mapped[int]
    assessment: Mapped[Assessment] = mapped_column(default=Assessment.GRADED)
    position: Mapped[int] = mapped_column(default=1)

    programme: Mapped[Programme] = relationship(back_populates="items")
    subject: Mapped[Subject] = relationship()

    __table_args__ = (
        UniqueConstraint("programme_id", "subject_id"),
        CheckConstraint("hours > 0", name="some_hours"),
    )

    def __str__(self) -> str:
        return str(self.subject)


class CurriculumTermHours(Base):
    """How many of an item's hours fall to the term of that number; none: not divided."""

    __tablename__ = "curriculum_term_hours"

    item_id: Mapped[int] = mapped_column(
        ForeignKey("curriculum_items.id", ondelete="CASCADE"), primary_key=True
    )
    term_number: Mapped[int] = mapped_column(primary_key=True)
    hours: Mapped[int]

    item: Mapped[CurriculumItem] = relationship()

    __table_args__ = (
        CheckConstraint("hours >= 0", name="not_negative"),
        CheckConstraint("term_number > 0", name="number_from_one"),
    )

    def __str__(self) -> str:
        return f"{self.item}, {self.term_number}"


class Group(Searchable, Versioned, Base):
    """A group with its own dates; `ends_on` is the end of the course, the exam included."""

    __tablename__ = "groups"

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(60))
    programme_id: Mapped[int] = mapped_column(
        ForeignKey("programmes.id", ondelete="RESTRICT"), index=True
    )
    academic_year_id: Mapped[int] = mapped_column(
        ForeignKey("academic_years.id", ondelete="RESTRICT")
    )
    term_scheme_id: Mapped[int] = mapped_column(
        ForeignKey("term_schemes.id", ondelete="RESTRICT"), index=True
    )
    room_id: Mapped[int | None] = mapped_column(
        ForeignKey("rooms.id", ondelete="RESTRICT"), index=True
    )
    starts_on: Mapped[date]
    ends_on: Mapped[date]

    programme: Mapped[Programme] = relationship()
    academic_year: Mapped[AcademicYear] = relationship()
    term_scheme: Mapped[TermScheme] = relationship()
    room: Mapped[Room | None] = relationship()
    curators: Mapped[list[Curatorship]] = relationship(
        back_populates="group", order_by="Curatorship.starts_on", passive_deletes="all"
    )

    __table_args__ = (
        UniqueConstraint("academic_year_id", "name"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
    )

    def __str__(self) -> str:
        return self.name


class Curatorship(Versioned, Base):
    """Who is the curator of a group, by dates; `ends_on` empty while it lasts."""

    __tablename__ = "curatorships"

    id: Mapped[Key]
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id", ondelete="RESTRICT"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="RESTRICT"))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]

    group: Mapped[Group] = relationship(back_populates="curators")
    staff: Mapped[Staff] = relationship()

    __table_args__ = (
        UniqueConstraint("group_id", "starts_on"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        Index("ix_curatorships_staff_id_starts_on", "staff_id", "starts_on"),
    )

    def __str__(self) -> str:
        return f"{self.group}: {self.staff}"
