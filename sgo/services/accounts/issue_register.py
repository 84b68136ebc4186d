"""The register of issued sign-in details: who got them, when, from whom (clause 4.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from sgo.access.permissions import Permission
from sgo.access.scopes import scope
from sgo.access.viewer import Viewer
from sgo.errors import refuse_unless
from sgo.models import Account, AccountIssue, Group, Guardianship, Membership
from sgo.rules.calendar import check_dates
from sgo.services.letterhead import Letterhead, letterhead
from sgo.vocabulary import IssueKind, Role


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One issue; `issued_at` in the organisation's time zone."""

    full_name: str
    roles: frozenset[Role]
    login: str
    issued_at: datetime
    kind: IssueKind


@dataclass(frozen=True, slots=True)
class RegisterView:
    """The register of a stretch of days, both included; of one group's families where named."""

    head: Letterhead
    starts_on: date
    ends_on: date
    group: str
    lines: tuple[RegisterLine, ...]


def issue_register(
    session: Session,
    viewer: Viewer,
    starts_on: date,
    ends_on: date,
    group_id: int | None,
    zone: tzinfo,
) -> RegisterView:
    """Every issue of these days, by name; four queries. Raises Refused when the days are turned."""
    viewer.role_for(Permission.ACCOUNTS_READ)
    verdict = check_dates(starts_on, ends_on)
    refuse_unless(verdict)
    first = datetime.combine(starts_on, time.min, zone)
    after = datetime.combine(ends_on + timedelta(days=1), time.min, zone)
    statement = (
        select(AccountIssue)
        .join(Account, Account.id == AccountIssue.account_id)
        .where(AccountIssue.issued_at >= first, AccountIssue.issued_at < after)
        .options(
            joinedload(AccountIssue.account).options(
                joinedload(Account.staff),
                joinedload(Account.guardian),
                joinedload(Account.student),
                selectinload(Account.grants),
            )
        )
    )
    group = None
    if group_id is not None:
        group = session.scalar(scope(select(Group.name).where(Group.id == group_id), Group, viewer))
        members = select(Membership.student_id).where(Membership.group_id == group_id)
        kin = select(Guardianship.guardian_id).where(Guardianship.student_id.in_(members))
        statement = statement.where(
            or_(Account.student_id.in_(members), Account.guardian_id.in_(kin))
        )
    lines = [
        (
            issue.account.card.sort_key if issue.account.card else issue.account.login,
            issue.id,
            RegisterLine(
                issue.account.card.full_name if issue.account.card else issue.account.login,
                issue.account.roles,
                issue.account.login,
                issue.issued_at.astimezone(zone),
                issue.kind,
            ),
        )
        for issue in session.scalars(scope(statement, AccountIssue, viewer))
    ]
    return RegisterView(
        letterhead(session),
        starts_on,
        ends_on,
        group or "",
        tuple(line for *_, line in sorted(lines, key=lambda one: one[:2])),
    )
