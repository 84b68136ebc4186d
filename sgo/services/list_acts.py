"""One act over many rows of a list: tried first, then done in one transaction, and taken back.

A deed changes one row by the service and the rules that change it alone. What a rule refuses is
left out with its verdict and keeps nobody else. Everything that one act changes carries its number
in the trail; taking back is another act, by the same rules, over the rows that nobody has changed
since.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from sgo.access.permissions import Permission
from sgo.access.scopes import scope
from sgo.access.viewer import Viewer
from sgo.errors import Conflict, Missing, Refused
from sgo.models import AuditEvent, Base
from sgo.rules.bulk import taken_back
from sgo.rules.list_acts import leaves_something
from sgo.services.guard import Act, acting, hearing, record_event
from sgo.services.trail import from_trail
from sgo.verdicts import ALLOWED, Verdict, refused
from sgo.vocabulary import AuditAction

SUBJECT = "list_acts"
"""Under this name the act's own line stands in the trail, and the line that takes it back."""

Doing = Callable[[Session, Viewer, "Row", Mapping[str, Any], datetime], Any]


@dataclass(frozen=True, slots=True)
class Row:
    """A row as the person has seen it."""

    key: int
    version: int


@dataclass(frozen=True, slots=True)
class Deed:
    """What an act does to one row of a table, and how that is taken back.

    `do` gets what the person filled in, `undo` what the changed columns were before.
    """

    model: type[Base]
    permission: Permission
    do: Doing
    undo: Doing


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a row: an allowed verdict with its changes, or why it is left alone."""

    key: int
    verdict: Verdict
    changes: Mapping[str, list[Any]]


@dataclass(frozen=True, slots=True)
class Past:
    """A row of an act that was done: what its columns were, and whether somebody wrote since."""

    key: int
    before: Mapping[str, Any]
    changed_since: bool


def carry_out(
    session: Session,
    viewer: Viewer,
    deed: Deed,
    rows: Sequence[Row],
    values: Mapping[str, Any],
    now: datetime,
    act_id: str,
) -> Iterator[Outcome]:
    """Do it row by row, each in a savepoint; the caller commits, or throws it all away."""
    act = _act(viewer, deed, now, act_id)
    for row in rows:
        yield _one(session, viewer, deed, deed.do, row, values, act)


def take_back(
    session: Session,
    viewer: Viewer,
    deed: Deed,
    past: Sequence[Past],
    now: datetime,
    act_id: str,
) -> Iterator[Outcome]:
    """Bring the rows of an act back, where nobody has changed them since."""
    act = _act(viewer, deed, now, act_id)
    versions = _versions(session, viewer, deed, [one.key for one in past])
    for one in past:
        verdict = taken_back(touched_since=one.changed_since)
        if not verdict.allowed:
            yield Outcome(one.key, verdict, {})
            continue
        columns: Any = deed.model.__table__.columns
        before = {name: from_trail(columns[name], kept) for name, kept in one.before.items()}
        row = Row(one.key, versions.get(one.key, 0))
        yield _one(session, viewer, deed, deed.undo, row, before, act)


@contextmanager
def trial(session: Session) -> Iterator[None]:
    """Everything inside really happens, is looked at, and is thrown away."""
    attempt = session.begin_nested()
    try:
        yield
    finally:
        attempt.rollback()


def name_act(
    session: Session,
    viewer: Viewer,
    deed: Deed,
    name: str,
    changed: int,
    now: datetime,
    act_id: str,
    undoes: str | None = None,
    left: int = 0,
) -> None:
    """The act's own line in the trail, with how many rows it changed and how many it left out.

    A line that takes an act back stands under that act.
    """
    with acting(session, _act(viewer, deed, now, act_id)):
        what = f"{deed.model.__tablename__}/{name}"
        changes: dict[str, list[Any]] = {"list_act": [None, what], "rows": [None, changed]}
        if left:
            changes["left_out"] = [None, left]
        record_event(session, SUBJECT, undoes or act_id, changes)


def past_rows(session: Session, viewer: Viewer, deed: Deed, act_id: str) -> list[Past]:
    """What the act changed of its rows, in its order; one query for the rows, one for the rest."""
    subject = deed.model.__tablename__
    events = session.scalars(
        scope(select(AuditEvent), AuditEvent, viewer)
        .where(
            AuditEvent.act_id == act_id,
            AuditEvent.subject == subject,
            AuditEvent.action == AuditAction.UPDATE,
        )
        .order_by(AuditEvent.id)
    ).all()
    own: dict[str, int] = {}
    before: dict[str, dict[str, Any]] = {}
    for event in events:
        own[event.row_key] = event.id
        kept = before.setdefault(event.row_key, {})
        for name, (was, _) in event.changes.items():
            kept.setdefault(name, was)
    act = select(AuditEvent.row_key).where(
        AuditEvent.act_id == act_id, AuditEvent.subject == subject
    )
    found = session.execute(
        select(AuditEvent.row_key, func.max(AuditEvent.id))
        .where(AuditEvent.subject == subject, AuditEvent.row_key.in_(act))
        .group_by(AuditEvent.row_key)
    )
    latest = {row_key: last for row_key, last in found}  # noqa: C416 - rows are no pairs to dict()
    return [Past(int(key), kept, latest[key] != own[key]) for key, kept in before.items()]


def _act(viewer: Viewer, deed: Deed, now: datetime, act_id: str) -> Act:
    return Act(now, viewer.account_id, viewer.role_for(deed.permission), bulk=act_id)


def _one(
    session: Session,
    viewer: Viewer,
    deed: Deed,
    doing: Doing,
    row: Row,
    values: Mapping[str, Any],
    act: Act,
) -> Outcome:
    changes: dict[str, list[Any]] = {}
    verdict = ALLOWED
    try:
        with hearing(session) as heard, acting(session, act), session.begin_nested():
            doing(session, viewer, row, values, act.at)
            session.flush()
        for event in heard:
            if (event["subject"], event["row_key"]) == (deed.model.__tablename__, str(row.key)):
                changes.update(event["changes"])
        verdict = leaves_something(len(changes))
    except Refused as refusal:
        verdict = refusal.verdict
    except (Conflict, StaleDataError):
        verdict = refused("row_changed_meanwhile")
    except Missing:
        verdict = refused("row_is_gone")
    except IntegrityError:
        verdict = refused("row_contradicts")
    return Outcome(row.key, verdict, changes)


def _versions(session: Session, viewer: Viewer, deed: Deed, keys: Sequence[int]) -> dict[int, int]:
    model: Any = deed.model
    found = session.execute(
        scope(select(model.id, model.version), deed.model, viewer).where(model.id.in_(keys))
    )
    return {row.id: row.version for row in found}
