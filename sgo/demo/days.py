"""A year of school days, kept by the demo teachers through the services of the journal.

Every lesson is written on its own day, with the clock of that day, so the rules judge it as they
would judge a person. The last days before today stay unfinished on purpose: there is work to do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.access.scopes import lasts
from sgo.access.viewer import Viewer
from sgo.demo.plan import COMMENTS, GENERAL_TOPICS, TOPICS
from sgo.models import CurriculumItem, JournalPage, Lesson, Membership, Subject, WorkType
from sgo.services.journal import works, writing
from sgo.vocabulary import AttendanceCode, LessonState

Progress = Callable[[int, int], None]
"""How much is done, of how much."""

CONTROL_EVERY = 9
BEHIND = timedelta(days=4)
EVENING = time(19, 0)


@dataclass
class Class:
    """A page as the play needs it."""

    subject: str
    held: int = 0
    members: dict[date, list[int]] = field(default_factory=dict)


@dataclass
class School:
    """The demo teachers at work; `viewers` by staff id."""

    session: Session
    viewers: dict[int, Viewer]
    random: Random

    def __post_init__(self) -> None:
        self.control = self.session.scalars(
            select(WorkType.id).where(WorkType.control).order_by(WorkType.position).limit(1)
        ).one()
        self.classes = {
            page_id: Class(subject)
            for page_id, subject in self.session.execute(
                select(JournalPage.id, Subject.name)
                .join(CurriculumItem, CurriculumItem.id == JournalPage.curriculum_item_id)
                .join(Subject)
            )
        }

    def keep(self, first: date, last: date, today: date, now: datetime, tell: Progress) -> None:
        """Keep every lesson from one day to the other, day by day, a commit a day."""
        lessons = self.session.scalars(
            select(Lesson)
            .where(Lesson.held_on.between(first, last), Lesson.state != LessonState.CANCELLED)
            .order_by(Lesson.held_on, Lesson.bell_number, Lesson.id)
        ).all()
        for number, lesson in enumerate(lessons, start=1):
            evening = datetime.combine(lesson.held_on, EVENING, now.tzinfo)
            self._lesson(lesson, min(evening, now), today - lesson.held_on)
            if number == len(lessons) or lessons[number].held_on != lesson.held_on:
                self.session.commit()
                tell(number, len(lessons))

    def _lesson(self, lesson: Lesson, now: datetime, age: timedelta) -> None:
        page = self.classes[lesson.page_id]
        viewer = replace(self.viewers[lesson.staff_id], today=now.date())
        page.held += 1
        if age < BEHIND and self.random.random() < (0.85 if not age else 0.4):
            return  # kept tomorrow, like in life
        topics = TOPICS.get(page.subject, GENERAL_TOPICS)
        writing.save_topic(
            self.session,
            viewer,
            lesson.id,
            topics[(page.held - 1) % len(topics)],
            seen_version=lesson.version,
            now=now,
        )
        is_control = page.held % CONTROL_EVERY == 0
        if is_control:
            works.change_work_type(
                self.session, viewer, lesson.id, lesson.works[0].id, self.control, now=now
            )
        cells = self._cells(lesson, is_control)
        if cells:
            writing.save_column(self.session, viewer, lesson.id, cells, seen=None, now=now)
        self._comment(viewer, lesson, cells, now)
        if age >= BEHIND or self.random.random() < 0.6:
            writing.mark_checked(self.session, viewer, lesson.id, now=now)

    def _cells(self, lesson: Lesson, is_control: bool) -> dict[int, str]:
        cells: dict[int, str] = {}
        for student_id in self._members(lesson):
            chance = self.random.random()
            if chance < 0.07:
                code = self.random.choices(
                    [AttendanceCode.ABSENT, AttendanceCode.EXCUSED, AttendanceCode.UNEXCUSED],
                    [5, 3, 1],
                )[0]
                cells[student_id] = code.sign
            elif chance < 0.085:
                cells[student_id] = AttendanceCode.LATE.sign
            elif is_control or chance < 0.36:
                cells[student_id] = str(self._mark(student_id))
        return cells

    def _comment(
        self, viewer: Viewer, lesson: Lesson, cells: dict[int, str], now: datetime
    ) -> None:
        student_id = next((one for one, text in cells.items() if text.isdigit()), None)
        if student_id is None or self.random.random() > 0.08:
            return
        writing.save_cell(
            self.session,
            viewer,
            lesson.id,
            student_id,
            cells[student_id],
            comment=self.random.choice(COMMENTS),
            seen_version=1,
            now=now,
        )

    def _members(self, lesson: Lesson) -> list[int]:
        members = self.classes[lesson.page_id].members
        if lesson.held_on not in members:
            members[lesson.held_on] = list(
                self.session.scalars(
                    select(Membership.student_id).where(
                        Membership.group_id == lesson.group_id,
                        lasts(Membership.starts_on, Membership.ends_on, lesson.held_on),
                    )
                )
            )
        return members[lesson.held_on]

    def _mark(self, student_id: int) -> int:
        """A student does about as well as last time, and is sometimes lucky."""
        ability = 3.1 + Random(student_id).random() * 1.8  # noqa: S311 - invented marks
        return max(2, min(5, round(self.random.gauss(ability, 0.7))))
