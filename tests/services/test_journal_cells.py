"""Cells and columns of a lesson: what is typed, kept and told back (4.11, decisions 6, 7, 16)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.errors import Conflict, Missing, Refused
from sgo.models import AuditEvent, JournalEntry, Mark
from sgo.services.journal.writing import save_cell, save_column, set_attendance
from sgo.vocabulary import Assessment, AttendanceCode, LessonState, Role, YearState
from tests.centre import Centre
from tests.ready_centre import usual_settings


def put(session: Session, centre: Centre, viewer: Viewer, text: str, seen: int = 0, **more):
    lesson = more.pop("lesson", centre.lesson)
    student = more.pop("student", centre.student)
    more = {"now": centre.now, **more}
    return save_cell(session, viewer, lesson.id, student.id, text, seen_version=seen, **more)


def refusal_of(session: Session, centre: Centre, viewer: Viewer, text: str, **more):
    with pytest.raises(Refused) as refusal:
        put(session, centre, viewer, text, **more)
    return refusal.value.verdict


def marks_of(session: Session, centre: Centre) -> list[int]:
    return list(
        session.scalars(
            select(Mark.value)
            .where(Mark.lesson_id == centre.lesson.id, Mark.student_id == centre.student.id)
            .order_by(Mark.work_id)
        )
    )


@pytest.mark.clause("4.11", "3.3")
def test_a_mark_is_typed_changed_and_taken_away(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    first = put(session, centre, teacher, "5")
    assert (first.text, first.version, first.average.shown(), first.proposed) == ("5", 1, "5,00", 5)
    second = put(session, centre, teacher, "н/4", 1)
    assert (second.text, second.version, second.average.shown()) == ("н/4", 2, "4,00")
    assert (second.attendance, second.marks) == (AttendanceCode.ABSENT, (4,))
    third = put(session, centre, teacher, "", 2)
    assert (third.text, third.version, third.average.count) == ("", 3, 0)
    assert marks_of(session, centre) == []


def test_two_works_take_two_marks_and_keep_them_apart(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    centre.make_work(centre.lesson, centre.control)
    assert put(session, centre, teacher, "5/4").marks == (5, 4)
    assert put(session, centre, teacher, "-/3", 1).marks == (None, 3)
    assert marks_of(session, centre) == [3]
    assert put(session, centre, teacher, "2", 2).text == "2"
    assert refusal_of(session, centre, teacher, "5/4/3", seen=3).code == "more_marks_than_works"


def test_a_comment_stays_until_it_is_changed(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    assert put(session, centre, teacher, "4", comment=" Хорошо  отвечал ").comment == (
        "Хорошо отвечал"
    )
    assert put(session, centre, teacher, "5", 1).comment == "Хорошо отвечал"
    assert put(session, centre, teacher, "5", 2, comment="").comment is None
    verdict = refusal_of(session, centre, teacher, "5", seen=3, comment="х" * 501)
    assert (verdict.code, verdict.field) == ("text_too_long", "comment")


def test_what_is_not_understood_is_told_and_nothing_written(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    assert refusal_of(session, centre, teacher, "7").code == "mark_off_scale"
    assert refusal_of(session, centre, teacher, "б").code == "code_switched_off"
    assert refusal_of(session, centre, teacher, "ос/5").code == "mark_beside_exempt"
    assert session.scalars(select(JournalEntry)).all() == []
    centre.add(usual_settings(date(2026, 11, 1), ill_code_enabled=True))
    assert put(session, centre, teacher, "б").attendance is AttendanceCode.ILL


def test_the_same_text_again_changes_nothing_and_needs_no_version(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    put(session, centre, teacher, "5")
    events = session.query(AuditEvent).count()
    again = put(session, centre, teacher, "5", 0)
    assert again.version == 1
    assert session.query(AuditEvent).count() == events


def test_who_saved_first_is_shown_to_the_second(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    put(session, centre, teacher, "5", comment="устно")
    with pytest.raises(Conflict) as conflict:
        put(session, centre, teacher, "3", 0)
    theirs = conflict.value.theirs
    assert (theirs["text"], theirs["version"], theirs["comment"]) == ("5", 1, "устно")
    assert theirs["by"] == centre.teacher.short_name
    assert theirs["at"] == centre.now
    assert put(session, centre, teacher, "3", theirs["version"]).text == "3"


def test_a_cell_cleared_meanwhile_is_a_conflict_too(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    put(session, centre, teacher, "5")
    put(session, centre, teacher, "", 1)
    put(session, centre, teacher, "4", 2)
    with pytest.raises(Conflict):
        put(session, centre, teacher, "3", 1)


@pytest.mark.clause("3.3", "4.11")
def test_attendance_by_tap_keeps_the_marks(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    put(session, centre, teacher, "4")

    def tap(code: AttendanceCode | None, seen: int):
        return set_attendance(
            session,
            teacher,
            centre.lesson.id,
            centre.student.id,
            code,
            seen_version=seen,
            now=centre.now,
        )

    assert tap(AttendanceCode.LATE, 1).text == "оп/4"
    assert tap(None, 2).text == "4"
    with pytest.raises(Refused, match="mark_beside_exempt"):
        tap(AttendanceCode.EXEMPT, 3)
    with pytest.raises(Refused, match="code_switched_off"):
        tap(AttendanceCode.ILL, 3)
    with pytest.raises(Conflict):
        tap(AttendanceCode.ABSENT, 1)


@pytest.mark.clause("1.4", "3.3")
def test_each_change_names_who_role_and_clause(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    put(session, centre, teacher, "н")
    event = session.scalars(
        select(AuditEvent).where(AuditEvent.cell_key == f"{centre.lesson.id}/{centre.student.id}")
    ).one()
    assert (event.role, event.clause) == (Role.TEACHER, "4.11")
    assert event.account_id == centre.accounts["teacher"].id
    assert event.changes["attendance"] == [None, "absent"]


def test_a_column_is_written_whole_or_not_at_all(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    cells = {student.id: text for student, text in zip(centre.students, "543н2", strict=True)}
    saved = save_column(session, teacher, centre.lesson.id, cells, seen={}, now=centre.now)
    assert [cell.text for cell in saved] == ["5", "4", "3", "н", "2"]
    session.commit()
    cells[centre.students[0].id] = "4"
    with pytest.raises(Refused):
        save_column(
            session,
            teacher,
            centre.lesson.id,
            {**cells, centre.students[4].id: "9"},
            seen=None,
            now=centre.now,
        )
    session.rollback()
    assert marks_of(session, centre) == [5]
    with pytest.raises(Conflict) as conflict:
        save_column(session, teacher, centre.lesson.id, cells, seen={}, now=centre.now)
    assert conflict.value.theirs["student_id"] == centre.students[0].id


@pytest.mark.clause("4.11")
def test_what_closes_a_cell(session: Session, centre: Centre, teacher: Viewer) -> None:
    left, late, foreign, exempt = *centre.students[1:3], centre.foreign_student, centre.students[4]
    today = centre.now.date()
    gone = centre.enrol(centre.make_student("Уваров"), centre.group, ends_on=today)
    membership = centre.enrol(
        centre.make_student("Ушедший"), centre.group, ends_on=today - timedelta(days=1)
    )
    new = centre.enrol(centre.make_student("Новый"), centre.group, today + timedelta(days=1))
    assert put(session, centre, teacher, "5", student=gone.student).text == "5"
    verdict = refusal_of(session, centre, teacher, "5", student=membership.student)
    assert verdict.code == "left_the_group"
    assert verdict.parameters["left_on"] == today - timedelta(days=1)
    verdict = refusal_of(session, centre, teacher, "5", student=new.student)
    assert (verdict.code, verdict.parameters["entered_on"]) == (
        "not_yet_in_group",
        today + timedelta(days=1),
    )
    assert refusal_of(session, centre, teacher, "5", student=foreign).code == "never_in_group"
    centre.exempt(exempt, centre.law, today, today)
    assert refusal_of(session, centre, teacher, "н", student=exempt).code == "exempt_on_day"
    assert put(session, centre, teacher, "5", student=left).text == "5"
    centre.lesson.state, centre.lesson.change_reason = LessonState.CANCELLED, "карантин"
    centre.add(centre.lesson)
    assert refusal_of(session, centre, teacher, "5", student=late).code == "lesson_cancelled"
    ahead = centre.make_lesson(centre.page, today + timedelta(days=1))
    verdict = refusal_of(session, centre, teacher, "5", lesson=ahead)
    assert (verdict.code, verdict.parameters["held_on"]) == ("lesson_ahead", ahead.held_on)


@pytest.mark.clause("3.2")
def test_a_closed_year_takes_nothing(session: Session, centre: Centre, teacher: Viewer) -> None:
    centre.year.state = YearState.CLOSED
    centre.add(centre.year)
    verdict = refusal_of(session, centre, teacher, "5")
    assert (verdict.code, verdict.clause) == ("year_closed", "3.2")


def test_an_unknown_student_is_missing(session: Session, centre: Centre, teacher: Viewer) -> None:
    with pytest.raises(Missing):
        save_cell(session, teacher, centre.lesson.id, 10**6, "5", seen_version=0, now=centre.now)


@pytest.mark.clause("4.9")
def test_after_a_transfer_the_average_counts_both_groups(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    student = centre.make_student("Переходов")
    moved_on = date(2026, 11, 9)
    centre.enrol(student, centre.other_group, ends_on=moved_on - timedelta(days=1))
    centre.enrol(student, centre.group, moved_on)
    before = centre.make_lesson(centre.foreign_page, date(2026, 11, 2), bell=3)
    cancelled = centre.make_lesson(
        centre.foreign_page,
        date(2026, 11, 3),
        bell=3,
        state=LessonState.CANCELLED,
        change_reason="карантин",
    )
    other_term = centre.make_lesson(centre.foreign_page, date(2026, 8, 31), bell=3)
    for lesson, mark in ((before, 2), (cancelled, 2), (other_term, 2)):
        centre.make_cell(lesson, student, mark)
    other_item = centre.make_lesson(centre.curator_page, date(2026, 11, 20), bell=4)
    centre.make_cell(other_item, student, 2)
    saved = put(session, centre, teacher, "5", student=student)
    assert (saved.average.total, saved.average.count) == (7, 2)
    assert saved.average.shown() == "3,50"
    assert saved.proposed == 4
    assert put(session, centre, teacher, "", 1, student=student).average.count == 1


def test_a_pass_or_fail_item_has_no_average(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    centre.law.assessment = Assessment.PASS_FAIL
    centre.add(centre.law)
    saved = put(session, centre, teacher, "5")
    assert (saved.average.count, saved.proposed) == (0, None)


def test_a_clock_that_went_back_stops_every_write(
    session: Session, centre: Centre, teacher: Viewer
) -> None:
    put(session, centre, teacher, "5")
    verdict = refusal_of(
        session, centre, teacher, "4", seen=1, now=centre.now - timedelta(minutes=5)
    )
    assert verdict.code == "clock_went_back"


def test_one_mark_costs_four_statements(
    session: Session, centre: Centre, teacher: Viewer, count_queries
) -> None:
    for text, seen in (("5", 0), ("4", 1), ("", 2), ("н", 3)):
        session.expunge_all()
        count_queries.statements.clear()
        put(session, centre, teacher, text, seen)
        assert len(count_queries) <= 4, count_queries.statements


def test_a_column_costs_the_same_for_few_and_many(
    session: Session, centre: Centre, teacher: Viewer, count_queries
) -> None:
    many = [centre.make_student(f"Фамильный{n}", "Пётр") for n in range(40)]
    for student in many:
        centre.enrol(student, centre.group)
    lesson = centre.make_lesson(centre.page, centre.now.date(), bell=2)
    few = {student.id: text for student, text in zip(centre.students, "543н2", strict=True)}
    counts = []
    for here, cells in (
        (centre.lesson, few),
        (lesson, {student.id: "н" if n % 3 else "5" for n, student in enumerate(many)}),
    ):
        session.expunge_all()
        count_queries.statements.clear()
        save_column(session, teacher, here.id, cells, seen=None, now=centre.now)
        counts.append(len(count_queries))
    assert counts == [4, 4]
