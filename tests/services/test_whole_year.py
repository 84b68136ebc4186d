"""A whole year of a small centre, played by its roles: opened, taught, closed, and the next begun.

At every step the counts of the movement book equal the memberships and what the confirmed orders
say; what was printed when the year was over prints the same ever after (clauses 3.2 and 4.4).
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.errors import Refused
from sgo.models import (
    AcademicYear,
    Account,
    Group,
    JournalPage,
    Lesson,
    Membership,
    MovementOrder,
    MovementRecord,
    Staff,
    Student,
    Term,
)
from sgo.reports.journal_sheet import journal_sheet_pdf
from sgo.reports.summary_sheet import summary_sheet_pdf
from sgo.services.academic_year import propose
from sgo.services.academic_year_closing import close_year, findings
from sgo.services.academic_year_opening import open_next_year
from sgo.services.academic_year_orders import Outcome, Paper, endings, prepare_outcomes
from sgo.services.academic_year_report import standing
from sgo.services.bulk_marks import Period, set_by_calculation
from sgo.services.calendar import open_year
from sgo.services.forming import form_lessons
from sgo.services.founding import found_centre
from sgo.services.imports.load import load_sheets
from sgo.services.journal import mark_checked, save_cell, save_column, save_topic
from sgo.services.journal_sheet import SheetView, journal_sheet
from sgo.services.lessons import substitute_lesson
from sgo.services.movement import OrderLine, prepare_order
from sgo.services.movement_decisions import confirm_order
from sgo.services.movement_register import movement_register
from sgo.services.summary import SummaryView, group_summary
from sgo.services.timetable import RowValues, save_row
from sgo.services.viewers import viewer_of
from sgo.vocabulary import (
    ClosingCheck,
    FinalKind,
    MovementKind,
    MovementState,
    Role,
    Weekday,
    YearState,
)
from tests import books
from tests.centre import Centre
from tests.conftest import MOSCOW
from tests.reports.paper import text_of

Answer = TypeVar("Answer")
PRINTED_AT = datetime(2030, 1, 9, 9, 0, tzinfo=MOSCOW)
STUDENTS: books.Rows = [
    ["Контингент обучающихся"],
    ["№", "ФИО обучающегося", "Дата рождения", "Пол", "Группа", "Основа"],
    [1, "Абрамов Кирилл Олегович", "09.03.2010", "м", "ПОВ-26-1", "бюджет"],
    [2, "Белов Егор Ильич", "10.03.2010", "м", "ПОВ-26-1", "договор"],
    [3, "Власова Мария Ильинична", "11.03.2010", "ж", "ПОВ-26-1", "бюджет"],
    [4, "Дёмин Артём Львович", "12.03.2010", "м", "ПОВ-26-1", "бюджет"],
    [5, "Ёжиков Лев Петрович", "13.03.2010", "м", "ПОВ-26-1", "бюджет"],
    [6, "Жданова Анна Павловна", "14.03.2010", "ж", "РОБ-26-1", "бюджет"],
    [7, "Зуев Тимур Юрьевич", "15.03.2010", "м", "РОБ-26-1", "бюджет"],
    [8, "Иваненко Олег Игоревич", "16.03.2010", "м", "РОБ-26-1", "договор"],
]
TAUGHT_WEEKS = (
    date(2026, 9, 7),
    date(2026, 11, 9),
    date(2026, 12, 21),
    date(2027, 1, 18),
    date(2027, 5, 17),
)


def at(day: date, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=MOSCOW)


def end(work: Generator[int, None, Answer]) -> Answer:
    while True:
        try:
            next(work)
        except StopIteration as done:
            answer: Answer = done.value
            return answer


@dataclass
class Play:
    """The centre on its stage: its people act through the services, the clock goes on by hand."""

    session: Session
    accounts: dict[str, Account] = field(default_factory=dict)
    taught: int = 0

    def viewer(self, name: str, now: datetime) -> Viewer:
        return viewer_of(self.accounts[name], now.date())

    def of_staff(self, staff_id: int, now: datetime) -> Viewer:
        account = next(one for one in self.accounts.values() if one.staff_id == staff_id)
        return viewer_of(account, now.date())

    def group(self, name: str) -> Group:
        return self.session.scalars(select(Group).where(Group.name == name)).one()

    def student(self, surname: str) -> Student:
        return self.session.scalars(select(Student).where(Student.surname == surname)).one()

    def order(self, kind: MovementKind, number: str, day: date, *lines: OrderLine) -> None:
        """The technical admin prepares on that day, the coordinator confirms."""
        now = at(day)
        order = prepare_order(
            self.session,
            self.viewer("admin", now),
            kind=kind,
            order_number=number,
            order_date=day,
            lines=lines,
            now=now,
        )
        self.book_is_true(day)
        confirm_order(self.session, self.viewer("coordinator", now), order.id, now)
        self.book_is_true(day)

    def book_is_true(self, day: date) -> None:
        """On that day: the register, the memberships and the confirmed orders say the same."""
        self.session.commit()
        now = at(day)
        register = movement_register(
            self.session, self.viewer("coordinator", now), day - timedelta(days=30), day
        )
        stored = {
            (student, group)
            for student, group, starts_on, ends_on, course_ends_on in self.session.execute(
                select(
                    Membership.student_id,
                    Membership.group_id,
                    Membership.starts_on,
                    Membership.ends_on,
                    Group.ends_on,
                ).join(Group, Group.id == Membership.group_id)
            )
            if starts_on <= day <= min(ends_on or course_ends_on, course_ends_on)
        }
        total = register.total
        assert total.at_end == len(stored)
        assert register.students_at_end == len({student for student, _ in stored})
        assert total.at_end == (
            total.at_start
            + total.came
            + total.moved_in
            - total.left
            - total.moved_out
            - total.finished
        )
        by_group = {group: count.at_end for group, count in register.counts if count.at_end}
        names = [self.session.get_one(Group, group).name for _, group in stored]
        assert by_group == {name: names.count(name) for name in names}
        assert stored == self.told_by_orders(day)

    def told_by_orders(self, day: date) -> set[tuple[int, int]]:
        """Who is where by the confirmed orders alone, read one after the other."""
        inside: set[tuple[int, int]] = set()
        lines = self.session.execute(
            select(MovementOrder.kind, MovementRecord)
            .join(MovementRecord.order)
            .where(
                MovementOrder.state == MovementState.CONFIRMED,
                MovementRecord.effective_on <= day,
            )
            .order_by(MovementOrder.book_number, MovementRecord.id)
        )
        for kind, line in lines:
            if kind.leaves:
                inside.discard((line.student_id, line.group_id))
            if kind.enters:
                inside.add((line.student_id, line.to_group_id or line.group_id))
        over = set(self.session.scalars(select(Group.id).where(Group.ends_on < day)))
        return {(student, group) for student, group in inside if group not in over}

    def teach(self, monday: date) -> None:
        """Every lesson of the week by whoever holds it: topic, marks of who is there, checked."""
        lessons = self.session.scalars(
            select(Lesson)
            .where(Lesson.held_on.between(monday, monday + timedelta(days=5)))
            .order_by(Lesson.held_on, Lesson.bell_number, Lesson.id)
        ).all()
        assert lessons
        for lesson in lessons:
            now = at(lesson.held_on, 16)
            teacher = self.of_staff(lesson.staff_id, now)
            there = self.session.scalars(
                select(Membership.student_id)
                .where(
                    Membership.group_id == lesson.group_id,
                    Membership.starts_on <= lesson.held_on,
                    (Membership.ends_on.is_(None)) | (Membership.ends_on >= lesson.held_on),
                )
                .order_by(Membership.student_id)
            ).all()
            save_topic(
                self.session,
                teacher,
                lesson.id,
                f"Занятие {lesson.held_on:%d.%m}",
                seen_version=lesson.version,
                now=now,
            )
            marks = {key: str(5 - (number + self.taught) % 3) for number, key in enumerate(there)}
            save_column(self.session, teacher, lesson.id, marks, seen=None, now=now)
            mark_checked(self.session, teacher, lesson.id, now=now)
            self.taught += 1
        self.book_is_true(monday + timedelta(days=5))

    def set_marks(self, year: AcademicYear, day: date, **period: Any) -> int:
        """Marks by calculation on every page, each by its own teacher; how many were set."""
        now, count = at(day), 0
        for page in self.pages(year):
            teacher = self.of_staff(page.assignments[0].staff_id, now)
            result = set_by_calculation(self.session, teacher, Period(page.id, **period), now=now)
            count += len(result.changing)
        self.session.commit()
        return count

    def pages(self, year: AcademicYear) -> list[JournalPage]:
        return list(
            self.session.scalars(
                select(JournalPage)
                .where(JournalPage.academic_year_id == year.id)
                .order_by(JournalPage.id)
            )
        )

    def printed(self, year: AcademicYear, terms: Iterable[Term], now: datetime) -> list[Any]:
        """What the director would print of the year: data of every sheet, text of some of them."""
        director = self.viewer("director", now)
        told: list[Any] = []
        pages = self.pages(year)
        for page in pages:
            for term in terms:
                view = still(journal_sheet(self.session, director, page.id, term.id, now))
                told.append(view)
        told.append(text_of(journal_sheet_pdf(told[-1], PRINTED_AT)))
        for group_id in sorted({page.group_id for page in pages}):
            told.extend(
                still(group_summary(self.session, director, group_id, term_id, now))
                for term_id in (*(term.id for term in terms), None)
            )
        told.append(text_of(summary_sheet_pdf(told[-1], PRINTED_AT)))
        return told


Sheet = TypeVar("Sheet", SheetView, SummaryView)


def still(view: Sheet) -> Sheet:
    """The sheet without the day of printing, and without when a student leaves the group after
    the period: neither stands on the paper."""
    rows = tuple(replace(row, member=replace(row.member, stretches=())) for row in view.rows)
    return replace(view, rows=rows, today=date(2030, 1, 9))


@pytest.fixture
def play(session: Session) -> Play:
    """A centre that was founded and loaded from its lists in August."""
    now = at(date(2026, 8, 20))
    found_centre(session, now, name="Учебный центр «Заречный»", director="Савельева Р. Л.")
    made = Centre(session, now)
    play = Play(session)
    for name, role in (("admin", Role.TECHNICAL_ADMIN), ("coordinator", Role.COORDINATOR)):
        staff = made.make_staff(f"Служебный{len(name)}", position="сотрудник")
        play.accounts[name] = made.make_account(name, role, staff_id=staff.id)
    outcome = load_sheets(session, books.sheets(students=STUDENTS), now, play.viewer("admin", now))
    assert outcome.loaded["students"] == 8
    for staff in session.scalars(select(Staff).where(Staff.position != "сотрудник")).all():
        director = staff.surname == "Савельева"
        role = Role.DIRECTOR if director else Role.TEACHER
        name = "director" if director else f"staff{staff.id}"
        known = session.scalars(select(Account).where(Account.staff_id == staff.id)).one_or_none()
        play.accounts[name] = known or made.make_account(name, role, staff_id=staff.id)
    session.commit()
    return play


@pytest.mark.clause("3.2")
@pytest.mark.clause("4.4")
def test_a_whole_year_played_by_its_roles(session: Session, play: Play) -> None:
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
    opened = end(open_next_year(session, admin, propose(session, admin, now), now))
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
    _, orders = end(prepare_outcomes(session, admin, outcomes, papers, now))
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
