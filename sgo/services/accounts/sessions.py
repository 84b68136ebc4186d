"""One's own sign-ins and sessions: what they were, and ending them (clauses 4.3, 5.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.access.scopes import scope
from sgo.access.viewer import Viewer
from sgo.errors import Missing
from sgo.models import Account, SignIn
from sgo.rules.sign_ins import SEEN_EVERY
from sgo.services.accounts.passwords import new_stamp, new_token
from sgo.services.accounts.viewers import is_live, token_digest
from sgo.services.guard import acting_as, permit
from sgo.verdicts import ALLOWED

SHOWN = 50
"""Of the history, the latest so many on a page."""


@dataclass(frozen=True, slots=True)
class OwnSignIn:
    """One line of the history; a live one is a session that can be ended."""

    id: int
    at: datetime
    succeeded: bool
    browser: str | None
    system: str | None
    place: str
    last_seen_at: datetime | None
    ended_at: datetime | None
    live: bool
    present: bool


@dataclass(frozen=True, slots=True)
class OwnSignIns:
    """The open sessions, the present one first, and the latest of the whole history."""

    sessions: Sequence[OwnSignIn]
    history: Sequence[OwnSignIn]
    in_all: int

    @property
    def others(self) -> int:
        return sum(not one.present for one in self.sessions)


def own_sign_ins(session: Session, viewer: Viewer, present_id: int, now: datetime) -> OwnSignIns:
    """Everything that is kept of the viewer's own sign-ins, failed ones too."""
    viewer.role_for(Permission.OWN_ACCOUNT)
    account = session.get_one(Account, viewer.account_id)
    own = scope(select(SignIn), SignIn, viewer)
    begun = session.scalars(
        own.where(SignIn.token_digest.is_not(None), SignIn.ended_at.is_(None)).order_by(
            SignIn.last_seen_at.desc(), SignIn.id.desc()
        )
    )
    live = {row.id: row for row in begun if is_live(row, account, now)}
    latest = session.scalars(own.order_by(SignIn.at.desc(), SignIn.id.desc()).limit(SHOWN))
    in_all = session.scalar(scope(select(func.count(SignIn.id)), SignIn, viewer)) or 0

    def line(row: SignIn) -> OwnSignIn:
        return OwnSignIn(
            id=row.id,
            at=row.at,
            succeeded=row.succeeded,
            browser=row.browser,
            system=row.system,
            place=row.place,
            last_seen_at=row.last_seen_at,
            ended_at=row.ended_at,
            live=row.id in live,
            present=row.id == present_id,
        )

    sessions = sorted(map(line, live.values()), key=lambda one: not one.present)
    return OwnSignIns(sessions, [line(row) for row in latest], in_all)


def end_session(session: Session, viewer: Viewer, sign_in_id: int, now: datetime) -> None:
    """End one session of the viewer's own; raises Missing for another's. Twice changes nothing."""
    viewer.role_for(Permission.OWN_ACCOUNT)
    row = session.scalars(
        scope(
            select(SignIn).where(SignIn.id == sign_in_id, SignIn.token_digest.is_not(None)),
            SignIn,
            viewer,
        )
    ).one_or_none()
    if row is None:
        raise Missing("sign_ins")
    if row.ended_at is None:
        row.ended_at = now
    session.flush()


def end_other_sessions(session: Session, viewer: Viewer, present_id: int, now: datetime) -> str:
    """A new stamp: every session ends but the present one, which goes on with the token given."""
    with acting_as(session, viewer, Permission.OWN_ACCOUNT, now):
        account = session.get_one(Account, viewer.account_id)
        account.session_stamp = new_stamp()
        permit(session, account, ALLOWED)
        token = new_token()
        present = session.get_one(SignIn, present_id)
        present.session_stamp = account.session_stamp
        present.token_digest = token_digest(token)
    return token


def note_seen(session: Session, sign_in_id: int, now: datetime) -> None:
    """Write down that the session is in use, unless another request has just done so."""
    session.execute(
        update(SignIn)
        .where(SignIn.id == sign_in_id, SignIn.last_seen_at <= now - SEEN_EVERY)
        .values(last_seen_at=now)
        .execution_options(synchronize_session=False)
    )
