"""A load taken back whole, as the trail tells what it changed, while nothing leans on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Table, func, select
from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.access.viewer import Viewer
from sgo.errors import refuse, refuse_unless
from sgo.models import AuditEvent, Base, ImportRun
from sgo.rules.imports import may_undo
from sgo.services.guard import acting_as, acting_system, record_event
from sgo.services.imports.runs import run_of
from sgo.services.trail import from_trail
from sgo.verdicts import Verdict
from sgo.vocabulary import AuditAction, ImportFollower, ImportState, SystemAct


@dataclass
class _Done:
    """What a load did: rows it made, and what stood before in rows that it changed."""

    made: dict[str, set[int]] = field(default_factory=dict)
    changed: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)
    last_event_id: int = 0


def can_undo(session: Session, viewer: Viewer, run_id: int) -> Verdict:
    """Whether the load can be taken back as things stand: a sentence names what leans on it."""
    run = run_of(session, viewer, run_id)
    if run.state is not ImportState.LOADED or run.act_id is None:
        return refuse("import_not_loaded", "2.1.2").verdict
    done = _done(session, run.act_id)
    return may_undo(_followers(session, done), _changed_since(session, done))


def undo(session: Session, viewer: Viewer, run_id: int, now: datetime) -> ImportRun:
    """Put every row back as it stood before the load.

    Raises Refused (`import_leaned_on`, `import_changed_since`, `import_not_loaded`), Forbidden.
    """
    verdict = can_undo(session, viewer, run_id)
    refuse_unless(verdict)
    run = run_of(session, viewer, run_id)
    done = _done(session, run.act_id or "")
    with acting_system(session, SystemAct.OPENING_IMPORT, now, viewer), session.no_autoflush:
        for (subject, key), stood in done.changed.items():
            row = session.get_one(_model(subject), key)
            for name, before in stood.items():
                setattr(row, name, from_trail(row.__table__.c[name], before))
        session.flush()
        # Whatever hangs on another row goes before it.
        for table in reversed(Base.metadata.sorted_tables):
            keys = done.made.get(table.name)
            if keys:
                for row in _rows(session, table.name, keys):
                    session.delete(row)
                session.flush()
    with acting_as(session, viewer, Permission.LISTS_IMPORT, now):
        run.state, run.undone_at = ImportState.UNDONE, now
        run.outcome = {}
        session.flush()
        record_event(session, "import_runs", str(run.id), {"state": ["loaded", "undone"]})
    return run


def _done(session: Session, act_id: str) -> _Done:
    """The load's lines of the trail, the oldest first."""
    done = _Done()
    for event in session.scalars(
        select(AuditEvent).where(AuditEvent.act_id == act_id).order_by(AuditEvent.id)
    ):
        done.last_event_id = event.id
        if event.action is AuditAction.EVENT:
            continue
        key = int(event.row_key)
        made = done.made.setdefault(event.subject, set())
        if event.action is AuditAction.CREATE:
            made.add(key)
        elif key not in made:
            stood = done.changed.setdefault((event.subject, key), {})
            for name, (before, _) in event.changes.items():
                stood.setdefault(name, before)
    return done


def _followers(session: Session, done: _Done) -> Iterator[tuple[ImportFollower, int]]:
    """What was not made by the load and points at what was: a label, and how much of it."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            for key in column.foreign_keys:
                # «table.column», of which the table is known by its name.
                made = done.made.get(key.target_fullname.rpartition(".")[0])
                # Rows that only follow another one (days of a timetable row) go with it.
                if made and _model(table.name).tracked:
                    count = _pointing(session, table, column, key.column, made, done)
                    if count:
                        yield _FOLLOWERS.get(table.name, ImportFollower.OTHER), count


def _pointing(
    session: Session,
    table: Table,
    column: Column[Any],
    pointed: Column[Any],
    made: set[int],
    done: _Done,
) -> int:
    target = pointed.table.alias()
    own = done.made.get(table.name, set())
    statement = (
        select(func.count())
        .select_from(table)
        .join(target, column == target.c[pointed.name])
        .where(target.c.id.in_(made))
    )
    if own:
        statement = statement.where(table.c.id.not_in(own))
    before = _pointing_before(table, column, done)
    if before:
        statement = statement.where(table.c.id.not_in(before))
    return session.scalar(statement) or 0


def _pointing_before(table: Table, column: Column[Any], done: _Done) -> set[int]:
    """Rows that the load itself pointed at what it made: they are put back with it."""
    return {
        key
        for (subject, key), changes in done.changed.items()
        if subject == table.name and column.name in changes
    }


def _changed_since(session: Session, done: _Done) -> str | None:
    """The first row of the load that the trail knows to have been changed after it."""
    keys = {subject: set(made) for subject, made in done.made.items()}
    for subject, key in done.changed:
        keys[subject].add(key)
    for subject, numbers in keys.items():
        row_key = session.scalars(
            select(AuditEvent.row_key)
            .where(
                AuditEvent.id > done.last_event_id,
                AuditEvent.subject == subject,
                AuditEvent.row_key.in_([str(number) for number in numbers]),
            )
            .order_by(AuditEvent.id)
            .limit(1)
        ).first()
        if row_key is not None:
            row = session.get(_model(subject), int(row_key))
            return subject if row is None else str(row)
    return None


def _rows(session: Session, subject: str, keys: set[int]) -> list[Any]:
    model: Any = _model(subject)
    return list(session.scalars(select(model).where(model.id.in_(keys))))


_FOLLOWERS = {word.value: word for word in ImportFollower}
_MODELS: dict[str, Any] = {
    mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers
}


def _model(subject: str) -> Any:
    return _MODELS[subject]
