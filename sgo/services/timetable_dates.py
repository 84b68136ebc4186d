"""The days of timetable rows, kept in the flush that changes a row or the dates of its group.

Two rows that hold a teacher, a room or a group in the same slot of the same day meet in a unique
index there, so no look before the write decides between writers of the same moment.
"""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import Table, delete, insert, inspect, or_, select
from sqlalchemy.orm import Session, UOWTransaction

from sgo.models import Group, JournalPage, TimetableDate, TimetableRow
from sgo.rules.timetable import Slot, row_days

_DAYS = cast(Table, TimetableDate.__table__)


def keep_dates(session: Session, context: UOWTransaction) -> None:
    """After a flush: every row that is new or changed gets its days anew; for `guard.install`."""
    changed = [row for row in (*session.new, *session.dirty) if isinstance(row, TimetableRow)]
    groups = [row.id for row in session.dirty if isinstance(row, Group) and _dates_changed(row)]
    if not changed and not groups:
        return
    connection = session.connection()
    rows = connection.execute(
        select(
            TimetableRow.id,
            TimetableRow.weekday,
            TimetableRow.bell_number,
            TimetableRow.valid_from,
            TimetableRow.valid_to,
            TimetableRow.staff_id,
            TimetableRow.room_id,
            JournalPage.group_id,
            Group.starts_on,
            Group.ends_on,
        )
        .join(JournalPage, JournalPage.id == TimetableRow.page_id)
        .join(Group, Group.id == JournalPage.group_id)
        .where(or_(TimetableRow.id.in_([row.id for row in changed]), Group.id.in_(groups)))
    ).all()
    # All days are given back before any is taken: two rows may change places in one flush.
    connection.execute(delete(_DAYS).where(_DAYS.c.row_id.in_([row.id for row in rows])))
    days = [day for row in rows for day in _days(row)]
    if days:
        # In one order for every writer, so that two of them wait for each other in no circle.
        days.sort(key=lambda one: (one["day"], one["bell_number"], one["row_id"]))
        connection.execute(insert(_DAYS), days)


def _days(row: Any) -> list[dict[str, Any]]:
    slot = Slot(
        row.id,
        row.weekday.number,
        row.bell_number,
        row.valid_from,
        row.valid_to,
        row.staff_id,
        row.room_id,
        row.group_id,
    )
    return [
        {
            "row_id": row.id,
            "day": day,
            "bell_number": row.bell_number,
            "staff_id": row.staff_id,
            "group_id": row.group_id,
            "room_id": row.room_id,
        }
        for day in row_days(slot, (row.starts_on, row.ends_on))
    ]


def _dates_changed(group: Group) -> bool:
    state = inspect(group)
    return any(state.attrs[name].history.has_changes() for name in ("starts_on", "ends_on"))
