"""What came since a family's last visit: marked through the visit, told by the trail, own only."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from sgo.models import DiaryVisit, JournalEntry
from sgo.services.family.attendance import attendance_view
from sgo.services.family.children import Family, family
from sgo.services.family.finals import finals_view
from sgo.services.family.marks import marks_view
from sgo.services.family.visits import keep_visit
from sgo.services.family.week import DiaryWeek, diary_week, timetable_week
from sgo.services.journal.writing import save_cell, save_topic
from sgo.services.timetable.lessons import cancel_lesson, move_lesson, substitute_lesson
from sgo.vocabulary import AttendanceCode, FinalKind, LessonState, TermResult
from tests.centre import Centre
from tests.conftest import QueryCount
from tests.families import give_final_mark, give_term_mark, many_lessons

pytestmark = pytest.mark.clause("1.3f")

HOUR = timedelta(hours=1)


def week(
    centre: Centre, account: str = "guardian", at: datetime | None = None, day: date | None = None
) -> DiaryWeek:
    now, viewer = at or centre.now, centre.viewer(centre.accounts[account])
    return diary_week(centre.session, viewer, centre.student.id, day or now.date(), now)


def look(centre: Centre, at: datetime, account: str = "guardian") -> Family:
    """The family opens a page."""
    viewer = centre.viewer(centre.accounts[account])
    found = family(centre.session, viewer, centre.student.id, at)
    keep_visit(centre.session, found)
    return found


def write(centre: Centre, text: str, at: datetime, comment: str | None = None) -> None:
    viewer = centre.viewer(centre.accounts["teacher"])
    seen = centre.session.get(JournalEntry, (centre.lesson.id, centre.student.id))
    save_cell(
        centre.session,
        viewer,
        centre.lesson.id,
        centre.student.id,
        text=text,
        comment=comment,
        seen_version=seen.version if seen else 0,
        now=at,
    )
    centre.session.commit()


def news_of(centre: Centre, at: datetime, account: str = "guardian") -> Any:
    found = week(centre, account, at).news
    assert found is not None
    return found


def test_on_the_first_visit_nothing_is_marked(centre: Centre) -> None:
    centre.make_cell(centre.lesson, centre.student, 5, attendance=AttendanceCode.LATE)
    first = news_of(centre, centre.now)
    assert [mark.is_new for mark in first.of_today] == [False]
    assert first.count == 0


def test_a_mark_is_new_through_the_visit_and_old_in_the_next(centre: Centre) -> None:
    look(centre, centre.now - timedelta(days=1))
    write(centre, "5", centre.now)
    for minutes in (5, 30, 58):  # one visit, page after page
        at = centre.now + timedelta(minutes=minutes)
        look(centre, at)
        (mark,) = news_of(centre, at).of_today
        assert (mark.value, mark.is_new) == (5, True)
    (mark,) = news_of(centre, centre.now + 2 * HOUR).of_today
    assert mark.is_new is False


def test_a_second_parent_and_the_student_have_visits_of_their_own(centre: Centre) -> None:
    for account in ("guardian", "student"):
        look(centre, centre.now - timedelta(days=1), account)
    write(centre, "5", centre.now)
    look(centre, centre.now + HOUR)
    look(centre, centre.now + 2 * HOUR)
    later = centre.now + 3 * HOUR
    assert not news_of(centre, later).of_today[0].is_new
    assert news_of(centre, later, "student").of_today[0].is_new


def test_of_a_cell_only_what_was_changed_is_new(centre: Centre) -> None:
    write(centre, "н", centre.now, "Звонила мама")
    look(centre, centre.now + HOUR)
    write(centre, "у", centre.now + 2 * HOUR, "Звонила мама")
    (remark,) = news_of(centre, centre.now + 3 * HOUR).remarks
    assert (remark.code, remark.has_new_code) == (AttendanceCode.EXCUSED, True)
    assert remark.has_new_comment is False
    look(centre, centre.now + 3 * HOUR)
    write(centre, "", centre.now + 4 * HOUR, "Звонила мама")
    (remark,) = news_of(centre, centre.now + 5 * HOUR).remarks
    assert (remark.code, remark.has_new_code) == (None, True)  # taken back


def test_pages_mark_the_same_things(centre: Centre) -> None:
    look(centre, centre.now - timedelta(days=1))
    write(centre, "н/4", centre.now, "Пересдача в среду")
    give_term_mark(centre, centre.page, centre.term, centre.student, TermResult.FOUR)
    give_final_mark(centre, centre.page, FinalKind.EXAM, centre.student, TermResult.FIVE)
    viewer, now = centre.viewer(centre.accounts["guardian"]), centre.now + HOUR
    args = (centre.session, viewer, centre.student.id)
    subject = next(
        one for one in marks_view(*args, None, None, now).sections[0].subjects if one.marks
    )
    assert subject.new_count == 1
    assert (subject.marks[0].is_new, subject.marks[0].has_new_comment) == (True, True)
    (lesson,) = attendance_view(*args, None, None, now).remarks
    assert lesson.is_new
    line = finals_view(*args, None, now).sections[0].lines[0]
    assert line.cells == (
        (TermResult.FOUR, True),
        (None, False),
        (None, False),
        (TermResult.FIVE, True),
        (None, False),
    )
    found = news_of(centre, now)
    assert {(one.term, one.kind, one.result) for one in found.results} == {
        (None, FinalKind.EXAM, TermResult.FIVE),
        ("I полугодие", None, TermResult.FOUR),
    }
    assert found.count == 3
    old = week(centre, "guardian", now, date(2026, 11, 16))
    assert old.news is None


def test_moves_cancellations_and_substitutes_are_news(centre: Centre) -> None:
    admin, now = centre.viewer(centre.accounts["technical_admin"]), centre.now
    tomorrow = now.date() + timedelta(days=1)
    moved, dropped, given = (centre.make_lesson(centre.page, tomorrow, bell) for bell in (1, 2, 3))
    look(centre, now - timedelta(days=1))
    friday = tomorrow + timedelta(days=3)
    reason = {"reason": "Совещание", "now": now}
    move_lesson(centre.session, admin, moved.id, held_on=friday, bell_number=4, **reason)
    cancel_lesson(centre.session, admin, dropped.id, **reason)
    other = centre.other_teacher.id
    substitute_lesson(centre.session, admin, given.id, staff_id=other, **reason)
    centre.session.commit()
    found = news_of(centre, now + HOUR)
    assert [(one.held_on, one.state) for one in found.changes] == [
        (tomorrow, LessonState.CANCELLED),
        (tomorrow, LessonState.PLANNED),
        (friday, LessonState.MOVED),
    ]
    viewer = centre.viewer(centre.accounts["guardian"])
    days = {
        day.day: day
        for day in timetable_week(
            centre.session, viewer, centre.student.id, tomorrow, now + HOUR
        ).days
    }
    (away,) = days[tomorrow].away
    assert (away.lesson_id, away.was_at) == (moved.id, time(8, 30))
    (arrived,) = days[friday].lessons
    assert (arrived.was_on, arrived.was_at, arrived.is_newly_changed) == (
        tomorrow,
        time(8, 30),
        True,
    )
    held = {lesson.lesson_id: lesson for lesson in days[tomorrow].lessons}
    assert held[given.id].instead_of == "Левченко\u00a0А.\u00a0П."
    assert held[dropped.id].state is LessonState.CANCELLED
    # Seen, and in the next visit only told, not new.
    look(centre, now + HOUR)
    assert news_of(centre, now + 2 * HOUR).changes == ()


def test_a_topic_is_no_change_of_the_timetable(centre: Centre) -> None:
    look(centre, centre.now - timedelta(days=1))
    viewer = centre.viewer(centre.accounts["teacher"])
    save_topic(centre.session, viewer, centre.lesson.id, "Знаки", seen_version=1, now=centre.now)
    assert news_of(centre, centre.now + HOUR).changes == ()


def test_news_of_others_never_come_along(centre: Centre) -> None:
    look(centre, centre.now - timedelta(days=1))
    centre.make_cell(centre.lesson, centre.students[2], 2, comment="чужое")
    centre.make_cell(centre.foreign_lesson, centre.foreign_student, attendance=AttendanceCode.LATE)
    give_term_mark(centre, centre.page, centre.term, centre.students[2], TermResult.TWO)
    found = news_of(centre, centre.now + HOUR)
    assert (found.marks, found.count) == ((), 0)


def test_a_visit_is_one_row_and_is_not_written_page_by_page(
    centre: Centre, session: Session, count_queries: QueryCount
) -> None:
    look(centre, centre.now)
    look(centre, centre.now + HOUR)
    assert session.query(DiaryVisit).count() == 1
    count_queries.statements.clear()
    look(centre, centre.now + HOUR + timedelta(seconds=20))
    assert len(count_queries) == 1  # the family alone


@pytest.mark.parametrize("subjects", [1, 12])
def test_a_week_full_of_news_takes_the_same_few_queries(
    centre: Centre, count_queries: QueryCount, subjects: int
) -> None:
    look(centre, centre.now - timedelta(days=1))
    many_lessons(centre, subjects)
    admin = centre.viewer(centre.accounts["technical_admin"])
    for bell in range(1, 2 + subjects // 6):
        lesson = centre.make_lesson(centre.page, centre.now.date() + timedelta(days=1), bell)
        cancel_lesson(centre.session, admin, lesson.id, reason="Карантин", now=centre.now)
    centre.session.commit()
    count_queries.statements.clear()
    found = week(centre, at=centre.now + HOUR)
    assert found.news is not None
    assert len(found.news.results) == subjects
    assert len(count_queries) == 10
