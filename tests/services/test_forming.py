"""Lessons come from the timetable, the terms and the calendar; what is left out says why (4.4)."""

from __future__ import annotations

import time as stopwatch
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sgo.errors import Forbidden, Refused
from sgo.models import AuditEvent, Lesson, Term, TermScheme, Work
from sgo.sentences import sentence
from sgo.services.guard import Act, acting
from sgo.services.timetable.lessons import form_lessons
from sgo.vocabulary import DayKind, LessonState, SystemAct, Weekday, YearState
from tests.centre import Centre
from tests.services.forming import TODAY, YEAR_START, at, days, period


@pytest.mark.clause("4.4")
def test_lessons_come_from_timetable_terms_and_calendar(session: Session, unformed: Centre) -> None:
    period(unformed, DayKind.VACATION, date(2026, 10, 26), date(2026, 11, 3))
    period(
        unformed,
        DayKind.WORKING_DAY,
        date(2026, 10, 10),
        date(2026, 10, 10),
        follows_weekday=Weekday.WEDNESDAY,
    )
    unformed.make_row(unformed.page, unformed.teacher, Weekday.WEDNESDAY, 2)
    report = form_lessons(
        session, from_on=YEAR_START, to_on=date(2027, 8, 31), now=at(unformed, YEAR_START)
    )
    formed = days(session, unformed.page.id)
    assert date(2026, 9, 2) in formed
    assert date(2026, 10, 28) not in formed, "a vacation"
    assert date(2026, 11, 4) not in formed, "Unity Day"
    assert date(2026, 10, 10) in formed, "a Saturday that teaches as a Wednesday"
    assert date(2026, 12, 30) in formed, "the last day of the term"
    assert date(2027, 1, 6) not in formed, "between terms, and a holiday"
    assert max(formed) == date(2027, 5, 26), "the last Wednesday of the course"
    assert report.created == len(formed) == 37
    lesson = session.scalars(select(Lesson).where(Lesson.held_on == date(2026, 9, 2))).one()
    assert [work.work_type_id for work in lesson.works] == [unformed.answer.id]
    assert (lesson.staff_id, lesson.regular_staff_id) == (unformed.teacher.id, unformed.teacher.id)
    assert lesson.starts_at.isoformat("minutes") == "09:20"
    events = session.scalars(select(AuditEvent).where(AuditEvent.subject == "lessons")).all()
    formed_events = [one for one in events if one.system_act is SystemAct.LESSON_FORMING]
    assert sum(one.action == "create" for one in formed_events) == 37


@pytest.mark.clause("4.4")
def test_forming_twice_changes_nothing(session: Session, unformed: Centre) -> None:
    unformed.make_row(unformed.page, unformed.teacher, Weekday.WEDNESDAY, 2)
    first = form_lessons(session, from_on=TODAY, now=unformed.now)
    again = form_lessons(session, from_on=TODAY, now=unformed.now)
    assert first.created > 20
    assert (again.changed, again.kept) == (0, first.created)


def test_left_out_days_are_told_with_the_reason(session: Session, unformed: Centre) -> None:
    unformed.make_row(unformed.page, unformed.teacher, Weekday.MONDAY, 1)
    report = form_lessons(
        session, from_on=date(2026, 10, 1), to_on=date(2027, 1, 17), now=unformed.now
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
        now=unformed.now,
        past_too=True,
    )
    assert past.created == sum(code == "window_closed" for _, code in reasons)


@pytest.mark.clause("4.4")
def test_a_short_course_has_its_own_term_and_may_span_years(
    session: Session, unformed: Centre
) -> None:
    own = unformed.add(TermScheme(academic_year_id=unformed.year.id, name="Курс"))
    span = (date(2027, 7, 5), date(2027, 10, 1))
    unformed.add(
        Term(scheme_id=own.id, name="Курс", position=1, starts_on=span[0], ends_on=span[1])
    )
    group = unformed.make_group("К-27", starts_on=span[0], ends_on=span[1], term_scheme_id=own.id)
    page = unformed.make_page(group, unformed.law, unformed.teacher)
    unformed.make_row(page, unformed.teacher, Weekday.MONDAY, 1, valid_from=date(2027, 6, 1))
    report = form_lessons(session, group_id=group.id, from_on=date(2027, 6, 1), now=unformed.now)
    formed = days(session, page.id)
    assert formed[0] == date(2027, 7, 5)
    assert formed[-1] == date(2027, 9, 27), "past the academic year, inside the course"
    assert report.created == len(formed) == 13


def test_a_day_outside_the_terms_is_left_out_by_name(session: Session, unformed: Centre) -> None:
    group = unformed.make_group("Л-26", ends_on=date(2027, 6, 30))
    page = unformed.make_page(group, unformed.law, unformed.teacher)
    unformed.make_row(page, unformed.teacher, Weekday.THURSDAY, 1)
    report = form_lessons(session, group_id=group.id, from_on=date(2027, 5, 20), now=unformed.now)
    assert report.created == 2
    june = [one for one in report.left_out if one.day > date(2027, 5, 29)]
    assert {one.verdict.code for one in june} == {"outside_terms"}


def test_a_slot_taken_by_hand_is_left_out_and_names_the_other(
    session: Session, unformed: Centre
) -> None:
    unformed.make_lesson(
        unformed.foreign_page,
        TODAY + timedelta(days=7),
        bell=1,
        staff=unformed.teacher,
        state=LessonState.MOVED,
        change_reason="по просьбе",
    )
    unformed.make_row(unformed.page, unformed.teacher, Weekday.MONDAY, 1)
    report = form_lessons(
        session, from_on=TODAY, to_on=TODAY + timedelta(days=13), now=unformed.now
    )
    assert report.created == 1
    (left,) = report.left_out
    assert left.verdict.code == "teacher_busy"
    told = sentence(left.verdict)
    for word in ("Левченко", "30.11.2026", "ВА-26-2", "Основы законодательства"):
        assert word in told


def test_a_closed_year_is_not_formed(session: Session, unformed: Centre) -> None:
    unformed.make_row(unformed.page, unformed.teacher, Weekday.MONDAY, 1)
    with acting(session, Act(unformed.now, system=SystemAct.DEMO_LOAD)):
        unformed.year.state = YearState.CLOSED
    assert form_lessons(session, from_on=TODAY, now=unformed.now).changed == 0
    with pytest.raises(Refused, match="year_closed"):
        form_lessons(session, group_id=unformed.group.id, from_on=TODAY, now=unformed.now)


def test_only_who_keeps_the_timetable_forms(session: Session, unformed: Centre) -> None:
    teacher = unformed.viewer(unformed.accounts["teacher"])
    with pytest.raises(Forbidden):
        form_lessons(session, viewer=teacher, from_on=TODAY, now=unformed.now)


def test_a_year_of_sixteen_groups_is_formed_quickly(session: Session, unformed: Centre) -> None:
    weekdays = list(Weekday)[:6]
    for number in range(16):
        teacher = unformed.make_staff(f"Педагог{number}")
        group = unformed.make_group(f"Г-{number}")
        page = unformed.make_page(group, unformed.law, teacher)
        for weekday in weekdays:
            unformed.make_row(page, teacher, weekday, 1 + number % 4, room_id=None)
    begun = stopwatch.monotonic()
    report = form_lessons(session, from_on=YEAR_START, now=at(unformed, YEAR_START))
    seconds = stopwatch.monotonic() - begun
    print(f"{report.created} lessons in {seconds:.1f} s")
    assert report.created > 3000
    assert session.scalar(select(func.count()).select_from(Work)) == report.created
    assert seconds < 60, "a make run has a minute for everything"
