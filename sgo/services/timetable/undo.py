"""Taking back an act on the timetable or on lessons, as the trail tells what each row was.

Whoever did it takes it back, once, while nobody has changed the same rows since; it is an act too,
so it may itself be taken back.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.access.viewer import Viewer
from sgo.errors import Missing, refuse
from sgo.models import AuditEvent, Base, JournalPage, Lesson, TimetableRow
from sgo.services.bulk_acts import name_act, new_act_id, past_act
from sgo.services.clockwatch import require_steady_clock
from sgo.services.guard import acting_as
from sgo.services.timetable.edits import Outcome, form_anew
from sgo.services.timetable.forming import FORMED_ANEW
from sgo.services.timetable.lessons import put_back
from sgo.services.timetable.rows import ROW_COLUMNS, RowValues, taking_slots, write_row
from sgo.services.trail import from_trail
from sgo.vocabulary import AuditAction, BulkAct

_SUBJECTS: dict[str, type[Base]] = {
    TimetableRow.__tablename__: TimetableRow,
    Lesson.__tablename__: Lesson,
}


_WRITTEN_BY_TEACHERS = frozenset({"topic", "topic_entered_at", "checked_at"})


def undo(
    session: Session, viewer: Viewer, act_id: str, *, now: datetime, reason: str = FORMED_ANEW
) -> Outcome:
    """Put every row of the act back to what it was; the lessons ahead follow again.

    Raises Missing for an act of somebody else, Refused when a row was changed since, a slot is
    taken meanwhile, or a lesson's window has closed.
    """
    if not viewer.may(Permission.LESSONS_MOVE):
        viewer.role_for(Permission.TIMETABLE_KEEP)
    past = past_act(session, viewer, act_id)
    events = [event for event in past.of(*_SUBJECTS) if _is_ours(event)]
    if not events:
        raise Missing("act")
    is_timetable = events[0].subject == TimetableRow.__tablename__
    permission = Permission.TIMETABLE_KEEP if is_timetable else Permission.LESSONS_MOVE
    outcome = Outcome(act_id=new_act_id())
    with acting_as(session, viewer, permission, now, bulk=outcome.act_id):
        require_steady_clock(session, now)
        name_act(session, outcome.act_id, BulkAct.UNDO, act_id)
        _refuse_overtaken(session, events)
        if is_timetable:
            with session.no_autoflush:
                groups, from_on = _rows_back(session, events, now.date())
                form_anew(session, viewer, groups, from_on, now, reason, outcome)
        else:
            for event in reversed(events):
                before = _values(event, 0)
                put_back(session, viewer, int(event.row_key), before, now=now)
    return outcome


def _is_ours(event: AuditEvent) -> bool:
    """Not what forming did meanwhile, and not what a teacher wrote into a lesson: topic, presence."""
    return event.system_act is None and _WRITTEN_BY_TEACHERS.isdisjoint(event.changes)


def _refuse_overtaken(session: Session, events: Sequence[AuditEvent]) -> None:
    """Somebody else's change of the same rows stays: then nothing is taken back."""
    for subject in {event.subject for event in events}:
        keys = {event.row_key for event in events if event.subject == subject}
        latest = session.scalar(
            select(func.max(AuditEvent.id)).where(
                AuditEvent.subject == subject, AuditEvent.row_key.in_(keys)
            )
        )
        if latest != max(event.id for event in events if event.subject == subject):
            raise refuse("act_overtaken")


def _rows_back(
    session: Session, events: Sequence[AuditEvent], today: date
) -> tuple[set[int], date]:
    """The rows as they were; gives the groups whose lessons follow, and from which day."""
    pages: set[int] = set()
    days: list[date] = []
    former: dict[int, tuple[TimetableRow, dict[str, Any]]] = {}
    for event in reversed(events):
        key = int(event.row_key)
        row = session.get(TimetableRow, key)
        if row is None and event.action is not AuditAction.DELETE:
            raise refuse("act_overtaken")
        before, after = _values(event, 0), _values(event, 1)
        days.append(_changed_from(row, before, after))
        row = row or TimetableRow()
        pages |= {page for page in (row.page_id, before.get("page_id")) if page is not None}
        if event.action is AuditAction.CREATE:
            session.delete(row)
        else:
            # Read backwards: what an act changed twice ends as it was before the first time.
            former.setdefault(key, (row, {}))[1].update(before)
    wanted = [
        RowValues(**{name: before.get(name, getattr(row, name)) for name in ROW_COLUMNS}, id=row.id)
        for row, before in former.values()
    ]
    with taking_slots(session, wanted):
        for (row, _), values in zip(former.values(), wanted, strict=True):
            write_row(session, row, values)
    groups = session.scalars(select(JournalPage.group_id).where(JournalPage.id.in_(pages)))
    return set(groups), max(today, min(days))


def _changed_from(row: TimetableRow | None, before: dict[str, Any], after: dict[str, Any]) -> date:
    """The first day that a change of a row concerns: the day after a new end, else its first."""
    if set(after) == {"valid_to"} and after["valid_to"] is not None:
        last: date = after["valid_to"]
        return last + timedelta(days=1)
    first: date = row.valid_from if row is not None else before["valid_from"]
    return min(first, before.get("valid_from") or first)


def _values(event: AuditEvent, which: int) -> dict[str, Any]:
    """The columns of the event as Python values: from (0) or to (1)."""
    columns: Any = _SUBJECTS[event.subject].__table__.c
    return {
        name: from_trail(columns[name], change[which])
        for name, change in event.changes.items()
        if name in columns and not columns[name].primary_key
    }
