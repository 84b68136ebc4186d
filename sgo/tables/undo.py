"""Acts that can be taken back as a whole: what they changed, from what."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from sgo.db import Base, Key
from sgo.vocabulary import UndoKind


class UndoableAct(Base):
    """One act on several rows; `steps` is what each row was, with the version it has since.

    `from_on` is the first day that the act concerns. The trail keeps who did what; this keeps what
    is needed to take it back once.
    """

    __tablename__ = "undoable_acts"
    tracked = False

    id: Mapped[Key]
    at: Mapped[datetime]
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    kind: Mapped[UndoKind]
    from_on: Mapped[date]
    steps: Mapped[dict[str, Any]]
    undone_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_undoable_acts_account_id_at", "account_id", "at"),)
