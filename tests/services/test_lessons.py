"""Lessons are moved, cancelled and substituted by hand inside the rules."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from sgo.errors import Conflict, Forbidden, Missing, Refused
from sgo.models import Lesson
from sgo.sentences import sentence
from sgo.services.timetable.lessons import cancel_lesson, move_lesson, substitute_lesson
from sgo.vocabulary import DayKind, LessonState, Weekday
from tests.centre import Centre
from tests.services.forming import TODAY, at, period


def move(session: Session, centre: Centre, lesson: Lesson, to_on: date, **values):
    values = {"bell_number": lesson.bell_number, "reason": "карантин", "now": centre.now, **values}
    viewer = values.pop("viewer", None) or centre.viewer(centre.accounts["technical_admin"])
    return move_lesson(session, viewer, lesson.id, held_on=to_on, **values)


def test_a_lesson_moves_with_its_reason(session: Session, centre: Centre) -> None:
    moved = move(session, centre, centre.lesson, date(2026, 11, 25), bell_number=3)
    assert (moved.held_on, moved.formed_for) == (date(2026, 11, 25), TODAY)
    assert (moved.state, moved.change_reason) == (LessonState.MOVED, "карантин")
    assert moved.starts_at.isoformat("minutes") == "10:10"


@pytest.mark.clause("4.4")
def test_a_lesson_moves_to_a_teaching_day_only(session: Session, centre: Centre) -> None:
    tuesday, sunday = date(2026, 11, 24), date(2026, 11, 29)
    period(centre, DayKind.DAY_OFF, tuesday, tuesday)
    for day, code in ((tuesday, "no_teaching_day"), (sunday, "sunday_does_not_teach")):
        with pytest.raises(Refused) as refusal:
            move(session, centre, centre.lesson, day)
        verdict = refusal.value.verdict
        assert (verdict.code, verdict.field) == (code, "held_on")
        assert f"{day:%d.%m.%Y}" in sentence(verdict)
    assert move(session, centre, centre.lesson, date(2026, 11, 28)).held_on.isoweekday() == 6
    period(centre, DayKind.WORKING_DAY, sunday, sunday)
    assert move(session, centre, centre.lesson, sunday).held_on == sunday


def test_a_group_taught_on_sundays_takes_a_moved_lesson_there(
    session: Session, centre: Centre
) -> None:
    centre.make_row(centre.page, centre.teacher, Weekday.SUNDAY, 2)
    sunday = date(2026, 11, 29)
    assert move(session, centre, centre.lesson, sunday).held_on == sunday


@pytest.mark.clause("4.11")
@pytest.mark.parametrize(
    ("back", "code"), [(10, None), (11, "closed_lesson_stays"), (21, "closed_lesson_stays")]
)
def test_a_closed_lesson_stays_even_empty(
    session: Session, centre: Centre, back: int, code: str | None
) -> None:
    lesson = next(one for one in centre.lessons if (TODAY - one.held_on).days == back)
    if code is None:
        assert move(session, centre, lesson, date(2026, 11, 26)).held_on == date(2026, 11, 26)
    else:
        with pytest.raises(Refused, match=code):
            move(session, centre, lesson, date(2026, 11, 26))


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(st.tuples(st.integers(0, 8), st.integers(-12, 14)), min_size=1, max_size=6))
@pytest.mark.clause("4.11")
def test_once_closed_always_closed(
    session: Session, centre: Centre, steps: list[tuple[int, int]]
) -> None:
    """Whatever is tried on whatever days: a lesson met closed never leaves its day again."""
    with session.begin_nested() as attempt:
        today, closed_on_day = TODAY, None
        lesson = centre.lesson
        for later, offset in steps:
            today += timedelta(days=later)
            is_closed = (today - lesson.held_on).days > 10
            if is_closed and closed_on_day is None:
                closed_on_day = lesson.held_on
            try:
                with session.begin_nested():
                    move(
                        session,
                        centre,
                        lesson,
                        today + timedelta(days=offset),
                        now=at(centre, today),
                    )
            except Refused:
                pass
            else:
                assert not is_closed
                assert (today - lesson.held_on).days <= 10, "moved into the open only"
            assert closed_on_day in (None, lesson.held_on)
        attempt.rollback()


def test_a_lesson_with_entries_cannot_go_ahead(session: Session, centre: Centre) -> None:
    centre.make_cell(centre.lesson, centre.student, 4)
    with pytest.raises(Refused, match="entries_cannot_go_ahead"):
        move(session, centre, centre.lesson, TODAY + timedelta(days=1))
    assert move(session, centre, centre.lesson, TODAY - timedelta(days=3)).held_on < TODAY


def test_a_lesson_stays_inside_its_terms(session: Session, centre: Centre) -> None:
    with pytest.raises(Refused, match="outside_terms"):
        move(session, centre, centre.lesson, date(2027, 1, 5))
    with pytest.raises(Refused, match="outside_group_dates"):
        move(session, centre, centre.lesson, date(2027, 6, 5))


def test_a_taken_slot_names_the_other_lesson(session: Session, centre: Centre) -> None:
    taken = centre.make_lesson(centre.curator_page, date(2026, 11, 26), bell=3)
    with pytest.raises(Refused, match="group_busy") as refusal:
        move(session, centre, centre.lesson, taken.held_on, bell_number=3)
    told = sentence(refusal.value.verdict)
    for word in ("ВА-26-1", "26.11.2026", "Основы управления", "lesson 3"):
        assert word in told
    assert move(session, centre, centre.lesson, taken.held_on, bell_number=4).bell_number == 4


def test_moving_needs_a_reason_a_right_and_the_last_version(
    session: Session, centre: Centre
) -> None:
    to_on = date(2026, 11, 26)
    with pytest.raises(Refused, match="change_needs_reason"):
        move(session, centre, centre.lesson, to_on, reason="  ")
    for name in ("teacher", "coordinator", "director"):
        with pytest.raises(Forbidden):
            move(session, centre, centre.lesson, to_on, viewer=centre.viewer(centre.accounts[name]))
    with pytest.raises(Conflict):
        move(session, centre, centre.lesson, to_on, version=centre.lesson.version + 1)
    with pytest.raises(Missing):
        move(session, centre, centre.lesson, to_on, bell_number=9)


def test_a_cancelled_lesson_stays_cancelled_and_frees_its_slot(
    session: Session, centre: Centre
) -> None:
    admin = centre.viewer(centre.accounts["technical_admin"])
    cancelled = cancel_lesson(session, admin, centre.lesson.id, reason="карантин", now=centre.now)
    assert cancelled.state is LessonState.CANCELLED
    with pytest.raises(Refused, match="lesson_cancelled"):
        move(session, centre, centre.lesson, date(2026, 11, 26))
    other = centre.lessons[-2]
    assert move(session, centre, other, TODAY).held_on == TODAY
    centre.make_cell(other, centre.student, 5)
    with pytest.raises(Refused, match="lesson_holds_entries"):
        cancel_lesson(session, admin, other.id, reason="карантин", now=centre.now)
    with pytest.raises(Refused, match="closed_lesson_stays"):
        cancel_lesson(session, admin, centre.lessons[0].id, reason="карантин", now=centre.now)


def test_a_substitute_holds_the_lesson(session: Session, centre: Centre) -> None:
    admin = centre.viewer(centre.accounts["technical_admin"])
    lesson = substitute_lesson(
        session,
        admin,
        centre.lesson.id,
        staff_id=centre.other_teacher.id,
        reason="больничный",
        now=centre.now,
    )
    assert (lesson.staff_id, lesson.regular_staff_id) == (
        centre.other_teacher.id,
        centre.teacher.id,
    )
    with pytest.raises(Refused, match="closed_lesson_stays"):
        substitute_lesson(
            session,
            admin,
            centre.lessons[0].id,
            staff_id=centre.other_teacher.id,
            reason="больничный",
            now=centre.now,
        )


def test_a_substitute_cannot_be_in_two_places(session: Session, centre: Centre) -> None:
    centre.make_lesson(centre.foreign_page, TODAY, bell=1)
    with pytest.raises(Refused, match="teacher_busy") as refusal:
        substitute_lesson(
            session,
            centre.viewer(centre.accounts["technical_admin"]),
            centre.lesson.id,
            staff_id=centre.other_teacher.id,
            reason="больничный",
            now=centre.now,
        )
    assert "ВА-26-2" in sentence(refusal.value.verdict)
