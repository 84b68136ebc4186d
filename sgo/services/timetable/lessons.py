"""Lessons: formed from the timetable, and moved, cancelled or given to a substitute by hand.

Only the technical admin does that, with a reason, while the lesson's window is open or it lies
ahead (decisions 10 to 12); no act here reopens a closed lesson.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.errors import Missing, refuse, refuse_unless
from sgo.models import BellTime, Lesson, Room, Staff
from sgo.names import tidy
from sgo.rules.lessons import may_cancel, may_move, may_touch
from sgo.services.calendar import special_days
from sgo.services.guard import permit
from sgo.services.timetable.forming import FORMED_ANEW, form_lessons
from sgo.services.timetable.lesson_places import (
    Standing,
    changing,
    open_to_change,
    taking,
    teaches_on_sundays,
)
from sgo.services.timetable.placing import FormingReport, NotFormed
from sgo.services.timetable.slots import Place, place_of
from sgo.verdicts import Verdict
from sgo.vocabulary import LessonState

__all__ = [
    "FORMED_ANEW",
    "FormingReport",
    "NotFormed",
    "cancel_lesson",
    "form_lessons",
    "move_lesson",
    "put_back",
    "restore_lesson",
    "substitute_lesson",
]


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
    with changing(session, viewer, lesson_id, reason, version, now) as standing:
        lesson = standing.lesson
        verdict = _move_verdict(session, standing, held_on, now)
        refuse_unless(verdict)
        bell = session.scalars(select(BellTime).where(BellTime.number == bell_number)).one_or_none()
        if bell is None or (room_id is not None and session.get(Room, room_id) is None):
            raise Missing("bell time or room")
        place = replace(
            place_of(lesson),
            held_on=held_on,
            bell_number=bell_number,
            room_id=lesson.room_id if room_id is None else room_id,
        )
        with taking(session, lesson, place):
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
    with changing(session, viewer, lesson_id, reason, version, now) as standing:
        lesson = standing.lesson
        verdict = may_cancel(
            lesson.held_on,
            now.date(),
            standing.settings,
            holds_entry=standing.holds_entry,
            has_control=standing.has_control,
            year_closed=standing.year_closed,
        )
        refuse_unless(verdict)
        lesson.state, lesson.change_reason = LessonState.CANCELLED, tidy(reason)
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
    with changing(session, viewer, lesson_id, reason, version, now) as standing:
        lesson = standing.lesson
        verdict = may_touch(
            lesson.held_on,
            now.date(),
            standing.settings,
            has_control=standing.has_control,
            year_closed=standing.year_closed,
        )
        refuse_unless(verdict)
        staff = session.get(Staff, staff_id)
        if staff is None:
            raise Missing("staff")
        if staff.dismissed_on is not None and staff.dismissed_on < lesson.held_on:
            raise refuse(
                "not_employed_then", field="staff", name=staff.short_name, day=lesson.held_on
            )
        with taking(session, lesson, replace(place_of(lesson), staff_id=staff_id)):
            lesson.staff_id, lesson.change_reason = staff_id, tidy(reason)
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
    """Take a cancellation back: the lesson is `state` again, with the reason that it had then."""
    before = {"state": state, "change_reason": change_reason}
    return put_back(session, viewer, lesson_id, before, version=version, now=now)


def put_back(
    session: Session,
    viewer: Viewer,
    lesson_id: int,
    before: Mapping[str, Any],
    *,
    version: int | None = None,
    now: datetime,
) -> Lesson:
    """Give a lesson its former place, teacher and state, as its trail tells them.

    Raises Refused when a window is over on either day, or somebody took the slot meanwhile.
    """
    with open_to_change(session, viewer, lesson_id, version, now) as standing:
        lesson = standing.lesson
        verdict = _move_verdict(session, standing, before.get("held_on", lesson.held_on), now)
        refuse_unless(verdict)
        kept = place_of(lesson)
        place = replace(
            kept, **{name: before[name] for name in Place.__dataclass_fields__ if name in before}
        )
        with taking(session, lesson, place):
            for name, value in before.items():
                setattr(lesson, name, value)
            permit(session, lesson, verdict)
    return lesson


def _move_verdict(session: Session, standing: Standing, held_on: date, now: datetime) -> Verdict:
    """Whether the lesson may stand on that day, by its windows, its group and the calendar."""
    group = standing.lesson.page.group
    special = special_days(session, held_on, held_on).get(held_on)
    return may_move(
        standing.lesson.held_on,
        held_on,
        now.date(),
        standing.settings,
        holds_entry=standing.holds_entry,
        has_control=standing.has_control,
        year_closed=standing.year_closed,
        terms=[(term.starts_on, term.ends_on) for term in group.term_scheme.terms],
        group_dates=(group.starts_on, group.ends_on),
        special=(special.kind, special.name) if special is not None else None,
        sundays_teach=teaches_on_sundays(session, group, held_on),
    )
