"""Forming again moves, refreshes or takes away what is free, and keeps what holds an entry."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.models import Lesson
from sgo.services.guard import Act, acting
from sgo.services.timetable.lessons import form_lessons
from sgo.vocabulary import LessonState, SystemAct, Weekday
from tests.centre import Centre
from tests.services.forming import TODAY, YEAR_START, form_mondays


@pytest.mark.clause("4.4")
def test_forming_again_moves_what_is_free_and_keeps_what_holds_an_entry(
    session: Session, unformed: Centre
) -> None:
    row = form_mondays(unformed, session)
    first, second, third, fourth = session.scalars(select(Lesson).order_by(Lesson.held_on)).all()
    unformed.make_cell(first, unformed.student, 5)
    with acting(session, Act(unformed.now, system=SystemAct.DEMO_LOAD)):
        row.weekday = Weekday.TUESDAY
    report = form_lessons(
        session, from_on=TODAY, to_on=TODAY + timedelta(days=27), now=unformed.now
    )
    assert first.held_on == TODAY, "it holds a mark"
    assert second.held_on == TODAY + timedelta(days=8)
    assert (second.formed_for, second.state) == (second.held_on, LessonState.PLANNED)
    assert (report.moved, report.kept, report.cancelled, report.deleted) == (3, 1, 0, 0)
    assert (
        form_lessons(
            session, from_on=TODAY, to_on=TODAY + timedelta(days=27), now=unformed.now
        ).changed
        == 0
    )
    assert third.id != fourth.id


@pytest.mark.parametrize(
    "column", [{"topic": "Введение"}, {"checked_at": True}], ids=["topic", "checked"]
)
def test_a_topic_or_a_checked_lesson_is_an_entry_too(
    session: Session, unformed: Centre, column: dict[str, object]
) -> None:
    row = form_mondays(unformed, session)
    lesson = session.scalars(select(Lesson).order_by(Lesson.held_on)).first()
    assert lesson is not None
    with acting(session, Act(unformed.now, system=SystemAct.LESSON_FORMING)):
        for name, value in column.items():
            setattr(lesson, name, unformed.now if value is True else value)
        session.delete(row)
    session.expire_all()
    report = form_lessons(
        session, from_on=TODAY, to_on=TODAY + timedelta(days=27), now=unformed.now
    )
    assert (report.kept, report.deleted, report.cancelled) == (1, 3, 0)
    assert lesson.state is LessonState.PLANNED


def test_an_empty_lesson_of_today_is_cancelled_with_the_given_reason(
    session: Session, unformed: Centre
) -> None:
    row = form_mondays(unformed, session)
    with acting(session, Act(unformed.now, system=SystemAct.DEMO_LOAD)):
        session.delete(row)
    report = form_lessons(
        session,
        from_on=TODAY,
        to_on=TODAY + timedelta(days=27),
        now=unformed.now,
        reason="урока больше нет в расписании",
    )
    lesson = session.scalars(select(Lesson)).one()
    assert (report.cancelled, report.deleted) == (1, 3)
    assert lesson.change_reason == "урока больше нет в расписании"


@pytest.mark.clause("4.11")
def test_forming_again_leaves_closed_lessons_alone(session: Session, centre: Centre) -> None:
    """The centre's lessons have no row: all that are free fall out, the closed ones stay."""
    closed = [one for one in centre.lessons if (TODAY - one.held_on).days > 10]
    before = [(one.id, one.held_on, one.state) for one in closed]
    form_lessons(session, from_on=YEAR_START, to_on=TODAY, now=centre.now)
    session.expire_all()
    assert [(one.id, one.held_on, one.state) for one in closed] == before


def test_teacher_and_room_follow_the_row(session: Session, unformed: Centre) -> None:
    row = form_mondays(unformed, session)
    with acting(session, Act(unformed.now, system=SystemAct.DEMO_LOAD)):
        row.staff_id, row.room_id = unformed.other_teacher.id, None
    report = form_lessons(
        session, from_on=TODAY, to_on=TODAY + timedelta(days=27), now=unformed.now
    )
    assert (report.refreshed, report.created, report.deleted) == (4, 0, 0)
    assert {one.staff_id for one in session.scalars(select(Lesson))} == {unformed.other_teacher.id}


def test_two_rows_may_swap_their_rooms(session: Session, unformed: Centre) -> None:
    second_room = unformed.add(type(unformed.room)(name="каб. 8"))
    one = unformed.make_row(unformed.page, unformed.teacher, Weekday.MONDAY, 1)
    two = unformed.make_row(
        unformed.foreign_page, unformed.other_teacher, Weekday.MONDAY, 1, room_id=second_room.id
    )
    span = {"from_on": TODAY, "to_on": TODAY + timedelta(days=27), "now": unformed.now}
    form_lessons(session, **span)
    with acting(session, Act(unformed.now, system=SystemAct.DEMO_LOAD)):
        one.room_id, two.room_id = two.room_id, one.room_id
    report = form_lessons(session, **span)
    assert (report.refreshed, report.created, report.left_out) == (8, 0, [])
    rooms = session.execute(select(Lesson.page_id, Lesson.room_id).distinct()).all()
    assert set(rooms) == {
        (unformed.page.id, second_room.id),
        (unformed.foreign_page.id, unformed.room.id),
    }
    assert form_lessons(session, **span).changed == 0
