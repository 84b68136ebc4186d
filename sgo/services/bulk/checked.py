"""Everybody who is not marked was present: one act on a lesson (decision 8), and taking it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.access.viewer import Viewer
from sgo.errors import Refused
from sgo.models import Lesson
from sgo.rules.bulk import taken_back
from sgo.services.bulk_acts import PastAct, name_act, new_act_id, send
from sgo.services.guard import acting_as, plain
from sgo.services.journal.lesson_context import LessonFacts, writable_lesson, writable_lessons
from sgo.services.journal.writing import put_checked
from sgo.verdicts import Verdict, allowed
from sgo.vocabulary import AttendanceCode, BulkAct

SUBJECT = Lesson.__tablename__


@dataclass(frozen=True, slots=True)
class Marked:
    """A student who keeps the code that stands in the cell."""

    student_id: int
    name: str
    code: AttendanceCode


@dataclass(frozen=True, slots=True)
class PresentResult:
    """What "all present" makes of a lesson; `present` are those who then count as present."""

    act_id: str | None
    lesson_id: int
    verdict: Verdict
    """Refused when the time is over; allowed as `unchanged` when it was checked before."""
    present: int
    marked: tuple[Marked, ...]
    exempt: int
    """Dated exemptions: no presence is asked of them."""
    checked: bool
    version: int

    @property
    def changes(self) -> bool:
        return self.verdict.allowed and self.verdict.code != "unchanged"


def all_present(
    session: Session, viewer: Viewer, lesson_id: int, *, preview: bool = False, now: datetime
) -> PresentResult:
    """Say "checked" for a lesson: who has no code was there, whoever has one keeps it.

    Raises Missing or Forbidden as a single check does.
    """
    act_id = new_act_id()
    with acting_as(session, viewer, Permission.JOURNAL_WRITE, now, bulk=act_id):
        facts = writable_lessons(session, viewer, [lesson_id], None, now)[lesson_id]
        verdict = facts.column_verdict()
        if facts.lesson.checked_at is not None and verdict.allowed:
            verdict = allowed("unchanged")
        writes = not preview and verdict.allowed and verdict.code != "unchanged"
        if writes:
            put_checked(session, facts, now)
            send(session)
            name_act(session, act_id, BulkAct.PRESENT)
        return _result(facts, verdict, act_id if writes else None)


def take_back_checked(
    session: Session, viewer: Viewer, past: PastAct, act_id: str, now: datetime
) -> list[PresentResult]:
    """Bring "checked" back to what it was before the act, inside the act that surrounds it."""
    done = []
    for event in past.of(SUBJECT):
        if "checked_at" not in event.changes:
            continue
        before, after = event.changes["checked_at"]
        facts = writable_lesson(session, viewer, int(event.row_key), (), now)
        # A topic written since is no reason to keep the check: only the check itself is looked at.
        since = plain(facts.lesson.checked_at) != after
        verdict = taken_back(touched_since=since)
        if verdict.allowed:
            try:
                put_checked(session, facts, datetime.fromisoformat(before) if before else None)
            except Refused as refusal:
                verdict = refusal.verdict
        if verdict.allowed:
            send(session)
            name_act(session, act_id, BulkAct.UNDO, past.act_id)
        done.append(_result(facts, verdict, act_id if verdict.allowed else None))
    return done


def _result(facts: LessonFacts, verdict: Verdict, act_id: str | None) -> PresentResult:
    people = sorted(facts.cells.values(), key=lambda cell: (cell.sort_key, cell.student_id))
    marked = tuple(
        Marked(cell.student_id, f"{cell.surname} {cell.given_name}", cell.attendance)
        for cell in people
        if cell.attendance is not None
    )
    exempt = sum(cell.exempt and cell.attendance is None for cell in people)
    return PresentResult(
        act_id=act_id,
        lesson_id=facts.lesson.id,
        verdict=verdict,
        present=len(people) - len(marked) - exempt,
        marked=marked,
        exempt=exempt,
        checked=facts.lesson.checked_at is not None,
        version=facts.lesson.version,
    )
