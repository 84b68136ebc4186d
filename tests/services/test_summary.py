"""The summary sheet and the printed page as read models: who, what is counted, in how many queries."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest
from sqlalchemy.orm import Session

from sgo.errors import Forbidden, Missing, Refused
from sgo.models import FinalMark, Membership, Student, TermMark
from sgo.rules.grading import Average
from sgo.services.sheets.figures import percent, shares, shares_of_group
from sgo.services.sheets.frame import Part, PartKind
from sgo.services.sheets.journal import journal_sheet
from sgo.services.sheets.printable import printable
from sgo.services.sheets.summary import Row, SheetState, SummaryView, group_summary
from sgo.vocabulary import Assessment, AttendanceCode, FinalKind, LessonState, TermResult
from tests.centre import Centre
from tests.conftest import MOSCOW, QueryCount
from tests.reports.full_group import build_full_group, write

AVERAGE, RESULT = Part(PartKind.AVERAGE), Part(PartKind.RESULT)
R = TermResult


def sheet(
    session: Session, centre: Centre, term: bool = True, who: str = "director"
) -> SummaryView:
    viewer = centre.viewer(centre.accounts[who])
    term_id = centre.term.id if term else None
    return group_summary(session, viewer, centre.group.id, term_id, centre.now)


def row_of(view: SummaryView, student: Student) -> Row:
    return next(row for row in view.rows if row.member.student_id == student.id)


def give(centre: Centre, student: Student, result: TermResult, page=None, term=0) -> None:
    row = TermMark(
        page_id=(page or centre.page).id,
        term_id=centre.terms[term].id,
        student_id=student.id,
        result=result,
        marks_sum=0,
        marks_count=0,
        entered_at=centre.now,
    )
    centre.add(row)


@pytest.mark.clause("4.9", "4.15")
def test_averages_are_exact_and_shown_cut(session: Session, centre: Centre) -> None:
    for number, value in enumerate([5, 4, 5, 4, 5, 4]):
        centre.make_cell(centre.lessons[number], centre.student, value)
    centre.make_work(centre.lessons[0], centre.control)
    value = row_of(sheet(session, centre), centre.student).values[centre.law.id, AVERAGE]
    assert value == Average(27, 6)
    centre.make_cell(centre.lessons[0], centre.students[1], 4, 5)
    centre.make_cell(centre.lessons[1], centre.students[1], 5)
    value = row_of(sheet(session, centre), centre.students[1]).values[centre.law.id, AVERAGE]
    assert isinstance(value, Average)
    assert value.shown() == "4,66"


def test_a_cancelled_lesson_and_another_period_count_nothing(
    session: Session, centre: Centre
) -> None:
    student = centre.student
    centre.make_cell(centre.lessons[0], student, 5)
    cancelled = centre.lessons[1]
    centre.make_cell(cancelled, student, 2, attendance=AttendanceCode.ABSENT)
    cancelled.state, cancelled.change_reason = LessonState.CANCELLED, "карантин"
    write(centre, [cancelled])
    later = centre.make_lesson(centre.page, date(2027, 1, 11))
    centre.make_cell(later, student, 2, attendance=AttendanceCode.ABSENT)
    row = row_of(sheet(session, centre), student)
    assert row.values[centre.law.id, AVERAGE] == Average(5, 1)
    assert row.absence.total == 0


def test_after_a_transfer_marks_of_the_item_count_wherever_given(
    session: Session, centre: Centre
) -> None:
    """Decision 16: the average and the term mark come along; after leaving they do not."""
    newcomer, leaver = centre.foreign_student, centre.students[2]
    centre.make_cell(centre.foreign_lesson, newcomer, 3)
    centre.enrol(newcomer, centre.group, starts_on=date(2026, 11, 23))
    centre.make_cell(centre.lesson, newcomer, 4)
    give(centre, newcomer, R.THREE, page=centre.foreign_page)
    view = sheet(session, centre)
    row = row_of(view, newcomer)
    assert row.values[centre.law.id, AVERAGE] == Average(7, 2)
    assert row.values[centre.law.id, RESULT] is R.THREE
    assert row.member.entered_on == date(2026, 11, 23)
    give(centre, newcomer, R.FOUR)
    assert row_of(sheet(session, centre), newcomer).values[centre.law.id, RESULT] is R.FOUR

    membership = session.query(Membership).filter_by(student_id=leaver.id).one()
    membership.ends_on = date(2026, 11, 1)
    write(centre, [membership])
    centre.enrol(leaver, centre.other_group, starts_on=date(2026, 11, 2))
    give(centre, leaver, R.FIVE, page=centre.foreign_page)
    row = row_of(sheet(session, centre), leaver)
    assert row.member.left_on == date(2026, 11, 1)
    assert (centre.law.id, RESULT) not in row.values


def test_absences_are_hours_by_reason(session: Session, centre: Centre) -> None:
    double = centre.make_lesson(centre.page, centre.now.date() - timedelta(days=3), hours=2)
    codes = [
        (double, AttendanceCode.EXCUSED),
        (centre.lessons[0], AttendanceCode.ILL),
        (centre.lessons[1], AttendanceCode.UNEXCUSED),
        (centre.lessons[2], AttendanceCode.ABSENT),
        (centre.lessons[3], AttendanceCode.LATE),
        (centre.lessons[4], AttendanceCode.EXEMPT),
    ]
    for lesson, code in codes:
        centre.make_cell(lesson, centre.student, attendance=code)
    missed = row_of(sheet(session, centre), centre.student).absence
    assert (missed.total, missed.excused, missed.unexcused) == (5, 3, 1)


@pytest.mark.parametrize(
    ("results", "success", "quality"),
    [
        ([R.FIVE, R.FOUR, R.THREE, R.TWO], Fraction(75), Fraction(50)),
        ([R.FIVE, R.NOT_ASSESSED], Fraction(50), Fraction(50)),
        ([R.FIVE, R.EXEMPT, None], Fraction(100), Fraction(100)),
        ([R.THREE, R.THREE, R.FOUR], Fraction(100), Fraction(100, 3)),
        ([R.PASSED, R.FAILED], Fraction(50), None),
        ([None, R.EXEMPT], None, None),
        ([], None, None),
    ],
)
def test_success_and_quality_of_a_column(results, success, quality) -> None:
    found = shares(results)
    assert (found.success, found.quality) == (success, quality)


def test_percent_is_cut_and_never_rounded_up() -> None:
    assert [percent(Fraction(n, 3)) for n in (299, 300)] == ["99", "100"]
    assert percent(None) == ""


def test_success_of_a_group_is_of_whole_students() -> None:
    found = shares_of_group(
        [
            [R.FIVE, R.PASSED],
            [R.FIVE, R.TWO],
            [R.FOUR, R.THREE],
            [None, R.EXEMPT],
            [R.FIVE, R.FAILED],
        ]
    )
    assert (found.assessed, found.succeeded, found.good) == (4, 2, 1)


@pytest.mark.clause("4.10", "4.15")
def test_the_year_has_its_terms_and_the_final_marks(session: Session, centre: Centre) -> None:
    give(centre, centre.student, R.FOUR)
    give(centre, centre.student, R.FIVE, term=1)
    for kind, result in (
        (FinalKind.YEAR, R.FIVE),
        (FinalKind.EXAM, R.FOUR),
        (FinalKind.FINAL, R.FIVE),
    ):
        centre.add(
            FinalMark(
                page_id=centre.page.id,
                kind=kind,
                student_id=centre.student.id,
                result=result,
                entered_at=centre.now,
            )
        )
    view = sheet(session, centre, term=False)
    column = next(column for column in view.columns if column.item_id == centre.law.id)
    row = row_of(view, centre.student)
    assert [row.value(column, part) for part in column.parts] == [
        R.FOUR,
        R.FIVE,
        R.FIVE,
        R.FOUR,
        R.FIVE,
    ]
    assert [part.name for part in column.parts[:2]] == ["I полугодие", "II полугодие"]


def test_pass_or_fail_has_no_average(session: Session, centre: Centre) -> None:
    item = centre.make_item("Практикум", assessment=Assessment.PASS_FAIL, position=5)
    page = centre.make_page(centre.group, item, centre.teacher)
    give(centre, centre.student, R.PASSED, page=page)
    column = sheet(session, centre).columns[-1]
    assert (column.subject, column.parts) == ("Практикум", (RESULT,))


@pytest.mark.clause("4.15")
@pytest.mark.parametrize(
    ("moment", "state"),
    [
        ((2026, 12, 30, 23, 59), SheetState.RUNNING),
        ((2026, 12, 31, 0, 0), SheetState.PRELIMINARY),
        ((2027, 1, 9, 23, 59), SheetState.PRELIMINARY),
        ((2027, 1, 10, 0, 0), SheetState.FINAL),
    ],
)
def test_the_sheet_is_preliminary_until_the_period_closes(
    session: Session, centre: Centre, moment: tuple[int, ...], state: SheetState
) -> None:
    centre.now = datetime(*moment, tzinfo=MOSCOW)  # type: ignore[arg-type,misc]
    view = sheet(session, centre)
    assert view.state is state
    assert view.open_until == date(2027, 1, 9)


def test_the_year_ends_with_the_course_of_the_group(session: Session, centre: Centre) -> None:
    """Decision 21: the group's own last day, which includes the exam."""
    for day, state in ((29, SheetState.RUNNING), (30, SheetState.PRELIMINARY)):
        centre.now = datetime(2027, 5, day, 12, 0, tzinfo=MOSCOW)
        assert sheet(session, centre, term=False).state is state
    centre.now = datetime(2027, 6, 9, 12, 0, tzinfo=MOSCOW)
    assert sheet(session, centre, term=False).state is SheetState.FINAL


def test_a_period_that_has_not_begun_is_refused(session: Session, centre: Centre) -> None:
    viewer = centre.viewer(centre.accounts["director"])
    ahead = centre.terms[1]
    for ask in (
        lambda: group_summary(session, viewer, centre.group.id, ahead.id, centre.now),
        lambda: journal_sheet(session, viewer, centre.page.id, ahead.id, centre.now),
    ):
        with pytest.raises(Refused) as refusal:
            ask()
        assert refusal.value.verdict.parameters["starts_on"] == ahead.starts_on


@pytest.mark.clause("4.5")
@pytest.mark.parametrize(
    ("who", "sheet_error", "page_error"),
    [
        ("director", None, None),
        ("coordinator", None, None),
        ("curator", None, None),
        ("teacher", Forbidden, None),
        ("other_teacher", Missing, Missing),
        ("technical_admin", Forbidden, Forbidden),
        ("guardian", Forbidden, Forbidden),
        ("student", Forbidden, Forbidden),
    ],
)
def test_who_gets_the_sheet_and_who_the_page(
    session: Session,
    centre: Centre,
    who: str,
    sheet_error: type[Exception] | None,
    page_error: type[Exception] | None,
) -> None:
    viewer = centre.viewer(centre.accounts[who])
    asks = {
        sheet_error: lambda: group_summary(
            session, viewer, centre.group.id, centre.term.id, centre.now
        ),
    }
    pages = {
        page_error: lambda: journal_sheet(
            session, viewer, centre.page.id, centre.term.id, centre.now
        ),
    }
    for error, ask in (*asks.items(), *pages.items()):
        if error is None:
            ask()
        else:
            with pytest.raises(error):
                ask()


def test_a_curator_of_last_month_has_no_sheet_any_more(session: Session, centre: Centre) -> None:
    curatorship = centre.group.curators[0]
    curatorship.ends_on = date(2026, 11, 22)
    write(centre, [curatorship])
    with pytest.raises((Forbidden, Missing)):
        sheet(session, centre, who="curator")
    assert sheet(session, centre).head.curators == ("Дорошенко\u00a0И.\u00a0П.",)


def test_the_page_counts_lessons_ahead_and_hours_done(session: Session, centre: Centre) -> None:
    for lesson in centre.lessons[:3]:
        lesson.topic = "Тема"
    write(centre, centre.lessons[:3])
    centre.make_lesson(centre.page, centre.now.date() + timedelta(days=7), hours=2)
    centre.make_cell(centre.lesson, centre.student, 5, attendance=AttendanceCode.LATE)
    view = journal_sheet(
        session,
        centre.viewer(centre.accounts["teacher"]),
        centre.page.id,
        centre.term.id,
        centre.now,
    )
    assert len(view.columns) == 6
    assert (view.hours_held, view.hours_ahead, view.hours_done, view.hours_planned) == (6, 2, 3, 42)
    assert view.rows[0].cells == {centre.lesson.id: "оп/5"}
    assert view.codes == {AttendanceCode.LATE}
    assert view.work_types == {"УО": "Ответ на уроке"}
    assert view.teachers == ("Левченко\u00a0А.\u00a0П.",)
    assert view.head.curators == ("Дорошенко\u00a0И.\u00a0П.",)


def test_the_questions_to_the_database_do_not_grow(
    session: Session, centre: Centre, count_queries: QueryCount
) -> None:
    viewer = centre.viewer(centre.accounts["director"])
    counts: list[list[int]] = []
    full = None
    for _ in range(2):
        group, page = (full.group, full.page) if full else (centre.group, centre.page)
        found = []
        for ask in (
            lambda g=group: group_summary(session, viewer, g.id, centre.term.id, centre.now),
            lambda g=group: group_summary(session, viewer, g.id, None, centre.now),
            lambda p=page: journal_sheet(session, viewer, p.id, centre.term.id, centre.now),
            lambda: printable(session, viewer, None, centre.now),
        ):
            count_queries.statements.clear()
            ask()
            found.append(len(count_queries))
        counts.append(found)
        full = full or build_full_group(centre)
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 8
