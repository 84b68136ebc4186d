"""The diary: one's own child only, by every door; the week as it stands."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from sgo.errors import Forbidden, Missing
from sgo.models import Guardianship
from sgo.services.family.week import DiaryWeek, diary_week
from sgo.services.guard import Act, acting
from sgo.vocabulary import AttendanceCode, LessonState, Role
from tests.centre import Centre
from tests.families import teacher_and_guardian

pytestmark = pytest.mark.clause("4.8")


def week(
    centre: Centre, account: str, student_id: int | None = None, day: date | None = None
) -> DiaryWeek:
    viewer = centre.viewer(centre.accounts[account])
    return diary_week(centre.session, viewer, student_id, day or centre.now.date(), centre.now)


def test_the_week_holds_lessons_topics_marks_and_absences(centre: Centre) -> None:
    lesson = centre.lesson
    centre.make_work(lesson, centre.control)
    centre.make_cell(lesson, centre.student, 5, 4, attendance=AttendanceCode.LATE, comment="Ясно")
    found = week(centre, "guardian", centre.student.id)
    (day,) = found.days
    (seen,) = day.lessons
    assert [(mark.value, mark.work_name) for mark in seen.marks] == [
        (5, "Ответ на уроке"),
        (4, "Контрольная работа"),
    ]
    assert (seen.attendance, seen.comment) == (AttendanceCode.LATE, "Ясно")
    assert (seen.subject, seen.group) == ("Основы законодательства", "ВА-26-1")
    assert (found.mark_count, found.absence_count) == (2, 0)


def test_weeks_follow_one_another(centre: Centre) -> None:
    found = week(centre, "guardian", centre.student.id, date(2026, 11, 15))
    assert (found.monday, found.sunday) == (date(2026, 11, 9), date(2026, 11, 15))
    assert (found.previous, found.following) == (date(2026, 11, 2), date(2026, 11, 16))
    assert not found.is_current
    assert [day.day for day in found.days] == [
        date(2026, 11, 9),
        date(2026, 11, 12),
        date(2026, 11, 13),
    ]


def test_several_children_are_a_switch_and_nobody_else_is_in_it(centre: Centre) -> None:
    found = week(centre, "guardian")
    assert {child.student_id for child in found.children} == {
        centre.students[0].id,
        centre.students[1].id,
    }
    assert found.child is not None


@pytest.mark.parametrize("account", ["guardian", "student", "foreign_guardian"])
def test_nobody_reads_a_stranger(centre: Centre, account: str) -> None:
    stranger = centre.students[2]
    with pytest.raises(Missing):
        week(centre, account, stranger.id)


def test_a_student_reads_oneself_only(centre: Centre) -> None:
    found = week(centre, "student")
    assert [child.student_id for child in found.children] == [centre.student.id]
    with pytest.raises(Missing):
        week(centre, "student", centre.students[1].id)


@pytest.mark.parametrize("account", ["teacher", "technical_admin", "coordinator", "director"])
def test_the_office_has_no_diary(centre: Centre, account: str) -> None:
    with pytest.raises(Forbidden):
        week(centre, account, centre.student.id)


def test_a_teacher_who_is_a_guardian_has_only_the_child_in_the_diary(centre: Centre) -> None:
    both = teacher_and_guardian(centre)
    taught = centre.make_page(centre.make_group("ВА-26-3"), centre.driving, both.staff)
    centre.enrol(centre.students[0], taught.group)
    assert [child.student_id for child in week(centre, "both").children] == [
        centre.foreign_student.id
    ]


def test_marks_of_another_child_never_come_along(centre: Centre) -> None:
    centre.make_cell(centre.lesson, centre.students[2], 2, comment="чужое")
    found = week(centre, "guardian", centre.student.id)
    assert found.mark_count == 0
    assert all(lesson.comment is None for day in found.days for lesson in day.lessons)


@pytest.mark.parametrize(
    ("birth_date", "consent_on", "sees"),
    [
        (date(2008, 11, 24), None, True),  # seventeen until tomorrow
        (date(2008, 11, 23), None, False),  # eighteen today
        (date(2008, 11, 23), date(2026, 11, 23), True),
        (date(2008, 11, 23), date(2026, 11, 24), False),  # consent begins tomorrow
    ],
)
def test_from_eighteen_the_students_consent_decides(
    session: Session, centre: Centre, birth_date: date, consent_on: date | None, sees: bool
) -> None:
    with acting(session, Act(centre.now, role=Role.TECHNICAL_ADMIN)):
        centre.student.birth_date = birth_date
        link = session.query(Guardianship).filter_by(student_id=centre.student.id).one()
        link.adult_consent_on = consent_on
    children = week(centre, "guardian").children
    assert (centre.student.id in {child.student_id for child in children}) is sees


def test_lessons_before_joining_and_after_leaving_are_not_ones_own(centre: Centre) -> None:
    late = centre.make_student("Новиков", "Пётр")
    centre.enrol(
        late,
        centre.group,
        centre.now.date() - timedelta(days=7),
        centre.now.date() - timedelta(days=1),
    )
    guardian = centre.make_guardian("Новикова", late)
    account = centre.make_account("novikova", Role.GUARDIAN, guardian_id=guardian.id)
    centre.accounts["novikova"] = account
    assert week(centre, "novikova", late.id).days == ()
    assert len(week(centre, "novikova", late.id, date(2026, 11, 16)).days) == 1
    assert week(centre, "novikova", late.id, date(2026, 11, 9)).days == ()


def test_a_cancelled_lesson_says_so(centre: Centre) -> None:
    lesson = centre.make_lesson(
        centre.page,
        centre.now.date(),
        4,
        state=LessonState.CANCELLED,
        change_reason="Болезнь педагога",
    )
    (day,) = week(centre, "guardian", centre.student.id).days
    assert [one.state for one in day.lessons if one.lesson_id == lesson.id] == [
        LessonState.CANCELLED
    ]
