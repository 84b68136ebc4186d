"""The rows of the ready centre by relation: one of every table near a student and a page."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import inspect, select

from sgo.models import (
    AcademicYear,
    AccountIssue,
    AuditEvent,
    Base,
    BellTime,
    CalendarPeriod,
    Consent,
    Curatorship,
    DestructionAct,
    FinalMark,
    Guardianship,
    ImportRun,
    JournalPage,
    Lesson,
    Mark,
    Membership,
    MovementRecord,
    MovementScan,
    Organisation,
    Settings,
    StaffCourse,
    Student,
    StudentDocument,
    StudentNeed,
    TeachingAssignment,
    TermMark,
    YearArchive,
)
from sgo.vocabulary import (
    ConsentKind,
    DayKind,
    DocumentKind,
    FinalKind,
    IssueKind,
    MovementKind,
    Role,
    SpecialNeed,
    TermResult,
    Weekday,
    YearState,
)
from tests.access.walk import NOBODY
from tests.attachments import PDF, passport_file
from tests.centre import Centre


def rows_of(centre: Centre, student: Student, page: JournalPage, lesson: Lesson) -> dict[str, Any]:
    """A row of every table that stands near this student and page."""
    first = student is centre.student
    teacher = page.assignments[0].staff
    guardian = centre.guardian if first else centre.foreign_guardian
    group = page.group
    if not first:
        centre.add(Curatorship(group_id=group.id, staff_id=teacher.id, starts_on=date(2026, 9, 1)))
    cell = centre.make_cell(lesson, student, 4)
    order = centre.make_order(
        MovementKind.WITHDRAWAL,
        f"{student.id}-о",
        MovementRecord(student_id=student.id, group_id=group.id, effective_on=date(2026, 12, 1)),
    )
    centre.add(
        MovementScan(
            order_id=order.id,
            file_name="приказ.pdf",
            media_type="application/pdf",
            size=len(PDF),
            content=PDF,
            attached_by_id=centre.accounts["technical_admin"].id,
            attached_at=centre.now,
        )
    )
    return {
        "students": student,
        "guardians": guardian,
        "guardianships": one(centre, Guardianship, student_id=student.id),
        "staff": teacher,
        "staff_courses": centre.add(
            StaffCourse(staff_id=teacher.id, name="Курс", hours=72, finished_on=date(2025, 6, 20))
        ),
        "student_documents": centre.add(
            StudentDocument(student_id=student.id, kind=DocumentKind.PASSPORT, number="123456")
        ),
        "consents": centre.add(
            Consent(
                student_id=student.id,
                kind=ConsentKind.SPECIAL_NEEDS,
                given_on=date(2026, 9, 1),
            )
        ),
        "student_needs": centre.add(
            StudentNeed(student_id=student.id, kind=SpecialNeed.CONDITIONS)
        ),
        "person_files": centre.add(
            passport_file(student, centre.accounts["technical_admin"], centre.now)
        ),
        "programmes": centre.programme,
        "subjects": centre.law.subject,
        "curriculum_items": centre.law,
        "groups": group,
        "curatorships": one(centre, Curatorship, group_id=group.id),
        "rooms": centre.room,
        "bell_times": one(centre, BellTime, number=1),
        "academic_years": centre.year,
        "term_schemes": centre.scheme,
        "terms": centre.term,
        "calendar_periods": centre.add(
            CalendarPeriod(
                academic_year_id=centre.year.id,
                kind=DayKind.HOLIDAY,
                name="Праздник",
                starts_on=date(2027, 2, 23 if first else 24),
                ends_on=date(2027, 2, 24),
            )
        ),
        "movement_orders": order,
        "movement_records": order.lines[0],
        "memberships": one(centre, Membership, student_id=student.id),
        "journal_pages": page,
        "teaching_assignments": one(centre, TeachingAssignment, page_id=page.id),
        "timetable_rows": centre.make_row(
            page, teacher, Weekday.MONDAY, 1 if first else 2, room_id=None
        ),
        "lessons": lesson,
        "journal_entries": cell,
        "marks": one(centre, Mark, lesson_id=lesson.id, student_id=student.id),
        "term_marks": centre.add(
            TermMark(
                page_id=page.id,
                term_id=centre.term.id,
                student_id=student.id,
                result=TermResult.FOUR,
                marks_sum=4,
                marks_count=1,
                entered_at=centre.now,
            )
        ),
        "final_marks": centre.add(
            FinalMark(
                page_id=page.id,
                kind=FinalKind.YEAR,
                student_id=student.id,
                result=TermResult.FOUR,
                entered_at=centre.now,
            )
        ),
        "work_types": centre.control,
        "exemptions": centre.exempt(student, centre.driving, date(2026, 10, 1), date(2026, 10, 31)),
        "accounts": centre.accounts["other_teacher" if first else "foreign_guardian"],
        "account_issues": centre.add(
            AccountIssue(
                account_id=centre.accounts["other_teacher" if first else "foreign_guardian"].id,
                kind=IssueKind.FIRST,
                issued_at=centre.now,
            )
        ),
        "destruction_acts": centre.add(
            DestructionAct(
                number=1 if first else 2,
                done_on=centre.now.date(),
                done_by_id=centre.accounts["technical_admin"].id,
                role=Role.TECHNICAL_ADMIN,
                card_kind="guardians",
                card_id=NOBODY,
                destroyed={"consents.document": 1},
            )
        ),
        "year_archives": archive_of(centre, first),
        "organisation": one(centre, Organisation, id=1),
        "settings": one(centre, Settings),
        "import_runs": centre.add(
            ImportRun(started_at=centre.now, file_names=[f"{student.id}.xlsx"])
        ),
        "audit_events": centre.session.scalars(select(AuditEvent).limit(1)).one(),
    }


def archive_of(centre: Centre, first: bool) -> YearArchive:
    """The filed set of a closed year of long ago."""
    begins = 2010 if first else 2011
    year = centre.add(
        AcademicYear(
            name=f"{begins}/{begins + 1 - 2000}",
            starts_on=date(begins, 9, 1),
            ends_on=date(begins + 1, 8, 31),
            state=YearState.CLOSED,
        )
    )
    filed: YearArchive = centre.add(
        YearArchive(academic_year_id=year.id, filed_on=date(begins + 1, 6, 20))
    )
    return filed


def one(centre: Centre, model: type[Base], **columns: Any) -> Any:
    """The first row of the model that has these values."""
    statement = select(model).filter_by(**columns).limit(1)
    return centre.session.scalars(statement).one()


def key_of(row: Base) -> str:
    """The key as an address carries it."""
    return ",".join(str(part) for part in inspect(type(row)).primary_key_from_instance(row))


def no_key(row: Base) -> str:
    """A key of the same shape that no row has."""
    return ",".join(str(NOBODY) if part.isdigit() else part for part in key_of(row).split(","))
