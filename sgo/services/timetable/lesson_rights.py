"""What may be done today with each of many lessons: for lists, in two statements.

Clauses 4.5, 4.11 and 4.12 for who writes them, decision 10 for who moves them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.access.scopes import visible
from sgo.access.viewer import Viewer
from sgo.models import AcademicYear, JournalPage, Lesson, Work, WorkType
from sgo.rules import journal as rules
from sgo.rules.lessons import may_touch
from sgo.rules.rights import may_write_lesson
from sgo.services.journal.access import journal_reader
from sgo.services.journal.queries import teaches_on
from sgo.services.settings import editions
from sgo.verdicts import Verdict, first_refusal, refused
from sgo.vocabulary import LessonState, YearState


@dataclass(frozen=True, slots=True)
class LessonRights:
    """What of a lesson is open today; a save is judged again, permissions included."""

    topic: Verdict
    cells: Verdict
    """Of some kind of work at least; membership and exemptions close single cells besides."""
    place: Verdict
    """Whether it may be moved, substituted or, when it holds nothing, cancelled."""


def lesson_rights(
    session: Session, viewer: Viewer, lesson_ids: Iterable[int], now: datetime
) -> dict[int, LessonRights]:
    """The rights in these lessons; empty for who only reads lessons."""
    ids = set(lesson_ids)
    if not ids or not (viewer.may(Permission.JOURNAL_WRITE) or viewer.may(Permission.LESSONS_MOVE)):
        return {}
    reader = journal_reader(viewer)
    control = (
        select(Work.id)
        .join(WorkType, WorkType.id == Work.work_type_id)
        .where(Work.lesson_id == Lesson.id, WorkType.control.is_(True))
        .correlate(Lesson)
        .exists()
    )
    rows = session.execute(
        select(
            Lesson.id,
            Lesson.held_on,
            Lesson.state,
            Lesson.staff_id,
            Lesson.regular_staff_id,
            teaches_on(reader, Lesson.page_id, Lesson.held_on, Lesson).label("teaches"),
            control.label("control"),
            AcademicYear.state.label("year_state"),
        )
        .join(JournalPage, JournalPage.id == Lesson.page_id)
        .join(AcademicYear, AcademicYear.id == JournalPage.academic_year_id)
        .where(Lesson.id.in_(ids), visible(Lesson, reader))
    ).all()
    numbers = editions(session)
    found = {}
    for row in rows:
        has_substitute = row.staff_id != row.regular_staff_id
        right = may_write_lesson(
            teaches_on_that_day=bool(row.teaches),
            is_substitute=has_substitute and row.staff_id == viewer.staff_id,
            has_substitute=has_substitute,
        )
        lesson = {
            "held_on": row.held_on,
            "today": now.date(),
            "settings": numbers.on(row.held_on),
            "year_closed": row.year_state is YearState.CLOSED,
        }
        cancelled = row.state is LessonState.CANCELLED
        kinds = [
            rules.cell_verdict(
                **lesson, cancelled=cancelled, memberships=[(row.held_on, None)], is_control=kind
            )
            for kind in ((False, True) if row.control else (False,))
        ]
        cells = next((one for one in kinds if one.allowed), kinds[0])
        place = may_touch(**lesson, has_control=row.control)
        found[row.id] = LessonRights(
            topic=first_refusal(right, rules.lesson_verdict(**lesson, cancelled=cancelled)),
            cells=first_refusal(right, cells),
            place=refused("lesson_cancelled", held_on=row.held_on) if cancelled else place,
        )
    return found
