"""The year's archive: the printed set of its sheets, filed for 75 years (clauses 4.17, 4.18)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sgo.db import Base, Key, Versioned
from sgo.tables.calendar import AcademicYear


class YearArchive(Versioned, Base):
    """That the set of a year was printed, stitched, signed and put away, and where it stands."""

    __tablename__ = "year_archives"

    id: Mapped[Key]
    academic_year_id: Mapped[int] = mapped_column(
        ForeignKey("academic_years.id", ondelete="RESTRICT"), unique=True
    )
    filed_on: Mapped[date]
    place: Mapped[str | None] = mapped_column(String(120))
    sheets: Mapped[int | None]

    academic_year: Mapped[AcademicYear] = relationship()

    __table_args__ = (CheckConstraint("sheets > 0", name="some_sheets"),)

    def __str__(self) -> str:
        return str(self.academic_year)
