"""Lessons are formed, formed again, moved, cancelled and substituted inside the rules."""

from __future__ import annotations

import time as stopwatch
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sgo.errors import Conflict, Forbidden, Missing, Refused
from sgo.models import AuditEvent, CalendarPeriod, Lesson, Term, TermScheme, TimetableRow, Work
from sgo.sentences import sentence
from sgo.services.guard import Act, acting
from sgo.services.lessons import (
    cancel_lesson,
    form_lessons,
    move_lesson,
    substitute_lesson,
)
from sgo.vocabulary import DayKind, LessonState, SystemAct, Weekday, YearState
from tests.centre import Centre

YEAR_START = date(2026, 9, 1)
TODAY = date(2026, 11, 23)


@pytest.fixture
def empty(centre: Centre, session: Session) -> Centre:
    """The centre before its lessons were formed."""
    with acting(session, Act(centre.now, system=SystemAct.LESSON_FORMING)):
        for lesson in session.scalars(select(Lesson)):
            session.delete(lesson)
    return centre


def days(session: Session, page_id: int) -> list[date]:
    return list(
        session.scalars(
            select(Lesson.held_on).where(Lesson.page_id == page_id).order_by(Lesson.held_on)
        )
    )


def period(centre: Centre, kind: DayKind, starts_on: date, ends_on: date, **columns) -> None:
    centre.add(
        CalendarPeriod(
            academic_year_id=centre.year.id,
            kind=kind,
            name=kind.value,
            starts_on=starts_on,
            ends_on=ends_on,
            **columns,
        )
    )


def at(centre: Centre, day: date):
    return centre.now.replace(year=day.year, month=day.month, day=day.day)


@pytest.mark.clause("4.4")
def test_lessons_come_from_timetable_terms_and_calendar(session: Session, empty: Centre) -> None:
    period(empty, DayKind.VACATION, date(2026, 10, 26), date(2026, 11, 3))
    period(
        empty,
        DayKind.WORKING_DAY,
        date(2026, 10, 10),
        date(2026, 10, 10),
        follows_weekday=Weekday.WEDNESDAY,
    )
    empty.make_row(empty.page, empty.teacher, Weekday.WEDNESDAY, 2)
    report = form_lessons(
        session, from_on=YEAR_START, to_on=date(2027, 8, 31), now=at(empty, YEAR_START)
    )
    formed = days(session, empty.page.id)
    assert date(2026, 9, 2) in formed
    assert date(2026, 10, 28) not in formed, "a vacation"
    assert date(2026, 11, 4) not in formed, "Unity Day"
    assert date(2026, 10, 10) in formed, "a Saturday that teaches as a Wednesday"
    assert date(2026, 12, 30) in formed, "the last day of the term"
    assert date(2027, 1, 6) not in formed, "between terms, and a holiday"
    assert max(formed) == date(2027, 5, 26), "the last Wednesday of the course"
    assert report.created == len(formed) == 37
    lesson = session.scalars(select(Lesson).where(Lesson.held_on == date(2026, 9, 2))).one()
    assert [work.work_type_id for work in lesson.works] == [empty.answer.id]
    assert (lesson.staff_id, lesson.regular_staff_id) == (empty.teacher.id, empty.teacher.id)
    assert lesson.starts_at.isoformat("minutes") == "09:20"
    events = session.scalars(select(AuditEvent).where(AuditEvent.subject == "lessons")).all()
    formed_events = [one for one in events if one.system_act is SystemAct.LESSON_FORMING]
    assert sum(one.action == "create" for one in formed_events) == 37


@pytest.mark.clause("4.4")
def test_forming_twice_changes_nothing(session: Session, empty: Centre) -> None:
    empty.make_row(empty.page, empty.teacher, Weekday.WEDNESDAY, 2)
    first = form_lessons(session, from_on=TODAY, now=empty.now)
    again = form_lessons(session, from_on=TODAY, now=empty.now)
    assert first.created > 20
    assert (again.changed, again.kept) == (0, first.created)


def test_left_out_days_are_told_with_the_reason(session: Session, empty: Centre) -> None:
    empty.make_row(empty.page, empty.teacher, Weekday.MONDAY, 1)
    report = form_lessons(
        session, from_on=date(2026, 10, 1), to_on=date(2027, 1, 17), now=empty.now
    )
    reasons = {(one.day, one.verdict.code) for one in report.left_out}
    assert (date(2026, 11, 9), "window_closed") in reasons
    assert (date(2026, 11, 16), "window_closed") not in reasons
    assert not any(code == "outside_terms" for _, code in reasons)
    assert all(one.page == "ВА-26-1: Основы законодательства" for one in report.left_out)
    past = form_lessons(
        session,
        from_on=date(2026, 10, 1),
        to_on=date(2027, 1, 17),
        now=empty.now,
        past_too=True,
    )
    assert past.created == sum(code == "window_closed" for _, code in reasons)


@pytest.mark.clause("4.4")
def test_a_short_course_has_its_own_term_and_may_span_years(
    session: Session, empty: Centre
) -> None:
    own = empty.add(TermScheme(academic_year_id=empty.year.id, name="Курс"))
    span = (date(2027, 7, 5), date(2027, 10, 1))
    empty.add(Term(scheme_id=own.id, name="Курс", position=1, starts_on=span[0], ends_on=span[1]))
    group = empty.make_group("К-27", starts_on=span[0], ends_on=span[1], term_scheme_id=own.id)
    page = empty.make_page(group, empty.law, empty.teacher)
    empty.make_row(page, empty.teacher, Weekday.MONDAY, 1, valid_from=date(2027, 6, 1))
    report = form_lessons(session, group_id=group.id, from_on=date(2027, 6, 1), now=empty.now)
    formed = days(session, page.id)
    assert formed[0] == date(2027, 7, 5)
    assert formed[-1] == date(2027, 9, 27), "past the academic year, inside the course"
    assert report.created == len(formed) == 13


def test_a_day_outside_the_terms_is_left_out_by_name(session: Session, empty: Centre) -> None:
    group = empty.make_group("Л-26", ends_on=date(2027, 6, 30))
    page = empty.make_page(group, empty.law, empty.teacher)
    empty.make_row(page, empty.teacher, Weekday.THURSDAY, 1)
    report = form_lessons(session, group_id=group.id, from_on=date(2027, 5, 20), now=empty.now)
    assert report.created == 2
    june = [one for one in report.left_out if one.day > date(2027, 5, 29)]
    assert {one.verdict.code for one in june} == {"outside_terms"}


def form_mondays(centre: Centre, session: Session, **columns) -> TimetableRow:
    row = centre.make_row(centre.page, centre.teacher, Weekday.MONDAY, 1, **columns)
    form_lessons(session, from_on=TODAY, to_on=TODAY + timedelta(days=27), now=centre.now)
    return row


@pytest.mark.clause("4.4")
def test_forming_again_moves_what_is_free_and_keeps_what_holds_an_entry(
    session: Session, empty: Centre
) -> None:
    row = form_mondays(empty, session)
    first, second, third, fourth = session.scalars(select(Lesson).order_by(Lesson.held_on)).all()
    empty.make_cell(first, empty.student, 5)
    with acting(session, Act(empty.now, system=SystemAct.DEMO_LOAD)):
        row.weekday = Weekday.TUESDAY
    report = form_lessons(session, from_on=TODAY, to_on=TODAY + timedelta(days=27), now=empty.now)
    assert first.held_on == TODAY, "it holds a mark"
    assert second.held_on == TODAY + timedelta(days=8)
    assert (second.formed_for, second.state) == (second.held_on, LessonState.PLANNED)
    assert (report.moved, report.kept, report.cancelled, report.deleted) == (3, 1, 0, 0)
    assert (
        form_lessons(
            session, from_on=TODAY, to_on=TODAY + timedelta(days=27), now=empty.now
        ).changed
        == 0
    )
    assert third.id != fourth.id


@pytest.mark.parametrize(
    "column", [{"topic": "Введение"}, {"checked_at": True}], ids=["topic", "checked"]
)
def test_a_topic_or_a_checked_lesson_is_an_entry_too(
    session: Session, empty: Centre, column: dict[str, object]
) -> None:
    row = form_mondays(empty, session)
    lesson = session.scalars(select(Lesson).order_by(Lesson.held_on)).first()
    assert lesson is not None
    with acting(session, Act(empty.now, system=SystemAct.LESSON_FORMING)):
        for name, value in column.items():
            setattr(lesson, name, empty.now if value is True else value)
        session.delete(row)
    session.expire_all()
    report = form_lessons(session, from_on=TODAY, to_on=TODAY + timedelta(days=27), now=empty.now)
    assert (report.kept, report.deleted, report.cancelled) == (1, 3, 0)
    assert lesson.state is LessonState.PLANNED


def test_an_empty_lesson_of_today_is_cancelled_with_the_given_reason(
    session: Session, empty: Centre
) -> None:
    row = form_mondays(empty, session)
    with acting(session, Act(empty.now, system=SystemAct.DEMO_LOAD)):
        session.delete(row)
    report = form_lessons(
        session,
        from_on=TODAY,
        to_on=TODAY + timedelta(days=27),
        now=empty.now,
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


def test_teacher_and_room_follow_the_row(session: Session, empty: Centre) -> None:
    row = form_mondays(empty, session)
    with acting(session, Act(empty.now, system=SystemAct.DEMO_LOAD)):
        row.staff_id, row.room_id = empty.other_teacher.id, None
    report = form_lessons(session, from_on=TODAY, to_on=TODAY + timedelta(days=27), now=empty.now)
    assert (report.refreshed, report.created, report.deleted) == (4, 0, 0)
    assert {one.staff_id for one in session.scalars(select(Lesson))} == {empty.other_teacher.id}


def test_two_rows_may_swap_their_rooms(session: Session, empty: Centre) -> None:
    second_room = empty.add(type(empty.room)(name="каб. 8"))
    one = empty.make_row(empty.page, empty.teacher, Weekday.MONDAY, 1)
    two = empty.make_row(
        empty.foreign_page, empty.other_teacher, Weekday.MONDAY, 1, room_id=second_room.id
    )
    span = {"from_on": TODAY, "to_on": TODAY + timedelta(days=27), "now": empty.now}
    form_lessons(session, **span)
    with acting(session, Act(empty.now, system=SystemAct.DEMO_LOAD)):
        one.room_id, two.room_id = two.room_id, one.room_id
    report = form_lessons(session, **span)
    assert (report.refreshed, report.created, report.left_out) == (8, 0, [])
    rooms = session.execute(select(Lesson.page_id, Lesson.room_id).distinct()).all()
    assert set(rooms) == {
        (empty.page.id, second_room.id),
        (empty.foreign_page.id, empty.room.id),
    }
    assert form_lessons(session, **span).changed == 0


def test_a_slot_taken_by_hand_is_left_out_and_names_the_other(
    session: Session, empty: Centre
) -> None:
    empty.make_lesson(
        empty.foreign_page,
        TODAY + timedelta(days=7),
        bell=1,
        staff=empty.teacher,
        state=LessonState.MOVED,
        change_reason="по просьбе",
    )
    empty.make_row(empty.page, empty.teacher, Weekday.MONDAY, 1)
    report = form_lessons(session, from_on=TODAY, to_on=TODAY + timedelta(days=13), now=empty.now)
    assert report.created == 1
    (left,) = report.left_out
    assert left.verdict.code == "teacher_busy"
    told = sentence(left.verdict)
    for word in ("Левченко", "30.11.2026", "ВА-26-2", "Основы законодательства"):
        assert word in told


def test_a_closed_year_is_not_formed(session: Session, empty: Centre) -> None:
    empty.make_row(empty.page, empty.teacher, Weekday.MONDAY, 1)
    with acting(session, Act(empty.now, system=SystemAct.DEMO_LOAD)):
        empty.year.state = YearState.CLOSED
    assert form_lessons(session, from_on=TODAY, now=empty.now).changed == 0
    with pytest.raises(Refused, match="year_closed"):
        form_lessons(session, group_id=empty.group.id, from_on=TODAY, now=empty.now)


def test_only_who_keeps_the_timetable_forms(session: Session, empty: Centre) -> None:
    teacher = empty.viewer(empty.accounts["teacher"])
    with pytest.raises(Forbidden):
        form_lessons(session, viewer=teacher, from_on=TODAY, now=empty.now)


def test_a_year_of_sixteen_groups_is_formed_quickly(session: Session, empty: Centre) -> None:
    weekdays = list(Weekday)[:6]
    for number in range(16):
        teacher = empty.make_staff(f"Педагог{number}")
        group = empty.make_group(f"Г-{number}")
        page = empty.make_page(group, empty.law, teacher)
        for weekday in weekdays:
            empty.make_row(page, teacher, weekday, 1 + number % 4, room_id=None)
    begun = stopwatch.monotonic()
    report = form_lessons(session, from_on=YEAR_START, now=at(empty, YEAR_START))
    seconds = stopwatch.monotonic() - begun
    print(f"{report.created} lessons in {seconds:.1f} s")
    assert report.created > 3000
    assert session.scalar(select(func.count()).select_from(Work)) == report.created
    assert seconds < 60, "a make run has a minute for everything"


# --- by hand ------------------------------------------------------------------------------------


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
