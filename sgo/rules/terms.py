"""When the marks of a period are due and when they close: clauses 4.13, 4.14, 4.15.

For year, exam and final marks the period ends with the group's course (decision 21).
"""

from __future__ import annotations

from datetime import date, timedelta

from sgo.rules.settings import RegulationSettings
from sgo.verdicts import Verdict, allowed, refused


def due_on(period_ends_on: date, settings: RegulationSettings) -> date:
    """Clause 4.13: the last day on which a period mark is in time."""
    return period_ends_on - timedelta(days=settings.lead_days)


def last_day(period_ends_on: date, settings: RegulationSettings) -> date:
    """Clause 4.14: the last day on which a period mark may be set or changed."""
    return period_ends_on + timedelta(days=settings.period_days)


def period_window(
    period_ends_on: date,
    today: date,
    settings: RegulationSettings,
    period_starts_on: date | None = None,
) -> Verdict:
    """`in_time`, `late` (accepted and reported), `period_closed`, or `period_not_begun`."""
    due, last = due_on(period_ends_on, settings), last_day(period_ends_on, settings)
    if period_starts_on is not None and today < period_starts_on:
        return refused("period_not_begun", "4.13", starts_on=period_starts_on)
    if today > last:
        return refused(
            "period_closed",
            "4.14",
            ended_on=period_ends_on,
            last_day=last,
            closed_on=last + timedelta(days=1),
            days=settings.period_days,
        )
    if today > due:
        return allowed("late", "4.13", due_on=due, last_day=last)
    return allowed("in_time", "4.13", due_on=due, last_day=last)


def sheet_is_preliminary(period_ends_on: date, today: date, settings: RegulationSettings) -> bool:
    """Decision 22: the sheet is headed "preliminary" until 4.14 closes."""
    return today <= last_day(period_ends_on, settings)


def summary_ready(period_ends_on: date, today: date) -> bool:
    """Clause 4.15: the summary sheet is there once the period is over, from the next day on."""
    return today > period_ends_on
