"""How a person likes their lists: nobody's business but their own."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sgo.db import Base, Key, Versioned


class SavedView(Versioned, Base):
    """A list as an account wants it: `address` has its search, conditions, order, columns, size.

    The one without a name holds the columns that the account has chosen for the list; one with a
    name stands as a tab above it, and one of them may be what the list begins with.
    """

    __tablename__ = "saved_views"
    tracked = False

    id: Mapped[Key]
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    list: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(60), info={"personal": "name"})
    address: Mapped[dict[str, Any]] = mapped_column(info={"personal": "name"})
    is_default: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (UniqueConstraint("account_id", "list", "name"),)

    def __str__(self) -> str:
        return self.name
