"""Accounts: issued with a password shown once, closed, and given roles (clauses 3.2, 4.2).

Roles are given in `sgo.services.accounts.roles`; one's own password is changed in `sgo.services.accounts.sign_in`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.access.scopes import scope
from sgo.access.viewer import Viewer
from sgo.errors import Missing, refuse, refuse_unless
from sgo.models import Account, Guardian, Staff, Student
from sgo.names import tidy
from sgo.rules.accounts import (
    LONGEST_STEM,
    free_login,
    login_acceptable,
    may_lose_admin,
    roles_fit_cards,
)
from sgo.rules.identity import login_from_name
from sgo.services.accounts.one_time_passwords import OneTimePassword, hand_out
from sgo.services.accounts.passwords import new_stamp
from sgo.services.accounts.roles import find_account, give_roles, other_technical_admins
from sgo.services.accounts.sign_in import login_key
from sgo.services.clockwatch import require_steady_clock
from sgo.services.guard import acting_as, acting_system, permit
from sgo.verdicts import ALLOWED
from sgo.vocabulary import Role, SystemAct

Card = Staff | Guardian | Student

_CARDS: dict[str, type[Card]] = {
    "staff_id": Staff,
    "guardian_id": Guardian,
    "student_id": Student,
}


@dataclass(frozen=True, slots=True)
class IssuedAccount:
    """What is shown once; the password is kept nowhere but as a hash."""

    account: Account
    login: str
    password: str


def issue_account(
    session: Session,
    viewer: Viewer,
    *,
    roles: Iterable[Role],
    staff_id: int | None = None,
    student_id: int | None = None,
    guardian_id: int | None = None,
    login: str | None = None,
    now: datetime,
) -> IssuedAccount:
    """Open an account on one or several cards of one person, with a password to be changed.

    Without `login` it is made from the name. Raises Missing for a card out of reach; Refused:
    `account_exists`, `login_taken`, `login_not_understood`, `role_needs_..._card`.
    """
    wanted = frozenset(roles)
    keys = {"staff_id": staff_id, "student_id": student_id, "guardian_id": guardian_id}
    with acting_as(session, viewer, Permission.ACCOUNTS_KEEP, now):
        require_steady_clock(session, now)
        cards = _cards(session, viewer, keys)
        verdict = roles_fit_cards(
            wanted,
            staff=staff_id is not None,
            student=student_id is not None,
            guardian=guardian_id is not None,
        )
        refuse_unless(verdict)
        _require_no_account(session, keys)
        issued = _open(session, cards[0], keys, login, viewer.account_id, now)
        permit(session, issued.account, verdict)
        session.flush()
        give_roles(session, issued.account, wanted, verdict)
    return issued


def issue_first_account(
    session: Session,
    *,
    surname: str,
    given_name: str,
    patronymic: str | None = None,
    position: str,
    login: str | None = None,
    now: datetime,
) -> IssuedAccount:
    """The card and the account of a technical admin, by the command line of the server."""
    with acting_system(session, SystemAct.COMMAND_LINE, now):
        card = Staff(
            surname=tidy(surname),
            given_name=tidy(given_name),
            patronymic=tidy(patronymic or "") or None,
            position=tidy(position),
        )
        session.add(card)
        session.flush()
        issued = _open(session, card, {"staff_id": card.id}, login, None, now)
        session.flush()
        give_roles(session, issued.account, {Role.TECHNICAL_ADMIN}, ALLOWED)
    return issued


def add_card(
    session: Session,
    viewer: Viewer,
    account_id: int,
    *,
    staff_id: int | None = None,
    student_id: int | None = None,
    guardian_id: int | None = None,
    now: datetime,
) -> Account:
    """Hang one more card of the same person on the account: a teacher who is a parent too."""
    keys = {"staff_id": staff_id, "student_id": student_id, "guardian_id": guardian_id}
    with acting_as(session, viewer, Permission.ACCOUNTS_KEEP, now):
        require_steady_clock(session, now)
        account = find_account(session, viewer, account_id)
        _cards(session, viewer, keys)
        _require_no_account(session, keys)
        for name, key in keys.items():
            if key is None:
                continue
            if getattr(account, name) is not None:
                raise refuse("account_exists", "1.7", name, login=account.login)
            setattr(account, name, key)
        permit(session, account, ALLOWED)
        session.flush()
        session.refresh(account)
    return account


def reissue_password(
    session: Session, viewer: Viewer, account_id: int, now: datetime
) -> IssuedAccount:
    """A new one-time password; the old one and every open session end."""
    with acting_as(session, viewer, Permission.ACCOUNTS_KEEP, now):
        require_steady_clock(session, now)
        account = find_account(session, viewer, account_id)
        if account.closed_at is not None:
            raise refuse("account_closed", "4.2")
        issued = _new_password(session, account, viewer.account_id, now)
        permit(session, account, ALLOWED)
    return issued


def reset_password(session: Session, login: str, now: datetime) -> IssuedAccount:
    """The same by the command line, for the technical admin who is locked out."""
    with acting_system(session, SystemAct.COMMAND_LINE, now):
        account = _by_login(session, login)
        if account.closed_at is not None:
            raise refuse("account_closed", "4.2")
        return _new_password(session, account, None, now)


def close_account(session: Session, viewer: Viewer, account_id: int, now: datetime) -> Account:
    """Nobody signs in to it any more, and every open session ends; nothing is deleted."""
    with acting_as(session, viewer, Permission.ACCOUNTS_KEEP, now):
        require_steady_clock(session, now)
        account = find_account(session, viewer, account_id)
        if account.closed_at is not None:
            return account
        verdict = ALLOWED
        if Role.TECHNICAL_ADMIN in account.roles:
            verdict = may_lose_admin(other_technical_admins(session, account))
        refuse_unless(verdict)
        account.closed_at = now
        account.session_stamp = new_stamp()
        permit(session, account, verdict)
    return account


def reopen_account(
    session: Session, viewer: Viewer, account_id: int, now: datetime
) -> IssuedAccount:
    """Open a closed account again, with a new one-time password."""
    with acting_as(session, viewer, Permission.ACCOUNTS_KEEP, now):
        require_steady_clock(session, now)
        account = find_account(session, viewer, account_id)
        account.closed_at = None
        issued = _new_password(session, account, viewer.account_id, now)
        permit(session, account, ALLOWED)
    return issued


def open_as_before(session: Session, viewer: Viewer, account_id: int, now: datetime) -> Account:
    """Take a closing back: the password is the one that it was; the ended sessions stay ended."""
    with acting_as(session, viewer, Permission.ACCOUNTS_KEEP, now):
        require_steady_clock(session, now)
        account = find_account(session, viewer, account_id)
        account.closed_at = None
        permit(session, account, ALLOWED)
    return account


def close_sessions(session: Session, login: str, now: datetime) -> Account:
    """End every open session of an account by the command line; the password stays."""
    with acting_system(session, SystemAct.COMMAND_LINE, now):
        account = _by_login(session, login)
        account.session_stamp = new_stamp()
    return account


def _by_login(session: Session, login: str) -> Account:
    account = session.scalars(select(Account).where(Account.login == login_key(login))).first()
    if account is None:
        raise Missing
    return account


def _cards(session: Session, viewer: Viewer, keys: dict[str, int | None]) -> list[Card]:
    """The cards named, in the order in which a person is called by one of them."""
    cards: list[Card] = []
    for name, model in _CARDS.items():
        key = keys.get(name)
        if key is None:
            continue
        card = session.scalar(scope(select(model).where(model.id == key), model, viewer))
        if card is None:
            raise Missing
        cards.append(cast(Card, card))
    if not cards:
        raise Missing
    return cards


def _require_no_account(session: Session, keys: dict[str, int | None]) -> None:
    taken: list[ColumnElement[bool]] = [
        getattr(Account, name) == key for name, key in keys.items() if key is not None
    ]
    login = session.scalar(select(Account.login).where(or_(*taken)).limit(1))
    if login is not None:
        raise refuse("account_exists", "1.7", login=login)


def _open(
    session: Session,
    card: Card,
    keys: dict[str, int | None],
    login: str | None,
    issued_by_id: int | None,
    now: datetime,
) -> IssuedAccount:
    account = Account(login=_login(session, card, login), issued_at=now, **keys)
    session.add(account)
    return _new_password(session, account, issued_by_id, now)


def _login(session: Session, card: Card, wanted: str | None) -> str:
    """The login asked for, or the first free one made from the name: ivanov.i, ivanov.i2, ..."""
    if wanted is not None and login_key(wanted):
        login = login_key(wanted)
        refuse_unless(login_acceptable(login))
        if session.scalar(select(Account.id).where(Account.login == login)) is not None:
            raise refuse("login_taken", "4.2", "login", login=login)
        return login
    stem = login_from_name(card.surname, card.given_name)
    taken = session.scalars(
        select(Account.login).where(Account.login.startswith(stem[:LONGEST_STEM], autoescape=True))
    )
    return free_login(stem, set(taken))


def _new_password(
    session: Session, account: Account, issued_by_id: int | None, now: datetime
) -> IssuedAccount:
    password = OneTimePassword.make()
    hand_out(session, account, password, issued_by_id, now)
    return IssuedAccount(account, account.login, password.text)
