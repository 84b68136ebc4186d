"""The week of a group, a teacher or a room, as the timetable stands from a day on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session, joinedload

from sgo.access.permissions import Permission
from sgo.access.scopes import lasts, scope
from sgo.access.viewer import Viewer
from sgo.errors import Missing
from sgo.models import (
    AcademicYear,
    BellTime,
    Curatorship,
    CurriculumItem,
    Group,
    JournalPage,
    Room,
    Staff,
    TimetableRow,
)
from sgo.rules.spans import covers
from sgo.rules.timetable import ClashKind, next_day
from sgo.services.school import ROOMS_IN_ORDER
from sgo.vocabulary import Weekday, YearState

WORKING_WEEK = tuple(Weekday)[:6]


@dataclass(frozen=True, slots=True)
class WeekEntry:
    """A lesson of the week; `valid_to` only where the row ends before the course does."""

    row_id: int
    version: int
    page_id: int
    weekday: Weekday
    bell_number: int
    group: str
    subject: str
    subject_short: str
    teacher: str
    room: str | None
    hours: int
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Bell:
    number: int
    starts_at: time
    ends_at: time


@dataclass(frozen=True, slots=True)
class WeekView:
    """Whose week it is, from which day, its slots, and what begins later."""

    by: ClashKind
    holder_id: int | None
    name: str
    day: date
    bells: tuple[Bell, ...]
    weekdays: tuple[Weekday, ...]
    entries: dict[tuple[Weekday, int], WeekEntry]
    later: tuple[WeekEntry, ...]
    holders: tuple[tuple[int, str], ...]
    """Everybody of the same kind whose week may be opened."""
    kinds: tuple[ClashKind, ...]
    may_keep: bool

    @property
    def hours(self) -> int:
        return sum(entry.hours for entry in self.entries.values())


def week_view(
    session: Session, viewer: Viewer, by: ClashKind | None, holder_id: int | None, day: date
) -> WeekView:
    """The week from `day` on; by default a teacher's own, else the first group's.

    At most five queries for any centre. Raises Forbidden, or Missing for a holder out of sight.
    """
    viewer.role_for(Permission.TIMETABLE_READ)
    own = viewer.staff_id if viewer.may(Permission.JOURNAL_WRITE) else None
    if by is None:
        by = ClashKind.TEACHER if own is not None else ClashKind.GROUP
        holder_id = own
    names = holders(session, viewer, by, day)
    if holder_id is None and names:
        holder_id = own if by is ClashKind.TEACHER and own is not None else names[0][0]
    name = dict(names).get(holder_id or 0)
    if holder_id is not None and name is None:
        raise Missing(by.value)
    found = entries_of(session, viewer, by, {holder_id} if holder_id is not None else set(), day)
    standing, later = found.get(holder_id or 0, ({}, ()))
    return WeekView(
        by=by,
        holder_id=holder_id,
        name=name or "",
        day=day,
        bells=bells(session),
        weekdays=weekdays_of(standing, later),
        entries=standing,
        later=later,
        holders=names,
        kinds=kinds_open(session, viewer),
        may_keep=viewer.may(Permission.TIMETABLE_KEEP),
    )


Standing = tuple[dict[tuple[Weekday, int], WeekEntry], tuple[WeekEntry, ...]]


def entries_of(
    session: Session, viewer: Viewer, by: ClashKind, holder_ids: set[int], day: date
) -> dict[int, Standing]:
    """For each holder the entries that stand from the day on, by slot, and those that begin later."""
    column: Any = {
        ClashKind.GROUP: JournalPage.group_id,
        ClashKind.TEACHER: TimetableRow.staff_id,
        ClashKind.ROOM: TimetableRow.room_id,
    }[by]
    rows = session.execute(
        scope(
            select(column, TimetableRow)
            .join(TimetableRow.page)
            .join(Group, Group.id == JournalPage.group_id)
            .where(
                column.in_(holder_ids),
                or_(
                    TimetableRow.valid_to >= day,
                    and_(TimetableRow.valid_to.is_(None), Group.ends_on >= day),
                ),
            )
            .options(*NAMED)
            .order_by(TimetableRow.valid_from, TimetableRow.bell_number, TimetableRow.id),
            TimetableRow,
            viewer,
        )
    ).all()
    found: dict[int, Standing] = {}
    for holder_id, row in rows:
        standing, later = found.get(holder_id, ({}, ()))
        entry = _entry(row)
        if covers(row.valid_from, row.valid_to, next_day(row.weekday.number, day)):
            standing[row.weekday, row.bell_number] = entry
        elif row.valid_from > day:
            later = (*later, entry)
        found[holder_id] = standing, later
    return found


def bells(session: Session) -> tuple[Bell, ...]:
    """The lessons of the day with their times."""
    rows = session.execute(
        select(BellTime.number, BellTime.starts_at, BellTime.ends_at).order_by(BellTime.number)
    )
    return tuple(Bell(*row) for row in rows)


def weekdays_of(
    standing: dict[tuple[Weekday, int], WeekEntry], later: tuple[WeekEntry, ...] = ()
) -> tuple[Weekday, ...]:
    """Monday to Saturday, and Sunday where something stands on it."""
    on_sunday = any(weekday is Weekday.SUNDAY for weekday, _ in standing) or any(
        entry.weekday is Weekday.SUNDAY for entry in later
    )
    return tuple(Weekday) if on_sunday else WORKING_WEEK


def holders(
    session: Session, viewer: Viewer, by: ClashKind, day: date
) -> tuple[tuple[int, str], ...]:
    """Whose weeks there are: groups of years that go on, whoever is employed, rooms."""
    if by is ClashKind.TEACHER:
        staff = session.scalars(
            scope(
                select(Staff)
                .where(or_(Staff.dismissed_on.is_(None), Staff.dismissed_on >= day))
                .order_by(Staff.sort_key),
                Staff,
                viewer,
            )
        )
        return tuple((one.id, one.short_name) for one in staff)
    statement: Any
    if by is ClashKind.ROOM:
        # A teacher sees own lessons alone, which is not the week of a room.
        viewer.role_for(Permission.SCHOOL_READ)
        statement = select(Room.id, Room.name).order_by(*ROOMS_IN_ORDER)
    else:
        statement = scope(
            select(Group.id, Group.name)
            .join(AcademicYear, AcademicYear.id == Group.academic_year_id)
            .where(AcademicYear.state != YearState.CLOSED, Group.ends_on >= day)
            .order_by(Group.search_key),
            Group,
            viewer,
        )
        if not viewer.may(Permission.SCHOOL_READ):
            # Of a group that is only taught a part is in sight, and a part is not its week.
            statement = statement.where(Group.id.in_(_curated(viewer)))
    return tuple((row[0], row[1]) for row in session.execute(statement))


def kinds_open(session: Session, viewer: Viewer) -> tuple[ClashKind, ...]:
    """Whose weeks the viewer may open at all: the office everybody's, a curator own groups'."""
    if viewer.may(Permission.SCHOOL_READ):
        return (ClashKind.GROUP, ClashKind.TEACHER, ClashKind.ROOM)
    if session.scalar(_curated(viewer).limit(1)) is None:
        return (ClashKind.TEACHER,)
    return (ClashKind.GROUP, ClashKind.TEACHER)


def _curated(viewer: Viewer) -> Select[Any]:
    return select(Curatorship.group_id).where(
        Curatorship.staff_id == viewer.staff_id,
        lasts(Curatorship.starts_on, Curatorship.ends_on, viewer.today),
    )


def _entry(row: TimetableRow) -> WeekEntry:
    subject = row.page.curriculum_item.subject
    return WeekEntry(
        row_id=row.id,
        version=row.version,
        page_id=row.page_id,
        weekday=row.weekday,
        bell_number=row.bell_number,
        group=row.page.group.name,
        subject=subject.name,
        subject_short=subject.short_name or subject.name,
        teacher=row.staff.short_name,
        room=row.room.name if row.room else None,
        hours=row.hours,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


NAMED = (
    joinedload(TimetableRow.staff),
    joinedload(TimetableRow.room),
    joinedload(TimetableRow.page).joinedload(JournalPage.group),
    joinedload(TimetableRow.page)
    .joinedload(JournalPage.curriculum_item)
    .joinedload(CurriculumItem.subject),
)
