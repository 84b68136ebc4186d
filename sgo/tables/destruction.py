"""The log of acts by which personal data was destroyed; it holds no personal data itself."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sgo.db import Base, Key
from sgo.tables.accounts import Account
from sgo.vocabulary import Role


class DestructionAct(Base):
    """One act: the card by its table and number, and how much of each kind is gone.

    `destroyed` is {kind: count}, a kind being a table whose rows went or "table.column" that was
    emptied. Written with the deed, never edited or deleted. No foreign key: the card may go later.
    """

    __tablename__ = "destruction_acts"
    guarded = True

    id: Mapped[Key]
    number: Mapped[int] = mapped_column(unique=True)
    done_on: Mapped[date]
    done_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="RESTRICT"))
    role: Mapped[Role]
    card_kind: Mapped[str] = mapped_column(String(40))
    card_id: Mapped[int]
    destroyed: Mapped[dict[str, Any]]

    done_by: Mapped[Account] = relationship()

    __table_args__ = (
        CheckConstraint("number > 0", name="numbered_from_one"),
        Index("ix_destruction_acts_card_kind_card_id", "card_kind", "card_id"),
    )

    def __str__(self) -> str:
        return f"№ {self.number}"
