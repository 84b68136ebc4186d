"""How lessons came to stand where they stand: moved, cancelled, given to a substitute (1.4).

The trail knows it; a family reads when that was, and where the lesson was before, but not by whom
and why (1.3f).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.models import AuditEvent, Lesson
from sgo.vocabulary import AuditAction

PLACE = frozenset(
    {"held_on", "bell_number", "starts_at", "ends_at", "room_id", "staff_id", "state"}
)
"""What of a lesson is its timetable; its topic is none of it."""


@dataclass(frozen=True, slots=True)
class LessonChange:
    """All changes of one lesson together."""

    at: datetime
    """Of the last one."""
    count: int
    was_at: time | None
    """When the lesson began at first, if it begins at another time now."""
    was_elsewhere: bool
    """Whether the room is another one."""


def lesson_changes(session: Session, lesson_ids: Collection[int]) -> dict[int, LessonChange]:
    """The changes of these lessons, which the caller has seen through a scope; at most one query.

    A lesson that stands as it was formed is not in the answer.
    """
    if not lesson_ids:
        return {}
    rows = session.execute(
        select(AuditEvent.row_key, AuditEvent.at, AuditEvent.changes)
        .where(
            AuditEvent.subject == Lesson.__tablename__,
            AuditEvent.row_key.in_([str(lesson_id) for lesson_id in lesson_ids]),
            AuditEvent.action == AuditAction.UPDATE,
        )
        .order_by(AuditEvent.id)
    )
    by_lesson: dict[int, list[tuple[datetime, dict[str, Any]]]] = {}
    for key, at, changes in rows:
        if PLACE & changes.keys():
            by_lesson.setdefault(int(key), []).append((at, changes))
    return {lesson_id: _together(steps) for lesson_id, steps in by_lesson.items()}


def _together(steps: list[tuple[datetime, dict[str, Any]]]) -> LessonChange:
    began = _first_and_last(steps, "starts_at")
    rooms = _first_and_last(steps, "room_id")
    return LessonChange(
        at=steps[-1][0],
        count=len(steps),
        was_at=time.fromisoformat(began[0]) if began and began[0] != began[1] else None,
        was_elsewhere=rooms is not None and rooms[0] != rooms[1],
    )


def _first_and_last(
    steps: list[tuple[datetime, dict[str, Any]]], column: str
) -> tuple[Any, Any] | None:
    """What stood before the first change and after the last; None when it never changed."""
    found = [changes[column] for _, changes in steps if column in changes]
    return (found[0][0], found[-1][1]) if found else None
