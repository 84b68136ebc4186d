"""Changes of the week from a day on: what was stays, and the lessons ahead follow at once.

A change is first tried out: everything is done in a savepoint and taken away again, so the
preview says exactly what saving would do. A save is one act in the trail, taken back as one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.access.viewer import Viewer
from sgo.errors import Conflict, Refused, refuse, refuse_unless
from sgo.models import TimetableRow
from sgo.rules.timetable import check_row, cut, may_change_from
from sgo.services.bulk_acts import name_act, new_act_id
from sgo.services.clockwatch import require_steady_clock
from sgo.services.guard import acting_as
from sgo.services.timetable.forming import FORMED_ANEW, form_lessons
from sgo.services.timetable.placing import FormingReport
from sgo.services.timetable.rows import (
    RowValues,
    page_of,
    refuse_missing,
    row_clashes,
    row_of,
    shown_row,
    slot_of,
    taking_slots,
    write_row,
)
from sgo.verdicts import Verdict
from sgo.vocabulary import BulkAct, Weekday, YearState

Done = TypeVar("Done")


@dataclass(frozen=True, slots=True)
class Placement:
    """A lesson of the week as it shall be from a day on; `row_id` None puts a new one in.

    `to_on` None keeps the end of the row, for a new one the end of the group's course.
    """

    page_id: int
    staff_id: int
    weekday: Weekday
    bell_number: int
    from_on: date
    to_on: date | None = None
    room_id: int | None = None
    hours: int = 1
    row_id: int | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Removal:
    """A row that is no longer valid from a day on."""

    row_id: int
    from_on: date
    version: int | None = None


@dataclass(slots=True)
class Outcome:
    """What a change did, or would do: refusals in sentences, else the lessons that follow."""

    refusals: list[Verdict] = field(default_factory=list)
    reports: list[FormingReport] = field(default_factory=list)
    act_id: str = ""

    def total(self, name: str) -> int:
        return sum(getattr(report, name) for report in self.reports)

    @property
    def left_out(self) -> list[Any]:
        return [one for report in self.reports for one in report.left_out]


class Clashing(Refused):
    """The change meets other rows: every clash, the first of them told as the refusal."""

    def __init__(self, verdicts: list[Verdict]) -> None:
        super().__init__(verdicts[0])
        self.verdicts = verdicts


def change_week(
    session: Session,
    viewer: Viewer,
    change: Placement | Removal,
    *,
    now: datetime,
    reason: str = FORMED_ANEW,
) -> Outcome:
    """Write the change and form the lessons ahead anew, as one act.

    What stands so already is left alone, and then there is no `act_id`. Raises Refused (a clash
    names the other lesson), Conflict when somebody saved first, Missing.
    """
    outcome = Outcome(act_id=new_act_id())
    with _acting(session, viewer, now, outcome.act_id):
        groups = _write(session, viewer, change, now)
        session.flush()
        if not groups:
            return Outcome()
        name_act(session, outcome.act_id, BulkAct.WEEK)
        form_anew(session, viewer, groups, change.from_on, now, reason, outcome)
    return outcome


def try_week(
    session: Session,
    viewer: Viewer,
    change: Placement | Removal,
    *,
    now: datetime,
) -> Outcome:
    """What `change_week` would do; nothing is written. Raises Missing and Conflict only."""
    try:
        return trial(session, lambda: change_week(session, viewer, change, now=now))
    except Clashing as clashing:
        return Outcome(refusals=clashing.verdicts)
    except Refused as refusal:
        return Outcome(refusals=[refusal.verdict])


def trial(session: Session, act: Callable[[], Done]) -> Done:
    """What the act gives; whatever it wrote is taken away again."""
    savepoint = session.begin_nested()
    try:
        return act()
    finally:
        if savepoint.is_active:
            savepoint.rollback()
        session.expire_all()


def form_anew(
    session: Session,
    viewer: Viewer,
    groups: Iterable[int],
    from_on: date,
    now: datetime,
    reason: str,
    outcome: Outcome,
) -> None:
    """Let the lessons of the groups follow their timetable from the day on."""
    for group_id in sorted(set(groups)):
        outcome.reports.append(
            form_lessons(
                session, viewer=viewer, group_id=group_id, from_on=from_on, now=now, reason=reason
            )
        )


@contextmanager
def _acting(session: Session, viewer: Viewer, now: datetime, act_id: str) -> Iterator[None]:
    with acting_as(session, viewer, Permission.TIMETABLE_KEEP, now, bulk=act_id):
        require_steady_clock(session, now)
        with session.no_autoflush:
            yield


def _write(
    session: Session, viewer: Viewer, change: Placement | Removal, now: datetime
) -> set[int]:
    """Write the rows; gives the groups whose lessons follow."""
    if isinstance(change, Removal):
        row = _seen_row(session, viewer, change.row_id, change.version)
        refuse_unless(may_change_from(change.from_on, now.date(), row.valid_from, row.valid_to))
        group_id = _open_page_group(session, viewer, row.page_id)
        last = cut(change.from_on, row.valid_from).ends_on
        if last is None:
            session.delete(row)
        else:
            row.valid_to = last
        return {group_id}
    page = page_of(session, viewer, change.page_id)
    groups = {_open_page_group(session, viewer, change.page_id)}
    row, begins_on, to_on, last = TimetableRow(), change.from_on, change.to_on, None
    if change.row_id is None:
        refuse_unless(may_change_from(change.from_on, now.date()))
    else:
        row = _seen_row(session, viewer, change.row_id, change.version)
        refuse_unless(may_change_from(change.from_on, now.date(), row.valid_from, row.valid_to))
        groups.add(_open_page_group(session, viewer, row.page_id))
        if _stands(row, change):
            return set()
        where = cut(change.from_on, row.valid_from)
        begins_on, last = where.begins_on, where.ends_on
        to_on = change.to_on or row.valid_to
    values = RowValues(
        page_id=change.page_id,
        staff_id=change.staff_id,
        weekday=change.weekday,
        bell_number=change.bell_number,
        room_id=change.room_id,
        hours=change.hours,
        valid_from=begins_on,
        valid_to=to_on,
        id=change.row_id if last is None else None,
    )
    refuse_missing(session, values)
    refuse_unless(
        check_row(slot_of(values, page.group), (page.group.starts_on, page.group.ends_on))
    )
    with taking_slots(session, [values]):
        if last is not None:
            row.valid_to = last
            session.flush()
            row = TimetableRow()
        met = row_clashes(session, viewer, values)
        if met:
            raise Clashing(met)
        write_row(session, row, values)
    return groups


def _stands(row: TimetableRow, change: Placement) -> bool:
    """Whether the row is already what the change wants of it."""
    same = ("page_id", "staff_id", "weekday", "bell_number", "room_id", "hours")
    return change.to_on in (None, row.valid_to) and all(
        getattr(row, name) == getattr(change, name) for name in same
    )


def _seen_row(session: Session, viewer: Viewer, row_id: int, version: int | None) -> TimetableRow:
    row = row_of(session, viewer, row_id)
    if version is not None and version != row.version:
        raise Conflict(shown_row(row), version)
    return row


def _open_page_group(session: Session, viewer: Viewer, page_id: int) -> int:
    page = page_of(session, viewer, page_id)
    if page.academic_year.state is YearState.CLOSED:
        raise refuse("year_closed", "3.2")
    return page.group_id
