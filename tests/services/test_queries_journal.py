"""The read models of the journal: what they say, and in how few statements of any size."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.errors import Missing
from sgo.models import Exemption, TermMark
from sgo.services import journal_pages as views
from sgo.services.cell_history import cell_history
from sgo.services.journal import mark_checked, save_cell, save_topic
from sgo.services.teacher_day import teacher_day
from sgo.vocabulary import AttendanceCode, LessonState, Role, TermResult, YearState
from tests.centre import Centre


@pytest.fixture
def teacher(centre: Centre) -> Viewer:
    return centre.viewer(centre.accounts["teacher"])


def page(session: Session, viewer: Viewer, centre: Centre, **more: Any) -> views.PageView:
    term = more.pop("term", None)
    return views.journal_page(session, viewer, centre.page.id, term, more.pop("now", centre.now))


@pytest.mark.clause("1.3a", "4.1")
def test_a_page_shows_every_member_lesson_and_cell(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    centre.make_work(centre.lesson, centre.control)
    centre.make_cell(centre.lesson, centre.students[0], 5, 2, comment="устно")
    centre.make_cell(centre.lesson, centre.students[1], attendance=AttendanceCode.ABSENT)
    centre.make_cell(centre.lessons[0], centre.students[0], 4)
    view = page(session, teacher, centre)
    assert (view.head.subject, view.head.group) == ("Основы законодательства", "ВА-26-1")
    assert [term.chosen for term in view.head.terms] == [True, False]
    assert [row.name for row in view.rows] == [
        "Абрамов Кирилл",
        "Дёмин Артём",
        "Ёлкин Степан",
        "Жданов Тимур",
        "Зайченко Мирон",
    ]
    assert [column.held_on for column in view.columns] == [one.held_on for one in centre.lessons]
    today = view.columns[-1]
    assert [work.short_name for work in today.works] == ["УО", "КР"]
    assert (today.is_today, today.writable, today.days_left, today.number) == (True, True, 10, 6)
    assert (today.topic_state, today.checked) == ("none", False)
    row = view.rows[0]
    assert row.cells[-1] == views.Cell(
        "5/2", 1, "устно", "", low=True, absent=False, changed=False, late=False
    )
    assert (row.cells[0].text, row.cells[0].lock, row.cells[0].late) == ("4", "window_closed", True)
    assert (row.average_shown, row.marks_count, row.absences, row.proposed) == ("3,66", 3, 0, 4)
    assert view.rows[1].cells[-1].absent
    assert (view.feet[-1].mean, view.feet[-1].marks, view.feet[-1].absences) == ("3,50", 2, 1)
    totals = view.totals
    assert (totals.marks, totals.absences, totals.lessons, totals.hours) == (3, 1, 6, 6)
    assert view.may_write_any
    assert view.term_mark_verdict.code == "in_time"
    assert (view.due_on, view.last_day) == (date(2026, 12, 28), date(2027, 1, 9))


@pytest.mark.clause("4.11")
def test_a_page_says_what_closes_each_lesson_and_cell(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    today = centre.now.date()
    left = centre.make_student("Ушедший")
    centre.enrol(left, centre.group, ends_on=today - timedelta(days=8))
    joined = centre.make_student("Новый")
    centre.enrol(joined, centre.group, today)
    centre.enrol(centre.make_student("Прошлый"), centre.group, ends_on=date(2026, 9, 1))
    centre.add(
        Exemption(
            student_id=centre.student.id,
            curriculum_item_id=centre.law.id,
            starts_on=today,
            ends_on=today,
            basis="справка № 4",
        )
    )
    cancelled = centre.lessons[4]
    cancelled.state, cancelled.change_reason = LessonState.CANCELLED, "карантин"
    centre.add(cancelled)
    centre.make_lesson(centre.page, today + timedelta(days=1))
    view = page(session, teacher, centre)
    codes = [column.verdict.code for column in view.columns]
    closed = ["window_closed"] * 3
    assert codes == [*closed, "window_open", "lesson_cancelled", "window_open", "lesson_ahead"]
    assert [column.closing_soon for column in view.columns].index(True) == 3
    assert [column.number for column in view.columns] == [1, 2, 3, 4, 0, 5, 6]
    rows = {row.student_id: row for row in view.rows}
    assert rows[left.id].left_on == today - timedelta(days=8)
    assert [cell.lock for cell in rows[left.id].cells][-4:] == [
        "",
        "left_the_group",
        "left_the_group",
        "left_the_group",
    ]
    assert rows[joined.id].joined_on == today
    assert rows[joined.id].cells[0].lock == "not_yet_in_group"
    assert rows[joined.id].cells[5].lock == ""
    assert rows[centre.student.id].cells[5].lock == "exempt_on_day"
    assert [row.number for row in view.rows] == list(range(1, len(view.rows) + 1))
    next_term = page(session, teacher, centre, term=centre.terms[1].id)
    assert left.id not in {row.student_id for row in next_term.rows}
    with pytest.raises(Missing):
        page(session, teacher, centre, term=10**6)


@pytest.mark.clause("3.2", "1.3c")
def test_a_closed_year_is_read_and_not_written(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    centre.make_cell(centre.lesson, centre.student, 5)
    centre.year.state = YearState.CLOSED
    centre.add(centre.year)
    view = page(session, teacher, centre)
    assert {column.verdict.code for column in view.columns} == {"year_closed"}
    assert view.term_mark_verdict.code == "year_closed"
    assert view.rows[0].cells[-1].text == "5"


def test_the_term_of_the_page_is_todays_or_the_last_begun(session: Session, centre: Centre) -> None:
    director = centre.viewer(centre.accounts["director"])

    def chosen(day: date) -> int:
        now = datetime.combine(day, centre.now.timetz())
        return page(session, replace(director, today=day), centre, now=now).term.id

    first, second = (term.id for term in centre.terms)
    assert chosen(date(2026, 8, 20)) == first
    assert chosen(date(2026, 12, 30)) == first
    assert chosen(date(2027, 1, 5)) == first
    assert chosen(date(2027, 1, 11)) == second
    assert chosen(date(2027, 6, 20)) == second


@pytest.mark.clause("4.9")
def test_a_near_miss_is_shown_and_never_less_than_it_is(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    marks = (5, 4, 5, 4, 4)  # 4,40: a tenth below 4,50
    for lesson, mark in zip(centre.lessons, marks, strict=False):
        centre.make_cell(lesson, centre.students[0], mark)
    for lesson, mark in zip(centre.lessons, (5, 4, 4), strict=False):
        centre.make_cell(lesson, centre.students[1], mark)
    view = page(session, teacher, centre)
    assert (view.rows[0].average_shown, view.rows[0].short_of) == ("4,40", "0,10")
    assert (view.rows[1].average_shown, view.rows[1].short_of) == ("4,33", "")
    assert view.rows[2].short_of == ""


@pytest.mark.clause("4.6", "1.3f")
def test_topics_tell_how_much_of_the_programme_is_done(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    for lesson, words in zip(centre.lessons, ("Знаки", "Разметка"), strict=False):
        lesson.topic, lesson.topic_entered_at, lesson.hours = words, centre.now, 2
        centre.add(lesson)
    cancelled = centre.lessons[3]
    cancelled.state, cancelled.change_reason = LessonState.CANCELLED, "карантин"
    centre.add(cancelled)
    centre.make_lesson(centre.page, centre.now.date() + timedelta(days=1))
    view = views.topics_view(session, teacher, centre.page.id, centre.term.id, centre.now)
    done = view.done
    assert (done.plan_hours, done.scheduled_hours, done.held_hours) == (42, 8, 7)
    assert (done.done_hours, done.topics, done.missing_topics, done.late_topics) == (4, 2, 3, 2)
    assert [one.topic_state for one in view.lessons] == [
        "late",
        "late",
        "none",
        "off",
        "none",
        "none",
        "ahead",
    ]
    spring = views.topics_view(session, teacher, centre.page.id, centre.terms[1].id, centre.now)
    assert spring.lessons == ()
    assert spring.done == done


@pytest.mark.clause("4.9", "4.13")
def test_the_tab_of_term_marks_has_menus_and_counts_what_is_missing(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    centre.make_cell(centre.lesson, centre.student, 5)
    centre.add(
        TermMark(
            page_id=centre.page.id,
            term_id=centre.term.id,
            student_id=centre.student.id,
            result=TermResult.FOUR,
            marks_sum=4,
            marks_count=1,
            entered_at=centre.now,
        )
    )
    view = views.term_marks_view(session, teacher, centre.page.id, None, centre.now)
    assert (view.given, view.missing, view.verdict.code) == (1, 4, "in_time")
    first = view.lines[0]
    assert (first.result, first.version, first.stale, first.late) == (
        TermResult.FOUR,
        1,
        True,
        False,
    )
    assert first.options[0].result is TermResult.FIVE
    closed = centre.now.replace(year=2027, month=1, day=10)
    late = views.term_marks_view(session, teacher, centre.page.id, centre.term.id, closed)
    assert {option.verdict.clause for option in late.lines[0].options} == {"4.14"}


@pytest.mark.clause("4.6", "4.11")
def test_a_lesson_on_one_screen(session: Session, centre: Centre, teacher: Viewer) -> None:
    centre.make_cell(centre.lesson, centre.student, 5, attendance=AttendanceCode.LATE)
    centre.make_cell(centre.lesson, centre.students[1], attendance=AttendanceCode.ABSENT)
    view = views.lesson_view(session, teacher, centre.lesson.id, centre.now)
    assert (view.number, view.previous_id, view.next_id) == (6, centre.lessons[4].id, None)
    assert (view.absences, view.marks, view.mean, view.days_left) == (1, 1, "5,00", 10)
    assert [line.text for line in view.lines] == ["оп/5", "н", "", "", ""]
    assert AttendanceCode.ILL not in view.codes
    first = views.lesson_view(session, teacher, centre.lessons[0].id, centre.now)
    assert (first.number, first.previous_id, first.next_id) == (1, None, centre.lessons[1].id)
    assert not first.writable
    assert {line.verdict.code for line in first.lines} == {"window_closed"}


def test_the_list_of_pages(session: Session, centre: Centre, teacher: Viewer) -> None:
    (own,) = views.pages_of(session, teacher)
    assert (own.page_id, own.mine, own.students, own.lessons, own.held, own.missing_topics) == (
        centre.page.id,
        True,
        5,
        6,
        6,
        6,
    )
    assert own.teachers == (centre.teacher.short_name,)
    curator = views.pages_of(session, centre.viewer(centre.accounts["curator"]))
    assert [(line.page_id, line.mine) for line in curator] == [
        (centre.curator_page.id, True),
        (centre.page.id, False),
    ]
    office = views.pages_of(session, centre.viewer(centre.accounts["director"]))
    assert len(office) == 3
    assert not any(line.mine for line in office)


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


@pytest.mark.clause("1.4", "3.3")
def test_a_cell_tells_its_history(session: Session, centre: Centre, teacher: Viewer) -> None:
    lesson, student = centre.lesson, centre.student
    steps = [("5", None), ("н/4", "болел"), ("", "болел")]
    for seen, (text, comment) in enumerate(steps):
        save_cell(
            session,
            teacher,
            lesson.id,
            student.id,
            text,
            comment=comment,
            seen_version=seen,
            now=centre.now + timedelta(minutes=seen),
        )
    lines = cell_history(session, teacher, lesson.id, student.id, centre.now)
    assert [(line.before, line.after) for line in lines] == [
        ("н/4", ""),
        ("5", "н/4"),
        ("", "5"),
    ]
    assert [line.comment_after for line in lines] == ["болел", "болел", None]
    assert {line.by for line in lines} == {centre.teacher.short_name}
    assert {line.role for line in lines} == {Role.TEACHER}
    assert lines[0].at == centre.now + timedelta(minutes=2)
    assert lines[0].at.tzinfo is centre.now.tzinfo


READS: list[tuple[str, int, Callable[..., Any]]] = [
    ("grid", 5, lambda s, v, c: views.journal_page(s, v, c.page.id, None, c.now)),
    ("topics", 3, lambda s, v, c: views.topics_view(s, v, c.page.id, None, c.now)),
    ("term marks", 3, lambda s, v, c: views.term_marks_view(s, v, c.page.id, None, c.now)),
    ("final marks", 5, lambda s, v, c: views.final_marks_view(s, v, c.page.id, c.now)),
    ("lesson", 2, lambda s, v, c: views.lesson_view(s, v, c.lesson.id, c.now)),
    ("pages", 2, lambda s, v, c: views.pages_of(s, v)),
    ("home", 3, lambda s, v, c: teacher_day(s, v, c.now.date(), c.now)),
]


def test_no_view_asks_more_of_a_larger_page(
    session: Session, centre: Centre, teacher: Viewer, count_queries
) -> None:
    def asked() -> dict[str, int]:
        counts = {}
        for name, _, read in READS:
            session.expunge_all()
            count_queries.statements.clear()
            read(session, teacher, centre)
            counts[name] = len(count_queries)
        return counts

    most = {name: limit for name, limit, _ in READS}
    assert asked() == most
    for number in range(30):
        student = centre.make_student(f"Фамильный{number}", "Пётр")
        centre.enrol(student, centre.group)
        centre.make_cell(centre.lesson, student, 2 + number % 4)
    for back in range(1, 20):
        centre.make_lesson(centre.page, centre.now.date() - timedelta(days=back), bell=3)
    assert asked() == most
