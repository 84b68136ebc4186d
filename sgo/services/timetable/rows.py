"""The weekly timetable: rows are saved here, and a clash names the entry it meets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from sgo.access.permissions import Permission
from sgo.access.scopes import scope
from sgo.access.viewer import Viewer
from sgo.errors import Conflict, Missing, Refused, refuse, refuse_unless
from sgo.models import (
    BellTime,
    Group,
    JournalPage,
    Room,
    Staff,
    TimetableRow,
)
from sgo.rules.timetable import Clash, ClashKind, Slot, check_row, clash_verdict, clashes
from sgo.services.guard import acting_as
from sgo.services.timetable.week import NAMED
from sgo.verdicts import Verdict
from sgo.vocabulary import Weekday, YearState

ROW_COLUMNS = (
    "page_id",
    "staff_id",
    "room_id",
    "weekday",
    "bell_number",
    "hours",
    "valid_from",
    "valid_to",
)


@dataclass(frozen=True, slots=True)
class RowValues:
    """A timetable row as a form has it; `id` is None for a new one."""

    page_id: int
    staff_id: int
    weekday: Weekday
    bell_number: int
    valid_from: date
    valid_to: date | None = None
    room_id: int | None = None
    hours: int = 1
    id: int | None = None


def row_clashes(session: Session, viewer: Viewer | None, values: RowValues) -> list[Verdict]:
    """Every clash of the row in one sentence each; empty when it stands free.

    A verdict (`teacher_busy`, `room_busy`, `group_busy`) names who is busy (`name`), the other
    entry (`other`: group and subject), its lesson number (`bell`) and `weekday`. The viewer only
    bounds which page may be asked about (None asks for the program itself).
    """
    page = page_of(session, viewer, values.page_id)
    return _clashes(session, values, page.group)


def save_row(
    session: Session,
    viewer: Viewer,
    values: RowValues,
    *,
    version: int | None = None,
    now: datetime,
) -> TimetableRow:
    """Write a new row, or the row `values.id`; raises Refused with the first clash.

    Lessons follow when they are formed again. `version` is what the writer saw.
    """
    with acting_as(session, viewer, Permission.TIMETABLE_KEEP, now), session.no_autoflush:
        page = page_of(session, viewer, values.page_id)
        _refuse_closed_year(page)
        row = TimetableRow() if values.id is None else row_of(session, viewer, values.id)
        if values.id is not None:
            _refuse_closed_year(page_of(session, viewer, row.page_id))
        if version is not None and version != row.version:
            raise Conflict(shown_row(row), version)
        refuse_missing(session, values)
        group = page.group
        fits = check_row(slot_of(values, group), (group.starts_on, group.ends_on))
        refuse_unless(fits)
        for clash in _clashes(session, values, group):
            raise Refused(clash)
        with taking_slots(session, [values]):
            write_row(session, row, values)
    return row


def write_row(session: Session, row: TimetableRow, values: RowValues) -> None:
    """Put the values into the row; who may and whether it fits was asked before."""
    for name in ROW_COLUMNS:
        setattr(row, name, getattr(values, name))
    session.add(row)


@contextmanager
def taking_slots(session: Session, wanted: Iterable[RowValues]) -> Iterator[None]:
    """A savepoint in which rows take their slots; a taken one is told by name.

    Raises Refused when somebody took a slot between the look and the write.
    """
    try:
        with session.begin_nested():
            yield
    except IntegrityError:
        for values in wanted:
            for clash in _clashes(session, values, page_of(session, None, values.page_id).group):
                raise Refused(clash) from None
        raise


def delete_row(session: Session, viewer: Viewer, row_id: int, now: datetime) -> None:
    """Take a row away; its lessons stay until they are formed again."""
    with acting_as(session, viewer, Permission.TIMETABLE_KEEP, now):
        row = row_of(session, viewer, row_id)
        _refuse_closed_year(page_of(session, viewer, row.page_id))
        session.delete(row)


def _refuse_closed_year(page: JournalPage) -> None:
    """Clause 3.2: the rows of a closed year stay, and none of them moves out of it."""
    if page.academic_year.state is YearState.CLOSED:
        raise refuse("year_closed", "3.2")


def slot_of(values: RowValues | TimetableRow, group: Group) -> Slot:
    """A row as the rule takes it; an open end is the end of its group's course."""
    return Slot(
        id=values.id,
        weekday=values.weekday.number,
        bell_number=values.bell_number,
        valid_from=values.valid_from,
        valid_to=values.valid_to or max(group.ends_on, values.valid_from),
        teacher_id=values.staff_id,
        room_id=values.room_id,
        group_id=group.id,
        hours=values.hours,
    )


def clash_of_rows(
    clash: Clash, other: TimetableRow, names: dict[ClashKind, str] | None = None
) -> Verdict:
    """A clash in words; `names` replaces the names of the other row's teacher, room and group."""
    page = other.page
    busy = {
        ClashKind.TEACHER: other.staff.short_name,
        ClashKind.ROOM: other.room.name if other.room else "",
        ClashKind.GROUP: page.group.name,
    } | (names or {})
    told = f"{page.group}, {page.curriculum_item}"
    verdict = clash_verdict(clash.kind, busy[clash.kind], told, other.bell_number)
    return replace(verdict, parameters={**verdict.parameters, "weekday": other.weekday})


def _clashes(session: Session, values: RowValues, group: Group) -> list[Verdict]:
    same_somebody = [
        TimetableRow.staff_id == values.staff_id,
        JournalPage.group_id == group.id,
    ]
    if values.room_id is not None:
        same_somebody.append(TimetableRow.room_id == values.room_id)
    others = session.scalars(
        select(TimetableRow)
        .join(TimetableRow.page)
        .where(
            TimetableRow.weekday == values.weekday,
            TimetableRow.bell_number == values.bell_number,
            or_(TimetableRow.valid_to.is_(None), TimetableRow.valid_to >= values.valid_from),
            or_(*same_somebody),
        )
        .options(*NAMED)
    ).all()
    return clashes_among(values, group, others)


def clashes_among(values: RowValues, group: Group, others: Sequence[TimetableRow]) -> list[Verdict]:
    """The clashes with these rows, each in words; they come with their page, teacher and room."""
    by_id = {other.id: other for other in others}
    slots = [slot_of(other, other.page.group) for other in others]
    return [
        clash_of_rows(clash, by_id[clash.other.id or 0])
        for clash in clashes(slot_of(values, group), slots)
    ]


def page_of(session: Session, viewer: Viewer | None, page_id: int) -> JournalPage:
    statement = select(JournalPage).where(JournalPage.id == page_id)
    if viewer is not None:
        statement = scope(statement, JournalPage, viewer)
    page = session.scalars(
        statement.options(
            joinedload(JournalPage.group),
            joinedload(JournalPage.academic_year),
        )
    ).one_or_none()
    if page is None:
        raise Missing("journal page")
    return page


def row_of(session: Session, viewer: Viewer, row_id: int) -> TimetableRow:
    row = session.scalars(
        scope(select(TimetableRow), TimetableRow, viewer).where(TimetableRow.id == row_id)
    ).one_or_none()
    if row is None:
        raise Missing("timetable row")
    return row


def refuse_missing(session: Session, values: RowValues) -> None:
    asked: Iterable[tuple[Any, Any]] = (
        (Staff.id, values.staff_id),
        (BellTime.number, values.bell_number),
        (Room.id, values.room_id),
    )
    for column, value in asked:
        if value is not None and session.scalar(select(column).where(column == value)) is None:
            raise Missing(str(column))


def shown_row(row: TimetableRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in (*ROW_COLUMNS, "version")}
