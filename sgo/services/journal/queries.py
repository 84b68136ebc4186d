"""Questions that several statements about the journal share, as subqueries."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, exists, func, or_, select
from sqlalchemy.orm import aliased

from sgo.access.scopes import lasts
from sgo.access.viewer import Viewer
from sgo.models import JournalEntry, JournalPage, Lesson, Mark, Membership, TeachingAssignment
from sgo.rules.journal import Stretch
from sgo.vocabulary import LessonState


def stretches(
    member_from: date | None, left_on: date | None, entered_on: date | None
) -> tuple[Stretch, ...]:
    """The stretches around a day as `rules.member_on` asks for them, from three dates."""
    known: list[Stretch] = []
    if member_from is not None:
        known.append((member_from, None))
    if left_on is not None:
        known.append((left_on, left_on))
    if entered_on is not None:
        known.append((entered_on, None))
    return tuple(known)


def membership_dates(
    student_id: Any, group_id: Any, day: Any, *correlate: Any
) -> tuple[ScalarSelect[Any], ScalarSelect[Any], ScalarSelect[Any]]:
    """Subqueries for `stretches`: entered before the day, left before it, enters after it."""
    here = (Membership.student_id == student_id, Membership.group_id == group_id)

    def ask(column: Any, *conditions: ColumnElement[bool]) -> ScalarSelect[Any]:
        return select(column).where(*here, *conditions).correlate(*correlate).scalar_subquery()

    return (
        ask(func.max(Membership.starts_on), lasts(Membership.starts_on, Membership.ends_on, day)),
        ask(func.max(Membership.ends_on), Membership.ends_on < day),
        ask(func.min(Membership.starts_on), Membership.starts_on > day),
    )


def marks_in(
    value: Any, student_id: Any, item_id: Any, starts_on: Any, ends_on: Any, *correlate: Any
) -> ScalarSelect[Any]:
    """Decision 16: `value(mark.value)` over the student's marks of the item, in any group."""
    mark, lesson, page = aliased(Mark), aliased(Lesson), aliased(JournalPage)
    return (
        select(func.coalesce(value(mark.value), 0))
        .select_from(mark)
        .join(lesson, lesson.id == mark.lesson_id)
        .join(page, page.id == lesson.page_id)
        .where(
            mark.student_id == student_id,
            page.curriculum_item_id == item_id,
            lesson.held_on >= starts_on,
            lesson.held_on <= ends_on,
            lesson.state != LessonState.CANCELLED,
        )
        .correlate(*correlate)
        .scalar_subquery()
    )


def filled(lesson_id: Any) -> ColumnElement[bool]:
    """Whether a lesson holds anything of a student.

    A cell that was cleared keeps its row, by whose version a conflict is known, and holds nothing.
    """
    said = or_(JournalEntry.attendance.is_not(None), JournalEntry.comment.is_not(None))
    return or_(
        exists().where(JournalEntry.lesson_id == lesson_id, said),
        exists().where(Mark.lesson_id == lesson_id),
    )


def teaches_on(viewer: Viewer, page_id: Any, day: Any, *correlate: Any) -> ColumnElement[bool]:
    """Whether an assignment of the viewer to the page covers the day."""
    return (
        select(TeachingAssignment.id)
        .where(
            TeachingAssignment.page_id == page_id,
            TeachingAssignment.staff_id == viewer.staff_id,
            lasts(TeachingAssignment.starts_on, TeachingAssignment.ends_on, day),
        )
        .correlate(*correlate)
        .exists()
    )
