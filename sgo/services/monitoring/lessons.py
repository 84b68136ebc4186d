"""Lessons as the coordinator's board sees them: what is not filled, by whom, and the trend."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from sgo.access.scopes import scope
from sgo.access.viewer import Viewer
from sgo.models import AcademicYear, JournalPage, Lesson, Mark, Work, WorkType
from sgo.rules.monitoring import (
    LessonFacts,
    LessonStanding,
    lesson_standing,
    percent,
    topic_in_time,
)
from sgo.services.settings import Editions
from sgo.vocabulary import LessonState, Urgency, YearState

WEEKS = 8
"""Of the trend, the running one included."""


@dataclass(frozen=True, slots=True)
class WatchedLesson:
    """A lesson held before today, not cancelled."""

    lesson_id: int
    page_id: int
    group_id: int
    staff_id: int
    held_on: date
    topic_in_time: bool
    is_checked: bool
    standing: LessonStanding

    @property
    def lost(self) -> bool:
        """Closed with something missing: nobody can mend it any more (decision 13)."""
        return self.standing.urgency is Urgency.CLOSED and bool(self.standing.faults)


@dataclass(frozen=True, slots=True)
class Figures:
    """Lessons of a teacher, of a group, or of the whole centre."""

    lessons: int
    topics_in_time: int
    checked: int
    lost: int
    closing: int
    trend: tuple[int | None, ...]
    """Topics in time in per cent by week, the running week last; None for a week without lessons."""

    @property
    def topic_percent(self) -> int | None:
        return percent(self.topics_in_time, self.lessons)

    @property
    def checked_percent(self) -> int | None:
        return percent(self.checked, self.lessons)


def watched_lessons(
    session: Session, viewer: Viewer, since: date, now: datetime, known: Editions
) -> list[WatchedLesson]:
    """Every lesson of open years from `since` to yesterday; two queries."""
    today = now.date()
    here = (
        Lesson.held_on >= since,
        Lesson.held_on < today,
        Lesson.state != LessonState.CANCELLED,
        AcademicYear.state == YearState.OPEN,
    )

    def of_open_years(*columns: Any) -> Any:
        return (
            select(*columns)
            .join(JournalPage, JournalPage.id == Lesson.page_id)
            .join(AcademicYear, AcademicYear.id == JournalPage.academic_year_id)
            .where(*here)
        )

    controls = dict(
        session.execute(
            of_open_years(Lesson.id, exists().where(Mark.lesson_id == Lesson.id)).where(
                exists().where(
                    Work.lesson_id == Lesson.id,
                    WorkType.id == Work.work_type_id,
                    WorkType.control,
                )
            )
        ).all()
    )
    rows = session.execute(
        scope(
            of_open_years(
                Lesson.id,
                Lesson.page_id,
                Lesson.group_id,
                Lesson.staff_id,
                Lesson.held_on,
                Lesson.topic,
                Lesson.topic_entered_at,
                Lesson.checked_at,
            ).order_by(Lesson.held_on, Lesson.bell_number, Lesson.id),
            Lesson,
            viewer,
        )
    )
    found = []
    for lesson_id, page_id, group_id, staff_id, held_on, topic, entered_at, checked_at in rows:
        facts = LessonFacts(
            held_on=held_on,
            has_topic=bool(topic),
            is_checked=checked_at is not None,
            has_control=lesson_id in controls,
            has_marks=bool(controls.get(lesson_id)),
        )
        entered_on = entered_at.astimezone(now.tzinfo).date() if topic and entered_at else None
        found.append(
            WatchedLesson(
                lesson_id,
                page_id,
                group_id,
                staff_id,
                held_on,
                topic_in_time(held_on, entered_on),
                facts.is_checked,
                lesson_standing(facts, today, known.on(held_on)),
            )
        )
    return found


def figures_of_lessons(lessons: Iterable[WatchedLesson], today: date) -> Figures:
    """The numbers of a set of lessons."""
    last_week = monday_of(today)
    by_week: defaultdict[int, list[bool]] = defaultdict(list)
    count = in_time = checked = lost = closing = 0
    for one in lessons:
        count += 1
        in_time += one.topic_in_time
        checked += one.is_checked
        lost += one.lost
        closing += bool(one.standing.faults) and one.standing.urgency is Urgency.CLOSING
        by_week[(last_week - monday_of(one.held_on)).days // 7].append(one.topic_in_time)
    trend = (percent(sum(by_week[back]), len(by_week[back])) for back in range(WEEKS - 1, -1, -1))
    return Figures(count, in_time, checked, lost, closing, tuple(trend))


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())
