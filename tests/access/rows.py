"""The rows of the ready centre by relation, as the walk asks for them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import inspect, select

from sgo.models import (
    AcademicYear,
    Account,
    AccountIssue,
    AuditEvent,
    Base,
    BellTime,
    CalendarPeriod,
    Consent,
    ControlCheck,
    ControlRemark,
    Curatorship,
    DestructionAct,
    FinalMark,
    Guardianship,
    ImportRun,
    JournalEntry,
    JournalPage,
    Lesson,
    Mark,
    Membership,
    MovementRecord,
    MovementScan,
    Organisation,
    Settings,
    SignIn,
    StaffCourse,
    Student,
    StudentDocument,
    StudentNeed,
    TeachingAssignment,
    TermMark,
    YearArchive,
)
from sgo.services import list_acts, list_deeds
from sgo.services.bulk_acts import name_act, new_act_id
from sgo.services.guard import Act, acting, permit
from sgo.verdicts import ALLOWED
from sgo.vocabulary import (
    AttendanceCode,
    BulkAct,
    ConsentKind,
    DayKind,
    DocumentKind,
    FinalKind,
    Funding,
    IssueKind,
    MovementKind,
    Role,
    SpecialNeed,
    TermResult,
    Weekday,
    YearState,
)
from tests.access.walk import NOBODY, Keys
from tests.attachments import PDF, passport_file
from tests.centre import Centre
from tests.families import give_address
from tests.signing import open_session


@pytest.fixture
def keys(centre: Centre) -> dict[str, Keys]:
    """Keys of own, foreign and missing rows; the walk overrides some of them by role."""
    own = {
        "student_id": centre.student.id,
        "lesson_id": centre.lesson.id,
        "page_id": centre.page.id,
        "group_id": centre.group.id,
        "work_id": centre.lesson.works[0].id,
        "term_id": centre.term.id,
        "work_type_id": centre.control.id,
        "programme_id": centre.programme.id,
        "year_id": centre.year.id,
        "kind": "exam",
        "act_id": bulk_act(centre, "teacher", centre.lesson),
        "list_act_id": act_over_list(centre, centre.student),
        "token": "nobodys-secret",
        **control_of(centre, True),
        "sign_in_id": session_of(centre, centre.accounts["foreign_guardian"]),
    }
    foreign = {
        **own,
        "student_id": centre.foreign_student.id,
        "lesson_id": centre.foreign_lesson.id,
        "page_id": centre.foreign_page.id,
        "group_id": centre.other_group.id,
        "work_id": centre.foreign_lesson.works[0].id,
        **control_of(centre, False),
        "act_id": bulk_act(centre, "other_teacher", centre.foreign_lesson),
        "list_act_id": act_over_list(centre, centre.foreign_student),
    }
    missing = {name: key if isinstance(key, str) else NOBODY for name, key in own.items()} | {
        "work_type_id": centre.control.id,
        "act_id": "0" * 32,
        "list_act_id": "0" * 32,
    }
    for name, student in (
        ("guardian", centre.student),
        ("student", centre.student),
        ("foreign_guardian", centre.foreign_student),
    ):
        give_address(centre, name, student)
    mine = rows_of(centre, centre.student, centre.page, centre.lesson)
    theirs = rows_of(centre, centre.foreign_student, centre.foreign_page, centre.foreign_lesson)
    for keys_of, rows in ((own, mine), (foreign, theirs)):
        keys_of["row_id"] = rows["timetable_rows"].id
    missing["row_id"] = NOBODY
    centre.session.commit()
    return {
        "own": Keys(own, {name: key_of(row) for name, row in mine.items()}),
        "foreign": Keys(foreign, {name: key_of(row) for name, row in theirs.items()}),
        "missing": Keys(missing, {name: no_key(row) for name, row in mine.items()}),
    }


def act_over_list(centre: Centre, student: Student) -> str:
    """An act over a list of one student, done by the technical admin."""
    viewer, act_id = centre.viewer(centre.accounts["technical_admin"]), new_act_id()
    rows = [list_acts.Row(student.id, student.version)]
    deed, values = list_deeds.FUNDING, {"funding": Funding.CONTRACT}
    for outcome in list_acts.carry_out(
        centre.session, viewer, deed, rows, values, centre.now, act_id
    ):
        assert outcome.verdict.allowed
    list_acts.name_act(centre.session, viewer, deed, "funding", 1, centre.now, act_id)
    return act_id


def session_of(centre: Centre, account: Account) -> int:
    """The key of a session that this account has begun."""
    open_session(centre.session, account, centre.now)
    newest = select(SignIn.id).where(SignIn.account_id == account.id).order_by(SignIn.id.desc())
    return centre.session.scalars(newest).first() or NOBODY


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


def bulk_act(centre: Centre, name: str, lesson: Lesson) -> str:
    """An act over many cells that an account has done: one cell says "absent"."""
    account, act_id = centre.accounts[name], f"{centre.accounts[name].id:032x}"
    entry = JournalEntry(
        lesson_id=lesson.id,
        student_id=centre.students[1].id,
        attendance=AttendanceCode.ABSENT,
        entered_at=centre.now,
    )
    with acting(centre.session, Act(centre.now, account.id, Role.TEACHER, bulk=act_id)):
        centre.session.add(entry)
        permit(centre.session, entry, ALLOWED)
        name_act(centre.session, act_id, BulkAct.PASTE)
    return act_id


def control_of(centre: Centre, first: bool) -> dict[str, int]:
    """A held check of a page with a remark to its teacher."""
    page = centre.page if first else centre.foreign_page
    check = centre.add(
        ControlCheck(
            planned_on=centre.now.date(),
            aim="Темы",
            page_id=page.id,
            checker_id=centre.accounts["coordinator"].staff_id,
            held_on=centre.now.date(),
            looked_at="Уроки",
            findings="Тем нет",
        )
    )
    remark = centre.add(
        ControlRemark(
            check_id=check.id,
            staff_id=page.assignments[0].staff_id,
            text="Записать темы",
            made_on=centre.now.date(),
            mend_by=centre.now.date(),
        )
    )
    return {"check_id": check.id, "remark_id": remark.id}


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


@pytest.fixture
def own_cards(centre: Centre) -> dict[str, str]:
    """The staff card that is a role's own."""
    return {"T": str(centre.teacher.id), "K": str(centre.curator.id)}
