"""Who writes a lesson, who reads it, and who may not know of it (4.1, 4.5; decisions 3, 12, 28, 30)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.errors import Forbidden, Missing
from sgo.models import Guardian, Guardianship, RoleGrant, TeachingAssignment
from sgo.services.journal import pages, works, writing
from sgo.services.journal.cell_history import cell_history
from sgo.services.journal.final_marks import final_mark_options, set_final_mark
from sgo.services.journal.term_marks import set_term_mark, term_mark_options
from sgo.services.teacher_day import teacher_day
from sgo.vocabulary import AttendanceCode, FinalKind, Relation, Role, TermResult
from tests.centre import Centre

Act = Callable[[Session, Viewer, Centre], Any]


def cell(session: Session, viewer: Viewer, centre: Centre) -> Any:
    return writing.save_cell(
        session, viewer, centre.lesson.id, centre.student.id, "5", seen_version=0, now=centre.now
    )


def column(session: Session, viewer: Viewer, centre: Centre) -> Any:
    return writing.save_column(
        session, viewer, centre.lesson.id, {centre.student.id: "5"}, seen=None, now=centre.now
    )


def attendance(session: Session, viewer: Viewer, centre: Centre) -> Any:
    return writing.set_attendance(
        session,
        viewer,
        centre.lesson.id,
        centre.student.id,
        AttendanceCode.LATE,
        seen_version=0,
        now=centre.now,
    )


def topic(session: Session, viewer: Viewer, centre: Centre) -> Any:
    return writing.save_topic(
        session,
        viewer,
        centre.lesson.id,
        "Тема",
        seen_version=centre.lesson.version,
        now=centre.now,
    )


def checked(session: Session, viewer: Viewer, centre: Centre) -> Any:
    return writing.mark_checked(session, viewer, centre.lesson.id, now=centre.now)


def work(session: Session, viewer: Viewer, centre: Centre) -> Any:
    return works.add_work(session, viewer, centre.lesson.id, centre.control.id, centre.now)


def term_mark(session: Session, viewer: Viewer, centre: Centre) -> Any:
    return set_term_mark(
        session,
        viewer,
        centre.page.id,
        centre.term.id,
        centre.student.id,
        TermResult.NOT_ASSESSED,
        seen_version=0,
        now=centre.now,
    )


def final_mark(session: Session, viewer: Viewer, centre: Centre) -> Any:
    return set_final_mark(
        session,
        viewer,
        centre.page.id,
        FinalKind.EXAM,
        centre.student.id,
        TermResult.FIVE,
        seen_version=0,
        now=centre.now,
    )


WRITES: list[Act] = [cell, column, attendance, topic, checked, work, term_mark, final_mark]
READERS = ["technical_admin", "coordinator", "director", "curator"]
OUTSIDERS = {"other_teacher": Missing, "guardian": Forbidden, "student": Forbidden}


@pytest.mark.clause("4.1", "4.5")
@pytest.mark.parametrize("act", WRITES)
def test_one_writes_the_office_and_the_curator_read(
    session: Session, centre: Centre, act: Act
) -> None:
    for name in READERS:
        with pytest.raises(Forbidden):
            act(session, centre.viewer(centre.accounts[name]), centre)
    for name, error in OUTSIDERS.items():
        with pytest.raises(error):
            act(session, centre.viewer(centre.accounts[name]), centre)
    assert act(session, centre.viewer(centre.accounts["teacher"]), centre)


@pytest.mark.clause("4.1", "4.5", "4.8")
def test_readers_open_the_page_and_see_it_closed_for_writing(
    session: Session, centre: Centre
) -> None:
    for name in READERS:
        viewer = centre.viewer(centre.accounts[name])
        page = pages.journal_page(session, viewer, centre.page.id, None, centre.now)
        assert not page.may_write_any
        assert page.columns[-1].verdict.code == "lesson_of_others"
        assert page.term_mark_verdict.code == "page_is_read_only"
        assert {row.cells[-1].lock for row in page.rows} == {"lesson_of_others"}
        lesson = pages.lesson_view(session, viewer, centre.lesson.id, centre.now)
        assert not lesson.writable
        assert {line.verdict.code for line in lesson.lines} == {"lesson_of_others"}
        assert cell_history(session, viewer, centre.lesson.id, centre.student.id, centre.now) == []
        options = term_mark_options(
            session, viewer, centre.page.id, centre.term.id, centre.student.id, centre.now
        )
        assert {option.verdict.code for option in options} == {"page_is_read_only"}
        options = final_mark_options(
            session, viewer, centre.page.id, FinalKind.YEAR, centre.student.id, centre.now
        )
        assert {option.verdict.code for option in options} == {"page_is_read_only"}


@pytest.mark.clause("4.5", "4.8")
@pytest.mark.parametrize("name", OUTSIDERS)
def test_outsiders_open_nothing(session: Session, centre: Centre, name: str) -> None:
    viewer, error, now = centre.viewer(centre.accounts[name]), OUTSIDERS[name], centre.now
    for read in (
        lambda: pages.journal_page(session, viewer, centre.page.id, None, now),
        lambda: pages.topics_view(session, viewer, centre.page.id, None, now),
        lambda: pages.term_marks_view(session, viewer, centre.page.id, None, now),
        lambda: pages.final_marks_view(session, viewer, centre.page.id, now),
        lambda: pages.lesson_view(session, viewer, centre.lesson.id, now),
        lambda: cell_history(session, viewer, centre.lesson.id, centre.student.id, now),
        lambda: term_mark_options(
            session, viewer, centre.page.id, centre.term.id, centre.student.id, now
        ),
    ):
        with pytest.raises(error):
            read()


@pytest.mark.clause("4.5")
def test_a_substitute_writes_and_the_regular_teacher_reads(
    session: Session, centre: Centre
) -> None:
    teacher = centre.viewer(centre.accounts["teacher"])
    other = centre.viewer(centre.accounts["other_teacher"])
    centre.lesson.staff_id = centre.other_teacher.id
    centre.add(centre.lesson)
    for act in (cell, topic, checked):
        with pytest.raises(Forbidden, match="substitute_writes"):
            act(session, teacher, centre)
        assert act(session, other, centre)
    view = pages.lesson_view(session, other, centre.lesson.id, centre.now)
    assert view.writable
    assert view.substitute
    assert not view.page_visible
    assert (view.previous_id, view.next_id) == (None, None)
    with pytest.raises(Missing):
        pages.journal_page(session, other, centre.page.id, None, centre.now)
    with pytest.raises(Missing):
        pages.lesson_view(session, other, centre.lessons[0].id, centre.now)
    page = pages.journal_page(session, teacher, centre.page.id, None, centre.now)
    assert page.columns[-1].verdict.code == "substitute_writes"
    assert page.columns[-1].substitute == centre.other_teacher.short_name
    assert page.columns[-2].writable
    today = centre.now.date()
    held = teacher_day(session, other, today, centre.now).lessons
    assert centre.lesson.id in {lesson.lesson_id for lesson in held}
    assert teacher_day(session, teacher, today, centre.now).lessons == ()


@pytest.mark.clause("4.5")
def test_a_change_of_teacher_splits_the_writing_by_the_day_of_the_lesson(
    session: Session, centre: Centre
) -> None:
    change = date(2026, 11, 16)
    first = centre.page.assignments[0]
    first.ends_on = change.replace(day=15)
    centre.add(first)
    centre.add(
        TeachingAssignment(
            page_id=centre.page.id, staff_id=centre.other_teacher.id, starts_on=change
        )
    )
    centre.lesson.staff_id = centre.lesson.regular_staff_id = centre.other_teacher.id
    centre.add(centre.lesson)
    old = centre.viewer(centre.accounts["teacher"])
    new = centre.viewer(centre.accounts["other_teacher"])
    before = centre.lessons[3]
    assert before.held_on < change

    def write(viewer: Viewer, lesson_id: int) -> Any:
        return writing.save_cell(
            session, viewer, lesson_id, centre.student.id, "5", seen_version=0, now=centre.now
        )

    assert write(new, centre.lesson.id).text == "5"
    with pytest.raises(Forbidden, match="lesson_of_others"):
        write(new, before.id)
    assert write(old, before.id).text == "5"
    with pytest.raises(Missing):
        write(old, centre.lesson.id)


@pytest.mark.clause("4.5")
def test_two_teachers_of_a_page_both_write(session: Session, centre: Centre) -> None:
    centre.add(
        TeachingAssignment(
            page_id=centre.page.id,
            staff_id=centre.other_teacher.id,
            starts_on=centre.year.starts_on,
        )
    )
    for name in ("teacher", "other_teacher"):
        assert checked(session, centre.viewer(centre.accounts[name]), centre)


@pytest.mark.clause("1.7", "4.5", "4.8")
def test_a_teacher_who_is_a_guardian_reads_the_child_and_not_the_page(
    session: Session, centre: Centre
) -> None:
    account = centre.accounts["other_teacher"]
    guardian = centre.add(Guardian(surname="Гордиенко", given_name="Тамара"))
    centre.add(
        Guardianship(
            guardian_id=guardian.id, student_id=centre.student.id, relation=Relation.MOTHER
        )
    )
    centre.add(RoleGrant(account=account, role=Role.GUARDIAN))
    account.guardian_id = guardian.id
    centre.add(account)
    viewer = centre.viewer(account)
    assert viewer.has(Role.GUARDIAN)
    with pytest.raises(Missing):
        pages.lesson_view(session, viewer, centre.lesson.id, centre.now)
    with pytest.raises(Missing):
        cell(session, viewer, centre)


@pytest.mark.clause("1.7", "3.2")
def test_a_technical_admin_who_teaches_writes_own_lessons_alone(
    session: Session, centre: Centre
) -> None:
    account = centre.accounts["teacher"]
    centre.add(RoleGrant(account=account, role=Role.TECHNICAL_ADMIN))
    viewer = centre.viewer(account)
    assert cell(session, viewer, centre).text == "5"
    with pytest.raises(Forbidden):
        writing.save_cell(
            session,
            viewer,
            centre.foreign_lesson.id,
            centre.foreign_student.id,
            "5",
            seen_version=0,
            now=centre.now,
        )
