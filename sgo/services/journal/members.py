"""The list of a journal page: members of a stretch of time, with what follows them (decision 5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Subquery, and_, func, or_, select
from sqlalchemy.orm import Session

from sgo.models import (
    Exemption,
    JournalPage,
    Lesson,
    Mark,
    Membership,
    Student,
    TermMark,
)
from sgo.rules.grading import NO_MARKS, Average
from sgo.rules.journal import Stretch, exempt_on, member_on
from sgo.services.journal.head import PageHead, TermLine
from sgo.verdicts import Verdict
from sgo.vocabulary import LessonState, TermResult


@dataclass(slots=True)
class Member:
    """A student of the group in the period, with the average in the item and the term mark."""

    student_id: int
    surname: str
    given_name: str
    memberships: list[Stretch] = field(default_factory=list)
    exemptions: list[tuple[date, date]] = field(default_factory=list)
    average: Average = NO_MARKS
    result: TermResult | None = None
    version: int = 0
    entered_at: datetime | None = None

    @property
    def name(self) -> str:
        return f"{self.surname} {self.given_name}"

    def on(self, day: date) -> Verdict:
        return member_on(self.memberships, day)

    def exempt_on(self, day: date) -> bool:
        return exempt_on(self.exemptions, day)

    def joined_on(self, starts_on: date) -> date | None:
        """The day of entering, where it lies inside the period."""
        first = min(stretch[0] for stretch in self.memberships)
        return first if first > starts_on else None

    def left_on(self, day: date) -> date | None:
        """The last day in the group, for one who is no longer there on that day."""
        ends = [to_on for _, to_on in self.memberships]
        last = None if None in ends else max(end for end in ends if end is not None)
        return last if last is not None and last < day else None


def members(session: Session, head: PageHead, term: TermLine) -> list[Member]:
    """The members of a term by surname, with averages and term marks, in one query."""
    averages = _averages(head, term)
    mark = and_(
        TermMark.page_id == head.page_id,
        TermMark.term_id == term.id,
        TermMark.student_id == Student.id,
    )
    rows = session.execute(
        _members(head, term.starts_on, term.ends_on)
        .add_columns(
            averages.c.total,
            averages.c.marks,
            TermMark.result,
            TermMark.version,
            TermMark.entered_at,
        )
        .outerjoin(TermMark, mark)
        .outerjoin(averages, averages.c.student_id == Student.id)
    )
    return _gather(rows, graded=head.graded)


def course_members(session: Session, head: PageHead) -> list[Member]:
    """Everybody who was in the group during its course, by surname, in one query."""
    return _gather(session.execute(_members(head, head.starts_on, head.ends_on)), graded=False)


def _gather(rows: Iterable[Any], *, graded: bool) -> list[Member]:
    known: dict[int, Member] = {}
    for row in rows:
        member = known.get(row.student_id)
        if member is None:
            member = Member(row.student_id, row.surname, row.given_name)
            known[row.student_id] = member
            if graded and row.marks:
                member.average = Average(row.total, row.marks)
            if getattr(row, "result", None) is not None:
                member.result, member.version = row.result, row.version
                member.entered_at = row.entered_at
        stretch = (row.from_on, row.to_on)
        if stretch not in member.memberships:
            member.memberships.append(stretch)
        if row.exempt_from is not None:
            exemption = (row.exempt_from, row.exempt_to)
            if exemption not in member.exemptions:
                member.exemptions.append(exemption)
    return list(known.values())


def _members(head: PageHead, starts_on: date, ends_on: date) -> Any:
    exemption = and_(
        Exemption.student_id == Student.id,
        Exemption.curriculum_item_id == head.item_id,
        Exemption.starts_on <= ends_on,
        Exemption.ends_on >= starts_on,
    )
    return (
        select(
            Student.id.label("student_id"),
            Student.surname,
            Student.given_name,
            Membership.starts_on.label("from_on"),
            Membership.ends_on.label("to_on"),
            Exemption.starts_on.label("exempt_from"),
            Exemption.ends_on.label("exempt_to"),
        )
        .select_from(Membership)
        .join(Student, Student.id == Membership.student_id)
        .outerjoin(Exemption, exemption)
        .where(
            Membership.group_id == head.group_id,
            Membership.starts_on <= ends_on,
            or_(Membership.ends_on.is_(None), Membership.ends_on >= starts_on),
        )
        .order_by(Student.sort_key, Student.id, Membership.starts_on)
    )


def _averages(head: PageHead, term: TermLine) -> Subquery:
    """Decision 16: sums and counts of marks in the item, whatever the group they were given in."""
    return (
        select(
            Mark.student_id,
            func.sum(Mark.value).label("total"),
            func.count().label("marks"),
        )
        .join(Lesson, Lesson.id == Mark.lesson_id)
        .join(JournalPage, JournalPage.id == Lesson.page_id)
        .where(
            JournalPage.curriculum_item_id == head.item_id,
            Lesson.held_on >= term.starts_on,
            Lesson.held_on <= term.ends_on,
            Lesson.state != LessonState.CANCELLED,
        )
        .group_by(Mark.student_id)
        .subquery()
    )
