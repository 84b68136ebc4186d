"""The journal: works of a lesson, the cells (attendance and marks), term and final marks.

A cell (student x lesson) is one `JournalEntry`: it carries the attendance code, the comment and
the version that both screens of a conflict compare; its marks hang on the lesson's works.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sgo.db import Base, Key, Name, Versioned
from sgo.tables.people import Student
from sgo.tables.school import CurriculumItem
from sgo.tables.timetable import JournalPage, Lesson
from sgo.vocabulary import AttendanceCode, FinalKind, TermResult


class WorkType(Versioned, Base):
    """A kind of work, chosen from the context menu (clause 4.6); `control` opens clause 4.12."""

    __tablename__ = "work_types"

    id: Mapped[Key]
    name: Mapped[Name] = mapped_column(unique=True)
    short_name: Mapped[str] = mapped_column(String(6), unique=True)
    control: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int]
    retired: Mapped[bool] = mapped_column(default=False)

    def __str__(self) -> str:
        return self.name


class Work(Versioned, Base):
    """A work of a lesson; typing without a choice uses the first (decision 7)."""

    __tablename__ = "works"
    guarded = True

    id: Mapped[Key]
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lessons.id", ondelete="CASCADE"))
    work_type_id: Mapped[int] = mapped_column(
        ForeignKey("work_types.id", ondelete="RESTRICT"), index=True
    )
    position: Mapped[int]

    lesson: Mapped[Lesson] = relationship(back_populates="works")
    work_type: Mapped[WorkType] = relationship()

    __table_args__ = (Index("uq_works_lesson_id_position", "lesson_id", "position", unique=True),)

    def __str__(self) -> str:
        return str(self.work_type)


class JournalEntry(Versioned, Base):
    """The cell of a student in a lesson (decision 6): code beside marks, and a comment."""

    __tablename__ = "journal_entries"
    guarded = True

    lesson_id: Mapped[int] = mapped_column(
        ForeignKey("lessons.id", ondelete="RESTRICT"), primary_key=True
    )
    student_id: Mapped[int] = mapped_column(
        ForeignKey("students.id", ondelete="RESTRICT"), primary_key=True
    )
    attendance: Mapped[AttendanceCode | None]
    comment: Mapped[str | None] = mapped_column(String(500))
    entered_at: Mapped[datetime]

    lesson: Mapped[Lesson] = relationship()
    student: Mapped[Student] = relationship()
    marks: Mapped[list[Mark]] = relationship(
        back_populates="entry", order_by="Mark.work_id", viewonly=True
    )

    __table_args__ = (
        Index("ix_journal_entries_student_id", "student_id"),
        {"sqlite_with_rowid": False},
    )

    def __str__(self) -> str:
        return f"{self.lesson}: {self.student}"


class Mark(Base):
    """A mark 5 to 2 of a student for a work (отметка); its cell carries the version."""

    __tablename__ = "marks"
    guarded = True

    lesson_id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(primary_key=True)
    work_id: Mapped[int] = mapped_column(
        ForeignKey("works.id", ondelete="RESTRICT"), primary_key=True
    )
    value: Mapped[int]
    entered_at: Mapped[datetime]

    # Not viewonly: by it a flush knows that the cell is written before its marks.
    entry: Mapped[JournalEntry] = relationship(back_populates="marks")
    work: Mapped[Work] = relationship()

    __table_args__ = (
        ForeignKeyConstraint(
            ["lesson_id", "student_id"],
            ["journal_entries.lesson_id", "journal_entries.student_id"],
            ondelete="RESTRICT",
            name="fk_marks_cell",
        ),
        CheckConstraint("value BETWEEN 2 AND 5", name="scale"),
        Index("ix_marks_student_id", "student_id"),
        Index("ix_marks_work_id", "work_id"),
        {"sqlite_with_rowid": False},
    )

    def __str__(self) -> str:
        return str(self.value)


class TermMark(Versioned, Base):
    """The mark of a term, with the sum and count it was set on (decision 19)."""

    __tablename__ = "term_marks"
    guarded = True

    page_id: Mapped[int] = mapped_column(
        ForeignKey("journal_pages.id", ondelete="RESTRICT"), primary_key=True
    )
    term_id: Mapped[int] = mapped_column(
        ForeignKey("terms.id", ondelete="RESTRICT"), primary_key=True
    )
    student_id: Mapped[int] = mapped_column(
        ForeignKey("students.id", ondelete="RESTRICT"), primary_key=True
    )
    result: Mapped[TermResult]
    marks_sum: Mapped[int]
    marks_count: Mapped[int]
    entered_at: Mapped[datetime]

    page: Mapped[JournalPage] = relationship()
    student: Mapped[Student] = relationship()

    __table_args__ = (
        Index("ix_term_marks_student_id", "student_id"),
        Index("ix_term_marks_term_id", "term_id"),
        {"sqlite_with_rowid": False},
    )

    def __str__(self) -> str:
        return self.result.sign


class FinalMark(Versioned, Base):
    """Year, exam and final marks of a page (clause 4.10)."""

    __tablename__ = "final_marks"
    guarded = True

    page_id: Mapped[int] = mapped_column(
        ForeignKey("journal_pages.id", ondelete="RESTRICT"), primary_key=True
    )
    kind: Mapped[FinalKind] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(
        ForeignKey("students.id", ondelete="RESTRICT"), primary_key=True
    )
    result: Mapped[TermResult]
    entered_at: Mapped[datetime]

    page: Mapped[JournalPage] = relationship()
    student: Mapped[Student] = relationship()

    __table_args__ = (
        Index("ix_final_marks_student_id", "student_id"),
        {"sqlite_with_rowid": False},
    )

    def __str__(self) -> str:
        return self.result.sign


class Exemption(Versioned, Base):
    """A student exempt from a curriculum item by dates and on a basis (decision 18)."""

    __tablename__ = "exemptions"

    id: Mapped[Key]
    student_id: Mapped[int] = mapped_column(ForeignKey("students.id", ondelete="RESTRICT"))
    curriculum_item_id: Mapped[int] = mapped_column(
        ForeignKey("curriculum_items.id", ondelete="RESTRICT"), index=True
    )
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    basis: Mapped[str] = mapped_column(String(250))

    student: Mapped[Student] = relationship()
    curriculum_item: Mapped[CurriculumItem] = relationship()

    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        Index("ix_exemptions_student_id_curriculum_item_id", "student_id", "curriculum_item_id"),
    )

    def __str__(self) -> str:
        return self.basis
