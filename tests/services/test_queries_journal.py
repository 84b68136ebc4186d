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
from sgo.services.journal import pages as views
from sgo.services.journal.statistics import statistics_view
from sgo.services.teacher_day import teacher_day
from sgo.vocabulary import AttendanceCode, LessonState, YearState
from tests.centre import Centre


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
        "5/2", 1, "устно", "", low=True, absent=False, changed=False, late=False, marks=(5, 2)
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
    centre.exempt(centre.student, centre.law, today, today)
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


READS: list[tuple[str, int, Callable[..., Any]]] = [
    ("grid", 5, lambda s, v, c: views.journal_page(s, v, c.page.id, None, c.now)),
    ("statistics", 5, lambda s, v, c: statistics_view(s, v, c.page.id, None, c.now)),
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
