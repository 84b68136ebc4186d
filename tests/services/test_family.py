"""Whose pages a family reads: own children, every year, by every page; and in few queries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from sgo.errors import Forbidden, Missing
from sgo.models import Guardianship
from sgo.services.family.attendance import attendance_view
from sgo.services.family.children import Family, family
from sgo.services.family.finals import finals_view
from sgo.services.family.marks import marks_view
from sgo.services.family.programme import programme_view
from sgo.services.family.studies import Studies, studies
from sgo.services.family.week import diary_week, timetable_week
from sgo.services.guard import Act, acting
from sgo.vocabulary import LessonState, Role
from tests.centre import Centre
from tests.conftest import QueryCount
from tests.families import add_past_year, many_lessons

pytestmark = pytest.mark.clause("4.8")

PAGES: dict[str, Callable[..., Any]] = {
    "week": lambda s, v, child, now: diary_week(s, v, child, now.date(), now),
    "timetable": lambda s, v, child, now: timetable_week(s, v, child, now.date(), now),
    "marks": lambda s, v, child, now: marks_view(s, v, child, None, None, now),
    "finals": lambda s, v, child, now: finals_view(s, v, child, None, now),
    "attendance": lambda s, v, child, now: attendance_view(s, v, child, None, None, now),
    "programme": lambda s, v, child, now: programme_view(s, v, child, None, None, now),
}
QUERIES = {
    "week": 9,
    "timetable": 2,
    "marks": 7,
    "finals": 5,
    "attendance": 5,
    "programme": 3,
}
"""A week with changed lessons asks once more; the account and the visit of a request are two."""
PAGE = pytest.mark.parametrize("page", PAGES)


def opened(centre: Centre, page: str, account: str, student_id: int | None = None) -> Any:
    viewer = centre.viewer(centre.accounts[account])
    return PAGES[page](centre.session, viewer, student_id, centre.now)


def learnt(
    centre: Centre, account: str, year_id: int | None = None, student_id: int | None = None
) -> Studies:
    viewer = centre.viewer(centre.accounts[account])
    found = family(centre.session, viewer, student_id, centre.now)
    return studies(centre.session, found, year_id)


@PAGE
@pytest.mark.parametrize("account", ["guardian", "student", "foreign_guardian"])
def test_nobody_reads_a_stranger(centre: Centre, page: str, account: str) -> None:
    with pytest.raises(Missing):
        opened(centre, page, account, centre.students[2].id)


@PAGE
@pytest.mark.parametrize("account", ["teacher", "curator", "technical_admin", "director"])
def test_the_office_has_no_pages_of_a_family(centre: Centre, page: str, account: str) -> None:
    with pytest.raises(Forbidden):
        opened(centre, page, account, centre.student.id)


@PAGE
def test_a_teacher_who_is_a_guardian_reads_the_child_alone(centre: Centre, page: str) -> None:
    own = centre.make_guardian("Левченко", centre.foreign_student, given_name="Анна")
    centre.accounts["both"] = centre.make_account(
        "both",
        Role.TEACHER,
        Role.GUARDIAN,
        staff_id=centre.make_staff("Левченко", "Анна").id,
        guardian_id=own.id,
    )
    centre.make_page(centre.group, centre.make_item("Этика"), centre.accounts["both"].staff)
    assert opened(centre, page, "both").family.child.student_id == centre.foreign_student.id
    with pytest.raises(Missing):
        opened(centre, page, "both", centre.student.id)


@PAGE
def test_at_eighteen_without_consent_every_page_closes(
    session: Session, centre: Centre, page: str
) -> None:
    with acting(session, Act(centre.now, role=Role.TECHNICAL_ADMIN)):
        centre.student.birth_date = date(2008, 11, 23)
    with pytest.raises(Missing):
        opened(centre, page, "guardian", centre.student.id)
    with acting(session, Act(centre.now, role=Role.TECHNICAL_ADMIN)):
        link = session.query(Guardianship).filter_by(student_id=centre.student.id).one()
        link.adult_consent_on = centre.now.date()
    assert opened(centre, page, "guardian", centre.student.id).family.child is not None


@PAGE
def test_without_a_child_and_without_a_group_pages_are_empty(centre: Centre, page: str) -> None:
    lonely = centre.make_guardian("Пустова")
    centre.accounts["lonely"] = centre.make_account("lonely", Role.GUARDIAN, guardian_id=lonely.id)
    assert opened(centre, page, "lonely").family.child is None
    new = centre.make_student("Новиков")
    centre.accounts["new"] = centre.make_account("new", Role.STUDENT, student_id=new.id)
    assert opened(centre, page, "new").family.child.student_id == new.id


@pytest.mark.clause("1.3c")
def test_every_year_stays_in_the_switch(centre: Centre) -> None:
    past = add_past_year(centre, centre.student)
    now = learnt(centre, "guardian", student_id=centre.student.id)
    assert [year.name for year in now.years] == ["2026/27", "2025/26"]
    assert now.year is not None
    assert now.year.year_id == centre.year.id
    assert {line.subject for line in now.lines} == {"Основы законодательства", "Основы управления"}
    then = learnt(centre, "student", past.year.id)
    assert [(line.subject, line.group) for line in then.lines] == [("Робототехника", "РОБ-25-1")]
    assert then.lines[0].member_to == date(2026, 5, 29)


def test_a_year_of_others_is_not_found(centre: Centre) -> None:
    past = add_past_year(centre, centre.foreign_student)
    with pytest.raises(Missing):
        learnt(centre, "guardian", past.year.id, centre.student.id)


def test_a_year_before_the_student_came_is_not_theirs(centre: Centre) -> None:
    past = add_past_year(centre, centre.foreign_student)
    centre.enrol(centre.student, past.group, date(2026, 9, 1))
    assert len(learnt(centre, "student").years) == 1


def test_after_a_transfer_the_new_group_speaks_for_a_subject(centre: Centre) -> None:
    moved = centre.make_student("Переводов")
    left = centre.now.date() - timedelta(days=10)
    centre.enrol(moved, centre.group, ends_on=left)
    centre.enrol(moved, centre.other_group, left + timedelta(days=1))
    centre.accounts["moved"] = centre.make_account("moved", Role.STUDENT, student_id=moved.id)
    found = learnt(centre, "moved")
    assert found.groups == ("ВА-26-1", "ВА-26-2")
    by_item = {line.item_id: line.group for line in found.latest}
    assert by_item == {centre.law.id: "ВА-26-2", centre.driving.id: "ВА-26-1"}


def test_the_children_are_in_the_order_of_birth(centre: Centre) -> None:
    little = centre.make_student("Абрамова", "Вера", birth_date=date(2016, 1, 5))
    guardian = centre.make_guardian("Абрамов", little, centre.student, given_name="Пётр")
    centre.accounts["father"] = centre.make_account(
        "father", Role.GUARDIAN, guardian_id=guardian.id
    )
    found: Family = opened(centre, "marks", "father").family
    assert [child.given_name for child in found.children] == ["Кирилл", "Вера"]
    assert found.child == found.children[0]


@PAGE
@pytest.mark.parametrize("subjects", [1, 12])
def test_a_page_takes_the_same_few_queries(
    centre: Centre, count_queries: QueryCount, page: str, subjects: int
) -> None:
    many_lessons(centre, subjects)
    centre.session.commit()
    viewer = centre.viewer(centre.accounts["guardian"])
    count_queries.statements.clear()
    PAGES[page](centre.session, viewer, centre.student.id, centre.now)
    assert len(count_queries) == QUERIES[page]


def test_the_week_names_teacher_room_and_substitute(centre: Centre) -> None:
    centre.make_lesson(
        centre.page, centre.now.date(), 3, staff=centre.other_teacher, room_id=centre.room.id
    )
    lessons = opened(centre, "timetable", "student").today_lessons
    assert [(one.teacher, one.instead_of, one.room) for one in lessons] == [
        ("Левченко\u00a0А.\u00a0П.", None, None),
        ("Гордиенко\u00a0Т.\u00a0П.", "Левченко\u00a0А.\u00a0П.", "каб. 7"),
    ]


def test_today_tells_what_was_given_today_for_whatever_day(centre: Centre) -> None:
    centre.make_cell(centre.lesson, centre.student, 5)
    centre.make_cell(centre.lessons[3], centre.student, 4)
    centre.now -= timedelta(days=1)
    centre.make_cell(centre.lessons[4], centre.student, 3)  # yesterday
    centre.now += timedelta(days=1)
    centre.make_cell(centre.lesson, centre.students[2], 2)
    week = opened(centre, "week", "student")
    assert [(mark.value, mark.held_on) for mark in week.news.of_today] == [
        (5, date(2026, 11, 23)),
        (4, date(2026, 11, 13)),
    ]
    viewer = centre.viewer(centre.accounts["student"])
    other = diary_week(centre.session, viewer, None, date(2026, 11, 16), centre.now)
    assert other.news is None


def test_control_works_ahead_are_told(centre: Centre) -> None:
    tomorrow, today = centre.now.date() + timedelta(days=1), centre.now.date()
    for held_on, bell, columns in (
        (tomorrow, 1, {}),
        (tomorrow, 2, {"state": LessonState.CANCELLED, "change_reason": "Болезнь"}),
        (today, 2, {}),
        (today + timedelta(days=15), 1, {}),
    ):
        lesson = centre.make_lesson(centre.page, held_on, bell, **columns)
        centre.make_work(lesson, centre.control)
    ahead = opened(centre, "week", "guardian", centre.student.id).ahead
    assert [(work.held_on, work.short_name) for work in ahead] == [(tomorrow, "КР")]
    assert opened(centre, "week", "foreign_guardian").ahead == ()
