"""What a choice for a slot of the week should know: hours left, who and what is free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.access.scopes import lasts, scope
from sgo.access.viewer import Viewer
from sgo.errors import Missing
from sgo.models import (
    AcademicYear,
    CurriculumItem,
    Group,
    JournalPage,
    Lesson,
    Room,
    Staff,
    Subject,
    TeachingAssignment,
    TimetableRow,
)
from sgo.rules.timetable import ClashKind
from sgo.services.school import ROOMS_IN_ORDER
from sgo.services.timetable.rows import RowValues, clashes_among, row_of
from sgo.services.timetable.week import NAMED, Bell, bells, holders
from sgo.verdicts import Verdict
from sgo.vocabulary import LessonState, Weekday, YearState


@dataclass(frozen=True, slots=True)
class PageChoice:
    """A journal page that may stand in the slot, with its hours: planned, and in lessons so far."""

    page_id: int
    group_id: int
    group: str
    subject: str
    planned: int
    formed: int
    room_id: int | None
    """The group's own room."""
    teachers: tuple[int, ...]

    @property
    def left(self) -> int:
        return self.planned - self.formed


@dataclass(frozen=True, slots=True)
class Choice:
    """A teacher or a room; `busy` names the lesson that already holds them in this slot."""

    id: int
    name: str
    busy: str = ""
    near: bool = False
    """A teacher of the chosen page, the group's own room."""


@dataclass(frozen=True, slots=True)
class SlotView:
    """The choices of one slot from a day on."""

    row: TimetableRow | None
    pages: tuple[PageChoice, ...]
    page: PageChoice | None
    """The chosen one."""
    teachers: tuple[Choice, ...]
    rooms: tuple[Choice, ...]
    bells: tuple[Bell, ...]


def slot_view(
    session: Session,
    viewer: Viewer,
    *,
    by: ClashKind,
    holder_id: int,
    weekday: Weekday,
    bell_number: int,
    from_on: date,
    row_id: int | None = None,
    page_id: int | None = None,
) -> SlotView:
    """The choices for the slot; eight queries for any centre. Raises Forbidden, Missing."""
    viewer.role_for(Permission.TIMETABLE_KEEP)
    if holder_id not in dict(holders(session, viewer, by, from_on)):
        raise Missing(by.value)
    row = row_of(session, viewer, row_id) if row_id is not None else None
    page_id = page_id or (row.page_id if row is not None else None)
    pages = _pages(session, viewer, by, holder_id, from_on, row.page_id if row else None)
    page = next((one for one in pages if one.page_id == page_id), None)
    if page is None and len(pages) == 1:
        page = pages[0]
    busy = _busy(session, weekday, bell_number, from_on, row_id)
    return SlotView(
        row=row,
        pages=pages,
        page=page,
        teachers=_teachers(session, viewer, from_on, page, busy),
        rooms=_rooms(session, page, busy),
        bells=bells(session),
    )


def busy_slots(
    session: Session, viewer: Viewer, row_id: int, from_on: date
) -> list[tuple[Weekday, int, Verdict]]:
    """Every slot of the week where the row would meet another one, with the first clash told."""
    viewer.role_for(Permission.TIMETABLE_KEEP)
    row = row_of(session, viewer, row_id)
    group = session.get_one(Group, row.page.group_id)
    others = session.scalars(
        select(TimetableRow)
        .join(TimetableRow.page)
        .where(
            TimetableRow.id != row.id,
            _stands_from(from_on),
            or_(
                TimetableRow.staff_id == row.staff_id,
                JournalPage.group_id == group.id,
                TimetableRow.room_id == row.room_id,
            ),
        )
        .options(*NAMED)
        .order_by(TimetableRow.id)
    ).all()
    found: dict[tuple[Weekday, int], Verdict] = {}
    for other in others:
        there = RowValues(
            page_id=row.page_id,
            staff_id=row.staff_id,
            weekday=other.weekday,
            bell_number=other.bell_number,
            valid_from=max(from_on, row.valid_from),
            valid_to=row.valid_to,
            room_id=row.room_id,
            id=row.id,
        )
        met = clashes_among(there, group, [other])
        if met:
            found.setdefault((other.weekday, other.bell_number), met[0])
    return [(weekday, bell, verdict) for (weekday, bell), verdict in found.items()]


def _stands_from(from_on: date) -> ColumnElement[bool]:
    return or_(TimetableRow.valid_to.is_(None), TimetableRow.valid_to >= from_on)


def _pages(
    session: Session,
    viewer: Viewer,
    by: ClashKind,
    holder_id: int,
    from_on: date,
    row_page_id: int | None,
) -> tuple[PageChoice, ...]:
    formed = (
        select(func.coalesce(func.sum(Lesson.hours), 0))
        .where(Lesson.page_id == JournalPage.id, Lesson.state != LessonState.CANCELLED)
        .correlate(JournalPage)
        .scalar_subquery()
    )
    statement = (
        select(
            JournalPage.id,
            JournalPage.group_id,
            Group.name,
            Subject.name,
            CurriculumItem.hours,
            formed,
            Group.room_id,
        )
        .join(Group, Group.id == JournalPage.group_id)
        .join(AcademicYear, AcademicYear.id == JournalPage.academic_year_id)
        .join(CurriculumItem, CurriculumItem.id == JournalPage.curriculum_item_id)
        .join(Subject, Subject.id == CurriculumItem.subject_id)
        .where(AcademicYear.state != YearState.CLOSED, Group.ends_on >= from_on)
        .order_by(Group.search_key, CurriculumItem.position, Subject.search_key)
    )
    taught = select(TeachingAssignment.page_id).where(
        TeachingAssignment.staff_id == holder_id,
        lasts(TeachingAssignment.starts_on, TeachingAssignment.ends_on, from_on),
    )
    if by is ClashKind.GROUP:
        statement = statement.where(JournalPage.group_id == holder_id)
    elif by is ClashKind.TEACHER:
        statement = statement.where(or_(JournalPage.id.in_(taught), JournalPage.id == row_page_id))
    rows: Sequence[Any] = session.execute(scope(statement, JournalPage, viewer)).all()
    teachers: dict[int, list[int]] = {}
    for page_id, staff_id in session.execute(
        select(TeachingAssignment.page_id, TeachingAssignment.staff_id)
        .where(
            TeachingAssignment.page_id.in_([row[0] for row in rows]),
            lasts(TeachingAssignment.starts_on, TeachingAssignment.ends_on, from_on),
        )
        .order_by(TeachingAssignment.starts_on, TeachingAssignment.id)
    ):
        teachers.setdefault(page_id, []).append(staff_id)
    return tuple(_choice(row, tuple(teachers.get(row[0], ()))) for row in rows)


def _choice(row: Any, teachers: tuple[int, ...]) -> PageChoice:
    page_id, group_id, group, subject, planned, formed, room_id = row
    return PageChoice(page_id, group_id, group, subject, planned, int(formed), room_id, teachers)


Busy = dict[ClashKind, dict[int, str]]


def _busy(
    session: Session, weekday: Weekday, bell_number: int, from_on: date, row_id: int | None
) -> Busy:
    """Who is where in the slot at any time from the day on, but for the row itself."""
    others = session.scalars(
        select(TimetableRow)
        .join(TimetableRow.page)
        .join(Group, Group.id == JournalPage.group_id)
        .where(
            TimetableRow.weekday == weekday,
            TimetableRow.bell_number == bell_number,
            TimetableRow.id != (row_id or 0),
            or_(
                TimetableRow.valid_to >= from_on,
                TimetableRow.valid_to.is_(None) & (Group.ends_on >= from_on),
            ),
        )
        .options(*NAMED)
        .order_by(TimetableRow.valid_from)
    )
    busy: Busy = {kind: {} for kind in ClashKind}
    for other in others:
        told = f"{other.page.group}, {other.page.curriculum_item}"
        busy[ClashKind.TEACHER].setdefault(other.staff_id, told)
        if other.room_id is not None:
            busy[ClashKind.ROOM].setdefault(other.room_id, told)
    return busy


def _teachers(
    session: Session, viewer: Viewer, from_on: date, page: PageChoice | None, busy: Busy
) -> tuple[Choice, ...]:
    staff = session.scalars(
        scope(
            select(Staff)
            .where(or_(Staff.dismissed_on.is_(None), Staff.dismissed_on >= from_on))
            .order_by(Staff.sort_key),
            Staff,
            viewer,
        )
    )
    near = page.teachers if page is not None else ()
    return tuple(
        Choice(one.id, one.short_name, busy[ClashKind.TEACHER].get(one.id, ""), one.id in near)
        for one in staff
    )


def _rooms(session: Session, page: PageChoice | None, busy: Busy) -> tuple[Choice, ...]:
    rooms = session.execute(select(Room.id, Room.name).order_by(*ROOMS_IN_ORDER))
    own = page.room_id if page is not None else None
    return tuple(
        Choice(room_id, name, busy[ClashKind.ROOM].get(room_id, ""), room_id == own)
        for room_id, name in rooms
    )
