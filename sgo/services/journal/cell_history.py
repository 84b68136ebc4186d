"""Who wrote what into a cell, line by line, from the trail (clauses 1.4 and 3.3)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, joinedload

from sgo.access.scopes import visible
from sgo.access.viewer import Viewer
from sgo.errors import Missing
from sgo.models import Account, AuditEvent, JournalEntry, Lesson, Mark, Work
from sgo.rules.cells import format_cell
from sgo.services.journal.access import journal_reader
from sgo.vocabulary import AttendanceCode, AuditAction, Role, SystemAct


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One save of one cell; `at` is in the organisation's time zone."""

    at: datetime
    by: str
    role: Role | None
    system: SystemAct | None
    before: str
    after: str
    comment_before: str | None
    comment_after: str | None
    clause: str | None


def cell_key(lesson_id: int, student_id: int) -> str:
    """How the trail names a cell."""
    return f"{lesson_id}/{student_id}"


def cell_history(
    session: Session, viewer: Viewer, lesson_id: int, student_id: int, now: datetime
) -> list[HistoryLine]:
    """The saves of the cell, the latest first; Missing for a lesson outside the scope."""
    reader = journal_reader(viewer)
    works = session.execute(
        select(Lesson.id, Work.id.label("work_id"))
        .outerjoin(Work, Work.lesson_id == Lesson.id)
        .where(Lesson.id == lesson_id, visible(Lesson, reader))
        .order_by(Work.position)
    ).all()
    if not works:
        raise Missing("lesson")
    lines: list[HistoryLine] = []
    state = _State([row.work_id for row in works if row.work_id])
    for batch in _batches(_events(session, cell_key(lesson_id, student_id))):
        before, comment = state.text(), state.comment
        for event in batch:
            state.take(event)
        if (before, comment) == (state.text(), state.comment):
            continue
        first = batch[0]
        lines.append(
            HistoryLine(
                at=first.at.astimezone(now.tzinfo),
                by=_name(first.account),
                role=first.role,
                system=first.system_act,
                before=before,
                after=state.text(),
                comment_before=comment,
                comment_after=state.comment,
                clause=next((event.clause for event in batch if event.clause), None),
            )
        )
    return lines[::-1]


def last_writer(session: Session, key: str) -> tuple[str, datetime | None]:
    """Who touched the cell last, and when; empty when nobody has."""
    event = session.scalars(_statement(key).order_by(None).order_by(AuditEvent.id.desc())).first()
    return ("", None) if event is None else (_name(event.account), event.at)


@dataclass(frozen=True, slots=True)
class LastWrite:
    """Who changed a cell or a row last, and in which bulk act."""

    by: str
    account_id: int | None
    act_id: str | None


def last_writes(session: Session, cells: Collection[str]) -> dict[str, LastWrite]:
    """By the cell's key, in one query; a cell that nobody touched is not among them."""
    key = AuditEvent.cell_key
    return _last_writes(session, key, key.in_(cells)) if cells else {}


def last_writes_of(session: Session, subject: str, rows: Collection[str]) -> dict[str, LastWrite]:
    """The same for rows of one table by their keys."""
    key = AuditEvent.row_key
    these = and_(AuditEvent.subject == subject, key.in_(rows))
    return _last_writes(session, key, these) if rows else {}


def _last_writes(session: Session, key: Any, these: ColumnElement[bool]) -> dict[str, LastWrite]:
    latest = select(func.max(AuditEvent.id)).where(these).group_by(key)
    events = session.scalars(
        select(AuditEvent).where(AuditEvent.id.in_(latest)).options(*_WITH_NAMES)
    )
    return {
        str(getattr(event, key.key)): LastWrite(
            _name(event.account), event.account_id, event.act_id
        )
        for event in events
    }


def last_writer_of(session: Session, subject: str, row_key: str) -> tuple[str, datetime | None]:
    """The same for a row that is not a cell."""
    event = session.scalars(
        select(AuditEvent)
        .where(AuditEvent.subject == subject, AuditEvent.row_key == row_key)
        .options(*_WITH_NAMES)
        .order_by(AuditEvent.id.desc())
        .limit(1)
    ).first()
    return ("", None) if event is None else (_name(event.account), event.at)


_WITH_NAMES = (
    joinedload(AuditEvent.account).joinedload(Account.staff),
    joinedload(AuditEvent.account).joinedload(Account.guardian),
    joinedload(AuditEvent.account).joinedload(Account.student),
)


def _statement(key: str) -> Any:
    return (
        select(AuditEvent)
        .where(AuditEvent.cell_key == key)
        .options(*_WITH_NAMES)
        .order_by(AuditEvent.id)
    )


def _events(session: Session, key: str) -> Sequence[AuditEvent]:
    return session.scalars(_statement(key)).all()


def _name(account: Account | None) -> str:
    if account is None:
        return ""
    return account.card.short_name if account.card else account.login


ONE_SAVE = timedelta(minutes=1)
"""A hand that mends its own entry within this time has made one entry; the trail keeps them all."""


def _batches(events: Sequence[AuditEvent]) -> list[list[AuditEvent]]:
    """Events of one save stand together: the same hand, and no later than a minute after."""
    batches: list[list[AuditEvent]] = []
    for event in events:
        last = batches[-1][0] if batches else None
        if last and last.account_id == event.account_id and _near(last, event):
            batches[-1].append(event)
        else:
            batches.append([event])
    return batches


def _near(first: AuditEvent, event: AuditEvent) -> bool:
    """Whether two events read as one save; an act over many cells stands for itself."""
    return event.at - first.at < ONE_SAVE and event.act_id == first.act_id


class _State:
    """The cell as it stood after each event."""

    def __init__(self, works: Sequence[int]) -> None:
        self._works = list(works)
        self._marks: dict[int, int] = {}
        self._attendance: AttendanceCode | None = None
        self.comment: str | None = None

    def take(self, event: AuditEvent) -> None:
        if event.subject == JournalEntry.__tablename__:
            if "attendance" in event.changes:
                code = event.changes["attendance"][1]
                self._attendance = AttendanceCode(code) if code else None
            if "comment" in event.changes:
                self.comment = event.changes["comment"][1]
        elif event.subject == Mark.__tablename__:
            work_id = int(event.row_key.rsplit("/", 1)[1])
            if work_id not in self._works:  # a work taken away since
                self._works.append(work_id)
            if event.action is AuditAction.DELETE:
                self._marks.pop(work_id, None)
            elif "value" in event.changes:
                self._marks[work_id] = int(event.changes["value"][1])

    def text(self) -> str:
        return format_cell(self._attendance, [self._marks.get(work) for work in self._works])
