"""What can be done to many rows of a list at once: each deed by the service of a single row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.access.scopes import in_care, scope, visible
from sgo.access.viewer import Viewer
from sgo.errors import Missing, refuse_unless
from sgo.models import Account, Base, CurriculumItem, Group, Lesson, Student, TimetableRow
from sgo.rules.list_acts import may_close_together, may_end_on
from sgo.services.accounts.keeping import close_account, open_as_before
from sgo.services.keeping import keep
from sgo.services.list_acts import Deed, Row
from sgo.services.timetable.lessons import cancel_lesson, restore_lesson
from sgo.services.timetable.rows import ROW_COLUMNS, RowValues, save_row

Theirs = Callable[[Viewer], ColumnElement[bool]]


def keeping(model: type[Base], permission: Permission, theirs: Theirs | None = None) -> Deed:
    """Columns of a row that needs no permit: the filled in ones, and back what they were."""

    def do(
        session: Session, viewer: Viewer, row: Row, values: Mapping[str, Any], now: datetime
    ) -> None:
        condition = theirs(viewer) if theirs is not None else visible(model, viewer)
        kept = _row(session, viewer, model, row.key)
        keep(session, viewer, permission, kept, values, now, theirs=condition, seen=row.version)

    return Deed(model, permission, do, do)


def _cancel(
    session: Session, viewer: Viewer, row: Row, values: Mapping[str, Any], now: datetime
) -> None:
    reason = values["reason"]
    cancel_lesson(session, viewer, row.key, reason=reason, version=row.version, now=now)


def _restore(
    session: Session, viewer: Viewer, row: Row, before: Mapping[str, Any], now: datetime
) -> None:
    restore_lesson(
        session,
        viewer,
        row.key,
        state=before["state"],
        change_reason=before.get("change_reason"),
        version=row.version,
        now=now,
    )


def _end(
    session: Session, viewer: Viewer, row: Row, values: Mapping[str, Any], now: datetime
) -> None:
    stands = _timetable_row(session, viewer, row)
    refuse_unless(may_end_on(stands.valid_to, values["valid_to"]))
    wanted = replace(stands, valid_to=values["valid_to"])
    save_row(session, viewer, wanted, version=row.version, now=now)


def _end_as_before(
    session: Session, viewer: Viewer, row: Row, before: Mapping[str, Any], now: datetime
) -> None:
    wanted = replace(_timetable_row(session, viewer, row), **before)
    save_row(session, viewer, wanted, version=row.version, now=now)


def _close(
    session: Session, viewer: Viewer, row: Row, values: Mapping[str, Any], now: datetime
) -> None:
    refuse_unless(may_close_together(row.key, viewer.account_id))
    close_account(session, viewer, row.key, now)


def _open(
    session: Session, viewer: Viewer, row: Row, before: Mapping[str, Any], now: datetime
) -> None:
    open_as_before(session, viewer, row.key, now)


FUNDING = keeping(Student, Permission.STUDENTS_KEEP, in_care)
ROOM = keeping(Group, Permission.SCHOOL_KEEP)
ASSESSMENT = keeping(CurriculumItem, Permission.SCHOOL_KEEP)
CANCEL = Deed(Lesson, Permission.LESSONS_MOVE, _cancel, _restore)
END = Deed(TimetableRow, Permission.TIMETABLE_KEEP, _end, _end_as_before)
CLOSE = Deed(Account, Permission.ACCOUNTS_KEEP, _close, _open)


def _row(session: Session, viewer: Viewer, model: Any, key: int) -> Any:
    row = session.scalars(scope(select(model), model, viewer).where(model.id == key)).one_or_none()
    if row is None:
        raise Missing(model.__name__)
    return row


def _timetable_row(session: Session, viewer: Viewer, row: Row) -> RowValues:
    stands = _row(session, viewer, TimetableRow, row.key)
    return RowValues(id=row.key, **{name: getattr(stands, name) for name in ROW_COLUMNS})
