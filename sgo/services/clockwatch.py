"""Guarded writes stop while the clock stands before the last audit event (decision 31)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from sgo.errors import refuse_unless
from sgo.models import AuditEvent
from sgo.rules.clockwatch import clock_went_back
from sgo.services.guard import acting_system, plain, record_event
from sgo.vocabulary import AuditAction, SystemAct

SUBJECT = "clock"


def last_event() -> Select[datetime]:
    """The question for the latest moment of the trail since the clock was last confirmed."""
    confirmed = (
        select(func.max(AuditEvent.id))
        .where(AuditEvent.subject == SUBJECT, AuditEvent.action == AuditAction.EVENT)
        .scalar_subquery()
    )
    return (
        select(AuditEvent.at)
        # The sum keeps SQLite on the index of moments, whose first entry nearly always answers.
        .where(AuditEvent.id + 0 >= func.coalesce(confirmed, 0))
        .order_by(AuditEvent.at.desc())
        .limit(1)
    )


def last_event_at(session: Session) -> datetime | None:
    """The answer, in one query."""
    return session.scalar(last_event())


def require_steady_clock(session: Session, now: datetime) -> None:
    """Raise Refused when the clock went back; every guarded write of a person asks first."""
    verdict = clock_went_back(now, last_event_at(session))
    refuse_unless(verdict)


def confirm_clock(session: Session, now: datetime) -> datetime | None:
    """Say that the clock is right: a recorded event from which the trail counts anew.

    Gives the moment of the last event before it. The caller commits.
    """
    before = last_event_at(session)
    with acting_system(session, SystemAct.COMMAND_LINE, now):
        record_event(session, SUBJECT, SUBJECT, {"now": [plain(before), plain(now)]})
    return before
