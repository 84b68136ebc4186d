"""Results, attendance and programme of a year, for the family."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sgo.errors import Missing
from sgo.services.family.attendance import AttendanceView, attendance_view
from sgo.services.family.finals import FinalsView, finals_view
from sgo.services.family.programme import Done, ProgrammeView, programme_view
from sgo.services.journal.tabs import topics_view
from sgo.vocabulary import AttendanceCode, FinalKind, LessonState, Role, TermResult
from tests.centre import Centre
from tests.families import add_past_year, give_final_mark, give_term_mark

pytestmark = pytest.mark.clause("1.3f", "4.8")

FOUR, FIVE, PASSED = TermResult.FOUR, TermResult.FIVE, TermResult.PASSED
ABSENT = AttendanceCode.ABSENT


def finals(centre: Centre, account: str = "student", year_id: int | None = None) -> FinalsView:
    viewer = centre.viewer(centre.accounts[account])
    return finals_view(centre.session, viewer, None, year_id, centre.now)


def attendance(
    centre: Centre,
    month: date | None = None,
    account: str = "student",
    year_id: int | None = None,
) -> AttendanceView:
    viewer = centre.viewer(centre.accounts[account])
    return attendance_view(centre.session, viewer, None, year_id, month, centre.now)


def programme(
    centre: Centre,
    item_id: int | None = None,
    account: str = "student",
    year_id: int | None = None,
) -> ProgrammeView:
    viewer = centre.viewer(centre.accounts[account])
    return programme_view(centre.session, viewer, None, year_id, item_id, centre.now)


@pytest.mark.clause("4.10")
def test_results_stand_in_their_columns(centre: Centre) -> None:
    give_term_mark(centre, centre.page, centre.term, centre.student, FIVE)
    give_term_mark(centre, centre.page, centre.term, centre.students[1], FOUR)
    give_final_mark(centre, centre.page, FinalKind.EXAM, centre.student, FOUR)
    give_final_mark(centre, centre.curator_page, FinalKind.FINAL, centre.student, PASSED)
    (section,) = finals(centre).sections
    assert [term.name for term in section.terms] == ["I полугодие", "II полугодие"]
    assert [(line.subject, line.terms, line.finals) for line in section.lines] == [
        ("Основы законодательства", (FIVE, None), (None, FOUR, None)),
        ("Основы управления", (None, None), (None, None, PASSED)),
    ]


@pytest.mark.clause("1.3c")
def test_results_of_a_past_year_stay(centre: Centre) -> None:
    past = add_past_year(centre, centre.student)
    (section,) = finals(centre, year_id=past.year.id).sections
    assert [(line.subject, line.terms, line.finals) for line in section.lines] == [
        ("Робототехника", (FIVE,), (FIVE, FIVE, FIVE))
    ]
    with pytest.raises(Missing):
        finals(centre, "foreign_guardian", past.year.id)


def test_only_checked_lessons_count(centre: Centre) -> None:
    """Decision 8: an absence of an unchecked lesson is shown, and counts in nothing."""
    checked = {"checked_at": centre.now}
    for day, bell, code, columns in (
        (2, 1, None, checked),
        (3, 1, ABSENT, checked | {"hours": 2}),
        (4, 1, AttendanceCode.EXCUSED, checked),
        (5, 1, AttendanceCode.UNEXCUSED, checked),
        (6, 1, AttendanceCode.LATE, checked),
        (6, 2, AttendanceCode.EXEMPT, checked),
        (10, 1, ABSENT, {}),
        (11, 1, ABSENT, checked | {"state": LessonState.CANCELLED, "change_reason": "Болезнь"}),
    ):
        lesson = centre.make_lesson(centre.curator_page, date(2026, 11, day), bell + 1, **columns)
        if code is not None:
            centre.make_cell(lesson, centre.student, attendance=code)
        centre.make_cell(lesson, centre.students[2], attendance=AttendanceCode.ILL)
    view = attendance(centre)
    count = view.of_month
    assert (count.lessons, count.missed, count.hours_missed) == (5, 3, 4)
    assert (count.excused, count.unexcused, count.late) == (1, 1, 1)
    assert count.present_share == 40
    assert count == view.of_year
    assert [(one.held_on.day, one.is_checked) for one in view.remarks] == [
        (10, False),
        (6, True),
        (6, True),
        (5, True),
        (4, True),
        (3, True),
    ]


def test_a_month_is_whole_weeks(centre: Centre) -> None:
    lesson = centre.make_lesson(centre.page, date(2026, 11, 3), checked_at=centre.now)
    view = attendance(centre, date(2026, 11, 17))
    assert view.month == date(2026, 11, 1)
    assert len(view.weeks) == 6
    assert all(len(week) == 7 for week in view.weeks)
    days = [day for week in view.weeks for day in week if day]
    assert [day.day.day for day in days] == list(range(1, 31))
    assert view.weeks[0][6] == days[0]  # 1 November 2026 is a Sunday
    assert [day.all_present for day in days if day.day == lesson.held_on] == [True]
    assert [day.unchecked for day in days if day.day == centre.now.date()] == [1]
    assert [day.weekday() for day in view.weekdays] == list(range(7))


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        (None, date(2026, 11, 1)),
        (date(2026, 10, 31), date(2026, 10, 1)),
        (date(2020, 1, 1), date(2026, 9, 1)),
        (date.min, date(2026, 9, 1)),
        (date.max, date(2026, 11, 1)),
    ],
)
def test_months_go_from_the_first_to_the_current(
    centre: Centre, asked: date | None, shown: date
) -> None:
    view = attendance(centre, asked)
    assert view.months == tuple(date(2026, month, 1) for month in (9, 10, 11))
    assert view.month == shown
    assert (view.previous is None) is (shown.month == 9)
    assert (view.following is None) is (shown.month == 11)


@pytest.mark.clause("1.3c")
def test_attendance_of_a_past_year_opens_at_its_last_month(centre: Centre) -> None:
    past = add_past_year(centre, centre.student)
    view = attendance(centre, year_id=past.year.id)
    assert (view.months[0], view.month) == (date(2025, 9, 1), date(2026, 5, 1))
    assert (view.of_month.lessons, view.of_year.lessons) == (0, 1)
    assert view.of_month.present_share is None


def test_lessons_outside_membership_are_not_the_childs(centre: Centre) -> None:
    late = centre.make_student("Новиков")
    centre.enrol(late, centre.group, date(2026, 11, 16))
    centre.accounts["late"] = centre.make_account("late", Role.STUDENT, student_id=late.id)
    for day in (4, 18):
        centre.make_lesson(centre.page, date(2026, 11, day), 2, checked_at=centre.now, topic="Тема")
    assert attendance(centre, account="late").of_year.lessons == 1
    # The programme is the group's: the same number that its teacher reads.
    view = programme(centre, centre.law.id, "late")
    assert view.chosen is not None
    assert view.chosen.done.topics == 2
    assert [topic.held_on.day for topic in view.topics] == [23, 18, 16]


def test_the_programme_is_what_the_teacher_reads(centre: Centre) -> None:
    """Decision 24: held, not cancelled, with a topic, against the plan."""
    today = centre.now.date()
    for back, columns in (
        (1, {"topic": "Разметка", "hours": 2}),
        (2, {"topic": "Знаки"}),
        (3, {"topic": "Отменённый", "state": LessonState.CANCELLED, "change_reason": "Болезнь"}),
        (-3, {"topic": "Будущий"}),
    ):
        centre.make_lesson(centre.page, today - timedelta(days=back), 2, **columns)
    centre.make_lesson(centre.foreign_page, today - timedelta(days=1), 2, topic="Чужой")
    view = programme(centre, centre.law.id)
    assert view.chosen is not None
    assert view.chosen.done == Done(plan_hours=42, held_hours=9, done_hours=3, topics=2)
    viewer = centre.viewer(centre.accounts["teacher"])
    taught = topics_view(centre.session, viewer, centre.page.id, None, centre.now).done
    done = view.chosen.done
    assert (done.plan_hours, done.held_hours, done.done_hours, done.topics) == (
        taught.plan_hours,
        taught.held_hours,
        taught.done_hours,
        taught.topics,
    )
    assert [topic.topic for topic in view.topics if topic.topic] == ["Разметка", "Знаки"]
    assert int(done.share) == 7
    assert view.total == Done(84, 9, 3, 2)


def test_the_programme_of_who_left_stops_there(centre: Centre) -> None:
    gone = centre.make_student("Ушедший")
    centre.enrol(gone, centre.group, ends_on=date(2026, 11, 10))
    centre.accounts["gone"] = centre.make_account("gone", Role.STUDENT, student_id=gone.id)
    for day in (6, 18):
        centre.make_lesson(centre.page, date(2026, 11, day), 2, topic="Тема")
    view = programme(centre, centre.law.id, "gone")
    assert view.chosen is not None
    assert view.chosen.done.topics == 1


def test_a_subject_of_others_is_not_found(centre: Centre) -> None:
    past = add_past_year(centre, centre.foreign_student)
    with pytest.raises(Missing):
        programme(centre, past.page.curriculum_item_id)


@pytest.mark.clause("1.3c")
def test_the_programme_of_a_past_year_stays(centre: Centre) -> None:
    past = add_past_year(centre, centre.student)
    view = programme(centre, past.page.curriculum_item_id, year_id=past.year.id)
    assert [(topic.topic, topic.held_on) for topic in view.topics] == [
        ("Датчик линии", date(2026, 2, 10))
    ]
