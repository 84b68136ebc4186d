"""The two acts that prove who one is: signing in, and changing one's own password.

Unlike other use cases these two commit by themselves. A hash takes tens of milliseconds on
purpose, and the write lock must not be held meanwhile: a first short transaction counts the
attempt, a second one writes what came of it. The attempt counts as a failure until it succeeds,
so guesses sent side by side are counted too.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session, joinedload

from sgo.access.permissions import Permission
from sgo.access.scopes import scope
from sgo.access.viewer import Viewer
from sgo.errors import Missing, Refused, refuse, refuse_unless
from sgo.models import (
    AcademicYear,
    Account,
    Organisation,
    Preferences,
    SignIn,
    SignInFailure,
)
from sgo.names import tidy
from sgo.rules.accounts import THROTTLE_SPAN, password_acceptable, throttle
from sgo.rules.passwords import strong_enough
from sgo.rules.sign_ins import place_of, purged_before
from sgo.services.accounts.devices import device
from sgo.services.accounts.password_strength import own_words_of, strength_of
from sgo.services.accounts.passwords import in_use, new_stamp, new_token
from sgo.services.accounts.viewers import SignedInAccount, as_signed_in, token_digest
from sgo.services.clockwatch import require_steady_clock
from sgo.services.guard import acting_as, acting_system, permit, record_event
from sgo.vocabulary import SystemAct, YearState


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an attempt comes from; the secret `key` makes its digests worthless elsewhere."""

    address: str
    key: str
    agent: str = ""

    def digest(self, kind: str, text: str) -> str:
        return hmac.new(
            self.key.encode(), f"sign-in {kind}: {text}".encode(), hashlib.sha256
        ).hexdigest()

    def digests(self, login: str) -> tuple[str, str]:
        """Of the login and of the address, as `SignInFailure` keeps them."""
        return self.digest("login", login), self.digest("address", network(self.address))


@dataclass(frozen=True, slots=True)
class Cover:
    """What a stranger reads on the sign-in page."""

    organisation: str = ""
    year: str = ""


def cover(session: Session) -> Cover:
    """The name of the centre and of the open year, as they stand on its door."""
    organisation = session.scalar(select(Organisation.short_name))
    year = session.scalar(
        select(AcademicYear.name)
        .where(AcademicYear.state == YearState.OPEN)
        .order_by(AcademicYear.starts_on.desc())
        .limit(1)
    )
    return Cover(organisation or "", year or "")


def login_key(text: str) -> str:
    """The login as it is kept and compared: without blanks around, in small letters."""
    return tidy(text).casefold()


def network(address: str) -> str:
    """The address to be counted: of IPv6 the /64, of which one household has a whole one."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


def sign_in(
    session: Session, origin: Origin, login: str, password: str, now: datetime
) -> SignedInAccount:
    """The account that this login and password open.

    Raises Refused with one and the same sentence for an unknown login, a wrong password and a
    closed account, after the same work; and `too_many_failures` when the throttle says so.
    """
    login = login_key(login)
    _count_attempt(session, origin, login, now)
    known = session.execute(
        select(Account.id, Account.password_hash, Account.closed_at).where(Account.login == login)
    ).one_or_none()
    attempt = _written_down(session, origin, known.id, now) if known else None
    session.commit()

    right = in_use().verify(known.password_hash if known else None, password)
    if known is None or attempt is None or not right or known.closed_at is not None:
        raise refuse("sign_in_refused", "4.2")
    better = in_use().hash(password) if in_use().outdated(known.password_hash) else None

    account = _locked(session, Account.login == login)
    if account is None or account.closed_at or account.password_hash != known.password_hash:
        session.rollback()
        raise refuse("sign_in_refused", "4.2")
    signed_in = _begin(session, account, attempt, now)
    with acting_system(session, SystemAct.SIGN_IN, now, signed_in.viewer):
        account.last_signed_in_at = now
        if better is not None:
            account.password_hash = better
        _forgive(session, origin, login)
    session.commit()
    return signed_in


def change_own_password(
    session: Session,
    viewer: Viewer,
    sign_in_id: int,
    origin: Origin,
    current: str,
    new: str,
    now: datetime,
) -> SignedInAccount:
    """A new password and a new stamp: every other session ends, the caller's begins anew.

    Raises Refused: `password_wrong` (counted like a failed sign-in), `password_unchanged`, what
    the rule of passwords says, `too_many_failures`.
    """
    viewer.role_for(Permission.OWN_ACCOUNT)
    own = Account.id == viewer.account_id
    known = session.execute(select(Account.login, Account.password_hash).where(own)).one()
    verdict = password_acceptable(new, known.login)
    if verdict.allowed:
        words = own_words_of(session, viewer.account_id)
        verdict = strong_enough(strength_of(new, words))
    refuse_unless(verdict)
    require_steady_clock(session, now)
    _count_attempt(session, origin, known.login, now)
    session.commit()

    if not in_use().verify(known.password_hash, current):
        raise refuse("password_wrong", "4.3", "current")
    if new == current:
        raise refuse("password_unchanged", "4.3", "password")
    password_hash = in_use().hash(new)

    account = _locked(session, own)
    if account is None or account.closed_at or account.password_hash != known.password_hash:
        session.rollback()
        raise refuse("password_wrong", "4.3", "current")
    with acting_as(session, viewer, Permission.OWN_ACCOUNT, now):
        account.password_hash = password_hash
        account.session_stamp = new_stamp()
        account.must_change_password = False
        permit(session, account, verdict)
        _forgive(session, origin, known.login)
        own_session = session.get_one(SignIn, sign_in_id)
        signed_in = _begin(session, account, own_session, now)
    session.commit()
    return signed_in


def _written_down(session: Session, origin: Origin, account_id: int, now: datetime) -> SignIn:
    """The attempt in the history of its account, and the purge of what is too old there.

    Like the counter it is written before the password is looked at, in the same transaction, so
    that a known login takes no longer than an unknown one.
    """
    old = purged_before(now)
    session.execute(
        delete(SignIn).where(SignIn.at <= old, func.coalesce(SignIn.last_seen_at, SignIn.at) <= old)
    )
    browser, system = device(origin.agent)
    attempt = SignIn(
        account_id=account_id,
        at=now,
        browser=browser,
        system=system,
        place=place_of(origin.address),
    )
    session.add(attempt)
    session.flush()
    return attempt


def _begin(session: Session, account: Account, sign_in: SignIn, now: datetime) -> SignedInAccount:
    """The session of this sign-in, under the account's present stamp and a token of its own."""
    token = new_token()
    sign_in.succeeded = True
    sign_in.token_digest = token_digest(token)
    sign_in.session_stamp = account.session_stamp
    sign_in.last_seen_at = now
    preferences = session.get(Preferences, account.id)
    return as_signed_in(account, sign_in, preferences, token, now.date())


def _count_attempt(session: Session, origin: Origin, login: str, now: datetime) -> None:
    """Write one more failure of this login and address; raises Refused when there are too many."""
    session.execute(delete(SignInFailure).where(SignInFailure.at <= now - THROTTLE_SPAN))
    by_login, by_address = origin.digests(login)
    _one_at_a_time(session, by_login, by_address)
    verdict = throttle(
        _moments(session, SignInFailure.login_digest == by_login),
        _moments(session, SignInFailure.address_digest == by_address),
        now,
    )
    if not verdict.allowed:
        session.commit()
        raise Refused(verdict)
    session.add(SignInFailure(login_digest=by_login, address_digest=by_address, at=now))
    session.flush()


def _one_at_a_time(session: Session, *digests: str) -> None:
    """Guesses of one login or address wait for one another, in whatever process they are made.

    SQLite has one writer anyway; PostgreSQL is asked for a lock that lasts until the commit.
    """
    if session.get_bind().dialect.name == "postgresql":
        for digest in sorted(digests):
            session.execute(select(func.pg_advisory_xact_lock(int(digest[:15], 16))))


def _moments(session: Session, condition: ColumnElement[bool]) -> list[datetime]:
    return list(session.scalars(select(SignInFailure.at).where(condition)))


def _forgive(session: Session, origin: Origin, login: str) -> None:
    """Forget the failures of an account that has proved itself; those of others stay counted."""
    by_login, _ = origin.digests(login)
    session.execute(delete(SignInFailure).where(SignInFailure.login_digest == by_login))


def unlock_account(
    session: Session, viewer: Viewer, origin: Origin, account_id: int, now: datetime
) -> str:
    """Let an account that was guessed at be tried again at once (clause 4.3); gives its login.

    The address that guessed stays counted. Raises Missing for an account out of sight.
    """
    with acting_as(session, viewer, Permission.ACCOUNTS_KEEP, now):
        require_steady_clock(session, now)
        login = session.scalar(
            scope(select(Account.login).where(Account.id == account_id), Account, viewer)
        )
        if login is None:
            raise Missing("account")
        _forgive(session, origin, login)
        record_event(session, Account.__tablename__, str(account_id), {"unlocked": [None, True]})
    return login


def _locked(session: Session, condition: ColumnElement[bool]) -> Account | None:
    """The account as it stands now, held against a change by somebody else until the commit."""
    return (
        session.scalars(
            select(Account)
            .where(condition)
            .options(
                joinedload(Account.grants),
                joinedload(Account.staff),
                joinedload(Account.guardian),
                joinedload(Account.student),
            )
            .with_for_update(of=Account)
            .execution_options(populate_existing=True)
        )
        .unique()
        .one_or_none()
    )
