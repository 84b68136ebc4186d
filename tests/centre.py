"""A small centre that most tests live in: invented people, real shapes.

Two groups, two teachers, a curator who also teaches, an office of three, a guardian with two
children and one who is a teacher too. Terms: 1 September to 30 December, 11 January to 29 May.
The group ВА-26-1 has lessons on the page `law` of the teacher `teacher`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.models import (
    AcademicYear,
    Account,
    BellTime,
    Curatorship,
    CurriculumItem,
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
    Organisation,
    Programme,
    RoleGrant,
    Room,
    Settings,
    Staff,
    Student,
    Subject,
    TeachingAssignment,
    Term,
    TermScheme,
    TimetableRow,
    Work,
    WorkType,
)
from sgo.services.guard import Act, acting, permit
from sgo.services.viewers import viewer_of
from sgo.verdicts import ALLOWED
from sgo.vocabulary import (
    Assessment,
    AttendanceCode,
    Direction,
    Funding,
    MovementKind,
    MovementState,
    Relation,
    Role,
    Sex,
    SystemAct,
    Weekday,
    YearState,
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


def build_centre(session: Session, now: datetime) -> Centre:
    """The ready centre, with lessons of the last three weeks and of today."""
    centre = Centre(session, now)
    made = centre.made
    centre.add(
        Organisation(
            id=1,
            full_name="Учебный центр «Степной»",
            short_name="УЦ «Степной»",
            address="ст. Степная, ул. Заречная, 18",
            director_name="Савченко Д. Р.",
            director_title="директор",
        )
    )
    centre.add(
        Settings(
            valid_from=date(2020, 9, 1),
            lesson_days=10,
            control_days=10,
            period_days=10,
            lead_days=2,
            least_marks=1,
            five_from=450,
            four_from=350,
            three_from=250,
        )
    )
    made["year"] = centre.add(
        AcademicYear(
            name="2026/27",
            starts_on=date(2026, 9, 1),
            ends_on=date(2027, 8, 31),
            state=YearState.OPEN,
        )
    )
    made["scheme"] = centre.add(TermScheme(academic_year_id=centre.year.id, name="Полугодия"))
    made["terms"] = [
        centre.add(Term(scheme_id=centre.scheme.id, name=name, position=n, starts_on=a, ends_on=b))
        for n, (name, a, b) in enumerate(
            [
                ("I полугодие", date(2026, 9, 1), date(2026, 12, 30)),
                ("II полугодие", date(2027, 1, 11), date(2027, 5, 29)),
            ],
            start=1,
        )
    ]
    made["term"] = centre.terms[0]
    for number, (starts, ends) in enumerate(BELLS, start=1):
        centre.add(
            BellTime(
                number=number,
                starts_at=time.fromisoformat(starts),
                ends_at=time.fromisoformat(ends),
            )
        )
    made["room"] = centre.add(Room(name="каб. 7", seats=30))
    made["programme"] = centre.add(
        Programme(name="Водитель категории «В»", direction=Direction.VOCATIONAL)
    )
    made["answer"] = centre.add(WorkType(name="Ответ на уроке", short_name="УО", position=1))
    made["control"] = centre.add(
        WorkType(name="Контрольная работа", short_name="КР", control=True, position=2)
    )

    made["group"] = centre.make_group("ВА-26-1")
    made["other_group"] = centre.make_group("ВА-26-2")
    made["teacher"] = centre.make_staff("Левченко")
    made["other_teacher"] = centre.make_staff("Гордиенко", "Тамара")
    made["curator"] = centre.make_staff("Дорошенко", "Инна")
    centre.add(
        Curatorship(
            group_id=centre.group.id, staff_id=centre.curator.id, starts_on=date(2026, 9, 1)
        )
    )
    made["students"] = [
        centre.make_student(surname, given)
        for surname, given in [
            ("Абрамов", "Кирилл"),
            ("Дёмин", "Артём"),
            ("Ёлкин", "Степан"),
            ("Жданов", "Тимур"),
            ("Зайченко", "Мирон"),
        ]
    ]
    made["student"] = centre.students[0]
    made["foreign_student"] = centre.make_student("Ярмак", "Лев")
    for student in centre.students:
        centre.enrol(student, centre.group)
    centre.enrol(centre.foreign_student, centre.other_group)
    made["law"] = centre.make_item("Основы законодательства")
    made["driving"] = centre.make_item("Основы управления")
    made["page"] = centre.make_page(centre.group, centre.law, centre.teacher)
    made["curator_page"] = centre.make_page(centre.group, centre.driving, centre.curator)
    made["foreign_page"] = centre.make_page(centre.other_group, centre.law, centre.other_teacher)
    today = now.date()
    made["lessons"] = [
        centre.make_lesson(centre.page, today - timedelta(days=back))
        for back in (21, 14, 11, 10, 7, 0)
    ]
    made["lesson"] = centre.lessons[-1]
    made["foreign_lesson"] = centre.make_lesson(centre.foreign_page, today, bell=2)

    made["guardian"] = centre.make_guardian("Абрамова", centre.student, centre.students[1])
    made["foreign_guardian"] = centre.make_guardian("Ярмак", centre.foreign_student)
    made["accounts"] = {
        "technical_admin": centre.make_account(
            "admin",
            Role.TECHNICAL_ADMIN,
            staff_id=centre.make_staff("Савченко", "Дарья", position="информатик").id,
        ),
        "coordinator": centre.make_account(
            "coordinator",
            Role.COORDINATOR,
            staff_id=centre.make_staff("Ткач", "Вера", position="заместитель директора").id,
        ),
        "director": centre.make_account(
            "director",
            Role.DIRECTOR,
            staff_id=centre.make_staff("Савенко", "Раиса", position="директор").id,
        ),
        "teacher": centre.make_account("teacher", Role.TEACHER, staff_id=centre.teacher.id),
        "other_teacher": centre.make_account(
            "other", Role.TEACHER, staff_id=centre.other_teacher.id
        ),
        "curator": centre.make_account("curator", Role.TEACHER, staff_id=centre.curator.id),
        "guardian": centre.make_account("guardian", Role.GUARDIAN, guardian_id=centre.guardian.id),
        "foreign_guardian": centre.make_account(
            "foreign", Role.GUARDIAN, guardian_id=centre.foreign_guardian.id
        ),
        "student": centre.make_account("student", Role.STUDENT, student_id=centre.student.id),
    }
    session.commit()
    return centre
