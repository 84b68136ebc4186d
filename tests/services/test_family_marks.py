"""Marks of a term for the family: exact, complete, with all that each was for."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sgo.errors import Missing
from sgo.services.family.marks import MarksView, SubjectMarks, marks_view
from sgo.vocabulary import Assessment, LessonState, Role, TermResult
from tests.centre import Centre
from tests.families import add_past_year, give_term_mark

pytestmark = pytest.mark.clause("1.3f", "4.8")


def marks(
    centre: Centre,
    account: str = "student",
    year_id: int | None = None,
    term_id: int | None = None,
) -> MarksView:
    viewer = centre.viewer(centre.accounts[account])
    return marks_view(centre.session, viewer, None, year_id, term_id, centre.now)


def law(view: MarksView) -> SubjectMarks:
    (section,) = view.sections
    return next(one for one in section.subjects if one.subject == "Основы законодательства")


def test_a_mark_comes_with_its_day_work_topic_and_comment(centre: Centre) -> None:
    lesson = centre.make_lesson(centre.page, date(2026, 11, 20), topic="Знаки приоритета")
    centre.make_work(lesson, centre.control)
    centre.make_cell(lesson, centre.student, 5, 4, comment="Ясно и полно")
    centre.make_cell(lesson, centre.students[2], 2, comment="чужое")
    first, second = law(marks(centre)).marks
    assert (first.value, first.work_name, first.is_control) == (5, "Ответ на уроке", False)
    assert (second.value, second.work_name, second.is_control) == (4, "Контрольная работа", True)
    assert (first.held_on, first.topic, first.comment) == (
        date(2026, 11, 20),
        "Знаки приоритета",
        "Ясно и полно",
    )


@pytest.mark.clause("4.9")
@pytest.mark.parametrize(
    ("given", "shown", "would_be"),
    [
        ((5, 4), "4,50", 5),
        ((5, 4, 4), "4,33", 4),
        ((4, 3, 3, 4, 3, 4), "3,50", 4),
        ((2, 3, 2), "2,33", 2),
        ((5, 5, 4, 4, 4, 5), "4,50", 5),
    ],
)
def test_the_average_is_exact_and_gives_the_mark_in_pencil(
    centre: Centre, given: tuple[int, ...], shown: str, would_be: int
) -> None:
    for lesson, value in zip(centre.lessons, given, strict=False):
        centre.make_cell(lesson, centre.student, value)
    subject = law(marks(centre))
    assert (subject.average.shown(), subject.would_be) == (shown, would_be)
    assert sum(number for _, number in subject.counts) == len(given)
    assert [mark for mark, _ in subject.counts] == sorted(set(given), reverse=True)


def test_a_term_mark_takes_the_place_of_the_pencil(centre: Centre) -> None:
    centre.make_cell(centre.lesson, centre.student, 5)
    give_term_mark(centre, centre.page, centre.term, centre.student, TermResult.FOUR)
    subject = law(marks(centre))
    assert (subject.result, subject.would_be) == (TermResult.FOUR, None)


def test_the_pencil_goes_when_the_term_is_closed(centre: Centre) -> None:
    centre.make_cell(centre.lesson, centre.student, 5)
    centre.now = centre.now.replace(year=2027, month=1, day=9)
    assert law(marks(centre, term_id=centre.term.id)).would_be == 5
    centre.now += timedelta(days=1)
    assert law(marks(centre, term_id=centre.term.id)).would_be is None


def test_cancelled_lessons_and_other_terms_do_not_count(centre: Centre) -> None:
    centre.make_cell(centre.lesson, centre.student, 5)
    cancelled = centre.make_lesson(
        centre.page,
        date(2026, 11, 20),
        state=LessonState.CANCELLED,
        change_reason="Болезнь педагога",
    )
    centre.make_cell(cancelled, centre.student, 2)
    centre.make_cell(centre.make_lesson(centre.page, date(2027, 1, 4)), centre.student, 3)
    assert [mark.value for mark in law(marks(centre)).marks] == [5]


def test_the_current_term_is_shown_and_the_others_are_a_switch(centre: Centre) -> None:
    view = marks(centre)
    assert [(term.name, view.shows(term)) for term in view.terms] == [
        ("I полугодие", True),
        ("II полугодие", False),
    ]
    assert view.sections[0].due_on == date(2026, 12, 28)
    second = marks(centre, term_id=centre.terms[1].id)
    assert [section.term.name for section in second.sections] == ["II полугодие"]
    assert law(second).marks == ()


def test_groups_with_terms_of_their_own_are_shown_side_by_side(centre: Centre) -> None:
    past = add_past_year(centre, centre.foreign_student)
    short = centre.make_group("РОБ-26-9", term_scheme_id=past.term.scheme_id)
    centre.enrol(centre.student, short)
    centre.make_page(short, centre.make_item("Этика"), centre.teacher)
    sections = marks(centre).sections
    assert [(s.term.name, [x.subject for x in s.subjects]) for s in sections] == [
        ("Курс", ["Этика"]),
        ("I полугодие", ["Основы законодательства", "Основы управления"]),
    ]


@pytest.mark.clause("1.3c")
def test_a_past_year_keeps_every_mark(centre: Centre) -> None:
    past = add_past_year(centre, centre.student)
    (section,) = marks(centre, year_id=past.year.id).sections
    (subject,) = section.subjects
    assert (section.term.name, section.is_open) == ("Курс", False)
    assert (subject.subject, subject.result) == ("Робототехника", TermResult.FIVE)
    assert [(mark.value, mark.comment) for mark in subject.marks] == [(5, "Собрал без подсказок")]


def test_a_year_or_term_of_others_is_not_found(centre: Centre) -> None:
    past = add_past_year(centre, centre.foreign_student)
    with pytest.raises(Missing):
        marks(centre, year_id=past.year.id)
    with pytest.raises(Missing):
        marks(centre, term_id=past.term.id)


def test_after_a_transfer_marks_of_both_groups_count(centre: Centre) -> None:
    moved = centre.make_student("Переводов")
    left = centre.now.date() - timedelta(days=1)
    centre.enrol(moved, centre.group, ends_on=left)
    centre.enrol(moved, centre.other_group, centre.now.date())
    centre.accounts["moved"] = centre.make_account("moved", Role.STUDENT, student_id=moved.id)
    centre.make_cell(centre.lessons[0], moved, 4)
    centre.make_cell(centre.foreign_lesson, moved, 5)
    subject = law(marks(centre, "moved"))
    assert (subject.group, subject.average.shown()) == ("ВА-26-2", "4,50")
    give_term_mark(centre, centre.page, centre.term, moved, TermResult.FOUR)
    assert law(marks(centre, "moved")).result is TermResult.FOUR
    give_term_mark(centre, centre.foreign_page, centre.term, moved, TermResult.FIVE)
    assert law(marks(centre, "moved")).result is TermResult.FIVE


def test_pass_or_fail_has_no_average(centre: Centre) -> None:
    item = centre.make_item("Этика", assessment=Assessment.PASS_FAIL)
    page = centre.make_page(centre.group, item, centre.teacher)
    centre.make_cell(centre.make_lesson(page, date(2026, 11, 20), 3), centre.student, 5)
    give_term_mark(centre, page, centre.term, centre.student, TermResult.PASSED)
    (section,) = marks(centre).sections
    subject = next(one for one in section.subjects if one.subject == "Этика")
    assert (subject.average.shown(), subject.would_be) == ("", None)
    assert subject.result is TermResult.PASSED
    assert len(subject.marks) == 1
