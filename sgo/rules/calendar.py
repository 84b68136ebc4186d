"""The academic year: which dates teach, how terms lie in it, by when it is formed (4.4)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sgo.rules.spans import covers
from sgo.verdicts import ALLOWED, Verdict, allowed, refused
from sgo.vocabulary import DayKind, YearState

FORMED_BY = (9, 1)
MOVED_BY = (9, 15)
LONGEST_YEAR = 366
SUNDAY = 7

Period = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Clause 4.4: the year is formed by one day, the move to it ends by the other."""

    formed_by: date
    moved_by: date


def academic_year_deadlines(starts_on: date) -> Deadlines:
    """1 and 15 September of the calendar year in which the academic year begins."""
    return Deadlines(date(starts_on.year, *FORMED_BY), date(starts_on.year, *MOVED_BY))


def school_year(today: date) -> Period:
    """1 September to 31 August around a day: what a book shows when no period is asked for."""
    begins = date(today.year, *FORMED_BY)
    if today < begins:
        begins = date(today.year - 1, *FORMED_BY)
    return begins, date(begins.year + 1, *FORMED_BY) - timedelta(days=1)


def year_formed(formed_on: date, starts_on: date) -> Verdict:
    """Clause 4.4: forming the year is never refused, but being late is shown."""
    by = academic_year_deadlines(starts_on).formed_by
    if formed_on <= by:
        return allowed("year_formed_in_time", "4.4", due_on=by)
    return allowed("year_formed_late", "4.4", due_on=by, formed_on=formed_on)


def check_academic_year(starts_on: date, ends_on: date) -> Verdict:
    """An academic year begins before it ends and lasts a year at most."""
    if ends_on <= starts_on:
        return refused("ends_before_begin", field="ends_on", starts_on=starts_on, ends_on=ends_on)
    if (ends_on - starts_on).days >= LONGEST_YEAR:
        return refused("year_too_long", field="ends_on", days=LONGEST_YEAR)
    return ALLOWED


def may_change_year_state(state: YearState, to: YearState) -> Verdict:
    """Clause 3.2: a year is prepared, opened, closed, in this order and never back."""
    order = list(YearState)
    if order.index(to) == order.index(state) + 1:
        return ALLOWED
    if state is YearState.CLOSED:
        return refused("year_closed", "3.2")
    return refused("year_state_out_of_order", "3.2", "state", state=state, wanted=to)


def days_of(periods: Iterable[Period]) -> frozenset[date]:
    """Every day of the stretches, both ends included."""
    return frozenset(
        start + timedelta(days=offset)
        for start, end in periods
        for offset in range((end - start).days + 1)
    )


def teaching_days(
    starts_on: date,
    ends_on: date,
    days_off: Collection[date],
    working_days: Mapping[date, int],
) -> dict[date, int]:
    """Which dates of the stretch teach, each with the weekday (1 to 7) whose timetable it follows.

    `days_off` are vacations, holidays and own days off (see `days_of`); `working_days` are days
    moved by order, each with the weekday it follows: they teach even inside days off. A Sunday
    teaches too: the timetable decides whether anything stands there.
    """
    taught: dict[date, int] = {}
    for offset in range((ends_on - starts_on).days + 1):
        day = starts_on + timedelta(days=offset)
        if day in working_days:
            taught[day] = working_days[day]
        elif day not in days_off:
            taught[day] = day.isoweekday()
    return taught


def check_teaching_day(day: date, kind: DayKind | None, name: str, sundays_teach: bool) -> Verdict:
    """Whether a lesson may be put on the day by hand (4.4); `kind` and `name` if it is special.

    A Sunday takes none, unless it works by order or the timetable stands on Sundays anyway.
    """
    if kind is DayKind.WORKING_DAY:
        return ALLOWED
    if kind is not None:
        return refused("no_teaching_day", "4.4", "held_on", day=day, kind=kind, name=name)
    if day.isoweekday() == SUNDAY and not sundays_teach:
        return refused("sunday_does_not_teach", "4.4", "held_on", day=day)
    return ALLOWED


def check_term_scheme(terms: Sequence[Period], within: Period | None = None) -> Verdict:
    """Terms of a scheme stand in order, apart from each other and inside `within`, if given.

    A group's own term (decision 14) may span years: then `within` is None. The verdict's
    `number` is the place of the faulty term, from 1.
    """
    if not terms:
        return refused("no_terms", field="terms")
    before: date | None = None
    for number, (starts_on, ends_on) in enumerate(terms, start=1):
        if ends_on < starts_on:
            return refused(
                "term_ends_before_begin",
                field="ends_on",
                number=number,
                starts_on=starts_on,
                ends_on=ends_on,
            )
        if within is not None and not (covers(*within, starts_on) and covers(*within, ends_on)):
            return refused(
                "term_outside_year",
                field="starts_on",
                number=number,
                year_starts_on=within[0],
                year_ends_on=within[1],
            )
        if before is not None and starts_on <= before:
            return refused("terms_overlap", field="starts_on", number=number, before_ends_on=before)
        before = ends_on
    return ALLOWED


def check_dates(starts_on: date, ends_on: date | None) -> Verdict:
    """Any dated fact: it does not end before it begins."""
    if ends_on is not None and ends_on < starts_on:
        return refused("ends_before_begin", field="ends_on", starts_on=starts_on, ends_on=ends_on)
    return ALLOWED
