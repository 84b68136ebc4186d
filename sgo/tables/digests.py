"""The daily letter: who wants it, and what was sent, so that nobody gets it twice a day."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from sgo.db import Base
from sgo.vocabulary import SendingState


class DigestWish(Base):
    """That an account asked for the daily letter; taken back, the row goes."""

    __tablename__ = "digest_wishes"
    tracked = False

    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    since: Mapped[datetime]


class DigestSending(Base):
    """The letter of a day to an account: the row is written before anything is sent."""

    __tablename__ = "digest_sendings"
    tracked = False

    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    day: Mapped[date] = mapped_column(primary_key=True)
    state: Mapped[SendingState]
    attempts: Mapped[int]
    begun_at: Mapped[datetime]

    __table_args__ = ({"sqlite_with_rowid": False},)
