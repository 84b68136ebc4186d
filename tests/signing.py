"""Sign a test browser in without the form (the form has tests of its own)."""

from __future__ import annotations

from flask.testing import FlaskClient

from sgo.current import session_id
from sgo.models import Account


def sign_in(client: FlaskClient, account: Account) -> FlaskClient:
    """Make the browser this account's; the session is what the real sign-in writes."""
    with client.session_transaction() as cookie:
        cookie.clear()
        cookie["_user_id"] = session_id(account.id, account.session_stamp)
        cookie["_fresh"] = True
    return client
