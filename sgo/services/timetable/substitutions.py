"""Several lessons of an absent teacher changed as one act, tried out first and taken back as one.

Decisions 10 to 12 stand in `services/timetable/lessons`; one refusal keeps everything as it was.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.access.viewer import Viewer
from sgo.errors import Refused
from sgo.services.bulk_acts import name_act, new_act_id
from sgo.services.guard import acting_as
from sgo.services.timetable.edits import trial
from sgo.services.timetable.lessons import cancel_lesson, move_lesson, substitute_lesson
from sgo.verdicts import Verdict
from sgo.vocabulary import BulkAct


class ChangeKind(StrEnum):
    """What is done with a lesson whose teacher is away."""

    SUBSTITUTE = "substitute"
    MOVE = "move"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class LessonChange:
    """One lesson's change; `staff_id` for a substitute, day and bell for a move."""

    lesson_id: int
    kind: ChangeKind
    version: int | None = None
    staff_id: int | None = None
    held_on: date | None = None
    bell_number: int | None = None


@dataclass(slots=True)
class Changed:
    """What came of it: a refusal by lesson, or the act that may be taken back."""

    act_id: str = ""
    refusals: dict[int, Verdict] = field(default_factory=dict)


def change_lessons(
    session: Session,
    viewer: Viewer,
    changes: Iterable[LessonChange],
    reason: str,
    *,
    now: datetime,
) -> Changed:
    """All of the changes as one act, or none: one refusal keeps everything as it was.

    The caller rolls back when `refusals` are told. Raises Forbidden, Missing, Conflict.
    """
    done = Changed(act_id=new_act_id())
    with acting_as(session, viewer, Permission.LESSONS_MOVE, now, bulk=done.act_id):
        for change in changes:
            try:
                _change(session, viewer, change, reason, now)
            except Refused as refusal:
                done.refusals[change.lesson_id] = refusal.verdict
        name_act(session, done.act_id, BulkAct.LESSONS)
    return done


def try_lessons(
    session: Session,
    viewer: Viewer,
    changes: Iterable[LessonChange],
    reason: str,
    *,
    now: datetime,
) -> Changed:
    """What `change_lessons` would say; nothing is written."""
    return trial(session, lambda: change_lessons(session, viewer, changes, reason, now=now))


def _change(
    session: Session, viewer: Viewer, change: LessonChange, reason: str, now: datetime
) -> None:
    common: dict[str, Any] = {"reason": reason, "version": change.version, "now": now}
    if change.kind is ChangeKind.CANCEL:
        cancel_lesson(session, viewer, change.lesson_id, **common)
    elif change.kind is ChangeKind.SUBSTITUTE:
        substitute_lesson(
            session, viewer, change.lesson_id, staff_id=change.staff_id or 0, **common
        )
    else:
        move_lesson(
            session,
            viewer,
            change.lesson_id,
            held_on=change.held_on or now.date(),
            bell_number=change.bell_number or 0,
            **common,
        )
