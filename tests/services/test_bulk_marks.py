"""Term and final marks of a page by calculation: one act, seen first, taken back at once."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.errors import Forbidden, Missing
from sgo.models import AuditEvent, FinalMark, TermMark
from sgo.services.bulk.marks import MarksResult, Period, set_by_calculation
from sgo.services.bulk.undo import undo_act
from sgo.services.journal.final_marks import set_final_mark
from sgo.services.journal.term_marks import set_term_mark
from sgo.vocabulary import Assessment, FinalKind, TermResult
from tests.centre import Centre
from tests.services.bulk import typed


@pytest.fixture
def period(centre: Centre) -> Period:
    """Marks that give 5, 4 and 2; one student without marks, one whose mark is set by hand."""
    for student, marks in zip(centre.students, [(5, 4), (4, 3), (2,), (), (5,)], strict=True):
        for lesson, mark in zip(centre.lessons, marks, strict=False):
            centre.make_cell(lesson, student, mark)
    teacher = centre.viewer(centre.accounts["teacher"])
    set_term_mark(
        centre.session,
        teacher,
        centre.page.id,
        centre.term.id,
        centre.students[4].id,
        TermResult.FIVE,
        seen_version=0,
        now=centre.now,
    )
    return Period(centre.page.id, term_id=centre.term.id)


def lines(result: MarksResult) -> list[tuple[str | None, str]]:
    return [(one.after and one.after.value, one.verdict.code) for one in result.marks]


def term_marks(session: Session) -> dict[int, tuple[str, int, int]]:
    session.expire_all()
    return {
        mark.student_id: (mark.result.value, mark.marks_sum, mark.marks_count)
        for mark in session.scalars(select(TermMark))
    }


@pytest.mark.clause("4.9", "1.4")
def test_the_marks_that_averages_give_are_set_and_taken_back(
    session: Session, centre: Centre, teacher: Viewer, period: Period
) -> None:
    before = term_marks(session)
    seen = set_by_calculation(session, teacher, period, preview=True, now=centre.now)
    assert lines(seen) == [
        ("5", "in_time"),
        ("4", "in_time"),
        ("2", "in_time"),
        (None, "nothing_to_calculate"),
        ("5", "mark_already_set"),
    ]
    assert [one.average_shown for one in seen.marks] == ["4,50", "3,50", "2,00", "", "5,00"]
    assert term_marks(session) == before
    shown = {one.student_id: one.after.number for one in seen.changing}
    typed(centre, teacher, centre.students[1], "2", seen=0)
    typed(centre, teacher, centre.students[3], "5", seen=0)
    done = set_by_calculation(session, teacher, period, shown=shown, now=centre.now)
    assert [code for _, code in lines(done)] == [
        "in_time",
        "calculation_moved",
        "in_time",
        "calculation_moved",
        "mark_already_set",
    ]
    one, three = centre.students[0].id, centre.students[2].id
    assert term_marks(session) == before | {one: ("5", 9, 2), three: ("2", 2, 1)}
    assert done.act_id is not None
    set_term_mark(
        session,
        teacher,
        centre.page.id,
        centre.term.id,
        three,
        None,
        seen_version=1,
        now=centre.now,
    )
    back = undo_act(session, teacher, done.act_id, centre.now)
    assert back.marks is not None
    assert [mark.verdict.code for mark in back.marks.marks] == ["in_time", "changed_since_act"]
    assert term_marks(session) == before
    again = undo_act(session, teacher, str(back.act_id), centre.now)
    assert again.marks is not None
    assert term_marks(session) == before | {one: ("5", 9, 2)}
    trail = session.scalars(
        select(AuditEvent.act_id).where(
            AuditEvent.subject == "term_marks", AuditEvent.row_key.endswith(f"/{one}")
        )
    ).all()
    assert trail == [done.act_id, back.act_id, again.act_id]


@pytest.mark.clause("4.14")
def test_a_closed_period_takes_and_gives_back_nothing(
    session: Session, centre: Centre, teacher: Viewer, period: Period
) -> None:
    done = set_by_calculation(session, teacher, period, now=centre.now)
    after = term_marks(session)
    closed = datetime(2027, 1, 10, 9, 0, tzinfo=centre.now.tzinfo)
    late = undo_act(session, teacher, str(done.act_id), closed)
    assert late.marks is not None
    assert {mark.verdict.code for mark in late.marks.marks} == {"period_closed"}
    assert late.act_id is None
    assert term_marks(session) == after
    nothing = set_by_calculation(
        session, teacher, Period(centre.page.id, term_id=centre.terms[1].id), now=centre.now
    )
    assert {code for _, code in lines(nothing)} == {"nothing_to_calculate"}


@pytest.mark.clause("4.10")
def test_year_and_final_marks_follow_from_terms_and_exam(
    session: Session, centre: Centre, teacher: Viewer, period: Period
) -> None:
    set_by_calculation(session, teacher, period, now=centre.now)
    may = datetime(2027, 5, 25, 10, 0, tzinfo=centre.now.tzinfo)
    year = set_by_calculation(
        session, teacher, Period(centre.page.id, kind=FinalKind.YEAR), now=may
    )
    assert [after for after, _ in lines(year)] == ["5", "4", "2", None, "5"]
    set_final_mark(
        session,
        teacher,
        centre.page.id,
        FinalKind.EXAM,
        centre.students[0].id,
        TermResult.THREE,
        seen_version=0,
        now=may,
    )
    final = set_by_calculation(
        session, teacher, Period(centre.page.id, kind=FinalKind.FINAL), now=may
    )
    assert [after for after, _ in lines(final)] == ["4", "4", "2", None, "5"]

    def kinds() -> list[FinalKind]:
        return sorted(session.scalars(select(FinalMark.kind)))

    assert kinds().count(FinalKind.FINAL) == 4
    undo_act(session, teacher, str(final.act_id), may + timedelta(hours=1))
    assert kinds() == [FinalKind.EXAM, *[FinalKind.YEAR] * 4]


def test_pass_or_fail_is_never_calculated(
    session: Session, centre: Centre, teacher: Viewer, period: Period
) -> None:
    centre.law.assessment = Assessment.PASS_FAIL
    centre.add(centre.law)
    result = set_by_calculation(session, teacher, period, now=centre.now)
    assert {code for _, code in lines(result)} == {"nothing_to_calculate", "mark_already_set"}


def test_only_who_sets_the_marks_sees_and_does_it(
    session: Session, centre: Centre, period: Period
) -> None:
    for name, error in (
        ("director", Forbidden),
        ("curator", Forbidden),
        ("other_teacher", Missing),
    ):
        viewer = centre.viewer(centre.accounts[name])
        with pytest.raises(error):
            set_by_calculation(session, viewer, period, preview=True, now=centre.now)


def test_it_costs_the_same_for_any_number_of_students(
    session: Session, centre: Centre, teacher: Viewer, period: Period, count_queries: Any
) -> None:
    def asked(act: Any) -> int:
        session.expunge_all()
        count_queries.statements.clear()
        act()
        return len([one for one in count_queries.statements if "SAVEPOINT" not in one])

    def all_of(now: datetime) -> list[int]:
        year = Period(centre.page.id, kind=FinalKind.YEAR)
        done: list[MarksResult] = []
        return [
            asked(lambda: done.append(set_by_calculation(session, teacher, period, now=now))),
            asked(lambda: undo_act(session, teacher, str(done[0].act_id), now)),
            asked(lambda: set_by_calculation(session, teacher, year, preview=True, now=now)),
        ]

    few = all_of(centre.now)
    assert few == [6, 8, 4]
    for number in range(20):
        student = centre.make_student(f"Фамильный{number}", "Пётр")
        centre.enrol(student, centre.group, date(2026, 9, 1))
        centre.make_cell(centre.lesson, student, 2 + number % 4)
    assert all_of(centre.now + timedelta(minutes=1)) == few
