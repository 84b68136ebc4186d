"""A list on its way out: what it holds, and the line of the trail that says who took it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum

from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.access.viewer import Viewer
from sgo.services.guard import acting_as, record_event

Value = str | int | float | bool | Decimal | date | datetime | time | None

SUBJECT = "exports"
"""What the trail calls a list that left the program."""


class FileKind(StrEnum):
    """The files that a list is given in; the value is the ending of the name."""

    XLSX = "xlsx"
    CSV = "csv"


@dataclass(frozen=True)
class Listing:
    """A heading and its rows, in the order of reading; rows may come as they are read.

    `above` are the lines over the heading, that say what the list is.
    """

    name: str
    heads: Sequence[str]
    rows: Iterable[Sequence[Value]]
    above: Sequence[str] = ()


def note_export(
    session: Session,
    viewer: Viewer,
    permission: Permission,
    now: datetime,
    *,
    subject: str,
    rows: int,
    kind: FileKind,
) -> None:
    """Write into the trail that the viewer takes `rows` rows of `subject`; commits, so that the
    line stands before the first row is out. Raises Forbidden."""
    with acting_as(session, viewer, permission, now):
        record_event(
            session,
            SUBJECT,
            subject,
            {"list": [None, subject], "rows": [None, rows], "file": [None, kind.value]},
        )
    session.commit()
