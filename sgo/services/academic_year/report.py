"""Where the move to the next year stands, and what its acts have done (clauses 3.2 and 4.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from sgo.access.permissions import Permission
from sgo.access.scopes import scope
from sgo.access.viewer import Viewer
from sgo.errors import Missing
from sgo.models import AcademicYear, Account, AuditEvent
from sgo.rules import academic_year as rules
from sgo.rules.academic_year import WatchedDay
from sgo.services import bulk_acts
from sgo.services.academic_year.courses import courses_until, last_course_beyond
from sgo.services.academic_year.proposal import years
from sgo.services.settings import editions
from sgo.vocabulary import AuditAction, BulkAct, YearState

YEAR_ACTS = (BulkAct.YEAR_OPENING, BulkAct.YEAR_ORDERS, BulkAct.YEAR_CLOSING)
SHOWN_ACTS = 10


@dataclass(frozen=True, slots=True)
class Standing:
    """The years that matter now, and the two days of clause 4.4."""

    open_years: tuple[AcademicYear, ...]
    """The oldest first."""
    prepared: AcademicYear | None
    can_prepare: bool
    days: tuple[WatchedDay, ...]
    """Of 1 and of 15 September; empty where there is no year at all."""
    courses_until: date | None
    """Till when the oldest open year is held by nothing but courses that last beyond it."""


@dataclass(frozen=True, slots=True)
class YearAct:
    """What an act at the turn of the year has done; `rows` are counts by table and action."""

    act_id: str
    kind: BulkAct
    line: AuditEvent
    rows: tuple[tuple[str, AuditAction, int], ...] = ()


def standing(session: Session, viewer: Viewer, today: date) -> Standing:
    """Where the move stands; three queries."""
    viewer.role_for(Permission.CALENDAR_KEEP)
    known = years(session, viewer)
    latest = known[0] if known else None
    opened = tuple(reversed([one for one in known if one.state is YearState.OPEN]))
    held = None
    if opened:
        last = select(last_course_beyond()).where(AcademicYear.id == opened[0].id)
        held = courses_until(session.scalar(last), editions(session))
    prepared = latest if latest is not None and latest.state is YearState.PREPARING else None
    return Standing(
        open_years=opened,
        prepared=prepared,
        can_prepare=rules.may_open_next(latest.state if latest else None).allowed,
        days=_days(known, today, held),
        courses_until=held,
    )


def _days(known: Sequence[AcademicYear], today: date, held: date | None) -> tuple[WatchedDay, ...]:
    """The move that is not finished: from the oldest year that is not closed to the one after."""
    going = [one for one in reversed(known) if one.state is not YearState.CLOSED]
    if not going:
        return ()
    if going[0].state is YearState.PREPARING:  # the year before it is closed, or there was none
        return rules.watched_days(going[0].starts_on, today, next_is_open=False, old_is_closed=True)
    old, following = going[0], going[1] if len(going) > 1 else None
    starts_on = (
        following.starts_on
        if following is not None
        else rules.next_year_dates(old.starts_on, old.ends_on)[0]
    )
    return rules.watched_days(
        starts_on,
        today,
        next_is_open=following is not None and following.state is YearState.OPEN,
        old_is_closed=False,
        courses_until=held,
    )


def year_acts(session: Session, viewer: Viewer) -> list[YearAct]:
    """The latest acts at the turn of the year, the newest first."""
    viewer.role_for(Permission.CALENDAR_KEEP)
    kind = AuditEvent.changes["bulk_act"][1].as_string()
    lines = session.scalars(
        scope(select(AuditEvent), AuditEvent, viewer)
        .where(
            AuditEvent.subject == bulk_acts.SUBJECT,
            kind.in_([one.value for one in YEAR_ACTS]),
        )
        .options(joinedload(AuditEvent.account).joinedload(Account.staff))
        .order_by(AuditEvent.id.desc())
        .limit(SHOWN_ACTS)
    )
    return [_act(line) for line in lines]


def year_act(session: Session, viewer: Viewer, act_id: str) -> YearAct:
    """The report of one act; raises Missing."""
    viewer.role_for(Permission.CALENDAR_KEEP)
    line = session.scalars(
        scope(select(AuditEvent), AuditEvent, viewer)
        .where(AuditEvent.act_id == act_id, AuditEvent.subject == bulk_acts.SUBJECT)
        .options(joinedload(AuditEvent.account).joinedload(Account.staff))
    ).first()
    if line is None or BulkAct(line.changes["bulk_act"][1]) not in YEAR_ACTS:
        raise Missing("act")
    rows = session.execute(
        select(AuditEvent.subject, AuditEvent.action, func.count())
        .where(AuditEvent.act_id == act_id, AuditEvent.subject != bulk_acts.SUBJECT)
        .group_by(AuditEvent.subject, AuditEvent.action)
        .order_by(func.min(AuditEvent.id))
    )
    act = _act(line)
    return YearAct(act.act_id, act.kind, line, tuple((one, two, three) for one, two, three in rows))


def _act(line: AuditEvent) -> YearAct:
    return YearAct(line.act_id or "", BulkAct(line.changes["bulk_act"][1]), line)
