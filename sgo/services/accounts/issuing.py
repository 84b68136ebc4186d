"""Sign-in details in batches: who needs them, and slips for a whole group or staff list (4.2).

Unlike other use cases the batch commits by itself, as signing in does: hashes take their time on
purpose, and the write lock must not be held meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.access.scopes import lasts, scope
from sgo.access.viewer import Viewer
from sgo.errors import Missing, refuse, refuse_unless
from sgo.models import Account, Group, Guardian, Guardianship, Membership, RoleGrant, Staff, Student
from sgo.rules.accounts import free_login, guardian_may_read
from sgo.rules.identity import login_from_name
from sgo.rules.issuing import Standing, check_batch, may_issue_in_batch, standing
from sgo.services.accounts.one_time_passwords import OneTimePassword, hand_out
from sgo.services.clockwatch import require_steady_clock
from sgo.services.guard import acting_as, permit
from sgo.verdicts import ALLOWED
from sgo.vocabulary import Audience, Role

_CARD_COLUMNS = {
    Audience.STAFF: "staff_id",
    Audience.STUDENTS: "student_id",
    Audience.GUARDIANS: "guardian_id",
}
ROLE_OF = {
    Audience.STAFF: Role.TEACHER,
    Audience.STUDENTS: Role.STUDENT,
    Audience.GUARDIANS: Role.GUARDIAN,
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person of the audience; `note` is the position, or whose guardian it is."""

    card_id: int
    surname: str
    given_name: str
    full_name: str
    note: str
    account_id: int | None
    login: str | None
    issued_at: datetime | None
    standing: Standing

    @property
    def waits(self) -> bool:
        """Whether a batch would issue to this person."""
        return may_issue_in_batch(self.standing).allowed

    @property
    def is_new(self) -> bool:
        """Whether a batch takes nothing from this person: no slip was handed out before."""
        verdict = may_issue_in_batch(self.standing)
        return verdict.allowed and verdict.code != "slip_renewed"


@dataclass(frozen=True, slots=True)
class Slip:
    """What one person is handed; the password stands nowhere else."""

    full_name: str
    note: str
    role: Role
    login: str
    password: str


@dataclass(frozen=True, slots=True)
class Batch:
    """The slips of a batch, and who was left out because they sign in already."""

    slips: tuple[Slip, ...]
    left_out: tuple[str, ...]


def candidates(
    session: Session, viewer: Viewer, audience: Audience, group_id: int | None
) -> list[Candidate]:
    """Everybody of the audience with how they stand, by surname; one query, two for guardians.

    Students and guardians are those of a group, who are in it today or will be; without a group
    there are none. Raises Missing for a group out of sight.
    """
    viewer.role_for(Permission.ACCOUNTS_READ)
    if audience is Audience.STAFF:
        rows = session.execute(_staff(viewer)).all()
        return [_candidate(card, card.position, account) for card, account in rows]
    if group_id is None:
        return []
    group = session.scalar(scope(select(Group.name).where(Group.id == group_id), Group, viewer))
    if group is None:
        raise Missing("group")
    if audience is Audience.STUDENTS:
        rows = session.execute(_students(viewer, group_id)).all()
        return [_candidate(card, group, account) for card, account in rows]
    return _guardians(session, viewer, group_id)


def issue_batch(
    session: Session,
    viewer: Viewer,
    audience: Audience,
    group_id: int | None,
    card_ids: Iterable[int],
    seen_at: datetime,
    now: datetime,
) -> Batch:
    """Open or renew accounts of these cards; whoever signs in already is left out.

    So is whoever got a slip since `seen_at`, the moment of the list that the choice was made on: a
    second press would end the slips of the first. Raises Refused (`nobody_chosen`,
    `batch_too_large`, `nobody_waits`), Missing for a card outside the audience.
    """
    wanted = set(card_ids)
    verdict = check_batch(len(wanted))
    refuse_unless(verdict)
    viewer.role_for(Permission.ACCOUNTS_KEEP)
    session.commit()
    passwords = [OneTimePassword.make() for _ in wanted]

    with acting_as(session, viewer, Permission.ACCOUNTS_KEEP, now):
        require_steady_clock(session, now)
        people = [
            one for one in candidates(session, viewer, audience, group_id) if one.card_id in wanted
        ]
        if len(people) != len(wanted):
            raise Missing("card")
        ready = [
            one
            for one in people
            if one.waits and (one.issued_at is None or one.issued_at < seen_at)
        ]
        if not ready:
            raise refuse("nobody_waits", "4.2", "people")
        accounts = _accounts(session, audience, ready)
        slips = []
        for person, password in zip(ready, passwords, strict=False):
            account = accounts[person.card_id]
            hand_out(session, account, password, viewer.account_id, now)
            permit(session, account, may_issue_in_batch(person.standing))
            slips.append(
                Slip(person.full_name, person.note, ROLE_OF[audience], account.login, password.text)
            )
    session.commit()
    left_out = tuple(one.full_name for one in people if one not in ready)
    return Batch(tuple(slips), left_out)


def _accounts(
    session: Session, audience: Audience, people: Sequence[Candidate]
) -> dict[int, Account]:
    """The account of each card; a new one has the usual role of the audience already."""
    column = _CARD_COLUMNS[audience]
    keys = [one.card_id for one in people if one.account_id is not None]
    known: dict[int, Account] = {
        getattr(account, column): account
        for account in session.scalars(
            select(Account).where(getattr(Account, column).in_(keys)).with_for_update()
        )
    }
    stems = {one.card_id: login_from_name(one.surname, one.given_name) for one in people}
    taken = set(session.scalars(select(Account.login))) if len(keys) < len(people) else set()
    for one in people:
        if one.card_id in known:
            continue
        login = free_login(stems[one.card_id], taken)
        taken.add(login)
        account = Account(login=login, **{column: one.card_id})
        grant = RoleGrant(role=ROLE_OF[audience])
        account.grants.append(grant)
        permit(session, grant, ALLOWED)
        session.add(account)
        known[one.card_id] = account
    return known


def _candidate(card: Staff | Student | Guardian, note: str, account: Account | None) -> Candidate:
    return Candidate(
        card_id=card.id,
        surname=card.surname,
        given_name=card.given_name,
        full_name=card.full_name,
        note=note,
        account_id=account.id if account else None,
        login=account.login if account else None,
        issued_at=account.issued_at if account else None,
        standing=standing(
            exists=account is not None,
            closed_at=account.closed_at if account else None,
            must_change_password=account is not None and account.must_change_password,
        ),
    )


def _staff(viewer: Viewer) -> Any:
    statement = (
        select(Staff, Account)
        .outerjoin(Account, Account.staff_id == Staff.id)
        .where(or_(Staff.dismissed_on.is_(None), Staff.dismissed_on >= viewer.today))
        .order_by(Staff.sort_key, Staff.id)
    )
    return scope(statement, Staff, viewer)


def _members(viewer: Viewer, group_id: int) -> Select[Any]:
    """Students who are in the group, or will be."""
    return scope(
        select(Membership.student_id).where(
            Membership.group_id == group_id,
            or_(
                lasts(Membership.starts_on, Membership.ends_on, viewer.today),
                Membership.starts_on > viewer.today,
            ),
        ),
        Membership,
        viewer,
    )


def _students(viewer: Viewer, group_id: int) -> Any:
    statement = (
        select(Student, Account)
        .outerjoin(Account, Account.student_id == Student.id)
        .where(Student.id.in_(_members(viewer, group_id)))
        .order_by(Student.sort_key, Student.id)
    )
    return scope(statement, Student, viewer)


def _guardians(session: Session, viewer: Viewer, group_id: int) -> list[Candidate]:
    """Guardians who may read a child of the group today (decision 27), each with the children."""
    statement = (
        select(Guardian, Account, Student, Guardianship.adult_consent_on)
        .join(Guardianship, Guardianship.guardian_id == Guardian.id)
        .join(Student, Student.id == Guardianship.student_id)
        .outerjoin(Account, Account.guardian_id == Guardian.id)
        .where(Student.id.in_(_members(viewer, group_id)))
        .order_by(Guardian.sort_key, Guardian.id, Student.sort_key)
    )
    cards: dict[int, tuple[Guardian, Account | None]] = {}
    children: dict[int, list[str]] = {}
    for card, account, child, consent_on in session.execute(scope(statement, Guardian, viewer)):
        if guardian_may_read(child.birth_date, viewer.today, consent_on).allowed:
            cards[card.id] = (card, account)
            children.setdefault(card.id, []).append(child.short_name)
    return [
        _candidate(card, ", ".join(children[key]), account)
        for key, (card, account) in cards.items()
    ]
