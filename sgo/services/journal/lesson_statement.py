"""The one statement behind `lesson_context`: lessons, their works, cells and averages."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import aliased

from sgo.access.scopes import lasts, stand_in, stand_in_values, visible
from sgo.access.viewer import Viewer
from sgo.models import (
    AcademicYear,
    CurriculumItem,
    Exemption,
    Group,
    JournalEntry,
    JournalPage,
    Lesson,
    Mark,
    Membership,
    Settings,
    Student,
    Term,
    Work,
    WorkType,
)
from sgo.services.clockwatch import last_event
from sgo.services.journal.queries import marks_in, membership_dates, teaches_on
from sgo.services.settings import in_force
from sgo.vocabulary import Role


def lesson_statement(
    viewer: Viewer, lessons: Iterable[int], students: Iterable[int] | None
) -> tuple[Any, dict[str, Any]]:
    """A row for each lesson, work and student: the lesson, the cell, and what judges them.

    `students` None asks for the members of the lesson's day. The statement comes with the values
    of its names.
    """
    values = {"lesson_ids": list(lessons), **stand_in_values(viewer)}
    if students is not None:
        values["student_ids"] = list(students)
    return _statement(viewer.roles, students is None), values


@cache
def _statement(roles: frozenset[Role], all_members: bool) -> Any:
    # Built once for each set of roles: building it costs ten times what running it does.
    viewer = stand_in(roles)
    held_on = Lesson.held_on
    if all_members:
        members = (
            select(Membership.student_id)
            .where(
                Membership.group_id == Lesson.group_id,
                lasts(Membership.starts_on, Membership.ends_on, held_on),
            )
            .correlate(Lesson)
        )
        wanted = Student.id.in_(members)
    else:
        wanted = Student.id.in_(bindparam("student_ids", expanding=True))
    member_from, left_on, entered_on = membership_dates(
        Student.id, Lesson.group_id, held_on, Student, Lesson
    )
    in_term = (Student.id, CurriculumItem.id, Term.starts_on, Term.ends_on)
    outside = (Student, CurriculumItem, Term)
    other_mark = aliased(Mark)
    holds_marks = select(other_mark.work_id).where(other_mark.work_id == Work.id).correlate(Work)
    exempt = (
        select(Exemption.id)
        .where(
            Exemption.student_id == Student.id,
            Exemption.curriculum_item_id == CurriculumItem.id,
            lasts(Exemption.starts_on, Exemption.ends_on, held_on),
        )
        .correlate(Student, CurriculumItem, Lesson)
    )
    cell = and_(JournalEntry.lesson_id == Lesson.id, JournalEntry.student_id == Student.id)
    return (
        select(
            Lesson,
            Settings,
            CurriculumItem.assessment,
            AcademicYear.state.label("year_state"),
            Term.id.label("term_id"),
            teaches_on(viewer, Lesson.page_id, held_on, Lesson).label("teaches"),
            last_event().scalar_subquery().label("last_event_at"),
            Work.id.label("work_id"),
            Work.position,
            WorkType.id.label("work_type_id"),
            WorkType.short_name.label("work_short"),
            WorkType.name.label("work_name"),
            WorkType.control,
            holds_marks.exists().label("holds_marks"),
            Student.id.label("student_id"),
            Student.surname,
            Student.given_name,
            Student.sort_key,
            JournalEntry,
            Mark,
            member_from.label("member_from"),
            left_on.label("left_on"),
            entered_on.label("entered_on"),
            exempt.exists().label("exempt"),
            marks_in(func.sum, *in_term, *outside).label("marks_sum"),
            marks_in(func.count, *in_term, *outside).label("marks_count"),
        )
        .join(JournalPage, JournalPage.id == Lesson.page_id)
        .join(CurriculumItem, CurriculumItem.id == JournalPage.curriculum_item_id)
        .join(AcademicYear, AcademicYear.id == JournalPage.academic_year_id)
        .join(Group, Group.id == Lesson.group_id)
        .outerjoin(
            Term,
            and_(
                Term.scheme_id == Group.term_scheme_id,
                lasts(Term.starts_on, Term.ends_on, held_on),
            ),
        )
        .outerjoin(Settings, in_force(held_on, Lesson))
        .outerjoin(Work, Work.lesson_id == Lesson.id)
        .outerjoin(WorkType, WorkType.id == Work.work_type_id)
        .outerjoin(Student, wanted)
        .outerjoin(JournalEntry, cell)
        .outerjoin(
            Mark,
            and_(
                Mark.lesson_id == Lesson.id,
                Mark.student_id == Student.id,
                Mark.work_id == Work.id,
            ),
        )
        .where(
            Lesson.id.in_(bindparam("lesson_ids", expanding=True)),
            visible(Lesson, viewer),
        )
    )
