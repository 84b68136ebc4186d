"""The tabs of a page, one lesson, the list of pages, the history of a cell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.models import AuditEvent, Membership, TermMark
from sgo.services.bulk.cells import CellWish, write_cells
from sgo.services.journal import pages as views
from sgo.services.journal.cell_history import cell_history
from sgo.services.journal.writing import save_cell
from sgo.vocabulary import AttendanceCode, BulkAct, LessonState, Role, TermResult
from tests.centre import Centre


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


@pytest.mark.clause("1.3c")
def test_a_course_that_is_over_keeps_the_number_of_its_last_day(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    for membership in session.scalars(select(Membership)):
        membership.ends_on = centre.group.ends_on
        centre.add(membership)
    for today, students in ((centre.group.ends_on, 5), (date(2027, 10, 1), 5)):
        (own,) = views.pages_of(session, replace(teacher, today=today))
        assert own.students == students, today
    director = centre.viewer(centre.accounts["director"])
    before = replace(director, today=centre.group.starts_on - timedelta(days=1))
    (first,) = [one for one in views.pages_of(session, before) if one.page_id == centre.page.id]
    assert first.students == 5


@pytest.mark.clause("1.4", "3.3")
def test_what_one_hand_mends_within_a_minute_reads_as_one_entry(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    """The trail keeps every save; another minute, or an act over many, is another line."""
    lesson, student = centre.lesson, centre.student
    seconds = [0, 20, 59, 60, 61]
    for version, (text, after) in enumerate(zip("54325", seconds, strict=True)):
        now = centre.now + timedelta(seconds=after)
        save_cell(session, teacher, lesson.id, student.id, text, seen_version=version, now=now)
    lines = cell_history(session, teacher, lesson.id, student.id, centre.now)
    assert [(line.before, line.after) for line in lines] == [("3", "5"), ("", "3")]
    wish = CellWish(lesson.id, student.id, "4", 5)
    now = centre.now + timedelta(seconds=62)
    write_cells(session, teacher, centre.page.id, BulkAct.PASTE, [wish], over_filled=True, now=now)
    lines = cell_history(session, teacher, lesson.id, student.id, centre.now)
    assert [(line.before, line.after) for line in lines] == [("5", "4"), ("3", "5"), ("", "3")]
    key = f"{lesson.id}/{student.id}"
    marks = select(AuditEvent.changes).where(
        AuditEvent.cell_key == key, AuditEvent.subject == "marks"
    )
    assert [changes["value"][1] for changes in session.scalars(marks)] == [5, 4, 3, 2, 5, 4]


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
