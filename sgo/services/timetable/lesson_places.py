"""What a change of a lesson's place must know and hold: the lesson, its rules, its new slot."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload, selectinload

from sgo.access.permissions import Permission
from sgo.access.scopes import scope
from sgo.access.viewer import Viewer
from sgo.errors import Conflict, Missing, Refused, refuse
from sgo.models import (
    Group,
    JournalPage,
    Lesson,
    TermScheme,
    TimetableRow,
    Work,
)
from sgo.names import tidy
from sgo.rules.settings import RegulationSettings
from sgo.services.clockwatch import require_steady_clock
from sgo.services.guard import acting_as
from sgo.services.journal.queries import filled
from sgo.services.settings import settings_on
from sgo.services.timetable.slots import Place, SlotBook
from sgo.vocabulary import LessonState, Weekday, YearState


@dataclass(frozen=True, slots=True)
class Standing:
    """A lesson with what the rules ask about it."""

    lesson: Lesson
    settings: RegulationSettings
    holds_entry: bool
    has_control: bool
    year_closed: bool


@contextmanager
def changing(
    session: Session,
    viewer: Viewer,
    lesson_id: int,
    reason: str,
    version: int | None,
    now: datetime,
) -> Iterator[Standing]:
    with open_to_change(session, viewer, lesson_id, version, now) as standing:
        if not tidy(reason or ""):
            raise refuse("change_needs_reason", field="reason")
        if standing.lesson.state is LessonState.CANCELLED:
            raise refuse("lesson_cancelled", held_on=standing.lesson.held_on)
        yield standing


@contextmanager
def open_to_change(
    session: Session, viewer: Viewer, lesson_id: int, version: int | None, now: datetime
) -> Iterator[Standing]:
    """The act of a change and its lesson, locked where the database can.

    Raises Missing, Forbidden, or Conflict when somebody saved after that version.
    """
    with acting_as(session, viewer, Permission.LESSONS_MOVE, now):
        require_steady_clock(session, now)
        standing = standing_of(session, viewer, lesson_id)
        if version is not None and version != standing.lesson.version:
            raise Conflict(_shown(standing.lesson), version)
        yield standing


def standing_of(session: Session, viewer: Viewer, lesson_id: int) -> Standing:
    page = joinedload(Lesson.page)
    lesson = session.scalars(
        scope(select(Lesson), Lesson, viewer)
        .where(Lesson.id == lesson_id)
        .options(
            page.joinedload(JournalPage.academic_year),
            page.joinedload(JournalPage.group)
            .joinedload(Group.term_scheme)
            .selectinload(TermScheme.terms),
            selectinload(Lesson.works).joinedload(Work.work_type),
        )
        # Locked where the database can: an entry that comes in now waits for the move.
        .with_for_update(of=Lesson)
    ).one_or_none()
    if lesson is None:
        raise Missing("lesson")
    entered = session.scalar(select(filled(lesson_id)))
    return Standing(
        lesson=lesson,
        settings=settings_on(session, lesson.held_on),
        holds_entry=bool(entered) or bool(lesson.topic) or lesson.checked_at is not None,
        has_control=any(work.work_type.control for work in lesson.works),
        year_closed=lesson.page.academic_year.state is YearState.CLOSED,
    )


def teaches_on_sundays(session: Session, group: Group, day: date) -> bool:
    """Whether the group's timetable of that day has a lesson on Sundays."""
    row = session.scalars(
        select(TimetableRow.id)
        .join(TimetableRow.page)
        .where(
            JournalPage.group_id == group.id,
            TimetableRow.weekday == Weekday.SUNDAY,
            TimetableRow.valid_from <= day,
            or_(TimetableRow.valid_to.is_(None), TimetableRow.valid_to >= day),
        )
        .limit(1)
    ).first()
    return row is not None


@contextmanager
def taking(session: Session, lesson: Lesson, place: Place) -> Iterator[None]:
    """A savepoint in which the lesson takes the place; a taken slot is told by name."""
    lesson_id = lesson.id
    _refuse_taken(session, place, lesson_id)
    try:
        with session.begin_nested():
            yield
    except IntegrityError:
        # Somebody took the slot between the look and the write: now the book knows them.
        _refuse_taken(session, place, lesson_id)
        raise


def _refuse_taken(session: Session, place: Place, lesson_id: int) -> None:
    clash = SlotBook(session, place.held_on, place.held_on).clash(place, lesson_id)
    if clash is not None:
        raise Refused(clash)


def _shown(lesson: Lesson) -> dict[str, object]:
    """What stands now, for the writer who saw something older."""
    names = ("held_on", "bell_number", "room_id", "staff_id", "state", "change_reason", "version")
    return {name: getattr(lesson, name) for name in names}
