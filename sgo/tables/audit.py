"""The trail: who changed what, when, in which role, from what to what (clauses 1.4, 3.3)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sgo.db import Base, Key
from sgo.tables.accounts import Account
from sgo.vocabulary import AuditAction, Role, SystemAct


class AuditEvent(Base):
    """One change of one row, written in the transaction of the change; never edited or deleted.

    `row_key` is the row's key, parts joined by "/"; `changes` is {column: [from, to]}. A secret
    column is named without its values. `cell_key` is "lesson/student" for an entry and its marks,
    so that a cell finds its history in one look. `act_id` is the same for everything that one bulk
    act changed, whose own line says which kind it was and what it took back.
    """

    __tablename__ = "audit_events"
    tracked = False

    id: Mapped[Key]
    at: Mapped[datetime] = mapped_column(index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="RESTRICT"))
    role: Mapped[Role | None]
    system_act: Mapped[SystemAct | None]
    action: Mapped[AuditAction]
    subject: Mapped[str] = mapped_column(String(40))
    row_key: Mapped[str] = mapped_column(String(60))
    cell_key: Mapped[str | None] = mapped_column(String(40), index=True)
    clause: Mapped[str | None] = mapped_column(String(12))
    act_id: Mapped[str | None] = mapped_column(String(32), index=True)
    changes: Mapped[dict[str, Any]]

    account: Mapped[Account | None] = relationship()

    __table_args__ = (
        Index("ix_audit_events_subject_row_key", "subject", "row_key"),
        Index("ix_audit_events_account_id_at", "account_id", "at"),
    )

    def __str__(self) -> str:
        return f"{self.subject} {self.row_key}"
