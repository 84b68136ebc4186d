"""The history of one record on its own card: who, when, from what to what (clauses 1.4 and 3.3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import request
from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import contains_eager

from sgo import current
from sgo.access.permissions import Permission
from sgo.access.scopes import scope
from sgo.asked import as_key
from sgo.models import Account, AuditEvent, Base
from sgo.panel.kit.audit_words import MOMENTS, in_role, who
from sgo.panel.kit.gate import panel_viewer
from sgo.panel.kit.lookups import join_paths
from sgo.panel.kit.trail import Names
from sgo.vocabulary import AuditAction
from sgo.wording import label, moment

LINES_ON_A_PAGE = 10
WRITERS = (
    (AuditEvent.account, Account.staff),
    (AuditEvent.account, Account.guardian),
    (AuditEvent.account, Account.student),
)
"""By what a line names its writer."""


@dataclass(frozen=True, slots=True)
class Line:
    """One change of the record in words; `act_url` leads to the act over many rows behind it."""

    at: str
    who: str
    role: str
    action: str
    clause: str
    what: str
    """The changed row, where it is another one than the record itself."""
    changes: list[tuple[str, str, str]]
    made: bool
    gone: bool
    act_url: str | None


@dataclass(frozen=True, slots=True)
class History:
    """A page of lines, and the addresses of the pages beside it and of the whole."""

    lines: list[Line]
    newer_url: str | None
    older_url: str | None
    whole_url: str | None


class Historic:
    """Mixed into a model view."""

    model: type[Base]
    may: Callable[..., bool]
    get_url: Callable[..., str]
    get_pk_value: Callable[[Any], str]
    history_url: Callable[[Any], str | None]

    def history_of(self, row: Any) -> ColumnElement[bool]:
        """Which lines are the record's; a subject whose rows change together says otherwise."""
        key = self.get_pk_value(row).replace(",", "/")
        return and_(AuditEvent.subject == self.model.__tablename__, AuditEvent.row_key == key)

    def record_history(self, row: Any) -> History | None:
        """The page of lines that the address asks for; None for who may not read the trail."""
        if not self.may(Permission.AUDIT_READ):
            return None
        page = request.args.get("history", 0, type=as_key)
        session, viewer = current.session(), panel_viewer()
        statement = scope(select(AuditEvent), AuditEvent, viewer).where(self.history_of(row))
        found = session.scalars(
            join_paths(statement, WRITERS, load=False)
            .options(
                *(contains_eager(AuditEvent.account).contains_eager(card) for _, card in WRITERS)
            )
            .order_by(AuditEvent.id.desc())
            .limit(LINES_ON_A_PAGE + 1)
            .offset(page * LINES_ON_A_PAGE)
        ).all()
        events, names = found[:LINES_ON_A_PAGE], Names()
        names.read(session, viewer, events)
        return History(
            lines=[self._line(event, names) for event in events],
            newer_url=self._history_page(row, page - 1) if page else None,
            older_url=self._history_page(row, page + 1) if len(found) > len(events) else None,
            whole_url=self.history_url(row),
        )

    def _history_page(self, row: Any, page: int) -> str:
        more: dict[str, Any] = {"history": page} if page else {}
        address = self.get_url(".details_view", id=self.get_pk_value(row), **more)
        return f"{address}#history"

    def _line(self, event: AuditEvent, names: Names) -> Line:
        own = event.subject == self.model.__tablename__
        act = event.act_id
        return Line(
            at=moment(event.at),
            who=who(event),
            role=in_role(event),
            action=label(event.action),
            clause=event.clause or "",
            what="" if own else names.record(event),
            changes=names.changes(event, besides=MOMENTS),
            made=event.action is AuditAction.CREATE,
            gone=event.action is AuditAction.DELETE,
            act_url=self.get_url("panel_audit_events.index_view", flt_act=act) if act else None,
        )
