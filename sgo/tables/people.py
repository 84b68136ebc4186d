"""People: a card for each capacity in which a person stands at the centre.

Staff, student and guardian cards are kept for different reasons and for different times, so each
is its own row; one account may hang on all three cards of the same person.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sgo.db import Base, Key, PersonalName, Versioned
from sgo.names import full_name, initials, search_key, sort_key
from sgo.vocabulary import Funding, Relation, Sex


class PersonCard(Versioned):
    """The columns every card of a person has; `sort_key` and `search_key` follow the name."""

    id: Mapped[Key]
    surname: Mapped[PersonalName]
    given_name: Mapped[PersonalName]
    patronymic: Mapped[PersonalName | None]
    phone: Mapped[str | None] = mapped_column(String(20), info={"personal": "contact"})
    email: Mapped[str | None] = mapped_column(String(254), info={"personal": "contact"})
    sort_key: Mapped[str] = mapped_column(String(520), index=True, info={"personal": "name"})
    search_key: Mapped[str] = mapped_column(String(520), info={"personal": "name"})

    @property
    def full_name(self) -> str:
        return full_name(self.surname, self.given_name, self.patronymic)

    @property
    def short_name(self) -> str:
        return initials(self.surname, self.given_name, self.patronymic)

    def __str__(self) -> str:
        return self.full_name


@event.listens_for(PersonCard, "before_insert", propagate=True)
@event.listens_for(PersonCard, "before_update", propagate=True)
def _keep_keys(mapper: Any, connection: Any, card: PersonCard) -> None:
    parts = (card.surname, card.given_name, card.patronymic)
    card.sort_key = sort_key(*parts)
    card.search_key = search_key(*parts)


class Staff(PersonCard, Base):
    """A card of a staff member (clause 2.1.2)."""

    __tablename__ = "staff"

    position: Mapped[str] = mapped_column(String(120))
    birth_date: Mapped[date | None] = mapped_column(info={"personal": "birth"})
    snils: Mapped[str | None] = mapped_column(String(11), unique=True, info={"personal": "id"})
    education: Mapped[str | None] = mapped_column(String(120))
    category: Mapped[str | None] = mapped_column(String(60))
    category_on: Mapped[date | None]
    contract_from: Mapped[date | None]
    contract_to: Mapped[date | None]
    employed_on: Mapped[date | None]
    dismissed_on: Mapped[date | None]

    __table_args__ = (
        CheckConstraint("dismissed_on >= employed_on", name="dismissed_after_employed"),
    )


class Student(PersonCard, Base):
    """A card of a student; membership of groups comes only from the movement book."""

    __tablename__ = "students"

    birth_date: Mapped[date] = mapped_column(info={"personal": "birth"})
    sex: Mapped[Sex]
    snils: Mapped[str | None] = mapped_column(String(11), unique=True, info={"personal": "id"})
    address: Mapped[str | None] = mapped_column(String(250), info={"personal": "address"})
    funding: Mapped[Funding]

    guardianships: Mapped[list[Guardianship]] = relationship(
        back_populates="student", passive_deletes="all"
    )

    __table_args__ = (
        UniqueConstraint("surname", "given_name", "patronymic", "birth_date"),
        Index("ix_students_search_key", "search_key"),
    )


class Guardian(PersonCard, Base):
    """A card of a parent or another lawful guardian; adults have none (decision 27)."""

    __tablename__ = "guardians"

    guardianships: Mapped[list[Guardianship]] = relationship(
        back_populates="guardian", passive_deletes="all"
    )


class Guardianship(Versioned, Base):
    """Whose guardian, and of what kind; from 18 years the student's consent carries it."""

    __tablename__ = "guardianships"

    id: Mapped[Key]
    guardian_id: Mapped[int] = mapped_column(ForeignKey("guardians.id", ondelete="RESTRICT"))
    student_id: Mapped[int] = mapped_column(
        ForeignKey("students.id", ondelete="RESTRICT"), index=True
    )
    relation: Mapped[Relation]
    adult_consent_on: Mapped[date | None]

    guardian: Mapped[Guardian] = relationship(back_populates="guardianships")
    student: Mapped[Student] = relationship(back_populates="guardianships")

    __table_args__ = (UniqueConstraint("guardian_id", "student_id"),)

    def __str__(self) -> str:
        return f"{self.guardian} → {self.student}"
