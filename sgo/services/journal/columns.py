"""The columns of a journal page: lessons with their works, windows and states of topic."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.models import Lesson, Staff, Work, WorkType
from sgo.names import initials
from sgo.rules import journal as rules
from sgo.services.journal.head import PageHead, lesson_right
from sgo.services.settings import Editions
from sgo.verdicts import Verdict, first_refusal
from sgo.vocabulary import LessonState

CLOSING_SOON_DAYS = 2
"""From this many days left on, the screen warns that a lesson is about to close."""

TopicState = Literal["ok", "late", "none", "ahead", "off"]
"""Filled in time, filled late, missing, not due yet, cancelled."""


@dataclass(frozen=True, slots=True)
class WorkHead:
    """A work of a lesson as its column shows it."""

    id: int
    work_type_id: int
    short_name: str
    name: str
    control: bool


@dataclass(frozen=True, slots=True)
class Column:
    """One lesson; `verdict` says whether the viewer may write it now, or why not."""

    lesson_id: int
    number: int
    """Its place among the shown lessons that are not cancelled, from 1; 0 of a cancelled one."""
    held_on: date
    weekday: int
    bell_number: int
    starts_at: time
    ends_at: time
    hours: int
    works: tuple[WorkHead, ...]
    topic: str
    topic_state: TopicState
    topic_entered_at: datetime | None
    topic_verdict: Verdict
    checked: bool
    state: LessonState
    change_reason: str | None
    substitute: str | None
    writable: bool
    verdict: Verdict
    days_left: int | None
    closing_soon: bool
    version: int
    is_today: bool

    @property
    def cancelled(self) -> bool:
        return self.state is LessonState.CANCELLED

    @property
    def moved(self) -> bool:
        return self.state is LessonState.MOVED


def columns(
    session: Session,
    viewer: Viewer,
    head: PageHead,
    editions: Editions,
    span: tuple[date, date] | None,
    now: datetime,
) -> list[Column]:
    """The lessons of the page inside the span (all of them for None), in one query."""
    statement = _statement(head.page_id)
    if span is not None:
        statement = statement.where(Lesson.held_on >= span[0], Lesson.held_on <= span[1])
    works: dict[int, list[WorkHead]] = {}
    lessons: dict[int, Any] = {}
    for row in session.execute(statement):
        lessons.setdefault(row.id, row)
        known = works.setdefault(row.id, [])
        if row.work_id is not None:
            known.append(
                WorkHead(row.work_id, row.work_type_id, row.work_short, row.work, row.control)
            )
    number, found = 0, []
    for row in lessons.values():
        counts = row.state is not LessonState.CANCELLED
        number += counts
        heads = tuple(works[row.id])
        found.append(_column(viewer, head, editions, row, heads, number if counts else 0, now))
    return found


def cell_window(
    head: PageHead, editions: Editions, row: Any, works: tuple[WorkHead, ...], today: date
) -> Verdict:
    """The window of the lesson's cells: open while attendance or any of its works is."""
    settings = editions.on(row.held_on)
    verdicts = [
        rules.cell_verdict(
            held_on=row.held_on,
            today=today,
            settings=settings,
            memberships=[(row.held_on, None)],
            cancelled=row.state is LessonState.CANCELLED,
            year_closed=head.year_closed,
            is_control=control,
        )
        for control in (False, *{work.control for work in works if work.control})
    ]
    allowed = [verdict for verdict in verdicts if verdict.allowed]
    if allowed:
        return max(allowed, key=lambda verdict: int(verdict.parameters["days_left"]))
    return verdicts[0]


def topic_state(
    topic: str | None, entered_at: datetime | None, held_on: date, state: LessonState, now: datetime
) -> TopicState:
    """What the sign beside the topic says (clause 4.6)."""
    if state is LessonState.CANCELLED:
        return "off"
    if topic:
        late = entered_at is not None and entered_at.astimezone(now.tzinfo).date() > held_on
        return "late" if late else "ok"
    return "ahead" if held_on > now.date() else "none"


def _column(
    viewer: Viewer,
    head: PageHead,
    editions: Editions,
    row: Any,
    works: tuple[WorkHead, ...],
    number: int,
    now: datetime,
) -> Column:
    today = now.date()
    right = lesson_right(head, viewer, row.held_on, row.staff_id, row.regular_staff_id)
    window = cell_window(head, editions, row, works, today)
    topic_window = rules.lesson_verdict(
        held_on=row.held_on,
        today=today,
        settings=editions.on(row.held_on),
        cancelled=row.state is LessonState.CANCELLED,
        year_closed=head.year_closed,
    )
    # A closed window is told before a missing right: it closes the lesson for everybody.
    verdict = first_refusal(window, right)
    verdict = window if verdict.allowed else verdict
    days_left = window.parameters.get("days_left") if window.allowed else None
    substitute = None
    if row.staff_id != row.regular_staff_id:
        substitute = initials(row.surname, row.given_name, row.patronymic)
    return Column(
        lesson_id=row.id,
        number=number,
        held_on=row.held_on,
        weekday=row.held_on.isoweekday(),
        bell_number=row.bell_number,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        hours=row.hours,
        works=works,
        topic=row.topic or "",
        topic_state=topic_state(row.topic, row.topic_entered_at, row.held_on, row.state, now),
        topic_entered_at=row.topic_entered_at,
        topic_verdict=first_refusal(right, topic_window),
        checked=row.checked_at is not None,
        state=row.state,
        change_reason=row.change_reason,
        substitute=substitute,
        writable=verdict.allowed,
        verdict=verdict,
        days_left=days_left,
        closing_soon=days_left is not None and days_left <= CLOSING_SOON_DAYS,
        version=row.version,
        is_today=row.held_on == today,
    )


def _statement(page_id: int) -> Any:
    return (
        select(
            Lesson.id,
            Lesson.held_on,
            Lesson.bell_number,
            Lesson.starts_at,
            Lesson.ends_at,
            Lesson.hours,
            Lesson.topic,
            Lesson.topic_entered_at,
            Lesson.checked_at,
            Lesson.state,
            Lesson.change_reason,
            Lesson.staff_id,
            Lesson.regular_staff_id,
            Lesson.version,
            Staff.surname,
            Staff.given_name,
            Staff.patronymic,
            Work.id.label("work_id"),
            Work.work_type_id,
            WorkType.short_name.label("work_short"),
            WorkType.name.label("work"),
            WorkType.control,
        )
        .join(Staff, Staff.id == Lesson.staff_id)
        .outerjoin(Work, Work.lesson_id == Lesson.id)
        .outerjoin(WorkType, WorkType.id == Work.work_type_id)
        .where(Lesson.page_id == page_id)
        .order_by(Lesson.held_on, Lesson.bell_number, Lesson.id, Work.position)
    )
