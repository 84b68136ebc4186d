"""Secret addresses that give a child's timetable to a phone's calendar (1.3f, 4.8).

An address belongs to an account and a child and gives what the account may see at the moment it
is asked: it ends with the account, with the guardianship, at the child's eighteenth birthday
without a consent (decision 27), and when the child leaves.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from sgo.access.permissions import Permission
from sgo.access.scopes import visible
from sgo.access.viewer import Viewer
from sgo.errors import Forbidden, Missing, refuse_unless
from sgo.models import Account, Membership, TimetableAddress
from sgo.rules.feeds import DAYS_AHEAD, DAYS_BACK, feed_open
from sgo.services.accounts.viewers import viewer_of
from sgo.services.clockwatch import require_steady_clock
from sgo.services.family.children import Child, Family, family
from sgo.services.family.lessons import FamilyLesson, lessons_between
from sgo.services.guard import acting_as, permit
from sgo.verdicts import ALLOWED, Verdict

TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class AddressView:
    """The page on which a family has its address; `issued_at` is None while there is none."""

    family: Family
    issued_at: datetime | None
    verdict: Verdict
    """Whether an address would give anything; a refusal says what is in the way."""


@dataclass(frozen=True, slots=True)
class Feed:
    """What an address gives: the timetable, and no mark, no absence, no comment, no topic."""

    child: Child
    language: str
    lessons: list[FamilyLesson]
    first: date
    last: date


def digest_of(token: str) -> str:
    """What is kept of a secret; it is long enough to need neither salt nor slowness."""
    return hashlib.sha256(token.encode()).hexdigest()


def address_view(
    session: Session, viewer: Viewer, student_id: int | None, now: datetime
) -> AddressView:
    """The address of this account for a child; Forbidden, Missing for anybody else's child."""
    found = family(session, viewer, student_id, now)
    if found.child is None:
        return AddressView(found, None, ALLOWED)
    row = _own(session, found, found.child)
    return AddressView(found, row.issued_at if row else None, _gives(session, found, found.child))


def issue_address(
    session: Session, viewer: Viewer, student_id: int, language: str, now: datetime
) -> str:
    """A new secret, to be shown once; the one before it ends at once.

    Raises Forbidden, Missing for anybody else's child, Refused for one who studies nowhere.
    """
    with acting_as(session, viewer, Permission.DIARY_READ, now):
        require_steady_clock(session, now)
        found, child = _child(session, viewer, student_id, now)
        verdict = _gives(session, found, child)
        refuse_unless(verdict)
        token = secrets.token_urlsafe(TOKEN_BYTES)
        row = _own(session, found, child)
        if row is None:
            row = TimetableAddress(account_id=viewer.account_id, student_id=child.student_id)
            session.add(row)
        row.token_digest, row.language, row.issued_at = digest_of(token), language, now
        permit(session, row, verdict)
    return token


def revoke_address(session: Session, viewer: Viewer, student_id: int, now: datetime) -> None:
    """End the address; Missing when there is none."""
    with acting_as(session, viewer, Permission.DIARY_READ, now):
        require_steady_clock(session, now)
        row = _own(session, *_child(session, viewer, student_id, now))
        if row is None:
            raise Missing("address")
        permit(session, row, ALLOWED)
        session.delete(row)


def timetable_feed(session: Session, token: str, now: datetime) -> Feed:
    """The timetable behind a secret; Missing for whatever reason it gives nothing."""
    row = (
        session.scalars(
            select(TimetableAddress)
            .where(TimetableAddress.token_digest == digest_of(token))
            .options(
                joinedload(TimetableAddress.account).options(
                    joinedload(Account.grants),
                    joinedload(Account.staff),
                    joinedload(Account.guardian),
                    joinedload(Account.student),
                )
            )
        )
        .unique()
        .one_or_none()
    )
    if row is None:
        raise Missing("address")
    account = row.account
    try:
        found, child = _child(session, viewer_of(account, now.date()), row.student_id, now)
    except Forbidden:
        raise Missing("address") from None
    if not _gives(session, found, child, account).allowed:
        raise Missing("address")
    first, last = now.date() - DAYS_BACK, now.date() + DAYS_AHEAD
    lessons = lessons_between(session, found, child, first, last)
    return Feed(child, row.language, lessons, first, last)


def _child(
    session: Session, viewer: Viewer, student_id: int, now: datetime
) -> tuple[Family, Child]:
    found = family(session, viewer, student_id, now)
    if found.child is None:
        raise Missing("student")
    return found, found.child


def _own(session: Session, found: Family, child: Child) -> TimetableAddress | None:
    return session.scalars(
        select(TimetableAddress).where(
            TimetableAddress.student_id == child.student_id,
            visible(TimetableAddress, found.viewer),
        )
    ).one_or_none()


def _gives(
    session: Session, found: Family, child: Child, account: Account | None = None
) -> Verdict:
    """What the rule says of an address; without `account` it is that of whoever has signed in,
    behind the door that opens to no closed account and to no issued password."""
    ends = session.scalars(
        select(Membership.ends_on).where(
            Membership.student_id == child.student_id, visible(Membership, found.viewer)
        )
    ).all()
    return feed_open(
        closed_at=account.closed_at if account else None,
        must_change_password=account is not None and account.must_change_password,
        studies_until=max((end or date.max for end in ends), default=None),
        now=found.now,
    )
