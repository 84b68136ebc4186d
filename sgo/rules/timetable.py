"""The weekly timetable: who meets whom in a slot, and which lessons a row gives (decision 14)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sgo.rules.spans import Span, covers, overlap
from sgo.verdicts import ALLOWED, Verdict, refused
from sgo.vocabulary import N_

MOST_HOURS = 12
"""Academic hours of one lesson: more is a slip of the finger."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A row of the timetable as a value; `id` is None while it is not stored.

    `weekday` is 1 to 7, `valid_to` is the last day included, None lasts on.
    """

    id: int | None
    weekday: int
    bell_number: int
    valid_from: date
    valid_to: date | None
    teacher_id: int | None
    room_id: int | None
    group_id: int
    hours: int = 1
    """Academic hours of each of its lessons."""


class ClashKind(StrEnum):
    """What would be in two places at once."""

    TEACHER = "teacher"
    ROOM = "room"
    GROUP = "group"


CLASH_LABELS = {
    ClashKind.TEACHER: N_("teacher"),
    ClashKind.ROOM: N_("room"),
    ClashKind.GROUP: N_("group"),
}


@dataclass(frozen=True, slots=True)
class Clash:
    """A teacher, room or group that the other slot already holds at that time."""

    kind: ClashKind
    other: Slot


def clashes(new: Slot, others: Iterable[Slot]) -> list[Clash]:
    """Every slot at the same weekday and bell, valid on a shared day, with the same somebody.

    The slot itself (the same `id`) is no clash of its own, so an edited row may be asked about.
    """
    found: list[Clash] = []
    for other in others:
        is_itself = new.id is not None and new.id == other.id
        same_time = (new.weekday, new.bell_number) == (other.weekday, other.bell_number)
        shared = overlap((new.valid_from, new.valid_to), (other.valid_from, other.valid_to))
        if is_itself or not same_time or not shared:
            continue
        if new.teacher_id is not None and new.teacher_id == other.teacher_id:
            found.append(Clash(ClashKind.TEACHER, other))
        if new.room_id is not None and new.room_id == other.room_id:
            found.append(Clash(ClashKind.ROOM, other))
        if new.group_id == other.group_id:
            found.append(Clash(ClashKind.GROUP, other))
    return found


def clash_verdict(kind: ClashKind, name: str, other: str, bell_number: int) -> Verdict:
    """The refusal of a clash in words: `name` is who is busy, `other` names the other entry."""
    if kind is ClashKind.TEACHER:
        return refused("teacher_busy", "", "teacher", name=name, other=other, bell=bell_number)
    if kind is ClashKind.ROOM:
        return refused("room_busy", "", "room", name=name, other=other, bell=bell_number)
    return refused("group_busy", "", "group", name=name, other=other, bell=bell_number)


def row_days(row: Slot, group_dates: tuple[date, date]) -> list[date]:
    """The days of the row's weekday on which it is valid inside the dates of its group.

    Terms and calendar are not asked: they may change while the row stands.
    """
    first = max(row.valid_from, group_dates[0])
    last = min(row.valid_to or group_dates[1], group_dates[1])
    first = next_day(row.weekday, first)
    return [first + timedelta(days=n) for n in range(0, (last - first).days + 1, 7)]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A date of the row on which no lesson is formed, with the reason."""

    day: date
    reason: Verdict


def lesson_dates(
    row: Slot,
    teaching: Mapping[date, int],
    terms: Iterable[tuple[date, date]],
    group_dates: tuple[date, date | None],
) -> tuple[list[date], list[LeftOut]]:
    """The dates on which the row gives a lesson, and the left out ones (decision 14).

    `teaching` comes from `calendar.teaching_days`; lessons form only inside the terms of the
    group's scheme and the dates of the group.
    """
    term_spans = [Span(*term) for term in terms]
    dates: list[date] = []
    left_out: list[LeftOut] = []
    for day in sorted(teaching):
        if teaching[day] != row.weekday or not covers(row.valid_from, row.valid_to, day):
            continue
        if not covers(*group_dates, day):
            left_out.append(LeftOut(day, refused("outside_group_dates", "4.4", day=day)))
        elif not any(covers(*term, day) for term in term_spans):
            left_out.append(LeftOut(day, refused("outside_terms", "4.4", day=day)))
        else:
            dates.append(day)
    return dates, left_out


def check_hours(hours: int) -> Verdict:
    """Whether one lesson may have that many academic hours (decision 4)."""
    if not 1 <= hours <= MOST_HOURS:
        return refused("hours_of_lesson", field="hours", least=1, most=MOST_HOURS)
    return ALLOWED


def check_row(row: Slot, group_dates: tuple[date, date | None]) -> Verdict:
    """A row is valid on at least one day of its group, and its lessons have some hours."""
    hours = check_hours(row.hours)
    if not hours.allowed:
        return hours
    if row.valid_to is not None and row.valid_to < row.valid_from:
        return refused(
            "ends_before_begin", field="valid_to", starts_on=row.valid_from, ends_on=row.valid_to
        )
    if not overlap((row.valid_from, row.valid_to), group_dates):
        return refused("row_outside_group", field="valid_from")
    return ALLOWED


@dataclass(frozen=True, slots=True)
class Cut:
    """How a change from a day leaves the days before it alone.

    `ends_on` is the last day of the row as it was; None: all of the row is changed in place.
    `begins_on` is the first day of the row as it will be.
    """

    ends_on: date | None
    begins_on: date


def may_change_from(
    from_on: date, today: date, valid_from: date | None = None, valid_to: date | None = None
) -> Verdict:
    """Whether the timetable may change from that day: never in the past, never after its end.

    `valid_from` and `valid_to` are the dates of the row that changes; none for a new row.
    """
    if from_on < today:
        return refused("timetable_past", field="from_on", from_on=from_on, today=today)
    if valid_from is not None and valid_to is not None and valid_to < from_on:
        return refused("row_over", field="from_on", valid_to=valid_to)
    return ALLOWED


def cut(from_on: date, valid_from: date) -> Cut:
    """Where a change from that day cuts a row valid since `valid_from`."""
    if valid_from < from_on:
        return Cut(from_on - timedelta(days=1), from_on)
    return Cut(None, valid_from)


def next_day(weekday: int, from_on: date) -> date:
    """The first day of the weekday (1 to 7) on or after `from_on`."""
    return from_on + timedelta(days=(weekday - from_on.isoweekday()) % 7)
