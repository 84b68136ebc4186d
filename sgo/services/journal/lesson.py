"""One lesson on one screen: topic, attendance and marks of each student (phones; decision 12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from sgo.access.scopes import visible
from sgo.access.viewer import Viewer
from sgo.models import CurriculumItem, Group, JournalPage, Lesson, Room, Staff, Subject
from sgo.names import initials
from sgo.rules.cells import format_cell
from sgo.rules.grading import Average, mark_for
from sgo.services.journal.access import journal_reader
from sgo.services.journal.columns import CLOSING_SOON_DAYS, TopicState, WorkHead, topic_state
from sgo.services.journal.lesson_context import CellFacts, LessonFacts, lesson_facts
from sgo.services.journal.writing import entered_late
from sgo.verdicts import Verdict, first_refusal
from sgo.vocabulary import AttendanceCode, LessonState


@dataclass(frozen=True, slots=True)
class LessonLine:
    """A student in the lesson; `verdict` says whether this cell may be written now."""

    number: int
    student_id: int
    name: str
    attendance: AttendanceCode | None
    marks: tuple[int | None, ...]
    """In the order of the works."""
    text: str
    comment: str
    version: int
    verdict: Verdict
    average: Average
    average_shown: str
    proposed: int | None
    changed: bool
    late: bool


@dataclass(frozen=True, slots=True)
class LessonView:
    """The lesson, its students of that day, and where to go from it."""

    lesson_id: int
    version: int
    page_id: int
    page_visible: bool
    """A substitute sees this lesson and not the page (decision 12)."""
    subject: str
    group: str
    teacher: str
    substitute: bool
    room: str | None
    held_on: date
    bell_number: int
    starts_at: time
    ends_at: time
    hours: int
    number: int
    """Its place among the page's lessons that are not cancelled, from 1."""
    state: LessonState
    change_reason: str | None
    topic: str
    topic_state: TopicState
    topic_verdict: Verdict
    checked: bool
    checked_at: datetime | None
    works: tuple[WorkHead, ...]
    codes: tuple[AttendanceCode, ...]
    verdict: Verdict
    writable: bool
    days_left: int | None
    closing_soon: bool
    lines: tuple[LessonLine, ...]
    absences: int
    marks: int
    mean: str
    previous_id: int | None
    next_id: int | None
    today: date


def lesson_view(session: Session, viewer: Viewer, lesson_id: int, now: datetime) -> LessonView:
    """The lesson in two queries; Missing outside the viewer's scope."""
    facts = lesson_facts(session, viewer, lesson_id, None, now)
    lesson = facts.lesson
    around = session.execute(_around(journal_reader(viewer), lesson)).one()
    window = _window(facts)
    verdict = first_refusal(window, facts.right)
    verdict = window if verdict.allowed else verdict
    days_left = window.parameters.get("days_left") if window.allowed else None
    people = sorted(facts.cells.values(), key=lambda cell: (cell.sort_key, cell.student_id))
    lines = tuple(_line(n, cell, facts, now) for n, cell in enumerate(people, start=1))
    given = [mark for line in lines for mark in line.marks if mark is not None]
    return LessonView(
        lesson_id=lesson.id,
        version=lesson.version,
        page_id=lesson.page_id,
        page_visible=bool(around.page_visible),
        subject=around.subject,
        group=around.group,
        teacher=initials(around.surname, around.given_name, around.patronymic),
        substitute=lesson.staff_id != lesson.regular_staff_id,
        room=around.room,
        held_on=lesson.held_on,
        bell_number=lesson.bell_number,
        starts_at=lesson.starts_at,
        ends_at=lesson.ends_at,
        hours=lesson.hours,
        number=around.number,
        state=lesson.state,
        change_reason=lesson.change_reason,
        topic=lesson.topic or "",
        topic_state=topic_state(
            lesson.topic, lesson.topic_entered_at, lesson.held_on, lesson.state, now
        ),
        topic_verdict=first_refusal(facts.right, facts.topic_verdict()),
        checked=lesson.checked_at is not None,
        checked_at=lesson.checked_at.astimezone(now.tzinfo) if lesson.checked_at else None,
        works=tuple(
            WorkHead(work.id, work.work_type_id, work.short_name, work.name, work.control)
            for work in facts.works
        ),
        codes=tuple(code for code in AttendanceCode if code in facts.codes),
        verdict=verdict,
        writable=verdict.allowed,
        days_left=days_left,
        closing_soon=days_left is not None and days_left <= CLOSING_SOON_DAYS,
        lines=lines,
        absences=sum(line.attendance is not None and line.attendance.is_absence for line in lines),
        marks=len(given),
        mean=Average(sum(given), len(given)).shown(),
        previous_id=around.previous_id,
        next_id=around.next_id,
        today=facts.today,
    )


def _window(facts: LessonFacts) -> Verdict:
    """The widest open window of the lesson, or the refusal of attendance's (4.11, 4.12)."""
    kinds = sorted({False, *(work.control for work in facts.works)})
    verdicts = [facts.column_verdict(control=control) for control in kinds]
    allowed = [verdict for verdict in verdicts if verdict.allowed]
    if allowed:
        return max(allowed, key=lambda verdict: int(verdict.parameters["days_left"]))
    return verdicts[0]


def _line(number: int, cell: CellFacts, facts: LessonFacts, now: datetime) -> LessonLine:
    marks = facts.marks_of(cell)
    kinds = sorted({False, *(work.control for work in facts.works)})
    verdicts = [facts.cell_verdict(cell, control=control) for control in kinds]
    window = next((verdict for verdict in verdicts if verdict.allowed), verdicts[0])
    entry = cell.entry
    return LessonLine(
        number=number,
        student_id=cell.student_id,
        name=f"{cell.surname} {cell.given_name}",
        attendance=cell.attendance,
        marks=marks,
        text=format_cell(cell.attendance, marks),
        comment=cell.comment or "",
        version=cell.version,
        verdict=window if facts.right.allowed or not window.allowed else facts.right,
        average=cell.average,
        average_shown=cell.average.shown(),
        proposed=mark_for(cell.average, facts.settings),
        changed=cell.version > 1,
        late=entry is not None and entered_late(entry.entered_at, facts.lesson.held_on, now),
    )


def _around(viewer: Viewer, lesson: Lesson) -> Any:
    """What stands around the lesson: names, its number, and the lessons before and after it."""
    same_day = Lesson.held_on == lesson.held_on
    place = (Lesson.bell_number, Lesson.id)
    before = or_(
        Lesson.held_on < lesson.held_on,
        and_(
            same_day,
            or_(
                place[0] < lesson.bell_number,
                and_(place[0] == lesson.bell_number, place[1] < lesson.id),
            ),
        ),
    )
    after = and_(Lesson.id != lesson.id, ~before)
    on_page = and_(Lesson.page_id == lesson.page_id, visible(Lesson, viewer))
    order = (Lesson.held_on, *place)
    previous = select(Lesson.id).where(on_page, before).order_by(*(key.desc() for key in order))
    following = select(Lesson.id).where(on_page, after).order_by(*order)
    earlier = select(func.count()).where(
        Lesson.page_id == lesson.page_id, before, Lesson.state != LessonState.CANCELLED
    )
    return (
        select(
            Subject.name.label("subject"),
            Group.name.label("group"),
            Staff.surname,
            Staff.given_name,
            Staff.patronymic,
            Room.name.label("room"),
            visible(JournalPage, viewer).label("page_visible"),
            previous.limit(1).scalar_subquery().label("previous_id"),
            following.limit(1).scalar_subquery().label("next_id"),
            (earlier.scalar_subquery() + 1).label("number"),
        )
        .select_from(JournalPage)
        .join(CurriculumItem, CurriculumItem.id == JournalPage.curriculum_item_id)
        .join(Subject, Subject.id == CurriculumItem.subject_id)
        .join(Group, Group.id == JournalPage.group_id)
        .join(Staff, Staff.id == lesson.staff_id)
        .outerjoin(Room, Room.id == lesson.room_id)
        .where(JournalPage.id == lesson.page_id)
    )
