"""Every line of the coordinator's board is true: made, seen, mended, gone (1.5, 3.1, 5.3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.errors import Forbidden
from sgo.models import (
    AcademicYear,
    Lesson,
    MovementRecord,
    TermMark,
    TermScheme,
    YearArchive,
)
from sgo.services.journal import writing
from sgo.services.monitoring.board import Board, board
from sgo.services.movement.decisions import confirm_order
from sgo.vocabulary import Fault, MovementKind, TermResult, Urgency, Weekday, YearState
from tests.centre import Centre
from tests.conftest import MOSCOW, QueryCount
from tests.panel.growing import grow

Look = Callable[..., Board]


@pytest.fixture
def look(session: Session, centre: Centre, coordinator: Viewer) -> Look:
    """The board at a moment, by default the centre's."""

    def look_now(now: datetime | None = None) -> Board:
        session.expire_all()
        return board(session, coordinator, now or centre.now)

    return look_now


def lesson_faults(seen: Board, lesson: Lesson) -> set[Fault]:
    lines = [line for line in (*seen.lines, *seen.lost) if line.lesson_id == lesson.id]
    assert len(lines) <= 1
    return {fault for line in lines for fault in line.faults}


def kinds(seen: Board) -> set[Fault]:
    return {fault for line in seen.lines for fault in line.faults}


def at(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=MOSCOW)


@pytest.mark.clause("1.5", "5.3")
def test_an_unfilled_lesson_is_seen_till_topic_and_attendance_stand(
    session: Session, centre: Centre, look: Look
) -> None:
    lesson = centre.lessons[4]  # a week ago
    teacher = centre.viewer(centre.accounts["teacher"])
    seen = look()
    assert lesson_faults(seen, lesson) == {Fault.TOPIC_MISSING, Fault.ATTENDANCE_UNCHECKED}
    line = next(one for one in seen.lines if one.lesson_id == lesson.id)
    assert (line.day, line.due_on) == (date(2026, 11, 16), date(2026, 11, 26))
    assert line.staff == ((centre.teacher.id, centre.teacher.short_name),)
    assert (line.group, line.subject) == ("ВА-26-1", "Основы законодательства")
    writing.save_topic(
        session, teacher, lesson.id, "Знаки", seen_version=lesson.version, now=centre.now
    )
    session.commit()
    assert lesson_faults(look(), lesson) == {Fault.ATTENDANCE_UNCHECKED}
    writing.mark_checked(session, teacher, lesson.id, now=centre.now)
    session.commit()
    assert lesson_faults(look(), lesson) == set()


@pytest.mark.clause("1.5", "5.3")
def test_a_control_work_without_marks_is_seen_till_the_first_mark(
    session: Session, centre: Centre, look: Look
) -> None:
    lesson = centre.lessons[4]
    centre.make_work(lesson, centre.control)
    session.commit()
    assert Fault.CONTROL_UNMARKED in lesson_faults(look(), lesson)
    teacher = centre.viewer(centre.accounts["teacher"])
    writing.save_cell(
        session,
        teacher,
        lesson.id,
        centre.student.id,
        "5/4",  # the second work of the lesson is the control work
        seen_version=None,
        now=centre.now,
    )
    session.commit()
    assert Fault.CONTROL_UNMARKED not in lesson_faults(look(), lesson)


@pytest.mark.clause("1.5", "5.3")
def test_a_closed_lesson_is_lost_and_today_and_cancelled_ones_lack_nothing(
    session: Session, centre: Centre, look: Look
) -> None:
    closed, last_day, today = centre.lessons[2], centre.lessons[3], centre.lesson
    seen = look()
    assert lesson_faults(seen, closed) == {
        Fault.TOPIC_MISSING,
        Fault.ATTENDANCE_UNCHECKED,
    }
    assert not any(one.lesson_id == closed.id for one in seen.lines)
    assert {one.urgency for one in seen.lines if one.lesson_id == last_day.id} == {Urgency.CLOSING}
    assert seen.closing_today == 1
    assert lesson_faults(seen, today) == set()
    assert (seen.whole.lessons, seen.whole.lost, seen.whole.closing) == (5, 3, 2)
    assert [(one.name, one.figures.lost) for one in seen.teachers] == [
        (centre.teacher.short_name, 3)
    ]


@pytest.mark.clause("3.1")
def test_term_marks_are_due_then_late_then_given(
    session: Session, centre: Centre, look: Look
) -> None:
    page, students = centre.page, centre.students

    def of_page(day: date) -> list[tuple[Fault, int]]:
        return [
            (one.faults[0], one.count)
            for one in look(at(day)).lines
            if one.page_id == page.id and one.term_id and Fault.FEW_MARKS not in one.faults
        ]

    assert of_page(date(2026, 12, 25)) == []
    assert of_page(date(2026, 12, 26)) == [(Fault.TERM_MARKS_DUE, 5)]
    assert of_page(date(2026, 12, 29)) == [(Fault.TERM_MARKS_LATE, 5)]
    for student in students:
        give(centre, student.id, TermResult.NOT_ASSESSED)
    assert of_page(date(2026, 12, 29)) == []


def give(centre: Centre, student_id: int, result: TermResult, total: int = 0, n: int = 0) -> Any:
    return centre.add(
        TermMark(
            page_id=centre.page.id,
            term_id=centre.term.id,
            student_id=student_id,
            result=result,
            marks_sum=total,
            marks_count=n,
            entered_at=centre.now,
        )
    )


@pytest.mark.clause("3.1")
def test_a_stale_mark_is_seen_till_it_follows_the_average(centre: Centre, look: Look) -> None:
    centre.make_cell(centre.lessons[0], centre.student, 5)
    mark = give(centre, centre.student.id, TermResult.FIVE, 5, 1)
    assert Fault.TERM_MARK_STALE not in kinds(look())
    centre.make_cell(centre.lessons[4], centre.student, 2)
    stale = [one for one in look().lines if Fault.TERM_MARK_STALE in one.faults]
    assert [(one.page_id, one.term_id, one.count) for one in stale] == [
        (centre.page.id, centre.term.id, 1)
    ]
    mark.result = TermResult.FOUR  # (5 + 2) / 2 is 3.5
    centre.add(mark)
    assert Fault.TERM_MARK_STALE not in kinds(look())


@pytest.mark.clause("3.1")
def test_too_few_marks_are_seen_near_the_end_of_the_term(centre: Centre, look: Look) -> None:
    day = date(2026, 12, 20)

    def few() -> int:
        lines = [one for one in look(at(day)).lines if one.page_id == centre.page.id]
        return sum(one.count for one in lines if Fault.FEW_MARKS in one.faults)

    assert few() == 5
    centre.make_cell(centre.lessons[0], centre.student, 4)
    assert few() == 4


@pytest.mark.clause("3.1")
def test_a_group_without_a_timetable_is_seen_till_it_has_a_row(
    session: Session, centre: Centre, look: Look
) -> None:
    def bare() -> set[str]:
        return {one.group for one in look().lines if Fault.NO_TIMETABLE in one.faults}

    assert "ВА-26-2" in bare()
    centre.make_row(centre.foreign_page, centre.other_teacher, Weekday.FRIDAY, 4)
    assert "ВА-26-2" not in bare()


@pytest.mark.clause("3.1", "4.4")
def test_a_year_that_is_not_ready_is_seen_till_it_is(centre: Centre, look: Look) -> None:
    old = centre.add(
        AcademicYear(
            name="2025/26",
            starts_on=date(2025, 9, 1),
            ends_on=date(2026, 8, 31),
            state=YearState.OPEN,
        )
    )
    centre.year.state = YearState.PREPARING
    centre.add(centre.year)
    assert {Fault.YEAR_NOT_OPEN, Fault.YEAR_NOT_MOVED, Fault.ARCHIVE_DUE} <= kinds(look())
    centre.year.state = YearState.OPEN
    centre.add(centre.year)
    assert Fault.YEAR_NOT_OPEN not in kinds(look())
    old.state = YearState.CLOSED
    centre.add(old)
    assert Fault.YEAR_NOT_MOVED not in kinds(look())
    centre.add(YearArchive(academic_year_id=old.id, filed_on=date(2026, 6, 25)))
    assert Fault.ARCHIVE_DUE not in kinds(look())


@pytest.mark.clause("4.4")
def test_a_year_held_open_by_a_course_that_goes_on_is_no_fault(centre: Centre, look: Look) -> None:
    old = centre.add(
        AcademicYear(
            name="2025/26",
            starts_on=date(2025, 9, 1),
            ends_on=date(2026, 8, 31),
            state=YearState.OPEN,
        )
    )
    assert Fault.YEAR_NOT_MOVED in kinds(look())
    scheme = centre.add(TermScheme(name="Курс", academic_year_id=old.id))
    columns = {
        "academic_year_id": old.id,
        "term_scheme_id": scheme.id,
        "starts_on": date(2026, 2, 2),
    }
    goes_on = centre.make_group("РОБ-25-1", ends_on=date(2026, 11, 13), **columns)
    over = centre.make_group("РОБ-25-2", ends_on=date(2026, 5, 29), **columns)
    centre.enrol(centre.make_student("Новиков"), goes_on)
    assert Fault.YEAR_NOT_MOVED not in kinds(look())  # 13 November and ten days is today
    assert Fault.YEAR_NOT_MOVED in kinds(look(centre.now + timedelta(days=1)))
    left_behind = centre.enrol(centre.make_student("Громов"), over)
    assert Fault.YEAR_NOT_MOVED in kinds(look())
    left_behind.ends_on = date(2026, 5, 29)
    centre.add(left_behind)
    assert Fault.YEAR_NOT_MOVED not in kinds(look())


@pytest.mark.clause("3.1")
def test_a_waiting_order_is_seen_till_it_is_decided(
    session: Session, centre: Centre, coordinator: Viewer, look: Look
) -> None:
    assert Fault.ORDER_WAITING not in kinds(look())
    order = centre.make_order(
        MovementKind.WITHDRAWAL,
        "17-о",
        MovementRecord(
            student_id=centre.student.id, group_id=centre.group.id, effective_on=date(2026, 11, 23)
        ),
    )
    waiting = [one for one in look().lines if Fault.ORDER_WAITING in one.faults]
    assert [(one.order_id, one.what) for one in waiting] == [(order.id, "17-о")]
    confirm_order(session, coordinator, order.id, centre.now)
    session.commit()
    assert Fault.ORDER_WAITING not in kinds(look())


def test_the_trend_counts_topics_written_on_the_day(
    session: Session, centre: Centre, look: Look
) -> None:
    in_time, late = centre.lessons[0], centre.lessons[1]  # three and two weeks ago
    for one, entered_at in (
        (in_time, at(in_time.held_on, 23)),
        (late, at(late.held_on + timedelta(days=1), 0)),
    ):
        one.topic, one.topic_entered_at = "Знаки", entered_at
        centre.add(one)
    whole = look().whole
    assert whole.topics_in_time == 1
    assert whole.trend == (None, None, None, None, 100, 0, 0, None)
    assert whole.topic_percent == 20


def test_the_board_is_closed_to_teachers_and_families(session: Session, centre: Centre) -> None:
    for name in ("teacher", "curator", "guardian", "student"):
        with pytest.raises(Forbidden):
            board(session, centre.viewer(centre.accounts[name]), centre.now)


def test_the_board_asks_at_most_twelve_questions_of_a_centre_of_any_size(
    session: Session, centre: Centre, look: Look, count_queries: QueryCount
) -> None:
    day = at(date(2026, 12, 29))
    count_queries.statements.clear()
    look(day)
    few = len(count_queries)
    grow(centre, 0, 40)
    count_queries.statements.clear()
    seen = look(day)
    assert len(count_queries) == few <= 12
    assert len(seen.lines) > 40
