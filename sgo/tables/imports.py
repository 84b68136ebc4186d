"""Lists on their way in: a run of files, and the files themselves while they wait."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sgo.db import Base, Key, Versioned
from sgo.tables.accounts import Account
from sgo.vocabulary import ImportState


class ImportRun(Versioned, Base):
    """One load of files: who, when, what came of it, and what a person chose on the way.

    `choices` are layouts and decisions by sheet and row; `outcome` is what became of the rows,
    with the cells of those that were not loaded. Both speak of people and are wiped with the
    files. What the load changed stands in the trail under `act_id`, whence it can be undone.
    """

    __tablename__ = "import_runs"
    tracked = False  # the trail has its events and what it changed, not the files on their way

    id: Mapped[Key]
    account_id: Mapped[int | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="RESTRICT"), index=True
    )
    started_at: Mapped[datetime]
    state: Mapped[ImportState] = mapped_column(default=ImportState.UPLOADED)
    file_names: Mapped[list[str]] = mapped_column(JSON)
    choices: Mapped[dict[str, Any]] = mapped_column(default=dict, info={"personal": "name"})
    outcome: Mapped[dict[str, Any]] = mapped_column(default=dict, info={"personal": "name"})
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    act_id: Mapped[str | None] = mapped_column(String(32), unique=True)
    loaded_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]

    account: Mapped[Account | None] = relationship()
    files: Mapped[list[ImportFile]] = relationship(
        back_populates="run", order_by="ImportFile.position", cascade="all, delete-orphan"
    )

    __table_args__ = (Index("ix_import_runs_started_at", "started_at"),)

    def __str__(self) -> str:
        return ", ".join(self.file_names)


class ImportFile(Base):
    """A file of a run, kept between its upload and its load and not a day longer."""

    __tablename__ = "import_files"
    tracked = False

    id: Mapped[Key]
    run_id: Mapped[int] = mapped_column(ForeignKey("import_runs.id", ondelete="CASCADE"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(250), info={"personal": "name"})
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, info={"personal": "name"})

    run: Mapped[ImportRun] = relationship(back_populates="files")

    __table_args__ = (UniqueConstraint("run_id", "position"),)

    def __str__(self) -> str:
        return self.name
