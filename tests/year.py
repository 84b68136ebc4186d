"""A small centre on its stage for a whole year: its people act through the services, day after day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
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
from sgo.services.accounts.viewers import viewer_of
from sgo.services.bulk.marks import Period, set_by_calculation
from sgo.services.founding import found_centre
from sgo.services.imports.load import load_sheets
from sgo.services.journal.writing import mark_checked, save_column, save_topic
from sgo.services.movement.decisions import confirm_order
from sgo.services.movement.orders import OrderLine, prepare_order
from sgo.services.movement.register import movement_register
from sgo.services.sheets.journal import SheetView, journal_sheet
from sgo.services.sheets.summary import SummaryView, group_summary
from sgo.vocabulary import MovementKind, MovementState, Role
from tests import books
from tests.centre import Centre
from tests.conftest import MOSCOW
from tests.reports.paper import text_of

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


def at(day: date, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=MOSCOW)


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


def founded_play(session: Session) -> Play:
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
