"""A small centre that a test builds: every kind of row by a method, what is ready by its name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.models import (
    Account,
    CurriculumItem,
    Exemption,
    Group,
    Guardian,
    Guardianship,
    JournalEntry,
    JournalPage,
    Lesson,
    Mark,
    Membership,
    MovementOrder,
    MovementRecord,
    RoleGrant,
    Staff,
    Student,
    Subject,
    TeachingAssignment,
    TimetableRow,
    Work,
    WorkType,
)
from sgo.services.accounts.viewers import viewer_of
from sgo.services.guard import Act, acting, permit
from sgo.verdicts import ALLOWED
from sgo.vocabulary import (
    Assessment,
    AttendanceCode,
    Funding,
    MovementKind,
    MovementState,
    Relation,
    Role,
    Sex,
    SystemAct,
    Weekday,
)

BELLS = [("08:30", "09:10"), ("09:20", "10:00"), ("10:10", "10:50"), ("11:10", "11:50")]
TEST_PASSWORD_HASH = "not a hash: these accounts sign in through tests.signing"


@dataclass
class Centre:
    """Makes rows, and keeps the ready ones by name."""

    session: Session
    now: datetime
    made: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["made"][name]
        except KeyError:
            raise AttributeError(name) from None

    def add(self, row: Any) -> Any:
        """Write a row past the rules: a test's starting point, never its subject."""
        with acting(self.session, Act(self.now, system=SystemAct.DEMO_LOAD)):
            self.session.add(row)
            permit(self.session, row, ALLOWED)
            self.session.flush()
        return row

    def add_all(self, rows: Iterable[Any]) -> list[Any]:
        """Write many rows past the rules in one flush."""
        rows = list(rows)
        with acting(self.session, Act(self.now, system=SystemAct.DEMO_LOAD)):
            self.session.add_all(rows)
            for row in rows:
                permit(self.session, row, ALLOWED)
            self.session.flush()
        return rows

    def make_staff(self, surname: str, given_name: str = "Анна", **columns: Any) -> Staff:
        columns = {"patronymic": "Павловна", "position": "педагог", **columns}
        return self.add(Staff(surname=surname, given_name=given_name, **columns))

    def make_student(self, surname: str, given_name: str = "Егор", **columns: Any) -> Student:
        columns = {
            "patronymic": "Ильич",
            "birth_date": date(2012, 5, 14),
            "sex": Sex.MALE,
            "funding": Funding.BUDGET,
            **columns,
        }
        return self.add(Student(surname=surname, given_name=given_name, **columns))

    def make_guardian(self, surname: str, *children: Student, **columns: Any) -> Guardian:
        columns = {"given_name": "Ольга", "patronymic": "Игоревна", **columns}
        guardian = self.add(Guardian(surname=surname, **columns))
        for child in children:
            self.add(
                Guardianship(guardian_id=guardian.id, student_id=child.id, relation=Relation.MOTHER)
            )
        return guardian

    def make_account(self, login: str, *roles: Role, **columns: Any) -> Account:
        columns = {
            "password_hash": TEST_PASSWORD_HASH,
            "must_change_password": False,
            "session_stamp": f"stamp-{login}",
            "issued_at": self.now,
            **columns,
        }
        account = self.add(Account(login=login, **columns))
        for role in roles:
            self.add(RoleGrant(account=account, role=role))
        return account

    def viewer(self, account: Account) -> Viewer:
        return viewer_of(account, self.now.date())

    def make_group(self, name: str, **columns: Any) -> Group:
        columns = {
            "programme_id": self.programme.id,
            "academic_year_id": self.year.id,
            "term_scheme_id": self.scheme.id,
            "starts_on": self.year.starts_on,
            "ends_on": date(2027, 5, 29),
            **columns,
        }
        return self.add(Group(name=name, **columns))

    def enrol(
        self,
        student: Student,
        group: Group,
        starts_on: date | None = None,
        ends_on: date | None = None,
    ) -> Membership:
        day = starts_on or group.starts_on
        order = self.add(
            MovementOrder(
                kind=MovementKind.ENROLMENT,
                order_number=f"{student.id}-у",
                order_date=day,
                state=MovementState.CONFIRMED,
                book_number=self.next_number(),
                prepared_at=self.now,
                decided_at=self.now,
            )
        )
        record = self.add(
            MovementRecord(
                order_id=order.id, student_id=student.id, group_id=group.id, effective_on=day
            )
        )
        return self.add(
            Membership(
                student_id=student.id,
                group_id=group.id,
                starts_on=day,
                ends_on=ends_on,
                enrolled_by_id=record.id,
            )
        )

    def next_number(self) -> int:
        """The next place in the movement book."""
        return (self.session.scalar(select(func.max(MovementOrder.book_number))) or 0) + 1

    def make_order(
        self, kind: MovementKind, number: str, *lines: MovementRecord, **columns: Any
    ) -> MovementOrder:
        """An order that waits for the coordinator."""
        columns = {"order_date": date(2026, 11, 20), "prepared_at": self.now, **columns}
        order = self.add(MovementOrder(kind=kind, order_number=number, **columns))
        for line in lines:
            line.order_id = order.id
            self.add(line)
        self.session.refresh(order)
        return order

    def make_item(self, name: str, **columns: Any) -> CurriculumItem:
        subject = self.add(Subject(name=name))
        columns = {"hours": 42, "assessment": Assessment.GRADED, **columns}
        return self.add(
            CurriculumItem(programme_id=self.programme.id, subject_id=subject.id, **columns)
        )

    def exempt(
        self, student: Student, item: CurriculumItem, starts_on: date, ends_on: date
    ) -> Exemption:
        return self.add(
            Exemption(
                student_id=student.id,
                curriculum_item_id=item.id,
                starts_on=starts_on,
                ends_on=ends_on,
                basis="справка № 4",
            )
        )

    def make_page(self, group: Group, item: CurriculumItem, *teachers: Staff) -> JournalPage:
        page = self.add(
            JournalPage(
                group_id=group.id, curriculum_item_id=item.id, academic_year_id=self.year.id
            )
        )
        for teacher in teachers:
            self.add(
                TeachingAssignment(
                    page_id=page.id, staff_id=teacher.id, starts_on=self.year.starts_on
                )
            )
        return page

    def make_row(
        self, page: JournalPage, teacher: Staff, weekday: Weekday, bell: int, **columns: Any
    ) -> TimetableRow:
        columns = {"valid_from": self.year.starts_on, "room_id": self.room.id, **columns}
        return self.add(
            TimetableRow(
                page_id=page.id, staff_id=teacher.id, weekday=weekday, bell_number=bell, **columns
            )
        )

    def make_lesson(
        self, page: JournalPage, held_on: date, bell: int = 1, **columns: Any
    ) -> Lesson:
        """A lesson with its first work, held by the page's first teacher."""
        teacher = columns.pop("staff", None) or page.assignments[0].staff
        starts, ends = (time.fromisoformat(moment) for moment in BELLS[bell - 1])
        columns = {
            "formed_for": held_on,
            "starts_at": starts,
            "ends_at": ends,
            "staff_id": teacher.id,
            "regular_staff_id": page.assignments[0].staff_id,
            **columns,
        }
        lesson = self.add(
            Lesson(
                page_id=page.id,
                group_id=page.group_id,
                held_on=held_on,
                bell_number=bell,
                **columns,
            )
        )
        self.make_work(lesson, self.answer)
        return lesson

    def make_work(self, lesson: Lesson, work_type: WorkType) -> Work:
        return self.add(
            Work(lesson=lesson, work_type_id=work_type.id, position=len(lesson.works) + 1)
        )

    def make_cell(
        self,
        lesson: Lesson,
        student: Student,
        *marks: int,
        attendance: AttendanceCode | None = None,
        comment: str | None = None,
    ) -> JournalEntry:
        entry = self.add(
            JournalEntry(
                lesson_id=lesson.id,
                student_id=student.id,
                attendance=attendance,
                comment=comment,
                entered_at=self.now,
            )
        )
        for work, value in zip(lesson.works, marks, strict=False):
            self.add(
                Mark(
                    lesson_id=lesson.id,
                    student_id=student.id,
                    work_id=work.id,
                    value=value,
                    entered_at=self.now,
                )
            )
        return entry
