"""From a session cookie to a viewer, in one query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload

from sgo.access.viewer import Viewer
from sgo.models import Account

# Built once: it is asked at the door of every request.
_BY_KEY = (
    select(Account)
    .where(Account.id == bindparam("account_id"))
    .options(
        joinedload(Account.grants),
        joinedload(Account.staff),
        joinedload(Account.guardian),
        joinedload(Account.student),
    )
)


@dataclass(frozen=True, slots=True)
class SignedInAccount:
    """An open account, as the door needs it."""

    viewer: Viewer
    login: str
    session_stamp: str
    must_change_password: bool


def signed_in_account(
    session: Session, account_id: int, session_stamp: str, today: date
) -> SignedInAccount | None:
    """The open account that this session belongs to, or None.

    None when the account was closed or its stamp changed: by a new password or by force.
    """
    account = session.scalars(_BY_KEY, {"account_id": account_id}).unique().one_or_none()
    if account is None or account.closed_at or account.session_stamp != session_stamp:
        return None
    return as_signed_in(account, today)


def as_signed_in(account: Account, today: date) -> SignedInAccount:
    """The account as the door carries it; its grants and cards are loaded already."""
    return SignedInAccount(
        viewer=viewer_of(account, today),
        login=account.login,
        session_stamp=account.session_stamp,
        must_change_password=account.must_change_password,
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
