"""From a session cookie to a viewer, in one query."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload

from sgo.access.viewer import Viewer
from sgo.models import Account, Preferences, SignIn
from sgo.rules.accounts import session_still_valid
from sgo.rules.seeing_as import look_lasts
from sgo.services.preferences import Look

# Built once: it is asked at the door of every request.
_BY_TOKEN = (
    select(Account, SignIn, Preferences)
    .join(SignIn, SignIn.account_id == Account.id)
    .outerjoin(Preferences, Preferences.account_id == Account.id)
    .where(SignIn.token_digest == bindparam("token_digest"))
    .options(
        joinedload(Account.grants),
        joinedload(Account.staff),
        joinedload(Account.guardian),
        joinedload(Account.student),
    )
)


@dataclass(frozen=True, slots=True)
class SignedInAccount:
    """An open account and the session that is at work, as the door needs them."""

    viewer: Viewer
    login: str
    must_change_password: bool
    token: str = field(repr=False)
    sign_in_id: int
    last_seen_at: datetime
    look: Look | None
    seeing_as_id: int | None = None
    """Whose screens this session looks at, while that lasts (`services.seeing_as`)."""


def token_digest(token: str) -> str:
    """What is kept of a session's token, which is long and made by chance."""
    return hashlib.sha256(token.encode()).hexdigest()


def signed_in_account(
    session: Session, token: str, now: datetime, today: date
) -> SignedInAccount | None:
    """The open account that this session belongs to, or None.

    None when the session was ended or left alone, when the account was closed, and when its
    stamp changed: by a new password, by signing out everywhere, or by force.
    """
    found = session.execute(_BY_TOKEN, {"token_digest": token_digest(token)}).unique().one_or_none()
    if found is None:
        return None
    account, sign_in, preferences = found
    if not is_live(sign_in, account, now):
        return None
    signed_in = as_signed_in(account, sign_in, preferences, token, today)
    looks = sign_in.seeing_since is not None and look_lasts(sign_in.seeing_since, now)
    return replace(signed_in, seeing_as_id=sign_in.seeing_as_id) if looks else signed_in


def is_live(sign_in: SignIn, account: Account, now: datetime) -> bool:
    """Whether the session that began with this sign-in still opens anything."""
    return session_still_valid(
        session_stamp=sign_in.session_stamp or "",
        account_stamp=account.session_stamp,
        closed_at=account.closed_at,
        ended_at=sign_in.ended_at,
        last_seen_at=sign_in.last_seen_at or sign_in.at,
        now=now,
    ).allowed


def as_signed_in(
    account: Account, sign_in: SignIn, preferences: Preferences | None, token: str, today: date
) -> SignedInAccount:
    """The account as the door carries it; its grants and cards are loaded already."""
    return SignedInAccount(
        viewer=viewer_of(account, today),
        login=account.login,
        must_change_password=account.must_change_password,
        token=token,
        sign_in_id=sign_in.id,
        last_seen_at=sign_in.last_seen_at or sign_in.at,
        look=Look.of(preferences) if preferences is not None else None,
    )


def viewer_of(account: Account, today: date) -> Viewer:
    """The account as services and scopes know it on that day."""
    card = account.card
    return Viewer(
        account_id=account.id,
        roles=account.roles,
        today=today,
        staff_id=account.staff_id,
        student_id=account.student_id,
        guardian_id=account.guardian_id,
        name=card.short_name if card else account.login,
    )
