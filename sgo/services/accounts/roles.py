"""Which roles an account holds, and who may change that (clauses 1.7, 3.2, decision 29)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from sgo.access.permissions import Permission
from sgo.access.scopes import scope
from sgo.access.viewer import Viewer
from sgo.errors import Missing, refuse_unless
from sgo.models import Account, RoleGrant
from sgo.rules.accounts import may_grant_role, roles_fit_cards
from sgo.services.clockwatch import require_steady_clock
from sgo.services.guard import acting_as, permit
from sgo.verdicts import Verdict, first_refusal
from sgo.vocabulary import Role


def set_roles(
    session: Session, viewer: Viewer, account_id: int, roles: Iterable[Role], now: datetime
) -> Account:
    """Give the account exactly these roles, by what `may_grant_role` says (clause 3.2)."""
    wanted = frozenset(roles)
    with acting_as(session, viewer, Permission.ROLES_KEEP, now):
        require_steady_clock(session, now)
        account = find_account(session, viewer, account_id)
        before = account.roles
        lost = before - wanted
        others = 1
        if Role.TECHNICAL_ADMIN in lost and account.closed_at is None:
            others = other_technical_admins(session, account)
        verdict = first_refusal(
            roles_fit_cards(
                wanted - before,
                staff=account.staff_id is not None,
                student=account.student_id is not None,
                guardian=account.guardian_id is not None,
            ),
            may_grant_role(
                viewer.account_id,
                account.id,
                before,
                wanted,
                others,
                by_admin=viewer.has(Role.TECHNICAL_ADMIN),
            ),
        )
        refuse_unless(verdict)
        for grant in account.grants:
            if grant.role in lost:
                session.delete(grant)
                permit(session, grant, verdict)
        session.flush()
        give_roles(session, account, wanted - before, verdict)
    return account


def grant_role(
    session: Session, viewer: Viewer, account_id: int, role: Role, now: datetime
) -> Account:
    """Add one role; rights of several add up (decision 29)."""
    before = find_account(session, viewer, account_id).roles
    return set_roles(session, viewer, account_id, before | {role}, now)


def revoke_role(
    session: Session, viewer: Viewer, account_id: int, role: Role, now: datetime
) -> Account:
    """Take one role away; the last technical admin keeps theirs."""
    before = find_account(session, viewer, account_id).roles
    return set_roles(session, viewer, account_id, before - {role}, now)


def find_account(session: Session, viewer: Viewer, account_id: int) -> Account:
    """The account with its grants; raises Missing when the viewer may not see it."""
    statement = select(Account).where(Account.id == account_id).options(joinedload(Account.grants))
    account = session.scalars(scope(statement, Account, viewer)).unique().one_or_none()
    if account is None:
        raise Missing
    return account


def give_roles(session: Session, account: Account, roles: Iterable[Role], verdict: Verdict) -> None:
    """Write grants that a rule has allowed, inside the act of the caller."""
    for role in sorted(roles):
        grant = RoleGrant(account_id=account.id, role=role)
        session.add(grant)
        permit(session, grant, verdict)
    session.flush()
    session.expire(account, ["grants"])


def other_technical_admins(session: Session, account: Account) -> int:
    """Open accounts besides this one that hold the role, locked so that two cannot leave at once."""
    rows = (
        select(Account.id)
        .join(RoleGrant)
        .where(
            RoleGrant.role == Role.TECHNICAL_ADMIN,
            Account.closed_at.is_(None),
            Account.id != account.id,
        )
    )
    return len(session.scalars(rows.with_for_update(of=[Account, RoleGrant])).all())


def holders(session: Session, viewer: Viewer) -> dict[Role, int]:
    """How many open accounts hold each role; one query."""
    viewer.role_for(Permission.ACCOUNTS_READ)
    rows = session.execute(
        scope(
            select(RoleGrant.role, func.count())
            .join(Account, Account.id == RoleGrant.account_id)
            .where(Account.closed_at.is_(None))
            .group_by(RoleGrant.role),
            RoleGrant,
            viewer,
        )
    )
    counts = dict.fromkeys(Role, 0)
    for role, count in rows:
        counts[role] = count
    return counts
