"""Handing out a one-time password: the account takes its hash, the register a line (clause 4.2).

The password itself is kept nowhere: whoever lost the slip gets another one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from sqlalchemy.orm import Session

from sgo.models import Account, AccountIssue
from sgo.services.accounts.passwords import generate_password, in_use, new_stamp
from sgo.services.guard import permit
from sgo.verdicts import ALLOWED
from sgo.vocabulary import IssueKind


@dataclass(frozen=True, slots=True)
class OneTimePassword:
    """A password to be read from paper, and its hash; making one takes tens of milliseconds."""

    text: str
    hash: str

    @classmethod
    def make(cls) -> Self:
        text = generate_password()
        return cls(text, in_use().hash(text))


def hand_out(
    session: Session,
    account: Account,
    password: OneTimePassword,
    issued_by_id: int | None,
    now: datetime,
) -> None:
    """Set the password, end every session, and write the line; inside the act of the caller.

    The account itself still needs its permit. `issued_by_id` is None for the command line.
    """
    again = account.id is not None
    account.password_hash = password.hash
    account.must_change_password = True
    account.session_stamp = new_stamp()
    account.issued_at = now
    issue = AccountIssue(
        account=account,
        kind=IssueKind.AGAIN if again else IssueKind.FIRST,
        issued_at=now,
        issued_by_id=issued_by_id,
    )
    session.add(issue)
    permit(session, issue, ALLOWED)
