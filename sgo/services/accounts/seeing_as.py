"""Seeing as another account: begun and ended in the trail, reading only (3.2, 5.1)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from sgo.access.permissions import Permission
from sgo.access.viewer import Viewer
from sgo.errors import Missing, refuse_unless
from sgo.models import Account, SignIn
from sgo.rules.seeing_as import may_see_as
from sgo.services.accounts.roles import find_account
from sgo.services.accounts.viewers import viewer_of
from sgo.services.guard import acting_as, record_event

SUBJECT = "accounts"


def begin(
    session: Session, viewer: Viewer, sign_in_id: int, account_id: int, now: datetime
) -> Viewer:
    """Let this session look at the screens of the account; gives whose they are.

    Raises Missing for an account or a session out of sight; Refused: `sees_own_already`,
    `never_as_an_admin`, `account_closed`.
    """
    with acting_as(session, viewer, Permission.ACCOUNTS_SEE_AS, now):
        account = find_account(session, viewer, account_id)
        verdict = may_see_as(viewer.account_id, account.id, account.roles, account.closed_at)
        refuse_unless(verdict)
        sign_in = _own_session(session, viewer, sign_in_id)
        sign_in.seeing_as_id, sign_in.seeing_since = account.id, now
        _note(session, account.id, "begun")
    return viewer_of(account, now.date())


def end(session: Session, viewer: Viewer, sign_in_id: int, now: datetime) -> int | None:
    """Come back to the own screens; gives the account that was looked at, None when it was none."""
    sign_in = _own_session(session, viewer, sign_in_id)
    account_id = sign_in.seeing_as_id
    if account_id is not None:
        with acting_as(session, viewer, Permission.OWN_ACCOUNT, now):
            sign_in.seeing_as_id = sign_in.seeing_since = None
            _note(session, account_id, "ended")
    return account_id


def seen_viewer(session: Session, account_id: int, today: date) -> Viewer | None:
    """Whoever is looked at, or None when the account was closed or made an admin meanwhile."""
    account = (
        session.scalars(
            select(Account)
            .where(Account.id == account_id)
            .options(
                joinedload(Account.grants),
                joinedload(Account.staff),
                joinedload(Account.guardian),
                joinedload(Account.student),
            )
        )
        .unique()
        .one_or_none()
    )
    if account is None or not may_see_as(0, account.id, account.roles, account.closed_at).allowed:
        return None
    return viewer_of(account, today)


def _own_session(session: Session, viewer: Viewer, sign_in_id: int) -> SignIn:
    sign_in = session.get(SignIn, sign_in_id)
    if sign_in is None or sign_in.account_id != viewer.account_id:
        raise Missing("session")
    return sign_in


def _note(session: Session, account_id: int, word: str) -> None:
    record_event(session, SUBJECT, str(account_id), {"seen_as": [None, word]})
