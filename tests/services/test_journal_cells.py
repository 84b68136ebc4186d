"""Cells and columns of a lesson: typed, kept, refused by day and by right (4.11, 4.12)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.errors import Conflict
from sgo.models import JournalEntry, Mark
from sgo.services.journal import save_cell, save_column
from sgo.vocabulary import AttendanceCode
from tests.centre import Centre


@pytest.fixture
def teacher(centre: Centre) -> Viewer:
    return centre.viewer(centre.accounts["teacher"])


def marks_of(session: Session, lesson_id: int, student_id: int) -> list[int]:
    return list(
        session.scalars(
            select(Mark.value)
            .where(Mark.lesson_id == lesson_id, Mark.student_id == student_id)
            .order_by(Mark.work_id)
        )
    )


@pytest.mark.clause("4.11", "3.3")
def test_a_mark_is_typed_changed_and_taken_away(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    lesson, student = centre.lesson, centre.student
    first = save_cell(session, teacher, lesson.id, student.id, "5", seen_version=0, now=centre.now)
    assert (first.text, first.version, first.average.shown(), first.proposed) == ("5", 1, "5,00", 5)
    second = save_cell(
        session, teacher, lesson.id, student.id, "н/4", seen_version=1, now=centre.now
    )
    assert (second.text, second.version, second.average.shown()) == ("н/4", 2, "4,00")
    assert second.attendance is AttendanceCode.ABSENT
    third = save_cell(session, teacher, lesson.id, student.id, "", seen_version=2, now=centre.now)
    assert (third.text, third.version, third.average.count) == ("", 3, 0)
    assert marks_of(session, lesson.id, student.id) == []


def test_saving_one_mark_takes_four_statements(
    session: Session, centre: Centre, teacher: Viewer, count_queries
) -> None:
    session.expunge_all()
    count_queries.statements.clear()
    save_cell(
        session, teacher, centre.lesson.id, centre.student.id, "5", seen_version=0, now=centre.now
    )
    assert len(count_queries) <= 4, count_queries.statements
    session.expunge_all()
    count_queries.statements.clear()
    later = centre.now + timedelta(minutes=1)
    save_cell(
        session, teacher, centre.lesson.id, centre.student.id, "4", seen_version=1, now=later
    )
    assert len(count_queries) <= 4, count_queries.statements
