"""A teacher's home: today's lessons, open ones that lack something, marks that fall due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from sgo.access.scopes import lasts
from sgo.access.viewer import Viewer
from sgo.models import (
    AcademicYear,
    CurriculumItem,
    Group,
    JournalEntry,
    JournalPage,
    Lesson,
    Mark,
    Membership,
    Room,
    Subject,
    Work,
    WorkType,
)
from sgo.rules import journal as rules
from sgo.services.journal.access import journal_reader
from sgo.services.journal.columns import CLOSING_SOON_DAYS, TopicState, topic_state
from sgo.services.journal.queries import teaches_on
from sgo.services.journal.term_deadlines import TermDeadline, term_deadlines
from sgo.services.settings import Editions, editions
from sgo.verdicts import Verdict
from sgo.vocabulary import AttendanceCode, LessonState, YearState

Lack = Literal["topic", "attendance", "marks"]
_ABSENCES = tuple(code for code in AttendanceCode if code.is_absence)


@dataclass(frozen=True, slots=True)
class DayLesson:
    """A lesson of the teacher with what it holds and what it lacks.

    Marks are missing only where a control work stands without any: an ordinary lesson may do
    without. `days_left` counts to the closing day of attendance, 0 on the last one.
    """

    lesson_id: int
    page_id: int
    held_on: date
    bell_number: int
    starts_at: time
    ends_at: time
    begun: bool
    group: str
    subject: str
    room: str | None
    state: LessonState
    substitute: bool
    topic: str
    topic_state: TopicState
    checked: bool
    absences: int
    marks: int
    students: int
    has_control: bool
    lacks: tuple[Lack, ...]
    verdict: Verdict
    days_left: int | None
    closing_soon: bool

    @property
    def done(self) -> bool:
        return not self.lacks


@dataclass(frozen=True, slots=True)
class TeacherDay:
    """What a teacher meets first."""

    day: date
    lessons: tuple[DayLesson, ...]
    open_lessons: tuple[DayLesson, ...]
    """Held before this day, still open, lacking something; what closes first stands first."""
    deadlines: tuple[TermDeadline, ...]


def teacher_day(session: Session, viewer: Viewer, day: date, now: datetime) -> TeacherDay:
    """The home of a teacher in three queries; empty lists for one who teaches nothing."""
    reader = journal_reader(viewer)
    if reader.staff_id is None:
        return TeacherDay(day, (), (), ())
    known = editions(session)
    since = min(day, now.date() - timedelta(days=known.longest_window))
    rows = session.execute(_lessons(reader, since, max(day, now.date()))).all()
    lessons = [_lesson(row, known, now) for row in rows]
    waiting = [
        one
        for one in lessons
        if one.held_on < day and one.lacks and one.verdict.allowed and one.days_left is not None
    ]
    return TeacherDay(
        day=day,
        lessons=tuple(one for one in lessons if one.held_on == day),
        open_lessons=tuple(sorted(waiting, key=lambda one: (one.days_left or 0, one.held_on))),
        deadlines=term_deadlines(session, reader, known, now.date()),
    )


def _lesson(row: Any, known: Editions, now: datetime) -> DayLesson:
    today = now.date()
    verdict = rules.cell_verdict(
        held_on=row.held_on,
        today=today,
        settings=known.on(row.held_on),
        memberships=[(row.held_on, None)],
        cancelled=row.state is LessonState.CANCELLED,
        year_closed=row.year_state is YearState.CLOSED,
    )
    sign = topic_state(row.topic, row.topic_entered_at, row.held_on, row.state, now)
    lacks: list[Lack] = []
    if row.held_on <= today and row.state is not LessonState.CANCELLED:
        if not row.topic:
            lacks.append("topic")
        if row.checked_at is None:
            lacks.append("attendance")
        if row.controls and not row.marks:
            lacks.append("marks")
    days_left = verdict.parameters.get("days_left") if verdict.allowed else None
    return DayLesson(
        lesson_id=row.id,
        page_id=row.page_id,
        held_on=row.held_on,
        bell_number=row.bell_number,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        begun=(row.held_on, row.starts_at) <= (today, now.time()),
        group=row.group,
        subject=row.subject,
        room=row.room,
        state=row.state,
        substitute=row.staff_id != row.regular_staff_id,
        topic=row.topic or "",
        topic_state=sign,
        checked=row.checked_at is not None,
        absences=row.absences,
        marks=row.marks,
        students=row.students,
        has_control=bool(row.controls),
        lacks=tuple(lacks),
        verdict=verdict,
        days_left=days_left,
        closing_soon=days_left is not None and days_left <= CLOSING_SOON_DAYS,
    )


def _lessons(viewer: Viewer, since: date, until: date) -> Any:
    def count(*conditions: Any) -> Any:
        return select(func.count()).where(*conditions).correlate(Lesson).scalar_subquery()

    control = (
        select(func.count())
        .select_from(Work)
        .join(WorkType, WorkType.id == Work.work_type_id)
        .where(Work.lesson_id == Lesson.id, WorkType.control)
        .correlate(Lesson)
        .scalar_subquery()
    )
    has_substitute = Lesson.staff_id != Lesson.regular_staff_id
    mine = or_(
        and_(has_substitute, Lesson.staff_id == viewer.staff_id),
        and_(~has_substitute, teaches_on(viewer, Lesson.page_id, Lesson.held_on, Lesson)),
    )
    return (
        select(
            Lesson.id,
            Lesson.page_id,
            Lesson.held_on,
            Lesson.bell_number,
            Lesson.starts_at,
            Lesson.ends_at,
            Lesson.state,
            Lesson.staff_id,
            Lesson.regular_staff_id,
            Lesson.topic,
            Lesson.topic_entered_at,
            Lesson.checked_at,
            Group.name.label("group"),
            Subject.name.label("subject"),
            Room.name.label("room"),
            AcademicYear.state.label("year_state"),
            control.label("controls"),
            count(Mark.lesson_id == Lesson.id).label("marks"),
            count(
                JournalEntry.lesson_id == Lesson.id, JournalEntry.attendance.in_(_ABSENCES)
            ).label("absences"),
            count(
                Membership.group_id == Lesson.group_id,
                lasts(Membership.starts_on, Membership.ends_on, Lesson.held_on),
            ).label("students"),
        )
        .join(JournalPage, JournalPage.id == Lesson.page_id)
        .join(CurriculumItem, CurriculumItem.id == JournalPage.curriculum_item_id)
        .join(Subject, Subject.id == CurriculumItem.subject_id)
        .join(Group, Group.id == Lesson.group_id)
        .join(AcademicYear, AcademicYear.id == JournalPage.academic_year_id)
        .outerjoin(Room, Room.id == Lesson.room_id)
        .where(Lesson.held_on >= since, Lesson.held_on <= until, mine)
        .order_by(Lesson.held_on, Lesson.bell_number, Lesson.id)
    )
