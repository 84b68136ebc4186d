"""The last door before the database, whatever the first one was.

Every write happens in an act (who, in which role, when). A guarded row also needs a permit: the
verdict of the rule that allowed it. Both are looked at when the session flushes, and the same
moment writes the audit events and the days of timetable rows, so that a change and what follows
from it live or die together. Bulk
statements on guarded tables are refused altogether. The guard asks the database nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import Table, event, insert, inspect
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction
from sqlalchemy.orm.attributes import History
from sqlalchemy.orm.base import NO_VALUE

from sgo.access.permissions import Permission
from sgo.access.viewer import Viewer
from sgo.db import RESTRICTED
from sgo.errors import Unpermitted
from sgo.models import (
    Account,
    AuditEvent,
    Base,
    JournalEntry,
    Lesson,
    Mark,
    MovementOrder,
    MovementRecord,
    RoleGrant,
    Settings,
    Work,
)
from sgo.services.timetable_dates import keep_dates
from sgo.verdicts import Verdict
from sgo.vocabulary import AuditAction, Role, SystemAct

SYSTEM_ACTS: dict[SystemAct, frozenset[type[Base]]] = {
    SystemAct.LESSON_FORMING: frozenset({Lesson, Work}),
    SystemAct.OPENING_IMPORT: frozenset(
        {Settings, Account, RoleGrant, MovementOrder, MovementRecord}
    ),
    SystemAct.DEMO_LOAD: frozenset({Settings, Account, RoleGrant}),
    SystemAct.COMMAND_LINE: frozenset({Settings, Account, RoleGrant}),
    SystemAct.SIGN_IN: frozenset({Account}),
    SystemAct.PERSONAL_DESTRUCTION: frozenset(),
}
"""Which guarded rows a system act may write without a permit; no act writes a mark."""

HIDDEN = ["•", "•"]
"""What the trail tells of a secret in place of its values."""

_AUDIT = cast(Table, AuditEvent.__table__)
_DERIVED = frozenset({"version", "sort_key", "search_key"})


@dataclass(frozen=True, slots=True)
class Act:
    """Who writes: a person in a role, or a system act by name; never both, never neither.

    `bulk` names an act that changes many rows at once and is taken back at once.
    """

    at: datetime
    account_id: int | None = None
    role: Role | None = None
    system: SystemAct | None = None
    bulk: str | None = None


@contextmanager
def acting(session: Session, act: Act) -> Iterator[None]:
    """Everything flushed inside is done by this act; acts nest, the inner one counts.

    An inner act that names no bulk act belongs to the one around it.
    """
    before: Act | None = session.info.get("act")
    if act.bulk is None and before is not None and before.bulk is not None:
        act = replace(act, bulk=before.bulk)
    session.info["act"] = act
    try:
        yield
        session.flush()
    finally:
        session.info["act"] = before


def acting_as(
    session: Session,
    viewer: Viewer,
    permission: Permission,
    now: datetime,
    *,
    bulk: str | None = None,
) -> Any:
    """The act of a viewer by a permission; raises Forbidden when no role of theirs holds it."""
    act = Act(now, viewer.account_id, viewer.role_for(permission), bulk=bulk)
    return acting(session, act)


def acting_system(
    session: Session,
    system: SystemAct,
    now: datetime,
    viewer: Viewer | None = None,
    *,
    bulk: str | None = None,
) -> Any:
    """A system act, with the account that started it where there is one."""
    account_id = viewer.account_id if viewer else None
    return acting(session, Act(now, account_id, None, system, bulk))


@contextmanager
def hearing(session: Session) -> Iterator[list[dict[str, Any]]]:
    """The events that are written meanwhile, as they go into the trail."""
    before = session.info.get("heard")
    heard: list[dict[str, Any]] = []
    session.info["heard"] = heard
    try:
        yield heard
    finally:
        session.info["heard"] = before


def permit(session: Session, row: Base, verdict: Verdict) -> None:
    """Let this row pass the guard at the next flush, by the rule that allowed it."""
    if not verdict.allowed:
        raise Unpermitted(f"a refusal ({verdict.code}) is no permit")
    session.info.setdefault("permits", {})[id(row)] = (row, verdict)


def record_event(
    session: Session, subject: str, row_key: str, changes: dict[str, list[Any]]
) -> None:
    """Trace something that is no change of a row; it stands in the act that surrounds it."""
    act: Act | None = session.info.get("act")
    if act is None:
        raise Unpermitted(f"{subject}: an event outside any act")
    event_row = {
        "at": act.at,
        "account_id": act.account_id,
        "role": act.role,
        "system_act": act.system,
        "action": AuditAction.EVENT,
        "subject": subject,
        "row_key": row_key,
        "changes": changes,
        "act_id": act.bulk,
    }
    session.connection().execute(insert(_AUDIT), [event_row])


def install(session: Any) -> None:
    """Put the guard on a session or a session factory; a second time changes nothing."""
    if event.contains(session, "before_flush", _before_flush):
        return
    event.listen(session, "before_flush", _before_flush)
    event.listen(session, "after_flush", _after_flush)
    event.listen(session, "after_flush", keep_dates)
    event.listen(session, "after_soft_rollback", _forget)
    event.listen(session, "after_commit", _forget_all)
    event.listen(session, "do_orm_execute", _refuse_bulk)


def _before_flush(session: Session, context: UOWTransaction, instances: Any) -> None:
    act: Act | None = session.info.get("act")
    permits: dict[int, tuple[Base, Verdict]] = session.info.get("permits", {})
    traces: list[tuple[AuditAction, Base, str]] = []
    changed = (
        *((AuditAction.CREATE, row) for row in session.new),
        *((AuditAction.UPDATE, row) for row in session.dirty if _is_modified(session, row)),
        *((AuditAction.DELETE, row) for row in session.deleted),
    )
    for action, row in changed:
        if isinstance(row, AuditEvent):
            raise Unpermitted("the trail is written by the guard alone")
        if not row.tracked:
            continue
        if act is None:
            raise Unpermitted(f"{type(row).__name__}: a write outside any act")
        _, verdict = permits.get(id(row), (None, None))
        if row.guarded and verdict is None and not _system_may(act, row):
            raise Unpermitted(f"{type(row).__name__}: a guarded write without a permit")
        traces.append((action, row, verdict.clause if verdict is not None else ""))
    session.info["traces"] = traces
    session.info["permits"] = {}


def _is_modified(session: Session, row: Base) -> bool:
    return session.is_modified(row, include_collections=False)


def _system_may(act: Act, row: Base) -> bool:
    return act.system is not None and type(row) in SYSTEM_ACTS[act.system]


def _after_flush(session: Session, context: UOWTransaction) -> None:
    # Foreign keys set through relationships and new ids are known only now.
    act: Act | None = session.info.get("act")
    events = [
        {
            "at": act.at,
            "account_id": act.account_id,
            "role": act.role,
            "system_act": act.system,
            "action": action,
            "subject": row.__tablename__,
            "row_key": "/".join(str(plain(part)) for part in _key(row)),
            "cell_key": _cell_key(row),
            "clause": clause or None,
            "changes": changes,
            "act_id": act.bulk,
        }
        for action, row, clause in session.info.pop("traces", [])
        if act is not None
        and ((changes := _changes(row, action)) or action is not AuditAction.UPDATE)
    ]
    if events:
        session.connection().execute(insert(_AUDIT), events)
        if (heard := session.info.get("heard")) is not None:
            heard.extend(events)


def _key(row: Base) -> tuple[Any, ...]:
    return tuple(inspect(type(row)).primary_key_from_instance(row))


def _cell_key(row: Base) -> str | None:
    if isinstance(row, JournalEntry | Mark):
        return f"{row.lesson_id}/{row.student_id}"
    return None


def _changes(row: Base, action: AuditAction) -> dict[str, list[Any]]:
    state = inspect(row)
    changes: dict[str, list[Any]] = {}
    for attribute in state.mapper.column_attrs:
        column = attribute.columns[0]
        if attribute.key in _DERIVED or (column.primary_key and action is not AuditAction.DELETE):
            continue
        history: History = state.attrs[attribute.key].history
        if action is AuditAction.UPDATE:
            if not history.has_changes():
                continue
            before = history.deleted[0] if history.deleted else None
            after = history.added[0] if history.added else None
        else:
            value = state.attrs[attribute.key].loaded_value
            value = None if value is NO_VALUE else value
            before, after = (value, None) if action is AuditAction.DELETE else (None, value)
        if before == after:
            continue
        secret = column.info.get("secret") or column.info.get("personal") == RESTRICTED
        changes[attribute.key] = HIDDEN if secret else [plain(before), plain(after)]
    return changes


def plain(value: Any) -> Any:
    """A column's value as JSON keeps it: ISO dates and times, words by their value."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    return value


def _refuse_bulk(state: ORMExecuteState) -> None:
    if not (state.is_insert or state.is_update or state.is_delete):
        return
    table = getattr(state.statement, "table", None)
    guarded = {mapper.local_table for mapper in Base.registry.mappers if mapper.class_.guarded}
    if table in guarded | {_AUDIT}:
        raise Unpermitted(f"{table}: a bulk statement on a guarded table")
    if state.session.info.get("act") is None and table in _tracked():
        raise Unpermitted(f"{table}: a bulk statement outside any act")


def _tracked() -> set[Any]:
    return {mapper.local_table for mapper in Base.registry.mappers if mapper.class_.tracked}


def _forget(session: Session, previous: Any) -> None:
    session.info.pop("permits", None)
    session.info.pop("traces", None)


def _forget_all(session: Session) -> None:
    session.info.pop("permits", None)
