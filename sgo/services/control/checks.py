"""The plan of control: a check is planned, changed, called off, held (clauses 2.2.2, 4.7).

Nothing here touches the journal itself (clause 4.1): checks and remarks are tables of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.access.scopes import scope
from sgo.access.viewer import Viewer
from sgo.errors import Conflict, Missing, refuse_unless
from sgo.models import Base, ControlCheck, Group, JournalPage, Staff
from sgo.names import tidy
from sgo.rules import control as rules
from sgo.rules.control import check_state
from sgo.services.clockwatch import require_steady_clock
from sgo.services.guard import acting_as, permit
from sgo.verdicts import Verdict

Row = TypeVar("Row", bound=Base)


@dataclass(frozen=True, slots=True)
class Intent:
    """What a form says of a check: when, what for, of whom or what, and who looks."""

    planned_on: date
    aim: str
    checker_id: int
    page_id: int | None = None
    group_id: int | None = None
    staff_id: int | None = None

    @property
    def targets(self) -> int:
        return sum(key is not None for key in (self.page_id, self.group_id, self.staff_id))


def plan_check(session: Session, viewer: Viewer, intent: Intent, now: datetime) -> ControlCheck:
    """Put a check into the plan. Raises Forbidden, Missing, Refused; the caller commits."""
    viewer.role_for(Permission.CONTROL_KEEP)
    require_steady_clock(session, now)
    check = ControlCheck()
    return write(session, viewer, check, _set(session, viewer, check, intent, now.date()), now)


def change_check(
    session: Session, viewer: Viewer, check_id: int, intent: Intent, *, seen: int, now: datetime
) -> ControlCheck:
    """Move or mend a check that was not held yet; Conflict when somebody saved first."""
    check = own_check(session, viewer, check_id, seen, now)
    refuse_unless(rules.may_change_check(check_state(check.held_on, check.called_off)))
    same_day = intent.planned_on == check.planned_on
    today = min(now.date(), check.planned_on) if same_day else now.date()
    return write(session, viewer, check, _set(session, viewer, check, intent, today), now)


def call_off(
    session: Session, viewer: Viewer, check_id: int, reason: str, *, seen: int, now: datetime
) -> ControlCheck:
    """Say why a check will not be held."""
    check = own_check(session, viewer, check_id, seen, now)
    reason = tidy(reason)
    state = check_state(check.held_on, check.called_off)
    verdict = refuse_unless(rules.may_call_off(state, reason))
    check.called_off = reason
    return write(session, viewer, check, verdict, now)


def hold(
    session: Session,
    viewer: Viewer,
    check_id: int,
    held_on: date,
    looked_at: str,
    findings: str,
    *,
    seen: int,
    now: datetime,
) -> ControlCheck:
    """Note what was looked at and what was found; from then on the check stays as it is."""
    check = own_check(session, viewer, check_id, seen, now)
    looked_at, findings = tidy_lines(looked_at), tidy_lines(findings)
    state = check_state(check.held_on, check.called_off)
    verdict = refuse_unless(rules.may_hold(state, held_on, now.date(), looked_at, findings))
    check.held_on, check.looked_at, check.findings = held_on, looked_at, findings
    return write(session, viewer, check, verdict, now)


def own_check(
    session: Session, viewer: Viewer, check_id: int, seen: int, now: datetime
) -> ControlCheck:
    """The check for whoever keeps the plan, as they have seen it.

    Raises Forbidden, Missing, Conflict, and Refused while the clock is not right.
    """
    viewer.role_for(Permission.CONTROL_KEEP)
    require_steady_clock(session, now)
    check = session.scalar(
        scope(select(ControlCheck).where(ControlCheck.id == check_id), ControlCheck, viewer)
    )
    if check is None:
        raise Missing(f"check {check_id}")
    if check.version != seen:
        raise Conflict({"version": check.version}, seen)
    return check


def tidy_lines(text: str) -> str:
    """What was written, with its lines, without spare spaces."""
    return "\n".join(tidy(line) for line in text.strip().splitlines())


def _set(
    session: Session, viewer: Viewer, check: ControlCheck, intent: Intent, today: date
) -> Verdict:
    aim = tidy(intent.aim)
    verdict = refuse_unless(rules.may_plan(intent.planned_on, today, aim, intent.targets))
    rows: tuple[tuple[type[Base], int | None], ...] = (
        (JournalPage, intent.page_id),
        (Group, intent.group_id),
        (Staff, intent.staff_id),
        (Staff, intent.checker_id),
    )
    for model, key in rows:
        if key is not None:
            _require(session, viewer, model, key)
    check.planned_on, check.aim, check.checker_id = intent.planned_on, aim, intent.checker_id
    check.page_id, check.group_id, check.staff_id = (
        intent.page_id,
        intent.group_id,
        intent.staff_id,
    )
    return verdict


def _require(session: Session, viewer: Viewer, model: type[Base], key: int) -> None:
    column = model.__table__.c.id
    if session.scalar(scope(select(column).where(column == key), model, viewer)) is None:
        raise Missing(f"{model.__tablename__} {key}")


def write(
    session: Session,
    viewer: Viewer,
    row: Row,
    verdict: Verdict,
    now: datetime,
    permission: Permission = Permission.CONTROL_KEEP,
) -> Row:
    """The row as the rule allowed it, by the permission that the trail then names the role of."""
    with acting_as(session, viewer, permission, now):
        session.add(row)
        permit(session, row, verdict)
    return row
