"""What a family keeps with the centre: when it looked last, and addresses for its own calendar."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sgo.db import Base, Key, Versioned
from sgo.tables.accounts import Account
from sgo.tables.people import Student


class DiaryVisit(Base):
    """The last visit of an account to the pages of a child (`sgo.rules.visits`)."""

    __tablename__ = "diary_visits"
    tracked = False

    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    student_id: Mapped[int] = mapped_column(
        ForeignKey("students.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    new_since: Mapped[datetime]
    last_seen_at: Mapped[datetime]

    __table_args__ = ({"sqlite_with_rowid": False},)


class TimetableAddress(Versioned, Base):
    """A secret address that gives a child's timetable to a calendar, without a sign-in.

    Of the secret only a digest is kept; a new one takes the place of the old one.
    """

    __tablename__ = "timetable_addresses"
    guarded = True

    id: Mapped[Key]
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    student_id: Mapped[int] = mapped_column(
        ForeignKey("students.id", ondelete="CASCADE"), index=True
    )
    token_digest: Mapped[str] = mapped_column(String(64), unique=True, info={"secret": True})
    language: Mapped[str] = mapped_column(String(2))
    issued_at: Mapped[datetime]

    account: Mapped[Account] = relationship()
    student: Mapped[Student] = relationship()

    __table_args__ = (UniqueConstraint("account_id", "student_id"),)

    def __str__(self) -> str:
        return f"{self.account}: {self.student}"
