"""Lessons: formed from the timetable, and moved, cancelled or given to a substitute by hand.

Only the technical admin does that, with a reason, while the lesson's window is open or it lies
ahead (decisions 10 to 12); no act here reopens a closed lesson.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload, selectinload

from sgo.access.permissions import Permission
from sgo.access.scopes import scope
from sgo.access.viewer import Viewer
from sgo.errors import Conflict, Missing, Refused, refuse
from sgo.models import (
    BellTime,
    Group,
    JournalPage,
    Lesson,
    Room,
    Staff,
    TermScheme,
    TimetableRow,
    Work,
)
from sgo.names import tidy
from sgo.rules.lessons import may_cancel, may_move, may_touch
from sgo.rules.settings import RegulationSettings
from sgo.services.calendar import special_days
from sgo.services.clockwatch import require_steady_clock
from sgo.services.forming import FORMED_ANEW, form_lessons
from sgo.services.guard import acting_as, permit
from sgo.services.journal_queries import filled
from sgo.services.placing import FormingReport, NotFormed
from sgo.services.settings import settings_on
from sgo.services.slots import Place, SlotBook, place_of
from sgo.verdicts import Verdict
from sgo.vocabulary import LessonState, Weekday, YearState

__all__ = [
    "FORMED_ANEW",
    "FormingReport",
    "NotFormed",
    "cancel_lesson",
    "form_lessons",
    "move_lesson",
    "restore_lesson",
    "substitute_lesson",
]


@dataclass(frozen=True, slots=True)
class _Standing:
    """A lesson with what the rules ask about it."""

    lesson: Lesson
    settings: RegulationSettings
    holds_entry: bool
    has_control: bool
    year_closed: bool


def move_lesson(
    session: Session,
    viewer: Viewer,
    lesson_id: int,
    *,
    held_on: date,
    bell_number: int,
    room_id: int | None = None,
    reason: str,
    version: int | None = None,
    now: datetime,
) -> Lesson:
    """Hold the lesson on another day, at another bell or in another room (None keeps the room).

    Raises Refused when a window is closed, the day is outside the group's terms or does not teach, or
    the slot is taken (the sentence names the other lesson); Conflict when somebody saved first.
    """
    with _changing(session, viewer, lesson_id, reason, version, now) as standing:
        lesson = standing.lesson
        group = lesson.page.group
        special = special_days(session, held_on, held_on).get(held_on)
        verdict = may_move(
            lesson.held_on,
            held_on,
            now.date(),
            standing.settings,
            holds_entry=standing.holds_entry,
            has_control=standing.has_control,
            year_closed=standing.year_closed,
            terms=[(term.starts_on, term.ends_on) for term in group.term_scheme.terms],
            group_dates=(group.starts_on, group.ends_on),
            special=(special.kind, special.name) if special is not None else None,
            sundays_teach=_teaches_on_sundays(session, group, held_on),
        )
        _refuse_unless(verdict)
        bell = session.scalars(select(BellTime).where(BellTime.number == bell_number)).one_or_none()
        if bell is None or (room_id is not None and session.get(Room, room_id) is None):
            raise Missing("bell time or room")
        place = replace(
            place_of(lesson),
            held_on=held_on,
            bell_number=bell_number,
            room_id=lesson.room_id if room_id is None else room_id,
        )
        with _taking(session, lesson, place):
            lesson.held_on, lesson.bell_number, lesson.room_id = held_on, bell_number, place.room_id
            lesson.starts_at, lesson.ends_at = bell.starts_at, bell.ends_at
            lesson.state, lesson.change_reason = LessonState.MOVED, tidy(reason)
            permit(session, lesson, verdict)
    return lesson


def cancel_lesson(
    session: Session,
    viewer: Viewer,
    lesson_id: int,
    *,
    reason: str,
    version: int | None = None,
    now: datetime,
) -> Lesson:
    """Decision 11: the lesson takes no mark, needs none and counts no hours from now on."""
    with _changing(session, viewer, lesson_id, reason, version, now) as standing:
        lesson = standing.lesson
        verdict = may_cancel(
            lesson.held_on,
            now.date(),
            standing.settings,
            holds_entry=standing.holds_entry,
            has_control=standing.has_control,
            year_closed=standing.year_closed,
        )
        _refuse_unless(verdict)
        lesson.state, lesson.change_reason = LessonState.CANCELLED, tidy(reason)
        permit(session, lesson, verdict)
    return lesson


def restore_lesson(
    session: Session,
    viewer: Viewer,
    lesson_id: int,
    *,
    state: LessonState,
    change_reason: str | None,
    version: int | None = None,
    now: datetime,
) -> Lesson:
    """Take a cancellation back: the lesson is `state` again, with the reason that it had then.

    By the window of decision 10; raises Refused too when its slot was taken meanwhile.
    """
    with _open_to_change(session, viewer, lesson_id, version, now) as standing:
        lesson = standing.lesson
        verdict = may_touch(
            lesson.held_on,
            now.date(),
            standing.settings,
            has_control=standing.has_control,
            year_closed=standing.year_closed,
        )
        _refuse_unless(verdict)
        with _taking(session, lesson, place_of(lesson)):
            lesson.state, lesson.change_reason = state, change_reason
            permit(session, lesson, verdict)
    return lesson


def substitute_lesson(
    session: Session,
    viewer: Viewer,
    lesson_id: int,
    *,
    staff_id: int,
    reason: str,
    version: int | None = None,
    now: datetime,
) -> Lesson:
    """Decision 12: another teacher holds and writes this lesson; the regular one takes it back
    when they are named again."""
    with _changing(session, viewer, lesson_id, reason, version, now) as standing:
        lesson = standing.lesson
        verdict = may_touch(
            lesson.held_on,
            now.date(),
            standing.settings,
            has_control=standing.has_control,
            year_closed=standing.year_closed,
        )
        _refuse_unless(verdict)
        staff = session.get(Staff, staff_id)
        if staff is None:
            raise Missing("staff")
        if staff.dismissed_on is not None and staff.dismissed_on < lesson.held_on:
            raise refuse(
                "not_employed_then", field="staff", name=staff.short_name, day=lesson.held_on
            )
        with _taking(session, lesson, replace(place_of(lesson), staff_id=staff_id)):
            lesson.staff_id, lesson.change_reason = staff_id, tidy(reason)
            permit(session, lesson, verdict)
    return lesson


@contextmanager
def _changing(
    session: Session,
    viewer: Viewer,
    lesson_id: int,
    reason: str,
    version: int | None,
    now: datetime,
) -> Iterator[_Standing]:
    with _open_to_change(session, viewer, lesson_id, version, now) as standing:
        if not tidy(reason or ""):
            raise refuse("change_needs_reason", field="reason")
        if standing.lesson.state is LessonState.CANCELLED:
            raise refuse("lesson_cancelled", held_on=standing.lesson.held_on)
        yield standing


@contextmanager
def _open_to_change(
    session: Session, viewer: Viewer, lesson_id: int, version: int | None, now: datetime
) -> Iterator[_Standing]:
    with acting_as(session, viewer, Permission.LESSONS_MOVE, now):
        require_steady_clock(session, now)
        standing = _standing(session, viewer, lesson_id)
        if version is not None and version != standing.lesson.version:
            raise Conflict(_shown(standing.lesson), version)
        yield standing


def _standing(session: Session, viewer: Viewer, lesson_id: int) -> _Standing:
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
    return _Standing(
        lesson=lesson,
        settings=settings_on(session, lesson.held_on),
        holds_entry=bool(entered) or bool(lesson.topic) or lesson.checked_at is not None,
        has_control=any(work.work_type.control for work in lesson.works),
        year_closed=lesson.page.academic_year.state is YearState.CLOSED,
    )


def _teaches_on_sundays(session: Session, group: Group, day: date) -> bool:
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
def _taking(session: Session, lesson: Lesson, place: Place) -> Iterator[None]:
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


def _refuse_unless(verdict: Verdict) -> None:
    if not verdict.allowed:
        raise Refused(verdict)


def _shown(lesson: Lesson) -> dict[str, object]:
    """What stands now, for the writer who saw something older."""
    names = ("held_on", "bell_number", "room_id", "staff_id", "state", "change_reason", "version")
    return {name: getattr(lesson, name) for name in names}
