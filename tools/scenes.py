"""What the pictures of README.md show: which screen, as whom, and where it stands in the demo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import url_for
from playwright.sync_api import Page
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sgo.models import (
    AcademicYear,
    Account,
    FinalMark,
    Group,
    JournalEntry,
    JournalPage,
    Lesson,
    Student,
    Term,
)

MOSCOW = ZoneInfo("Europe/Moscow")
MOMENT = datetime(2026, 11, 23, 10, 0, tzinfo=MOSCOW)
"""A Monday with lessons, in the middle of a term."""
LAST_WEEK = "2026-11-16"
PLACES = (
    *("today", "page", "term_marks", "lesson", "diary", "students", "student_form", "summary"),
    *("board", "week", "orders"),
    *("journal_pdf", "term_pdf", "year_pdf"),
)
"""What `find_places` finds."""

DESK = {"width": 1366, "height": 900}
PHONE = {"width": 390, "height": 844}


@dataclass(frozen=True)
class Screen:
    """A screen to photograph: who looks, where, on what, and what is done there first."""

    name: str
    login: str
    where: str
    on: dict[str, int]
    theme: str = "light"
    first: Callable[[Page], None] | None = None


@dataclass(frozen=True)
class Paper:
    """A printed form: who prints it, and where."""

    name: str
    login: str
    where: str


def _choose_a_cell(page: Page) -> None:
    """Stand in the grid as after a key, so that the ring of the chosen cell is in the picture."""
    cell = page.locator("[role=grid] tbody [role=gridcell]:not([aria-readonly=true])").first
    if cell.count():
        cell.focus()


def screens(places: dict[str, str]) -> tuple[Screen, ...]:
    """Every picture of a screen; `places` are the addresses of `find_places`."""
    return (
        Screen("sign-in", "", "/sign-in", DESK),
        Screen("teacher-home", "teacher", places["today"], DESK),
        Screen("journal", "teacher", places["page"], DESK, first=_choose_a_cell),
        Screen("journal-dark", "teacher", places["page"], DESK, "dark", first=_choose_a_cell),
        Screen("term-marks", "teacher", places["term_marks"], DESK),
        Screen("lesson-phone", "teacher", places["lesson"], PHONE),
        Screen("diary-phone", "parent", places["diary"], PHONE),
        Screen("diary-phone-dark", "parent", places["diary"], PHONE, "dark"),
        Screen("panel-list", "admin", places["students"], DESK),
        Screen("panel-form", "admin", places["student_form"], DESK),
        Screen("summary", "director", places["summary"], DESK),
        Screen("board", "coordinator", places["board"], DESK),
        Screen("timetable-week", "admin", places["week"], DESK),
        Screen("movement-orders", "coordinator", places["orders"], DESK),
    )


def papers(places: dict[str, str]) -> tuple[Paper, ...]:
    """Every printed form; each of its pages is a picture."""
    return (
        Paper("paper-journal", "teacher", places["journal_pdf"]),
        Paper("paper-summary-term", "director", places["term_pdf"]),
        Paper("paper-summary-year", "director", places["year_pdf"]),
    )


def find_places(session: Session) -> dict[str, str]:
    """Addresses worth a picture; needs a request context for the names of the routes."""
    teacher_id = session.scalars(select(Account.staff_id).where(Account.login == "teacher")).one()
    page_id = session.scalars(
        select(Lesson.page_id)
        .join(JournalEntry, JournalEntry.lesson_id == Lesson.id)
        .join(Lesson.page)
        .join(JournalPage.academic_year)
        .where(Lesson.staff_id == teacher_id, AcademicYear.starts_on <= MOMENT.date())
        .group_by(Lesson.page_id, AcademicYear.starts_on)
        .order_by(AcademicYear.starts_on.desc(), func.count().desc())
        .limit(1)
    ).one()
    group = session.scalars(select(Group).join(JournalPage).where(JournalPage.id == page_id)).one()
    term_id = session.scalars(
        select(Term.id)
        .where(Term.scheme_id == group.term_scheme_id, Term.starts_on <= MOMENT.date())
        .order_by(Term.starts_on.desc())
        .limit(1)
    ).one()
    lesson_id = session.scalars(
        select(Lesson.id)
        .where(Lesson.staff_id == teacher_id, Lesson.held_on <= MOMENT.date())
        .order_by(Lesson.held_on.desc(), Lesson.bell_number)
        .limit(1)
    ).one()
    finished_id = session.scalars(
        select(Group.id)
        .join(JournalPage, JournalPage.group_id == Group.id)
        .join(FinalMark, FinalMark.page_id == JournalPage.id)
        .order_by(Group.id)
        .limit(1)
    ).one()
    student_id = session.scalars(
        select(Student.id)
        .join(Student.guardianships)
        .where(Student.snils.is_not(None))
        .order_by(Student.sort_key)
        .limit(1)
    ).first()
    found = {
        "today": url_for("journal.home"),
        "page": url_for("journal.grid", page_id=page_id),
        "term_marks": url_for("journal.term_marks", page_id=page_id),
        "lesson": url_for("journal.lesson", lesson_id=lesson_id),
        "diary": url_for("diary.week", day=LAST_WEEK),
        "students": url_for("panel_students.index_view"),
        "student_form": url_for("panel_students.edit_view", id=student_id),
        "summary": url_for("documents.summary", group_id=finished_id),
        "board": url_for("monitoring.board"),
        "week": url_for("timetable.week", by="group", id=group.id),
        "orders": url_for("panel_movement_orders.index_view"),
        "journal_pdf": url_for("documents.journal_sheet", page_id=page_id, term_id=term_id),
        "term_pdf": url_for("documents.summary_sheet", group_id=group.id, term_id=term_id),
        "year_pdf": url_for("documents.year_sheet", group_id=finished_id),
    }
    return {name: found[name] for name in PLACES}
