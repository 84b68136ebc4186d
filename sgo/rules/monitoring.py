"""What is late, and how late: the coordinator's board (clauses 1.5, 3.1, 4.4, 4.18, 5.3).

The windows themselves stand in `rules.journal`, `rules.terms` and `rules.calendar`; here is only
what makes a lesson, a term or a year a line of the board.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from sgo.rules.academic_year import WatchedDay, watched_days
from sgo.rules.grading import Average, stale
from sgo.rules.journal import lesson_window
from sgo.rules.settings import RegulationSettings
from sgo.rules.terms import due_on, period_window
from sgo.vocabulary import Assessment, Fault, TermResult, Urgency, YearState

CLOSES_SOON = 3
"""Days before its window closes from which an unfilled lesson is urgent."""
WARNED_AHEAD = timedelta(days=2)
"""Before term marks are due."""
YEAR_WATCHED_FROM = timedelta(days=14)
"""Before 1 September and before 1 July."""
FEW_MARKS_AHEAD = timedelta(days=14)
"""Before term marks are due: time enough to ask a student."""
ARCHIVED_BY = (7, 1)
"""Clause 4.18: the set of the year's sheets is printed, stitched and signed by this day."""


@dataclass(frozen=True, slots=True)
class LessonFacts:
    """A lesson that was not cancelled, as the board judges it."""

    held_on: date
    has_topic: bool
    is_checked: bool
    has_control: bool
    has_marks: bool


@dataclass(frozen=True, slots=True)
class LessonStanding:
    """What a lesson lacks, how urgent that is, and the last day on which it can be mended."""

    faults: tuple[Fault, ...]
    urgency: Urgency
    last_day: date | None


def lesson_standing(
    facts: LessonFacts, today: date, settings: RegulationSettings
) -> LessonStanding:
    """Clauses 4.6, 4.11, 4.12, 5.3: what should have been written on the day is late from the next.

    A lesson lacks marks only where a control work stands without any.
    """
    faults = []
    if facts.held_on < today:
        if not facts.has_topic:
            faults.append(Fault.TOPIC_MISSING)
        if not facts.is_checked:
            faults.append(Fault.ATTENDANCE_UNCHECKED)
        if facts.has_control and not facts.has_marks:
            faults.append(Fault.CONTROL_UNMARKED)
    window = lesson_window(facts.held_on, today, settings, facts.has_control)
    if not window.allowed:
        closed = window.code == "window_closed"
        return LessonStanding(tuple(faults), Urgency.CLOSED if closed else Urgency.AHEAD, None)
    soon = window.parameters["days_left"] <= CLOSES_SOON
    urgency = Urgency.CLOSING if soon else Urgency.LATE
    return LessonStanding(tuple(faults), urgency, window.parameters["last_day"])


def percent(part: int, whole: int) -> int | None:
    """A share in whole per cent, cut so that 100 means all; None of nothing."""
    return part * 100 // whole if whole else None


def topic_in_time(held_on: date, topic_entered_on: date | None) -> bool:
    """Clause 4.6: the topic was written on the day of the lesson."""
    return topic_entered_on is not None and topic_entered_on <= held_on


def term_fault(
    missing: int,
    term_ends_on: date,
    today: date,
    settings: RegulationSettings,
) -> tuple[Fault, Urgency] | None:
    """Clauses 4.13, 4.14: term marks of a page that are not all given, near or past their day."""
    if not missing:
        return None
    window = period_window(term_ends_on, today, settings)
    if not window.allowed:
        return Fault.TERM_MARKS_LATE, Urgency.CLOSED
    if window.code == "late":
        return Fault.TERM_MARKS_LATE, Urgency.LATE
    if today >= due_on(term_ends_on, settings) - WARNED_AHEAD:
        return Fault.TERM_MARKS_DUE, Urgency.CLOSING
    return None


def is_stale(
    result: TermResult | None,
    average: Average,
    term_ends_on: date,
    today: date,
    settings: RegulationSettings,
) -> bool:
    """Decision 19: the mark may be set again, and the average would give another one."""
    if result is None or not period_window(term_ends_on, today, settings).allowed:
        return False
    return stale(result, average, settings)


def has_few_marks(
    average: Average,
    assessment: Assessment,
    term_ends_on: date,
    today: date,
    settings: RegulationSettings,
    *,
    exempt: bool,
) -> bool:
    """A graded term is about to be due, and the student has fewer marks than an average needs.

    Once lessons of the term can no longer be marked there is nothing to mend: the line goes.
    """
    if assessment is not Assessment.GRADED or exempt or average.count >= settings.least_marks:
        return False
    first = due_on(term_ends_on, settings) - FEW_MARKS_AHEAD
    return first <= today <= term_ends_on + timedelta(days=settings.lesson_days)


@dataclass(frozen=True, slots=True)
class YearFacts:
    """An academic year with what its move and its end need."""

    name: str
    starts_on: date
    ends_on: date
    state: YearState
    bare_groups: int
    """Groups of the year that have no lesson formed."""
    archived: bool
    courses_until: date | None = None
    """See `rules.academic_year.watched_days`."""


@dataclass(frozen=True, slots=True)
class YearFault:
    """A day of the calendar that nears or has passed; `year` is its name, "" for none yet."""

    fault: Fault
    year: str
    due_on: date
    urgency: Urgency


def year_faults(years: Iterable[YearFacts], today: date) -> list[YearFault]:
    """Clauses 4.4 and 4.18: 1 September, 15 September and 1 July, watched from two weeks before."""
    known = sorted(years, key=lambda year: year.starts_on)
    found = [*_not_open(known, today), *_not_moved(known, today), *_not_archived(known, today)]
    return sorted(found, key=lambda one: (one.due_on, one.fault))


def _not_open(years: list[YearFacts], today: date) -> list[YearFault]:
    first = date(today.year if today.month >= 8 else today.year - 1, 9, 1)
    covers = [one for one in years if one.starts_on <= first <= one.ends_on]
    opened = any(one.state is not YearState.PREPARING for one in covers)
    day = watched_days(first, today, next_is_open=opened, old_is_closed=True)[0]
    if day.done or today < day.due_on - YEAR_WATCHED_FROM:
        return []
    if not years and day.late:
        return []  # a new installation: there is no year to be late with
    name = covers[0].name if covers else ""
    return [YearFault(Fault.YEAR_NOT_OPEN, name, day.due_on, _urgency(day))]


def _not_moved(years: list[YearFacts], today: date) -> list[YearFault]:
    """The old year is still open, or groups of the new one have no lessons yet."""
    found = []
    for old, new in pairwise(years):
        closed = old.state is YearState.CLOSED
        first, moved = watched_days(
            new.starts_on,
            today,
            next_is_open=True,
            old_is_closed=closed,
            courses_until=old.courses_until,
        )
        if today < first.due_on:
            continue
        unformed = new.state is YearState.OPEN and new.bare_groups > 0 and new is years[-1]
        if not moved.done:
            found.append(YearFault(Fault.YEAR_NOT_MOVED, old.name, moved.due_on, _urgency(moved)))
        elif unformed:
            forming = watched_days(new.starts_on, today, next_is_open=True, old_is_closed=False)[1]
            found.append(
                YearFault(Fault.YEAR_NOT_MOVED, new.name, forming.due_on, _urgency(forming))
            )
    return found


def _not_archived(years: list[YearFacts], today: date) -> list[YearFault]:
    found = []
    for year in years:
        due = date(year.starts_on.year + 1, *ARCHIVED_BY)
        day = WatchedDay(due, done=year.archived, late=today > due)
        if not day.done and today >= due - YEAR_WATCHED_FROM:
            found.append(YearFault(Fault.ARCHIVE_DUE, year.name, due, _urgency(day)))
    return found


def _urgency(day: WatchedDay) -> Urgency:
    return Urgency.LATE if day.late else Urgency.CLOSING
