"""The register of issued sign-in details: to whom, when, by whom (clause 4.2)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sgo.db import Base, Key
from sgo.tables.accounts import Account
from sgo.vocabulary import IssueKind


class AccountIssue(Base):
    """A line of the register: written with every one-time password, never edited or deleted.

    `issued_by_id` is empty for an issue by the command line of the server.
    """

    __tablename__ = "account_issues"
    guarded = True

    id: Mapped[Key]
    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="RESTRICT"), index=True
    )
    kind: Mapped[IssueKind]
    issued_at: Mapped[datetime] = mapped_column(index=True)
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="RESTRICT"))

    account: Mapped[Account] = relationship(foreign_keys=[account_id])
    issued_by: Mapped[Account | None] = relationship(foreign_keys=[issued_by_id])

    def __str__(self) -> str:
        return f"{self.account}, {self.issued_at:%d.%m.%Y}"
