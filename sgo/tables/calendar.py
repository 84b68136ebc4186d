"""The calendar: academic years, term schemes and terms, and the days that differ."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sgo.db import Base, Key, Name, Versioned
from sgo.vocabulary import DayKind, Weekday, YearState


class AcademicYear(Versioned, Base):
    """An academic year; a closed one is read-only for everybody, for ever."""

    __tablename__ = "academic_years"

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(20), unique=True)
    starts_on: Mapped[date] = mapped_column(unique=True)
    ends_on: Mapped[date]
    state: Mapped[YearState] = mapped_column(default=YearState.PREPARING)

    __table_args__ = (CheckConstraint("ends_on > starts_on", name="ends_after_start"),)

    def __str__(self) -> str:
        return self.name


class TermScheme(Versioned, Base):
    """A way to cut the year: the year's own, or a course's single term (decision 14)."""

    __tablename__ = "term_schemes"

    id: Mapped[Key]
    academic_year_id: Mapped[int] = mapped_column(
        ForeignKey("academic_years.id", ondelete="RESTRICT")
    )
    name: Mapped[Name]

    academic_year: Mapped[AcademicYear] = relationship()
    terms: Mapped[list[Term]] = relationship(
        back_populates="scheme", order_by="Term.position", passive_deletes="all"
    )

    __table_args__ = (UniqueConstraint("academic_year_id", "name"),)

    def __str__(self) -> str:
        return f"{self.name}, {self.academic_year}"


class Term(Versioned, Base):
    """A term (учебный период), for which a term mark is given; both dates belong to it."""

    __tablename__ = "terms"

    id: Mapped[Key]
    scheme_id: Mapped[int] = mapped_column(ForeignKey("term_schemes.id", ondelete="RESTRICT"))
    name: Mapped[Name]
    position: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]

    scheme: Mapped[TermScheme] = relationship(back_populates="terms")

    __table_args__ = (
        UniqueConstraint("scheme_id", "position"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
    )

    def __str__(self) -> str:
        return self.name


class CalendarPeriod(Versioned, Base):
    """What the calendar changes: vacations, holidays, days off, working Saturdays, moved days.

    A working day may teach by the timetable of another weekday (`follows_weekday`).
    """

    __tablename__ = "calendar_periods"

    id: Mapped[Key]
    academic_year_id: Mapped[int] = mapped_column(
        ForeignKey("academic_years.id", ondelete="RESTRICT"), index=True
    )
    kind: Mapped[DayKind]
    name: Mapped[Name]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    follows_weekday: Mapped[Weekday | None]

    academic_year: Mapped[AcademicYear] = relationship()

    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        UniqueConstraint("academic_year_id", "kind", "starts_on"),
    )

    def __str__(self) -> str:
        return self.name
