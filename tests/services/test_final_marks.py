"""The tab of final marks: year, exam, final (4.10, 4.14; decisions 16, 20 and 21)."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.errors import Conflict, Refused
from sgo.models import TermMark
from sgo.services.journal.final_marks import final_mark_options, set_final_mark
from sgo.services.journal.pages import final_marks_view
from sgo.vocabulary import Assessment, FinalKind, TermResult
from tests.centre import Centre
from tests.conftest import MOSCOW

NOW = datetime(2027, 5, 26, 10, tzinfo=MOSCOW)


def give_term(centre: Centre, page, term, student, result: TermResult) -> None:
    centre.add(
        TermMark(
            page_id=page.id,
            term_id=term.id,
            student_id=student.id,
            result=result,
            marks_sum=0,
            marks_count=0,
            entered_at=centre.now,
        )
    )


def put(session: Session, centre: Centre, viewer: Viewer, kind: FinalKind, result, **more):
    more = {"seen_version": 0, "now": NOW, "student": centre.student, **more}
    student = more.pop("student")
    return set_final_mark(session, viewer, centre.page.id, kind, student.id, result, **more)


@pytest.mark.clause("4.10", "3.3")
def test_the_year_follows_the_terms_and_the_final_the_year_and_exam(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    give_term(centre, centre.page, centre.terms[0], centre.student, TermResult.FOUR)
    give_term(centre, centre.page, centre.terms[1], centre.student, TermResult.FIVE)
    with pytest.raises(Refused) as refusal:
        put(session, centre, teacher, FinalKind.YEAR, TermResult.FOUR)
    assert refusal.value.verdict.code == "average_gives_higher"
    assert refusal.value.verdict.clause == "4.10"
    saved = put(session, centre, teacher, FinalKind.YEAR, TermResult.FIVE)
    assert (saved.version, saved.verdict.code) == (1, "in_time")
    typed = (TermResult.FIVE, TermResult.FOUR, TermResult.THREE, TermResult.TWO)
    for seen, result in enumerate(typed):
        put(session, centre, teacher, FinalKind.EXAM, result, seen_version=seen)
    line = final_marks_view(session, teacher, centre.page.id, NOW).lines[0]
    assert line.terms == (TermResult.FOUR, TermResult.FIVE)
    assert line.exam.result is TermResult.TWO
    assert [one.result for one in line.final.options if one.verdict.allowed] == [TermResult.FOUR]
    assert put(session, centre, teacher, FinalKind.FINAL, TermResult.FOUR).version == 1


@pytest.mark.clause("4.10")
def test_an_exam_without_term_marks_is_allowed_and_none_gives_not_assessed(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    with pytest.raises(Refused, match="no_marks_no_average"):
        put(session, centre, teacher, FinalKind.FINAL, TermResult.FIVE)
    not_assessed = put(session, centre, teacher, FinalKind.FINAL, TermResult.NOT_ASSESSED)
    assert not_assessed.version == 1
    put(session, centre, teacher, FinalKind.EXAM, TermResult.FIVE)
    line = final_marks_view(session, teacher, centre.page.id, NOW).lines[0]
    assert line.final.stale
    saved = put(session, centre, teacher, FinalKind.FINAL, TermResult.FIVE, seen_version=1)
    assert saved.result is TermResult.FIVE
    assert not final_marks_view(session, teacher, centre.page.id, NOW).lines[0].final.stale


@pytest.mark.clause("4.10")
def test_the_year_counts_the_term_of_the_group_left(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    student = centre.make_student("Переходов")
    centre.enrol(student, centre.other_group, ends_on=date(2026, 12, 31))
    centre.enrol(student, centre.group, date(2027, 1, 1))
    give_term(centre, centre.foreign_page, centre.terms[0], student, TermResult.THREE)
    give_term(centre, centre.page, centre.terms[1], student, TermResult.FIVE)
    options = final_mark_options(session, teacher, centre.page.id, FinalKind.YEAR, student.id, NOW)
    assert [one.result for one in options if one.verdict.allowed] == [TermResult.FOUR]
    view = final_marks_view(session, teacher, centre.page.id, NOW)
    line = next(one for one in view.lines if one.student_id == student.id)
    assert line.terms == (TermResult.THREE, TermResult.FIVE)
    assert [option.verdict for option in line.year.options] == [one.verdict for one in options]


@pytest.mark.clause("4.14")
def test_the_period_ends_with_the_course_of_the_group(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    course = centre.make_group("Курс-1", starts_on=date(2026, 10, 1), ends_on=date(2026, 11, 20))
    page = centre.make_page(course, centre.law, centre.teacher)
    student = centre.make_student("Курсов")
    centre.enrol(student, course)
    session.commit()

    def exam(day: int):
        return set_final_mark(
            session,
            teacher,
            page.id,
            FinalKind.EXAM,
            student.id,
            TermResult.FIVE,
            seen_version=0,
            now=datetime(2026, 11, day, 10, tzinfo=MOSCOW),
        )

    assert exam(30).verdict.code == "late"
    session.rollback()
    with pytest.raises(Refused) as refusal:
        set_final_mark(
            session,
            teacher,
            page.id,
            FinalKind.EXAM,
            student.id,
            TermResult.FIVE,
            seen_version=0,
            now=datetime(2026, 12, 1, 0, 0, tzinfo=MOSCOW),
        )
    assert refusal.value.verdict.parameters["ended_on"] == course.ends_on


def test_pass_or_fail_has_no_mean(session: Session, centre: Centre, teacher: Viewer) -> None:
    centre.law.assessment = Assessment.PASS_FAIL
    centre.add(centre.law)
    assert put(session, centre, teacher, FinalKind.FINAL, TermResult.PASSED).version == 1
    with pytest.raises(Refused, match="result_not_offered"):
        put(session, centre, teacher, FinalKind.YEAR, TermResult.FIVE)


def test_a_final_mark_is_taken_away_and_a_conflict_is_told(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    put(session, centre, teacher, FinalKind.EXAM, TermResult.FIVE)
    with pytest.raises(Conflict) as conflict:
        put(session, centre, teacher, FinalKind.EXAM, TermResult.FOUR)
    assert conflict.value.theirs["result"] is TermResult.FIVE
    assert conflict.value.theirs["by"] == centre.teacher.short_name
    assert put(session, centre, teacher, FinalKind.EXAM, None, seen_version=1).result is None


def test_a_final_mark_takes_four_statements(
    session: Session, centre: Centre, teacher: Viewer, count_queries
) -> None:
    give_term(centre, centre.page, centre.terms[0], centre.student, TermResult.FOUR)
    session.expunge_all()
    count_queries.statements.clear()
    put(session, centre, teacher, FinalKind.YEAR, TermResult.FOUR)
    assert len(count_queries) <= 4, count_queries.statements
