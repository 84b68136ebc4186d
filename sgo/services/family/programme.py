"""How much of the programme is done, for the family: hours and topics against the plan (1.3f).

Decision 24: of lessons held, not cancelled, with a topic. The numbers are those of the page of
the child's group, the same that its teacher reads, up to the child's last day there; the list of
topics holds the lessons of the child's own time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from sgo.access.scopes import visible
from sgo.access.viewer import Viewer
from sgo.errors import Missing
from sgo.models import JournalPage, Lesson, Membership
from sgo.services.family.children import Child, Family, family, member_at_lesson
from sgo.services.family.studies import Studies, Study, studies
from sgo.vocabulary import LessonState


@dataclass(frozen=True, slots=True)
class Done:
    """Academic hours and topics; `plan_hours` is what the curriculum gives."""

    plan_hours: int = 0
    held_hours: int = 0
    """Of all the lessons held, with a topic or without."""
    done_hours: int = 0
    topics: int = 0

    @property
    def share(self) -> Fraction:
        """Percent of the plan; above 100 when more was held than planned."""
        return Fraction(self.done_hours * 100, self.plan_hours) if self.plan_hours else Fraction(0)

    def __add__(self, other: Done) -> Done:
        return Done(
            self.plan_hours + other.plan_hours,
            self.held_hours + other.held_hours,
            self.done_hours + other.done_hours,
            self.topics + other.topics,
        )


@dataclass(frozen=True, slots=True)
class SubjectDone:
    item_id: int
    subject: str
    group: str
    member_from: date
    done: Done


@dataclass(frozen=True, slots=True)
class Topic:
    held_on: date
    hours: int
    topic: str | None
    """None while the teacher has not written it."""
    is_new: bool


@dataclass(frozen=True, slots=True)
class ProgrammeView:
    family: Family
    studies: Studies
    subjects: tuple[SubjectDone, ...] = ()
    chosen: SubjectDone | None = None
    topics: tuple[Topic, ...] = ()
    """Of the chosen subject, the latest first."""

    @property
    def total(self) -> Done:
        return sum((subject.done for subject in self.subjects), Done())


def programme_view(
    session: Session,
    viewer: Viewer,
    student_id: int | None,
    year_id: int | None,
    item_id: int | None,
    now: datetime,
) -> ProgrammeView:
    """Every subject of a year, and the topics of one; four queries.

    Raises Forbidden, or Missing for anybody else's child and for a year or subject not the child's.
    """
    found = family(session, viewer, student_id, now)
    learnt = studies(session, found, year_id)
    if found.child is None or learnt.year is None:
        return ProgrammeView(found, learnt)
    done = _done(session, found, learnt.latest)
    subjects = tuple(
        SubjectDone(
            line.item_id,
            line.subject,
            line.group,
            line.member_from,
            Done(line.plan_hours, *done.get(line.page_id, ())),
        )
        for line in learnt.latest
    )
    if item_id is None:
        return ProgrammeView(found, learnt, subjects)
    chosen = next((subject for subject in subjects if subject.item_id == item_id), None)
    if chosen is None:
        raise Missing("item")
    topics = _topics(session, found, found.child, learnt.year.year_id, item_id)
    return ProgrammeView(found, learnt, subjects, chosen, topics)


def _done(
    session: Session, found: Family, lines: tuple[Study, ...]
) -> dict[int, tuple[int, int, int]]:
    """(held hours, hours with a topic, topics) of each page."""
    has_topic = Lesson.topic.is_not(None)
    rows = session.execute(
        select(
            Lesson.page_id,
            func.sum(Lesson.hours),
            func.sum(case((has_topic, Lesson.hours), else_=0)),
            func.sum(case((has_topic, 1), else_=0)),
        )
        .where(
            # The pages come from the child's own memberships, which passed the scope.
            or_(
                *(
                    and_(
                        Lesson.page_id == line.page_id,
                        Lesson.held_on <= min(line.member_to or found.today, found.today),
                    )
                    for line in lines
                )
            ),
            Lesson.state != LessonState.CANCELLED,
        )
        .group_by(Lesson.page_id)
    )
    return {page_id: (int(held), int(done), int(topics)) for page_id, held, done, topics in rows}


def _topics(
    session: Session, found: Family, child: Child, year_id: int, item_id: int
) -> tuple[Topic, ...]:
    rows = session.execute(
        select(Lesson.held_on, Lesson.hours, Lesson.topic, Lesson.topic_entered_at)
        .select_from(Lesson)
        .join(Membership, member_at_lesson(child.student_id))
        .join(JournalPage, JournalPage.id == Lesson.page_id)
        .where(
            JournalPage.curriculum_item_id == item_id,
            JournalPage.academic_year_id == year_id,
            Lesson.held_on <= found.today,
            Lesson.state != LessonState.CANCELLED,
            visible(Lesson, found.viewer),
        )
        .order_by(Lesson.held_on.desc(), Lesson.starts_at.desc(), Lesson.id)
    )
    return tuple(
        Topic(held_on, hours, topic, entered_at is not None and entered_at > found.new_since)
        for held_on, hours, topic, entered_at in rows
    )
