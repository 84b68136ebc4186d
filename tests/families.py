"""What tests of a family's pages add to the ready centre: a closed year behind this one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sgo.models import (
    AcademicYear,
    Account,
    FinalMark,
    Group,
    JournalPage,
    Lesson,
    Student,
    TeachingAssignment,
    Term,
    TermMark,
    TermScheme,
    TimetableAddress,
)
from sgo.services.family.calendar_addresses import digest_of
from sgo.vocabulary import FinalKind, Role, TermResult, YearState
from tests.centre import Centre


@dataclass
class PastYear:
    """2025/26 of one student: a group, a term, a page with a lesson, its results."""

    year: AcademicYear
    term: Term
    group: Group
    page: JournalPage
    lesson: Lesson


def teacher_and_guardian(centre: Centre) -> Account:
    """Somebody who teaches and whose child is the foreign student; the account is named `both`."""
    both = centre.make_account(
        "both",
        Role.TEACHER,
        Role.GUARDIAN,
        staff_id=centre.make_staff("Ярмак", "Нина").id,
        guardian_id=centre.make_guardian("Ярмак", centre.foreign_student, given_name="Нина").id,
    )
    centre.accounts["both"] = both
    return both


def give_term_mark(
    centre: Centre, page: JournalPage, term: Term, student: Student, result: TermResult
) -> TermMark:
    mark: TermMark = centre.add(
        TermMark(
            page_id=page.id,
            term_id=term.id,
            student_id=student.id,
            result=result,
            marks_sum=0,
            marks_count=0,
            entered_at=centre.now,
        )
    )
    return mark


def give_final_mark(
    centre: Centre, page: JournalPage, kind: FinalKind, student: Student, result: TermResult
) -> FinalMark:
    mark: FinalMark = centre.add(
        FinalMark(
            page_id=page.id,
            kind=kind,
            student_id=student.id,
            result=result,
            entered_at=centre.now,
        )
    )
    return mark


def add_past_year(centre: Centre, student: Student) -> PastYear:
    """The year is closed and the student has left its group."""
    year = centre.add(
        AcademicYear(
            name="2025/26",
            starts_on=date(2025, 9, 1),
            ends_on=date(2026, 8, 31),
            state=YearState.CLOSED,
        )
    )
    scheme = centre.add(TermScheme(academic_year_id=year.id, name="Один период"))
    term = centre.add(
        Term(
            scheme_id=scheme.id,
            name="Курс",
            position=1,
            starts_on=date(2025, 9, 1),
            ends_on=date(2026, 5, 29),
        )
    )
    group = centre.make_group(
        "РОБ-25-1",
        academic_year_id=year.id,
        term_scheme_id=scheme.id,
        starts_on=date(2025, 9, 1),
        ends_on=date(2026, 5, 29),
    )
    centre.enrol(student, group, date(2025, 9, 1), date(2026, 5, 29))
    item = centre.make_item("Робототехника")
    page = centre.add(
        JournalPage(group_id=group.id, curriculum_item_id=item.id, academic_year_id=year.id)
    )
    centre.add(
        TeachingAssignment(page_id=page.id, staff_id=centre.teacher.id, starts_on=year.starts_on)
    )
    lesson = centre.make_lesson(
        page, date(2026, 2, 10), topic="Датчик линии", checked_at=centre.now - timedelta(days=280)
    )
    centre.make_cell(lesson, student, 5, comment="Собрал без подсказок")
    give_term_mark(centre, page, term, student, TermResult.FIVE)
    for kind in FinalKind:
        give_final_mark(centre, page, kind, student, TermResult.FIVE)
    return PastYear(year, term, group, page, lesson)


def give_address(centre: Centre, account: str, student: Student, token: str = "") -> None:
    """An address for the calendar of this account; the walks and tests of the feed ask by it."""
    centre.add(
        TimetableAddress(
            account_id=centre.accounts[account].id,
            student_id=student.id,
            token_digest=digest_of(token or f"{account}-{student.id}"),
            language="ru",
            issued_at=centre.now,
        )
    )


def many_lessons(centre: Centre, subjects: int) -> None:
    """So many further subjects of the group, each with lessons, marks and a term mark."""
    for number in range(subjects):
        page = centre.make_page(
            centre.group, centre.make_item(f"Дисциплина {number}"), centre.make_staff("Ким")
        )
        for slot in range(number * 4, number * 4 + 4):
            lesson = centre.make_lesson(
                page,
                centre.now.date() - timedelta(days=1 + slot // 3),
                2 + slot % 3,
                topic="Тема",
                checked_at=centre.now,
            )
            centre.make_cell(lesson, centre.student, 4)
        give_term_mark(centre, page, centre.term, centre.student, TermResult.FOUR)
