"""The move from one academic year to the next: what is proposed, and when the old one may close.

Clauses 3.2 and 4.4: the technical admin opens the next year from the present one, students go on
by orders, and a closed year is read by everybody and changed by nobody, for ever.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sgo.rules.calendar import academic_year_deadlines
from sgo.rules.movement_history import AFTER_COURSE
from sgo.rules.settings import RegulationSettings
from sgo.rules.terms import last_day
from sgo.verdicts import ALLOWED, Verdict, refused
from sgo.vocabulary import Carry, ClosingCheck, DayKind, Direction, MovementKind, YearState

SUNDAY = 7
SHORTEST_YEAR_LONG = 150
"""Days from the first to the last day of a course that takes up a year; shorter ones are short."""

Dates = tuple[date, date]


def year_later(day: date) -> date:
    """The same day of the next calendar year; 29 February gives 28 February."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def next_year_dates(starts_on: date, ends_on: date) -> Dates:
    """The next academic year: a year later, and never before the present one is over."""
    start = max(year_later(starts_on), ends_on + timedelta(days=1))
    return start, max(year_later(ends_on), start + timedelta(days=1))


def next_term_dates(starts_on: date, ends_on: date) -> Dates:
    """A term or a course a year later, which begins and ends on no Sunday.

    Its beginning goes on to Monday and its end back to Saturday, so that terms which stood apart
    still do; a stretch that is nothing but a Sunday stays one.
    """
    start, end = year_later(starts_on), year_later(ends_on)
    moved_start = start + timedelta(days=1) if start.isoweekday() == SUNDAY else start
    moved_end = end - timedelta(days=1) if end.isoweekday() == SUNDAY else end
    return (moved_start, moved_end) if moved_start <= moved_end else (start, end)


def next_name(name: str, year_starts_on: date) -> str:
    """The name a year later: ВА-26-1 gives ВА-27-1, 2026/27 gives 2027/28.

    The first number that is the year of the beginning (26 or 2026) goes on by one, with the year
    after it behind a stroke; a name without one stays.
    """
    year = year_starts_on.year

    def moved(found: re.Match[str]) -> str:
        said = str(year + 1) if len(found["year"]) > 2 else f"{(year + 1) % 100:02d}"
        if found["stroke"] is None:
            return said
        after = str(year + 2) if len(found["after"]) > 2 else f"{(year + 2) % 100:02d}"
        return said + found["stroke"] + after

    pattern = (
        rf"(?<!\d)(?P<year>{year}|{year % 100:02d})"
        rf"(?:(?P<stroke>[/–])(?P<after>{year + 1}|{(year + 1) % 100:02d}))?(?!\d)"
    )
    return re.sub(pattern, moved, name, count=1)


def carried(starts_on: date, ends_on: date, year: Dates) -> Carry:
    """How a course of the year goes over: a year-long one is proposed anew.

    A short one may be, and one that lasts beyond the year stays where it is (decision 14).
    """
    if ends_on > year[1]:
        return Carry.SPANS
    long = (ends_on - starts_on).days >= SHORTEST_YEAR_LONG
    return Carry.YEAR_LONG if long else Carry.SHORT


def is_carried_over(kind: DayKind) -> bool:
    """Vacations come back every year; moved days and days off are ordered for each year alone."""
    return kind is DayKind.VACATION


def may_open_next(latest: YearState | None) -> Verdict:
    """Only an open year has a next one to be opened: a prepared one is opened itself first."""
    if latest is None:
        return refused("no_year_to_go_on_from", "3.2")
    if latest is YearState.PREPARING:
        return refused("next_year_is_prepared", "3.2")
    return ALLOWED


def may_take_back(state: YearState) -> Verdict:
    """A year is taken back while it is prepared: an open one is kept, a closed one for ever."""
    if state is YearState.PREPARING:
        return ALLOWED
    return refused("only_prepared_is_taken_back", "3.2")


def check_next_year(starts_on: date, before_ends_on: date) -> Verdict:
    """Years do not overlap: a day belongs to one of them."""
    if starts_on <= before_ends_on:
        return refused("years_overlap", "4.4", "starts_on", before_ends_on=before_ends_on)
    return ALLOWED


def check_group_in_year(starts_on: date, ends_on: date, year: Dates) -> Verdict:
    """A group of the year begins inside it; it may end later (decision 14)."""
    if not year[0] <= starts_on <= year[1]:
        return refused(
            "group_begins_outside_year",
            field="starts_on",
            year_starts_on=year[0],
            year_ends_on=year[1],
        )
    if ends_on < starts_on:
        return refused("ends_before_begin", field="ends_on", starts_on=starts_on, ends_on=ends_on)
    return ALLOWED


def proposed_outcome(direction: Direction, has_next_group: bool) -> MovementKind:
    """What a course ends with, to be changed by hand: a vocational one with graduation."""
    if direction is Direction.VOCATIONAL or not has_next_group:
        return MovementKind.GRADUATION
    return MovementKind.PROMOTION


def outcome_counts_from(
    kind: MovementKind, group_ends_on: date, next_starts_on: date | None
) -> date:
    """The first day of an outcome: the day after the course, or the first day of the next group."""
    after = group_ends_on + timedelta(days=1)
    return max(after, next_starts_on) if kind.moves and next_starts_on is not None else after


def is_outcome(kind: MovementKind) -> bool:
    """Whether an order of this kind ends a year: next year, one more year, graduation."""
    return kind in AFTER_COURSE


@dataclass(frozen=True, slots=True)
class Window:
    """Something of the year that may still be written, until `last_day`."""

    name: str
    last_day: date


def open_windows(ends: Iterable[tuple[str, date, RegulationSettings]], today: date) -> list[Window]:
    """Periods whose marks may still be set (4.14), each with its last day, the latest first.

    The windows of lessons (4.11, 4.12) are looked at apart, see `lesson_window_ends`.
    """
    found = [Window(name, last_day(end, settings)) for name, end, settings in ends]
    return sorted(
        (one for one in found if today <= one.last_day), key=lambda one: one.last_day, reverse=True
    )


def lesson_window_ends(held_on: date, settings: RegulationSettings) -> date:
    """The last day on which anything of a lesson may be written (4.11, 4.12)."""
    return held_on + timedelta(days=max(settings.lesson_days, settings.control_days))


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: how many, some of them by name, and the last day where one matters."""

    check: ClosingCheck
    count: int
    examples: Sequence[str] = ()
    last_day: date | None = None

    @property
    def hinders(self) -> bool:
        """Whether it can still be done, so that the year may not close before."""
        return self.count > 0 and self.check.hinders


def may_close_year(
    state: YearState, findings: Iterable[Finding], *, gaps_seen: bool, name: str = ""
) -> Verdict:
    """Clause 3.2: nothing that may still be written is cut off, and gaps are closed knowingly."""
    if state is YearState.CLOSED:
        return refused("year_closed", "3.2")
    if state is YearState.PREPARING:
        return refused(
            "year_state_out_of_order", "3.2", "state", state=state, wanted=YearState.CLOSED
        )
    told = list(findings)
    for one in told:
        if one.hinders:
            return refused("year_not_ready", "3.2", what=one.check, count=one.count, year=name)
    if not gaps_seen and any(one.count for one in told):
        return refused("year_gaps_not_seen", "3.2", "gaps_seen", year=name)
    return ALLOWED


@dataclass(frozen=True, slots=True)
class WatchedDay:
    """A day by which a part of the move is done; `late` once it has passed undone."""

    due_on: date
    done: bool
    late: bool


def watched_days(
    next_starts_on: date,
    today: date,
    *,
    next_is_open: bool,
    old_is_closed: bool,
    courses_until: date | None = None,
) -> tuple[WatchedDay, WatchedDay]:
    """Clause 4.4: the next year is open by 1 September, and the move ends by 15 September.

    `courses_until`: the old year is held open by nothing but courses that last beyond it (decision
    14), and this is the last day on which something of theirs may be written. Till then the move
    is finished; the year is closed in as many days after it as from 1 to 15 September.
    """
    due = academic_year_deadlines(next_starts_on)
    closed_by, settled = due.moved_by, old_is_closed
    if courses_until is not None and not old_is_closed:
        closed_by = max(closed_by, courses_until + (due.moved_by - due.formed_by))
        settled = today <= courses_until
    moved = next_is_open and settled
    return (
        WatchedDay(due.formed_by, next_is_open, not next_is_open and today > due.formed_by),
        WatchedDay(closed_by, moved, not moved and today > closed_by),
    )
