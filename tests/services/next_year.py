"""What the tests of the turn of the year share: an act run to its end, and what it has made."""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.models import (
    AcademicYear,
    CalendarPeriod,
    Curatorship,
    Group,
    JournalPage,
    TeachingAssignment,
    Term,
    TermScheme,
)
from sgo.services.academic_year.opening import Opened, open_next_year
from sgo.services.academic_year.proposal import propose

Answer = TypeVar("Answer")
MADE = (
    AcademicYear,
    TermScheme,
    Term,
    CalendarPeriod,
    Group,
    Curatorship,
    JournalPage,
    TeachingAssignment,
)


def end(work: Generator[int, None, Answer]) -> tuple[list[int], Answer]:
    """Run it to its end: how it told its steps, and its answer."""
    steps = []
    while True:
        try:
            steps.append(next(work))
        except StopIteration as done:
            return steps, done.value


def counts(session: Session) -> dict[str, int]:
    return {
        model.__tablename__: session.scalar(select(func.count()).select_from(model)) or 0
        for model in MADE
    }


def opened(session: Session, viewer: Viewer, now: datetime) -> Opened:
    return end(open_next_year(session, viewer, propose(session, viewer, now), now))[1]
