"""A whole year of a small centre, played by its roles: opened, taught, closed, and the next begun.

At every step the counts of the movement book equal the memberships and what the confirmed orders
say; what was printed when the year was over prints the same ever after (clauses 3.2 and 4.4).
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.errors import Refused
from sgo.models import AcademicYear, Group, JournalPage, Lesson, MovementOrder, Staff, Term
from sgo.services.academic_year.closing import close_year, findings
from sgo.services.academic_year.opening import open_next_year
from sgo.services.academic_year.orders import Outcome, Paper, endings, prepare_outcomes
from sgo.services.academic_year.proposal import propose
from sgo.services.academic_year.report import standing
from sgo.services.calendar import open_year
from sgo.services.journal.writing import save_cell
from sgo.services.movement.decisions import confirm_order
from sgo.services.movement.orders import OrderLine
from sgo.services.timetable.forming import form_lessons
from sgo.services.timetable.lessons import substitute_lesson
from sgo.services.timetable.rows import RowValues, save_row
from sgo.vocabulary import ClosingCheck, FinalKind, MovementKind, MovementState, Weekday, YearState
from tests.services.next_year import end
from tests.year import at, founded_play

TAUGHT_WEEKS = (
    date(2026, 9, 7),
    date(2026, 11, 9),
    date(2026, 12, 21),
    date(2027, 1, 18),
    date(2027, 5, 17),
)


@pytest.mark.clause("3.2")
@pytest.mark.clause("4.4")
def test_a_whole_year_played_by_its_roles(session: Session) -> None:
    play = founded_play(session)
    year = session.scalars(select(AcademicYear)).one()
    terms = list(session.scalars(select(Term).order_by(Term.position)))
    cooks, robots = play.group("ПОВ-26-1"), play.group("РОБ-26-1")

    # August and September: the load waits, the coordinator confirms it, lessons are formed.
    start = date(2026, 9, 1)
    play.book_is_true(start)
    waiting = session.scalars(select(MovementOrder)).one()
    assert waiting.state is MovementState.PREPARED
    confirm_order(session, play.viewer("coordinator", at(start)), waiting.id, at(start))
    play.book_is_true(start)
    assert len(play.told_by_orders(start)) == 8
    formed = form_lessons(
        session, viewer=play.viewer("admin", at(start)), from_on=start, now=at(start)
    )
    assert formed.changed > 100

    # The first term, with a substitution in its first week: the substitute writes that lesson.
    first = session.scalars(
        select(Lesson)
        .join(Lesson.page)
        .where(JournalPage.group_id == robots.id)
        .order_by(Lesson.held_on)
    ).first()
    assert first is not None
    substitute = session.scalars(select(Staff).where(Staff.surname == "Зимин")).one()
    regular_id = first.staff_id
    substitute_lesson(
        session,
        play.viewer("admin", at(start)),
        first.id,
        staff_id=substitute.id,
        reason="болезнь",
        now=at(start),
    )
    session.commit()
    for monday in TAUGHT_WEEKS[:3]:
        play.teach(monday)
    session.refresh(first)
    assert (first.topic, first.staff_id, first.regular_staff_id) == (
        f"Занятие {first.held_on:%d.%m}",
        substitute.id,
        regular_id,
    )
    assert play.set_marks(year, date(2026, 12, 28), term_id=terms[0].id) == 13

    # A transfer and a withdrawal in the middle of the year; then the second term.
    moved, gone = play.student("Белов"), play.student("Ёжиков")
    play.order(
        MovementKind.TRANSFER,
        "1-к",
        date(2027, 1, 11),
        OrderLine(moved.id, cooks.id, date(2027, 1, 11), robots.id),
    )
    play.teach(TAUGHT_WEEKS[3])
    play.order(
        MovementKind.WITHDRAWAL,
        "2-к",
        date(2027, 2, 1),
        OrderLine(gone.id, cooks.id, date(2027, 2, 1), destination="переезд"),
    )
    play.teach(TAUGHT_WEEKS[4])
    assert play.set_marks(year, date(2027, 5, 27), term_id=terms[1].id) == 10
    assert play.set_marks(year, date(2027, 5, 28), kind=FinalKind.YEAR) == 10
    assert play.set_marks(year, date(2027, 5, 29), kind=FinalKind.FINAL) == 10
    play.book_is_true(date(2027, 5, 29))

    # June: the windows are over. What is printed now is printed so for ever.
    june, now = date(2027, 6, 15), at(date(2027, 6, 15))
    admin = play.viewer("admin", now)
    before = play.printed(year, terms, now)
    assert any("Занятие 17.05" in text for text in before if isinstance(text, str))
    told = {one.check: one.count for one in findings(session, admin, year, june) if one.count}
    assert not any(check.hinders for check in told)
    assert told[ClosingCheck.MEMBERS] == 7

    # The next year is prepared from it; then the old one is closed for ever.
    _, opened = end(open_next_year(session, admin, propose(session, admin, now), now))
    play.book_is_true(june)
    assert play.printed(year, terms, now) == before
    close_year(session, admin, year.id, now, gaps_seen=True)
    play.book_is_true(june)
    assert play.printed(year, terms, now) == before

    # Cooks graduate, robots go on, one of them stays another year: confirmed in the book.
    next_robots = session.scalars(
        select(Group).where(Group.academic_year_id == opened.year_id, Group.name == "РОБ-27-1")
    ).one()
    kept_back = play.student("Зуев")
    outcomes = [
        Outcome(one.student_id, group.group_id, MovementKind.GRADUATION)
        if group.group_id == cooks.id
        else Outcome(
            one.student_id,
            group.group_id,
            MovementKind.REPEAT if one.student_id == kept_back.id else MovementKind.PROMOTION,
            next_robots.id,
        )
        for group in endings(session, admin, year)
        for one in group.students
    ]
    assert len(outcomes) == 7
    papers = {
        MovementKind.GRADUATION: Paper("3-к", june),
        MovementKind.PROMOTION: Paper("4-к", june),
        MovementKind.REPEAT: Paper("5-к", june),
    }
    _, (_, orders) = end(prepare_outcomes(session, admin, outcomes, papers, now))
    play.book_is_true(june)
    for order in orders:
        confirm_order(session, play.viewer("coordinator", now), order.id, now)
        play.book_is_true(june)
    assert endings(session, admin, year) == []
    assert play.printed(year, terms, now) == before

    # September again: the next year opens in time, is taught, and the old pages are as they were.
    september = date(2027, 9, 1)
    play.book_is_true(september - timedelta(days=1))
    open_year(session, play.viewer("admin", at(september)), opened.year_id, at(september))
    play.book_is_true(september)
    assert {group for _, group in play.told_by_orders(september)} == {next_robots.id}
    assert len(play.told_by_orders(september)) == 4
    page = session.scalars(select(JournalPage).where(JournalPage.group_id == next_robots.id)).one()
    save_row(
        session,
        play.viewer("admin", at(september)),
        RowValues(
            page_id=page.id,
            staff_id=page.assignments[0].staff_id,
            weekday=Weekday.MONDAY,
            bell_number=1,
            valid_from=september,
        ),
        now=at(september),
    )
    form_lessons(
        session,
        viewer=play.viewer("admin", at(september)),
        from_on=september,
        now=at(september),
    )
    play.teach(date(2027, 9, 6))
    late = at(date(2027, 9, 16))
    stands = standing(session, play.viewer("admin", late), late.date())
    assert [one.name for one in stands.open_years] == ["2027/28"]
    assert [one.late for one in stands.days] == [False, False]
    assert play.printed(year, terms, late) == before
    old = session.scalars(select(Lesson).where(Lesson.id == first.id)).one()
    with pytest.raises(Refused, match="year_closed"):
        save_cell(
            session,
            play.of_staff(old.staff_id, late),
            old.id,
            kept_back.id,
            "5",
            seen_version=None,
            now=late,
        )
    assert year.state is YearState.CLOSED
