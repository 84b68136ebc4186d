"""The weeks that go on paper: of one group, teacher or room, or of every group at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.access.viewer import Viewer
from sgo.errors import Missing, refuse
from sgo.rules.timetable import ClashKind
from sgo.services.letterhead import Letterhead, letterhead
from sgo.services.timetable.week import Bell, WeekEntry, bells, entries_of, holders, weekdays_of
from sgo.vocabulary import Weekday


@dataclass(frozen=True, slots=True)
class WeekSheet:
    """One sheet of paper; `bells` only through the last one used."""

    name: str
    bells: tuple[Bell, ...]
    weekdays: tuple[Weekday, ...]
    entries: dict[tuple[Weekday, int], WeekEntry]

    @property
    def hours(self) -> int:
        return sum(entry.hours for entry in self.entries.values())


@dataclass(frozen=True, slots=True)
class WeekSheets:
    """What is printed, whose weeks they are, and from which day they stand."""

    head: Letterhead
    by: ClashKind
    day: date
    sheets: tuple[WeekSheet, ...]


def week_sheets(
    session: Session, viewer: Viewer, by: ClashKind, holder_id: int | None, day: date
) -> WeekSheets:
    """The week of one, or with None of everybody who has one; four queries for any number.

    Raises Forbidden, Missing for a holder out of sight, and Refused: `nothing_to_print`.
    """
    viewer.role_for(Permission.TIMETABLE_READ)
    names = dict(holders(session, viewer, by, day))
    if holder_id is not None:
        if holder_id not in names:
            raise Missing(by.value)
        names = {holder_id: names[holder_id]}
    all_bells = bells(session)
    found = entries_of(session, viewer, by, set(names), day)
    sheets = [
        _sheet(name, all_bells, found.get(key, ({}, ()))[0])
        for key, name in names.items()
        if holder_id is not None or key in found
    ]
    if not sheets:
        raise refuse("nothing_to_print", "2.1.3")
    return WeekSheets(letterhead(session), by, day, tuple(sheets))


def _sheet(
    name: str, all_bells: tuple[Bell, ...], entries: dict[tuple[Weekday, int], WeekEntry]
) -> WeekSheet:
    last = max((bell for _, bell in entries), default=0)
    used = tuple(bell for bell in all_bells if bell.number <= last) or all_bells
    return WeekSheet(name, used, weekdays_of(entries), entries)
