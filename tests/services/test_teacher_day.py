"""What a teacher meets first: lessons with what they lack, marks that fall due (4.6, 4.13)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.models import TermMark
from sgo.services.journal.writing import mark_checked, save_cell, save_topic
from sgo.services.teacher_day import teacher_day
from sgo.vocabulary import TermResult
from tests.centre import Centre


@pytest.mark.clause("4.6", "4.11", "4.13")
def test_the_home_of_a_teacher(session: Session, centre: Centre, teacher: Viewer) -> None:
    today = centre.now.date()
    centre.make_work(centre.lesson, centre.control)
    home = teacher_day(session, teacher, today, centre.now)
    (lesson,) = home.lessons
    assert lesson.lacks == ("topic", "attendance", "marks")
    assert (lesson.begun, lesson.students, lesson.room, lesson.days_left) == (True, 5, None, 10)
    assert [(one.lesson_id, one.days_left) for one in home.open_lessons] == [
        (centre.lessons[3].id, 0),
        (centre.lessons[4].id, 3),
    ]
    assert home.deadlines == ()
    save_topic(
        session,
        teacher,
        centre.lesson.id,
        "Знаки",
        seen_version=centre.lesson.version,
        now=centre.now,
    )
    mark_checked(session, teacher, centre.lesson.id, now=centre.now)
    save_cell(
        session,
        teacher,
        centre.lesson.id,
        centre.student.id,
        "-/5",
        seen_version=0,
        now=centre.now,
    )
    (lesson,) = teacher_day(session, teacher, today, centre.now).lessons
    assert (lesson.done, lesson.topic_state, lesson.marks) == (True, "ok", 1)


@pytest.mark.clause("4.13", "4.14")
def test_term_marks_that_fall_due_stand_on_the_home_page(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    left = centre.make_student("Ушедший")
    centre.enrol(left, centre.group, ends_on=date(2026, 12, 1))
    for student in (centre.student, left):
        centre.add(
            TermMark(
                page_id=centre.page.id,
                term_id=centre.term.id,
                student_id=student.id,
                result=TermResult.FOUR,
                marks_sum=4,
                marks_count=1,
                entered_at=centre.now,
            )
        )

    def due(month: int, day: int, year: int = 2026) -> list[tuple[int, int, str]]:
        now = centre.now.replace(year=year, month=month, day=day)
        viewer = replace(teacher, today=now.date())
        return [
            (one.given, one.missing, one.verdict.code)
            for one in teacher_day(session, viewer, now.date(), now).deadlines
        ]

    assert due(12, 13) == []
    assert due(12, 14) == [(1, 4, "in_time")]
    assert due(12, 29) == [(1, 4, "late")]
    assert due(1, 9, 2027) == [(1, 4, "late")]
    assert due(1, 10, 2027) == []
