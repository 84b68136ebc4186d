"""What is kept with the cards of people: courses, documents, consents, special needs, files."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from sgo.db import RESTRICTED, Base, Key, LongName, Versioned
from sgo.tables.people import Guardian, PersonCard, Staff, Student
from sgo.vocabulary import ConsentKind, DocumentKind, PaperKind, SpecialNeed

ONE_PERSON = " + ".join(
    f"(CASE WHEN {name} IS NULL THEN 0 ELSE 1 END)"
    for name in ("student_id", "guardian_id", "staff_id")
)


class OfOnePerson:
    """A row that hangs on one card, of whichever kind."""

    student_id: Mapped[int | None] = mapped_column(
        ForeignKey("students.id", ondelete="RESTRICT"), index=True
    )
    guardian_id: Mapped[int | None] = mapped_column(
        ForeignKey("guardians.id", ondelete="RESTRICT"), index=True
    )
    staff_id: Mapped[int | None] = mapped_column(
        ForeignKey("staff.id", ondelete="RESTRICT"), index=True
    )

    @declared_attr
    def student(cls) -> Mapped[Student | None]:
        return relationship(Student)

    @declared_attr
    def guardian(cls) -> Mapped[Guardian | None]:
        return relationship(Guardian)

    @declared_attr
    def staff(cls) -> Mapped[Staff | None]:
        return relationship(Staff)

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        return (CheckConstraint(f"{ONE_PERSON} = 1", name="one_person"),)

    @property
    def person(self) -> PersonCard | None:
        """The card that it hangs on."""
        return self.student or self.guardian or self.staff


class StaffCourse(Versioned, Base):
    """A course that a member of staff finished (clause 2.1.2)."""

    __tablename__ = "staff_courses"

    id: Mapped[Key]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="RESTRICT"), index=True)
    name: Mapped[LongName]
    hours: Mapped[int]
    finished_on: Mapped[date]
    document: Mapped[str | None] = mapped_column(String(120))

    staff: Mapped[Staff] = relationship()

    __table_args__ = (CheckConstraint("hours > 0", name="some_hours"),)

    def __str__(self) -> str:
        return self.name


class StudentDocument(Versioned, Base):
    """A document that says who the student is; its number is in no history of changes."""

    __tablename__ = "student_documents"

    id: Mapped[Key]
    student_id: Mapped[int] = mapped_column(
        ForeignKey("students.id", ondelete="RESTRICT"), index=True
    )
    kind: Mapped[DocumentKind]
    series: Mapped[str | None] = mapped_column(String(20), info={"personal": RESTRICTED})
    number: Mapped[str] = mapped_column(String(30), info={"personal": RESTRICTED})
    issued_by: Mapped[str | None] = mapped_column(String(250), info={"personal": RESTRICTED})
    issued_on: Mapped[date | None] = mapped_column(info={"personal": RESTRICTED})

    student: Mapped[Student] = relationship()

    def __str__(self) -> str:
        return " ".join(part for part in (self.series, self.number) if part)


class Consent(OfOnePerson, Versioned, Base):
    """That somebody agreed to something, from when to when; withdrawing it ends it at once."""

    __tablename__ = "consents"

    id: Mapped[Key]
    # Which consents there are would tell whose data is special.
    kind: Mapped[ConsentKind] = mapped_column(info={"personal": RESTRICTED})
    given_on: Mapped[date]
    valid_to: Mapped[date | None]
    withdrawn_on: Mapped[date | None]
    document: Mapped[str | None] = mapped_column(String(250), info={"personal": RESTRICTED})

    def __str__(self) -> str:
        return str(self.person)


class StudentNeed(Versioned, Base):
    """A special need of a student: of whom it is, and that it is, no history tells."""

    __tablename__ = "student_needs"

    id: Mapped[Key]
    student_id: Mapped[int] = mapped_column(
        ForeignKey("students.id", ondelete="RESTRICT"), index=True, info={"personal": RESTRICTED}
    )
    kind: Mapped[SpecialNeed] = mapped_column(info={"personal": RESTRICTED})
    basis: Mapped[str | None] = mapped_column(String(250), info={"personal": RESTRICTED})
    valid_to: Mapped[date | None] = mapped_column(info={"personal": RESTRICTED})

    student: Mapped[Student] = relationship()

    def __str__(self) -> str:
        return str(self.student)


class PersonFile(OfOnePerson, Versioned, Base):
    """A file of a card; its content is known by its type, never by its name."""

    __tablename__ = "person_files"
    guarded = True

    id: Mapped[Key]
    title: Mapped[str] = mapped_column(String(120), info={"personal": RESTRICTED})
    kind: Mapped[PaperKind]
    file_name: Mapped[str] = mapped_column(String(200), info={"personal": RESTRICTED})
    media_type: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(
        LargeBinary, deferred=True, info={"personal": RESTRICTED, "secret": True}
    )
    attached_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="RESTRICT"))
    attached_at: Mapped[datetime]

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        return (
            CheckConstraint(f"{ONE_PERSON} = 1", name="one_person"),
            CheckConstraint("size > 0", name="not_empty"),
        )

    def __str__(self) -> str:
        return self.title
