"""Many rows of every kind at once, so that a list can be measured short and long."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from sgo.db import Base
from sgo.models import (
    AcademicYear,
    Account,
    AccountIssue,
    CalendarPeriod,
    Consent,
    Curatorship,
    CurriculumItem,
    DestructionAct,
    Exemption,
    FinalMark,
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
    PersonFile,
    Programme,
    RoleGrant,
    Room,
    Settings,
    Staff,
    StaffCourse,
    Student,
    StudentDocument,
    StudentNeed,
    Subject,
    TeachingAssignment,
    Term,
    TermMark,
    TermScheme,
    TimetableRow,
    Work,
    WorkType,
    YearArchive,
)
from sgo.services.guard import Act, acting, permit
from sgo.verdicts import ALLOWED
from sgo.vocabulary import (
    ConsentKind,
    DayKind,
    Direction,
    DocumentKind,
    FinalKind,
    Funding,
    IssueKind,
    MovementKind,
    MovementState,
    PaperKind,
    Relation,
    Role,
    Sex,
    SpecialNeed,
    SystemAct,
    TermResult,
    Weekday,
)
from tests.centre import Centre
from tests.rules.test_stored_files import PDF


def add_all(centre: Centre, rows: list[Any]) -> list[Any]:
    """Write the rows past the rules, in one flush."""
    with acting(centre.session, Act(centre.now, system=SystemAct.DEMO_LOAD)):
        centre.session.add_all(rows)
        for row in rows:
            permit(centre.session, row, ALLOWED)
        centre.session.flush()
    return rows


def grow(centre: Centre, start: int, stop: int) -> None:
    """Rows number `start` to `stop` of every kind the panel lists."""
    numbers = range(start, stop)
    add = lambda rows: add_all(centre, rows)  # noqa: E731 - said twenty times below
    day = date(2026, 9, 1)
    staff = add(
        [Staff(surname=f"Педагог{n}", given_name="Анна", position="педагог") for n in numbers]
    )
    students = add(
        [
            Student(
                surname=f"Ученик{n}",
                given_name="Егор",
                birth_date=date(2011, 1, 1),
                sex=Sex.MALE,
                funding=Funding.BUDGET,
            )
            for n in numbers
        ]
    )
    guardians = add([Guardian(surname=f"Родитель{n}", given_name="Ольга") for n in numbers])
    add(
        [
            Guardianship(guardian_id=one.id, student_id=student.id, relation=Relation.MOTHER)
            for one, student in zip(guardians, students, strict=True)
        ]
    )
    accounts = add(
        [
            Account(
                login=f"account.{n}",
                password_hash="none",
                session_stamp=f"stamp{n}",
                issued_at=centre.now,
                staff_id=one.id,
            )
            for n, one in zip(numbers, staff, strict=True)
        ]
    )
    add([RoleGrant(account_id=one.id, role=Role.TEACHER) for one in accounts])
    add(
        [
            AccountIssue(account_id=one.id, kind=IssueKind.FIRST, issued_at=centre.now)
            for one in accounts
        ]
    )
    add(
        [
            DestructionAct(
                number=n + 1,
                done_on=day,
                done_by_id=one.id,
                role=Role.TECHNICAL_ADMIN,
                card_kind="students",
                card_id=student.id,
                destroyed={"students.phone": 1},
            )
            for n, one, student in zip(numbers, accounts, students, strict=True)
        ]
    )
    add(
        [
            StaffCourse(staff_id=one.id, name=f"Курс {n}", hours=72, finished_on=day)
            for n, one in zip(numbers, staff, strict=True)
        ]
    )
    add(
        [
            row
            for one in students
            for row in (
                StudentDocument(student_id=one.id, kind=DocumentKind.PASSPORT, number="123456"),
                Consent(student_id=one.id, kind=ConsentKind.SPECIAL_NEEDS, given_on=day),
                StudentNeed(student_id=one.id, kind=SpecialNeed.CONDITIONS),
                PersonFile(
                    student_id=one.id,
                    title="Паспорт",
                    kind=PaperKind.IDENTITY,
                    file_name="паспорт.pdf",
                    media_type="application/pdf",
                    size=len(PDF),
                    content=PDF,
                    attached_by_id=accounts[0].id,
                    attached_at=centre.now,
                ),
            )
        ]
    )
    rooms = add([Room(name=f"каб. {n}а", seats=20) for n in numbers])
    programmes = add([Programme(name=f"Программа {n}", direction=Direction.ART) for n in numbers])
    subjects = add([Subject(name=f"Дисциплина {n}") for n in numbers])
    items = add(
        [
            CurriculumItem(programme_id=centre.programme.id, subject_id=one.id, hours=36)
            for one in subjects
        ]
    )
    years = add(
        [
            AcademicYear(
                name=f"{1600 + n}/{n}",
                starts_on=date(1600 + n, 9, 1),
                ends_on=date(1601 + n, 5, 31),
            )
            for n in numbers
        ]
    )
    add([YearArchive(academic_year_id=one.id, filed_on=date(2020, 6, 20)) for one in years])
    schemes = add([TermScheme(academic_year_id=centre.year.id, name=f"Схема {n}") for n in numbers])
    terms = add(
        [
            Term(
                scheme_id=one.id,
                name="период",
                position=1,
                starts_on=day,
                ends_on=date(2027, 5, 29),
            )
            for one in schemes
        ]
    )
    add(
        [
            CalendarPeriod(
                academic_year_id=centre.year.id,
                kind=DayKind.DAY_OFF,
                name=f"день {n}",
                starts_on=day + timedelta(days=n),
                ends_on=day + timedelta(days=n),
            )
            for n in numbers
        ]
    )
    groups = add(
        [
            Group(
                name=f"ГР-{n}",
                programme_id=programmes[0].id,
                academic_year_id=centre.year.id,
                term_scheme_id=one.id,
                starts_on=day,
                ends_on=date(2027, 5, 29),
            )
            for n, one in zip(numbers, schemes, strict=True)
        ]
    )
    add(
        [
            Curatorship(group_id=group.id, staff_id=one.id, starts_on=day)
            for group, one in zip(groups, staff, strict=True)
        ]
    )
    add(
        [
            Settings(
                valid_from=date(1600, 1, 1) + timedelta(days=n),
                lesson_days=10,
                control_days=10,
                period_days=10,
                lead_days=2,
                least_marks=1,
                five_from=450,
                four_from=350,
                three_from=250,
            )
            for n in numbers
        ]
    )
    kinds = add([WorkType(name=f"Вид {n}", short_name=f"В{n}", position=n + 10) for n in numbers])
    place = centre.next_number()
    orders = add(
        [
            MovementOrder(
                kind=MovementKind.ENROLMENT,
                order_number=f"{n}-к",
                order_date=day,
                state=MovementState.CONFIRMED,
                book_number=place + count,
                prepared_at=centre.now,
                prepared_by_id=account.id,
                decided_at=centre.now,
                decided_by_id=account.id,
            )
            for count, (n, account) in enumerate(zip(numbers, accounts, strict=True))
        ]
    )
    records = add(
        [
            MovementRecord(
                order_id=order.id, student_id=student.id, group_id=group.id, effective_on=day
            )
            for order, student, group in zip(orders, students, groups, strict=True)
        ]
    )
    add(
        [
            Membership(
                student_id=one.student_id,
                group_id=one.group_id,
                starts_on=day,
                enrolled_by_id=one.id,
            )
            for one in records
        ]
    )
    pages = add(
        [
            JournalPage(
                group_id=group.id, curriculum_item_id=item.id, academic_year_id=centre.year.id
            )
            for group, item in zip(groups, items, strict=True)
        ]
    )
    add(
        [
            TeachingAssignment(page_id=page.id, staff_id=one.id, starts_on=day)
            for page, one in zip(pages, staff, strict=True)
        ]
    )
    add(
        [
            TimetableRow(
                page_id=page.id,
                staff_id=one.id,
                room_id=room.id,
                weekday=Weekday.MONDAY,
                bell_number=1,
                valid_from=day,
            )
            for page, one, room in zip(pages, staff, rooms, strict=True)
        ]
    )
    lessons = add(
        [
            Lesson(
                page_id=page.id,
                group_id=page.group_id,
                held_on=centre.now.date(),
                formed_for=centre.now.date(),
                bell_number=1,
                starts_at=time(8, 30),
                ends_at=time(9, 10),
                staff_id=one.id,
                regular_staff_id=one.id,
                room_id=room.id,
            )
            for page, one, room in zip(pages, staff, rooms, strict=True)
        ]
    )
    works = add(
        [
            Work(lesson_id=lesson.id, work_type_id=kind.id, position=1)
            for lesson, kind in zip(lessons, kinds, strict=True)
        ]
    )
    cells = list(zip(lessons, students, works, strict=True))
    add(
        [
            JournalEntry(lesson_id=lesson.id, student_id=student.id, entered_at=centre.now)
            for lesson, student, _ in cells
        ]
    )
    add(
        [
            Mark(
                lesson_id=lesson.id,
                student_id=student.id,
                work_id=work.id,
                value=5,
                entered_at=centre.now,
            )
            for lesson, student, work in cells
        ]
    )
    for model, extra in (
        (TermMark, lambda n: {"term_id": terms[n].id, "marks_sum": 5, "marks_count": 1}),
        (FinalMark, lambda n: {"kind": FinalKind.YEAR}),
    ):
        kind_of_mark: Any = model
        add(
            [
                kind_of_mark(
                    page_id=page.id,
                    student_id=student.id,
                    result=TermResult.FIVE,
                    entered_at=centre.now,
                    **extra(n),
                )
                for n, (page, student) in enumerate(zip(pages, students, strict=True))
            ]
        )
    add(
        [
            Exemption(
                student_id=student.id,
                curriculum_item_id=item.id,
                starts_on=day,
                ends_on=date(2026, 9, 30),
                basis="справка",
            )
            for student, item in zip(students, items, strict=True)
        ]
    )
    centre.session.commit()


def tables_of(admin: Any) -> list[type[Base]]:
    """The model of every table view of the panel."""
    return [view.model for view in admin._views if hasattr(view, "model")]
