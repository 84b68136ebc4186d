"""Term marks follow the exact average and close in time (4.9, 4.13, 4.14; decisions 15 to 19)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.errors import Conflict, Forbidden, Missing, Refused
from sgo.models import AuditEvent, Curatorship, Term, TermMark, TermScheme
from sgo.services.journal.pages import journal_page
from sgo.services.journal.term_marks import set_term_mark, term_mark_options
from sgo.services.journal.writing import save_cell
from sgo.vocabulary import Assessment, AuditAction, TermResult, YearState
from tests.centre import Centre
from tests.conftest import MOSCOW


def at(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=MOSCOW)


LAST_IN_TIME = at(date(2026, 12, 28))


def put(session: Session, centre: Centre, viewer: Viewer, result: TermResult | None, **more):
    more = {"seen_version": 0, "now": LAST_IN_TIME, "student": centre.student, **more}
    student = more.pop("student")
    return set_term_mark(
        session, viewer, centre.page.id, centre.term.id, student.id, result, **more
    )


@pytest.mark.clause("4.9", "3.3")
def test_the_mark_follows_the_average_and_keeps_it(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    for lesson, mark in zip(centre.lessons, (5, 4, 5, 4), strict=False):
        centre.make_cell(lesson, centre.student, mark)
    saved = put(session, centre, teacher, TermResult.FIVE)
    assert (saved.result, saved.version, saved.average.shown()) == (TermResult.FIVE, 1, "4,50")
    row = session.get(TermMark, (centre.page.id, centre.term.id, centre.student.id))
    assert row is not None
    assert (row.marks_sum, row.marks_count) == (18, 4)
    with pytest.raises(Refused) as refusal:
        put(session, centre, teacher, TermResult.FOUR, seen_version=1)
    assert refusal.value.verdict.code == "average_gives_higher"
    assert refusal.value.verdict.clause == "4.9"


def test_a_term_mark_takes_three_statements(
    session: Session, centre: Centre, teacher: Viewer, count_queries
) -> None:
    centre.make_cell(centre.lessons[0], centre.student, 4)
    session.expunge_all()
    count_queries.statements.clear()
    put(session, centre, teacher, TermResult.FOUR)
    assert len(count_queries) <= 3, count_queries.statements


@pytest.mark.clause("4.9")
@pytest.mark.parametrize(
    ("marks", "shown", "gives"),
    [
        ((5, 4), "4,50", TermResult.FIVE),
        ((5, 4, 4), "4,33", TermResult.FOUR),
        ((4, 3), "3,50", TermResult.FOUR),
        ((4, 3, 3), "3,33", TermResult.THREE),
        ((3, 2), "2,50", TermResult.THREE),
        ((3, 2, 2), "2,33", TermResult.TWO),
    ],
)
def test_each_threshold_opens_one_mark(
    session: Session,
    centre: Centre,
    teacher: Viewer,
    marks: tuple[int, ...],
    shown: str,
    gives: TermResult,
) -> None:
    for lesson, mark in zip(centre.lessons, marks, strict=False):
        centre.make_cell(lesson, centre.student, mark)
    options = term_mark_options(
        session, teacher, centre.page.id, centre.term.id, centre.student.id, LAST_IN_TIME
    )
    assert options[0].result is gives
    assert [one.result for one in options if one.verdict.allowed] == [gives]
    for option in options[1:]:
        with pytest.raises(Refused) as refusal:
            put(session, centre, teacher, option.result)
        assert refusal.value.verdict == option.verdict
    saved = put(session, centre, teacher, gives)
    assert (saved.average.shown(), saved.stale) == (shown, False)


@pytest.mark.clause("4.9")
def test_without_marks_only_not_assessed_is_open(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    with pytest.raises(Refused, match="no_marks_no_average"):
        put(session, centre, teacher, TermResult.FIVE)
    with pytest.raises(Refused, match="no_exemption"):
        put(session, centre, teacher, TermResult.EXEMPT)
    assert put(session, centre, teacher, TermResult.NOT_ASSESSED).version == 1
    centre.make_cell(centre.lesson, centre.student, 4)
    centre.make_cell(centre.lesson, centre.students[1], 4)
    with pytest.raises(Refused, match="enough_marks"):
        put(session, centre, teacher, TermResult.NOT_ASSESSED, student=centre.students[1])


@pytest.mark.clause("4.9")
def test_exempt_comes_from_a_dated_exemption(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    centre.exempt(centre.student, centre.law, date(2026, 12, 30), date(2027, 1, 20))
    assert put(session, centre, teacher, TermResult.EXEMPT).result is TermResult.EXEMPT


def test_pass_or_fail_is_the_teachers_choice(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    centre.law.assessment = Assessment.PASS_FAIL
    centre.add(centre.law)
    centre.make_cell(centre.lesson, centre.student, 2)
    assert put(session, centre, teacher, TermResult.PASSED).average.count == 0
    with pytest.raises(Refused, match="result_not_offered"):
        put(session, centre, teacher, TermResult.FIVE, seen_version=1)
    assert put(session, centre, teacher, TermResult.FAILED, seen_version=1).version == 2


@pytest.mark.clause("4.9", "4.14")
def test_a_mark_that_the_average_left_behind_is_flagged_and_set_again(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    last = centre.make_lesson(centre.page, date(2026, 12, 29))
    centre.make_cell(centre.lesson, centre.student, 5)
    put(session, centre, teacher, TermResult.FIVE)
    after = at(date(2026, 12, 30))
    save_cell(session, teacher, last.id, centre.student.id, "2", seen_version=0, now=after)
    page = journal_page(session, teacher, centre.page.id, centre.term.id, after)
    assert (page.rows[0].term_result, page.rows[0].stale) == (TermResult.FIVE, True)
    assert page.rows[0].proposed == 4
    row = session.get(TermMark, (centre.page.id, centre.term.id, centre.student.id))
    assert row is not None
    assert (row.result, row.marks_sum, row.marks_count) == (TermResult.FIVE, 5, 1)
    again = put(session, centre, teacher, TermResult.FOUR, seen_version=1, now=after)
    assert (again.stale, again.verdict.code) == (False, "late")
    assert (row.marks_sum, row.marks_count) == (7, 2)


@pytest.mark.clause("4.9")
def test_after_a_transfer_the_mark_counts_both_groups(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    student = centre.make_student("Переходов")
    centre.enrol(student, centre.other_group, ends_on=date(2026, 11, 8))
    centre.enrol(student, centre.group, date(2026, 11, 9))
    there = centre.make_lesson(centre.foreign_page, date(2026, 11, 2), bell=3)
    centre.make_cell(there, student, 4)
    centre.make_cell(centre.lesson, student, 5)
    assert put(session, centre, teacher, TermResult.FIVE, student=student).average.count == 2
    other = centre.viewer(centre.accounts["other_teacher"])
    with pytest.raises(Refused, match="left_the_group"):
        set_term_mark(
            session,
            other,
            centre.foreign_page.id,
            centre.term.id,
            student.id,
            TermResult.FIVE,
            seen_version=0,
            now=LAST_IN_TIME,
        )


def test_who_leaves_after_the_term_may_still_get_the_mark(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    student = centre.make_student("Ушедший")
    centre.enrol(student, centre.group, ends_on=centre.term.ends_on)
    saved = put(
        session,
        centre,
        teacher,
        TermResult.NOT_ASSESSED,
        student=student,
        now=at(date(2027, 1, 8)),
    )
    assert saved.result is TermResult.NOT_ASSESSED


@pytest.mark.clause("1.4")
def test_a_mark_is_taken_away_and_a_conflict_is_told(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    put(session, centre, teacher, TermResult.NOT_ASSESSED)
    with pytest.raises(Conflict) as conflict:
        put(session, centre, teacher, None, seen_version=0)
    theirs = conflict.value.theirs
    assert (theirs["result"], theirs["version"]) == (TermResult.NOT_ASSESSED, 1)
    assert theirs["by"] == centre.teacher.short_name
    gone = put(session, centre, teacher, None, seen_version=1)
    assert (gone.result, gone.version) == (None, 0)
    trail = session.scalars(
        select(AuditEvent).where(AuditEvent.subject == "term_marks").order_by(AuditEvent.id)
    ).all()
    assert [event.action for event in trail] == [AuditAction.CREATE, AuditAction.DELETE]
    assert {event.clause for event in trail} == {"4.13"}
    assert trail[1].changes["result"] == ["not_assessed", None]


@pytest.mark.clause("4.13")
def test_a_term_that_has_not_begun_takes_no_mark(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    with pytest.raises(Refused, match="period_not_begun"):
        set_term_mark(
            session,
            teacher,
            centre.page.id,
            centre.terms[1].id,
            centre.student.id,
            TermResult.NOT_ASSESSED,
            seen_version=0,
            now=LAST_IN_TIME,
        )


@pytest.mark.clause("3.2")
def test_a_closed_year_takes_no_term_mark(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    centre.year.state = YearState.CLOSED
    centre.add(centre.year)
    with pytest.raises(Refused, match="year_closed"):
        put(session, centre, teacher, TermResult.NOT_ASSESSED)


def test_a_term_of_another_scheme_is_missing(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    scheme = centre.add(TermScheme(academic_year_id=centre.year.id, name="Курс"))
    term = centre.add(
        Term(
            scheme_id=scheme.id,
            name="курс",
            position=1,
            starts_on=date(2026, 10, 1),
            ends_on=date(2026, 12, 1),
        )
    )
    with pytest.raises(Missing):
        set_term_mark(
            session,
            teacher,
            centre.page.id,
            term.id,
            centre.student.id,
            TermResult.NOT_ASSESSED,
            seen_version=0,
            now=LAST_IN_TIME,
        )


def test_the_teacher_of_a_course_that_is_over_still_sets_its_marks(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    """Assignments often end with the term; the page stays visible to one who curates the group."""
    centre.page.assignments[0].ends_on = centre.term.ends_on
    centre.add(centre.page.assignments[0])
    centre.add(
        Curatorship(
            group_id=centre.group.id, staff_id=centre.teacher.id, starts_on=date(2026, 10, 1)
        )
    )
    after = replace(teacher, today=date(2027, 1, 8))
    now = at(date(2027, 1, 8))
    assert put(session, centre, after, TermResult.NOT_ASSESSED, now=now).version == 1
    with pytest.raises(Forbidden):
        set_term_mark(
            session,
            centre.viewer(centre.accounts["curator"]),
            centre.page.id,
            centre.term.id,
            centre.student.id,
            TermResult.NOT_ASSESSED,
            seen_version=0,
            now=now,
        )
