"""Sign a test browser in without the form (the form has tests of its own), or give it a password."""

from __future__ import annotations

from datetime import UTC, datetime

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from sgo.db import db
from sgo.models import Account, SignIn
from sgo.services.accounts.passwords import in_use, new_token
from sgo.services.accounts.viewers import token_digest
from sgo.services.guard import Act, acting, permit
from sgo.verdicts import ALLOWED
from sgo.vocabulary import SystemAct
from tests.centre import Centre

NEVER_IDLE = datetime(2100, 1, 1, tzinfo=UTC)


def open_session(
    session: Session, account: Account, now: datetime, seen_at: datetime | None = None
) -> str:
    """Begin a session as the real sign-in does; gives the token that its cookie carries."""
    token = new_token()
    session.add(
        SignIn(
            account_id=account.id,
            at=now,
            succeeded=True,
            browser="Firefox",
            system="Windows",
            place="own network",
            token_digest=token_digest(token),
            session_stamp=account.session_stamp,
            last_seen_at=seen_at or now,
        )
    )
    session.commit()
    return token


def sign_in(client: FlaskClient, account: Account) -> FlaskClient:
    """Make the browser this account's, and never left alone: tests move the clock by months."""
    now = client.application.extensions["sgo.clock"].now()
    token = open_session(db.session(), account, now, NEVER_IDLE)
    with client.session_transaction() as cookie:
        cookie.clear()
        cookie["_user_id"] = token
        cookie["_fresh"] = True
    return client


def give_password(centre: Centre, account: Account, password: str) -> Account:
    """A real password, so that the form lets the account in."""
    with acting(centre.session, Act(centre.now, system=SystemAct.DEMO_LOAD)):
        account.password_hash = in_use().hash(password)
        permit(centre.session, account, ALLOWED)
    centre.session.commit()
    return account
