"""A page of the journal for paper: a group's lessons of one curriculum item in one term (4.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, func, literal, or_, select, true, union_all
from sqlalchemy.orm import Session, aliased

from sgo.access.permissions import Permission
from sgo.access.scopes import scope
from sgo.access.viewer import Viewer
from sgo.errors import Missing, Refused
from sgo.models import (
    AcademicYear,
    Curatorship,
    CurriculumItem,
    Group,
    JournalPage,
    Organisation,
    Programme,
    Staff,
    Subject,
    TeachingAssignment,
    Term,
)
from sgo.names import initials
from sgo.rules.grading import NO_MARKS, Average
from sgo.services.sheets.cells import (
    SheetLesson,
    cells_of_page,
    final_marks,
    lessons_of_page,
    sheet_lesson,
    term_marks,
)
from sgo.services.sheets.figures import Member, averages, members, members_during, printer
from sgo.services.sheets.frame import Head, Period
from sgo.verdicts import refused
from sgo.vocabulary import Assessment, AttendanceCode, FinalKind, LessonState, TermResult


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A student: the cells by lesson, exactly as the journal writes them."""

    number: int
    member: Member
    cells: Mapping[int, str]
    average: Average
    result: TermResult | None
    finals: Mapping[FinalKind, TermResult]


@dataclass(frozen=True, slots=True)
class SheetView:
    """All that the printed page holds."""

    head: Head
    subject: str
    assessment: Assessment
    period: Period
    teachers: tuple[str, ...]
    lessons: tuple[SheetLesson, ...]
    rows: tuple[SheetRow, ...]
    codes: frozenset[AttendanceCode]
    """The attendance codes that stand on this page."""
    work_types: Mapping[str, str]
    """Short name to name, of the works of this page."""
    show_finals: bool
    hours_ahead: int
    """Hours of the term's lessons that have not come yet."""
    hours_done: int
    """Decision 24: hours of the whole course held up to now, not cancelled, with a topic."""
    hours_planned: int
    today: date

    @property
    def columns(self) -> tuple[SheetLesson, ...]:
        return tuple(lesson for lesson in self.lessons if not lesson.cancelled)

    @property
    def hours_held(self) -> int:
        return sum(lesson.hours for lesson in self.columns)


def journal_sheet(
    session: Session, viewer: Viewer, page_id: int, term_id: int, now: datetime
) -> SheetView:
    """The page as it stands at `now`; lessons ahead are counted, not drawn.

    Raises Forbidden without the right to print, Missing for a page or term out of sight, Refused
    before the term begins.
    """
    reader = printer(viewer, Permission.JOURNAL_PRINT)
    page = session.execute(scope(_page(page_id, term_id), JournalPage, reader)).one_or_none()
    if page is None:
        raise Missing("journal page")
    today = now.date()
    period = Period(page.term_id, page.term, page.starts_on, page.ends_on)
    if today < period.starts_on:
        raise Refused(refused("period_not_begun", "4.1", starts_on=period.starts_on))
    on_list = members(session, page.group_id, period.starts_on, period.ends_on)
    students = members_during(page.group_id, period.starts_on, period.ends_on)
    teachers, curators = _signers(session, page_id, page.group_id, period)
    course = lessons_of_page(session, page_id)
    took_place = [row for row, _ in course.values() if row.state is not LessonState.CANCELLED]
    of_term = {
        lesson_id: (row, works)
        for lesson_id, (row, works) in course.items()
        if period.starts_on <= row.held_on <= period.ends_on
    }
    works_of = {key: [work.work_id for work in works] for key, (_, works) in of_term.items()}
    cells = cells_of_page(session, page_id, period, works_of)
    graded = [page.item_id] if page.assessment is Assessment.GRADED else []
    means = averages(session, graded, students, period.starts_on, period.ends_on)
    results = term_marks(session, page_id, term_id)
    is_last_term = page.last_term == period.ends_on
    finals = final_marks(session, page_id) if is_last_term else {}
    return SheetView(
        head=Head(
            organisation=page.organisation or "",
            address=page.address,
            director_name=page.director_name or "",
            director_title=page.director_title or "",
            group=page.group,
            group_id=page.group_id,
            programme=page.programme,
            year=page.year,
            curators=curators,
        ),
        subject=page.subject,
        assessment=page.assessment,
        period=period,
        teachers=teachers,
        lessons=tuple(
            sheet_lesson(row, works) for row, works in of_term.values() if row.held_on <= today
        ),
        rows=tuple(
            SheetRow(
                number=number,
                member=member,
                cells=cells.texts.get(member.student_id, {}),
                average=means.get((member.student_id, page.item_id), NO_MARKS),
                result=results.get(member.student_id),
                finals=finals.get(member.student_id, {}),
            )
            for number, member in enumerate(on_list, start=1)
        ),
        codes=cells.codes,
        work_types={
            work.short_name: work.work_name for _, works in of_term.values() for work in works
        },
        show_finals=bool(finals),
        hours_ahead=sum(row.hours for row in took_place if today < row.held_on <= period.ends_on),
        hours_done=sum(row.hours for row in took_place if row.held_on <= today and row.topic),
        hours_planned=page.hours,
        today=today,
    )


def _page(page_id: int, term_id: int) -> Select[Any]:
    other = aliased(Term)
    last_term = (
        select(func.max(other.ends_on))
        .where(other.scheme_id == Group.term_scheme_id)
        .correlate(Group)
        .scalar_subquery()
    )
    columns: tuple[Any, ...] = (
        JournalPage.group_id,
        Group.name.label("group"),
        CurriculumItem.id.label("item_id"),
        CurriculumItem.hours,
        CurriculumItem.assessment,
        Subject.name.label("subject"),
        Programme.name.label("programme"),
        AcademicYear.name.label("year"),
        Term.id.label("term_id"),
        Term.name.label("term"),
        Term.starts_on,
        Term.ends_on,
        last_term.label("last_term"),
        Organisation.full_name.label("organisation"),
        Organisation.address,
        Organisation.director_name,
        Organisation.director_title,
    )
    return (
        select(*columns)
        .select_from(JournalPage)
        .join(Group, Group.id == JournalPage.group_id)
        .join(CurriculumItem, CurriculumItem.id == JournalPage.curriculum_item_id)
        .join(Subject, Subject.id == CurriculumItem.subject_id)
        .join(Programme, Programme.id == Group.programme_id)
        .join(AcademicYear, AcademicYear.id == JournalPage.academic_year_id)
        .join(Term, and_(Term.scheme_id == Group.term_scheme_id, Term.id == term_id))
        .outerjoin(Organisation, true())
        .where(JournalPage.id == page_id)
    )


def _signers(
    session: Session, page_id: int, group_id: int, period: Period
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who taught the page in the period, and who was the group's curator; by dates, in order."""
    taught = select(
        literal("teacher").label("capacity"),
        TeachingAssignment.staff_id,
        TeachingAssignment.starts_on,
        TeachingAssignment.ends_on,
    ).where(TeachingAssignment.page_id == page_id)
    led = select(
        literal("curator").label("capacity"),
        Curatorship.staff_id,
        Curatorship.starts_on,
        Curatorship.ends_on,
    ).where(Curatorship.group_id == group_id)
    facts = union_all(taught, led).subquery()
    rows = session.execute(
        select(facts.c.capacity, Staff.surname, Staff.given_name, Staff.patronymic)
        .join(facts, facts.c.staff_id == Staff.id)
        .where(
            facts.c.starts_on <= period.ends_on,
            or_(facts.c.ends_on.is_(None), facts.c.ends_on >= period.starts_on),
        )
        .order_by(facts.c.starts_on, Staff.sort_key)
    )
    names: dict[str, dict[str, None]] = {"teacher": {}, "curator": {}}
    for capacity, *name in rows:
        names[capacity][initials(*name)] = None
    return tuple(names["teacher"]), tuple(names["curator"])
