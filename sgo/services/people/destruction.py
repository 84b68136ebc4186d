"""Destroying the personal data of who left, by a numbered act (152-FZ, article 21; clause 2.1.2).

Of a student and a guardian what the year's archive is made of stays for 75 years (clauses 4.17,
4.18): the name, the birth date, memberships, marks and orders. Of staff the name, the position and
what labour law keeps. `destruction_ties` says when, `destruction_lots` what goes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.access.scopes import scope
from sgo.access.viewer import Viewer
from sgo.errors import Missing, refuse_unless
from sgo.models import Account, Base, DestructionAct
from sgo.rules.destruction import surname_confirms
from sgo.services.accounts.passwords import new_stamp
from sgo.services.clockwatch import require_steady_clock
from sgo.services.guard import acting_as, acting_system, permit, record_event
from sgo.services.people.destruction_lots import CLOSED, Lot, goals, lots_of, sole_accounts
from sgo.services.people.destruction_paper import DestructionPaper, paper_of
from sgo.services.people.destruction_ties import may_go
from sgo.services.people.extract import Card, accounts_of
from sgo.services.people.trail_blanking import Spot, blank_values
from sgo.verdicts import Verdict, first_refusal
from sgo.vocabulary import SystemAct

SUBJECT = "personal_destructions"
"""What the trail calls its own blanking."""
_CLASSES: dict[Any, type[Base]] = {
    mapper.local_table: mapper.class_ for mapper in Base.registry.mappers
}


@dataclass(frozen=True, slots=True)
class Prospect:
    """What would go, and whether it may."""

    verdict: Verdict
    lots: tuple[Lot, ...]
    account_stays: bool
    """The account hangs on another card of the same person, who still works or studies here."""


def prospect(session: Session, viewer: Viewer, model: Card, key: int, now: datetime) -> Prospect:
    """The dry run: kinds and counts, no values. Raises Forbidden, and Missing for no such card."""
    viewer.role_for(Permission.PERSONAL_DESTROY)
    _card(session, viewer, model, key)
    return _prospect(session, viewer, model, key, now)


def destroy(
    session: Session,
    viewer: Viewer,
    model: Card,
    key: int,
    surname: str,
    now: datetime,
) -> DestructionPaper:
    """Destroy everything at once and log it; gives what the act on paper tells.

    Raises Forbidden, Missing, and Refused (`destruction_...`, `destroyed_already`).
    """
    with acting_as(session, viewer, Permission.PERSONAL_DESTROY, now):
        require_steady_clock(session, now)
        card = _card(session, viewer, model, key, lock=True)
        found = _prospect(session, viewer, model, key, now)
        verdict = refuse_unless(
            first_refusal(found.verdict, surname_confirms(surname, card.surname))
        )
        spots = list(_take_away(session, model, key, verdict))
        spots += _close(session, model, key, verdict, now)
        act = DestructionAct(
            number=(session.scalar(select(func.max(DestructionAct.number))) or 0) + 1,
            done_on=viewer.today,
            done_by_id=viewer.account_id,
            role=viewer.role_for(Permission.PERSONAL_DESTROY),
            card_kind=model.__tablename__,
            card_id=key,
            destroyed={kind: count for lot in found.lots for kind, count in lot.kinds.items()},
        )
        session.add(act)
        permit(session, act, verdict)
        session.flush()
        with acting_system(session, SystemAct.PERSONAL_DESTRUCTION, now, viewer):
            touched = blank_values(session, spots)
            record_event(
                session,
                SUBJECT,
                f"{model.__tablename__}/{key}",
                {"list": [None, model.__tablename__], "rows": [None, touched]},
            )
    return paper_of(session, act, card.full_name)


def _card(session: Session, viewer: Viewer, model: Card, key: int, *, lock: bool = False) -> Any:
    statement = scope(select(model).where(model.id == key), model, viewer)
    card = session.scalar(statement.with_for_update() if lock else statement)
    if card is None:
        raise Missing(model.__name__)
    return card


def _prospect(session: Session, viewer: Viewer, model: Card, key: int, now: datetime) -> Prospect:
    sole = sole_accounts(model, key)
    shared = session.scalar(
        select(Account.id).where(Account.id.in_(accounts_of(model, key)), Account.id.not_in(sole))
    )
    verdict = may_go(session, model, key, viewer.today, now.tzinfo)
    return Prospect(verdict, tuple(lots_of(session, model, key)), shared is not None)


def _take_away(session: Session, model: Card, key: int, verdict: Verdict) -> Iterator[Spot]:
    """Delete and empty; gives what the trail is to forget."""
    for table, condition, columns, whole in goals(model, key):
        mapped: Any = _CLASSES[table]
        if not mapped.tracked:
            session.execute(delete(mapped).where(condition))
            continue
        rows = session.scalars(select(mapped).where(condition)).all()
        row_keys = ["/".join(str(part) for part in _key_of(row)) for row in rows]
        for row in rows:
            if mapped.guarded:
                permit(session, row, verdict)
            if whole:
                session.delete(row)
                continue
            for column in columns:
                setattr(row, column.name, None)
        session.flush()
        yield Spot(table.name, row_keys, frozenset(column.name for column in columns))


def _key_of(row: Any) -> tuple[Any, ...]:
    """The parts of the row's key, as the trail joins them."""
    return tuple(getattr(row, column.name) for column in row.__table__.primary_key.columns)


def _close(session: Session, model: Card, key: int, verdict: Verdict, now: datetime) -> list[Spot]:
    """Close the account: its login stays, the trail is written under it."""
    accounts = session.scalars(
        select(Account).where(Account.id.in_(sole_accounts(model, key)))
    ).all()
    for account in accounts:
        account.closed_at = account.closed_at or now
        account.session_stamp = new_stamp()
        account.last_signed_in_at = None
        permit(session, account, verdict)
    session.flush()
    row_keys = [str(account.id) for account in accounts]
    return [Spot(CLOSED, row_keys, frozenset({"last_signed_in_at"}))]
