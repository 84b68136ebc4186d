"""A closed year is read-only for all, for ever: every door refuses, with its windows still open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import true
from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.errors import Refused
from sgo.models import (
    AcademicYear,
    CalendarPeriod,
    Curatorship,
    CurriculumItem,
    Exemption,
    Group,
    JournalPage,
    TeachingAssignment,
    Term,
    TermScheme,
)
from sgo.services import lessons, substitutions, timetable, works
from sgo.services.bulk_cells import CellWish, write_cells
from sgo.services.bulk_checked import all_present
from sgo.services.final_marks import set_final_mark
from sgo.services.forming import form_lessons
from sgo.services.group_lists import confirm_list
from sgo.services.guard import Act, acting
from sgo.services.journal import mark_checked, save_cell, save_column, save_topic, set_attendance
from sgo.services.keeping import drop, keep
from sgo.services.movement import OrderLine, prepare_order
from sgo.services.school import assign_teacher, hand_over_page, open_pages
from sgo.services.term_marks import set_term_mark
from sgo.services.timetable_edits import Placement, Removal, change_week
from sgo.vocabulary import (
    Assessment,
    AttendanceCode,
    BulkAct,
    DayKind,
    FinalKind,
    MovementKind,
    SystemAct,
    TermResult,
    Weekday,
    YearState,
)
from tests.centre import Centre


@pytest.fixture
def closed(centre: Centre) -> Centre:
    """The ready centre, its year closed in the middle of it, and an open one after it."""
    centre.made["row"] = centre.make_row(centre.page, centre.teacher, Weekday.FRIDAY, 3)
    centre.made["following"] = centre.add(
        AcademicYear(
            name="2027/28",
            starts_on=date(2027, 9, 1),
            ends_on=date(2028, 8, 31),
            state=YearState.OPEN,
        )
    )
    scheme = centre.add(TermScheme(academic_year_id=centre.following.id, name="Полугодия"))
    centre.made["next_group"] = centre.make_group(
        "ВА-27-1",
        academic_year_id=centre.following.id,
        term_scheme_id=scheme.id,
        starts_on=date(2027, 9, 1),
        ends_on=date(2028, 5, 27),
    )
    centre.made["next_page"] = centre.add(
        JournalPage(
            group_id=centre.next_group.id,
            curriculum_item_id=centre.law.id,
            academic_year_id=centre.following.id,
        )
    )
    centre.made["exemption"] = centre.add(
        Exemption(
            student_id=centre.student.id,
            curriculum_item_id=centre.law.id,
            starts_on=date(2026, 9, 1),
            ends_on=date(2026, 9, 30),
            basis="справка",
        )
    )
    with acting(centre.session, Act(centre.now, system=SystemAct.DEMO_LOAD)):
        centre.year.state = YearState.CLOSED
    return centre


Door = tuple[str, Callable[[], Any]]


def teachers_doors(session: Session, centre: Centre) -> list[Door]:
    viewer = centre.viewer(centre.accounts["teacher"])
    lesson, student, page, now = centre.lesson, centre.student, centre.page, centre.now
    on = partial
    seen: dict[str, Any] = {"seen_version": 0, "now": now}
    return [
        ("cell", on(save_cell, session, viewer, lesson.id, student.id, "5", **seen)),
        (
            "attendance",
            on(
                set_attendance,
                session,
                viewer,
                lesson.id,
                student.id,
                AttendanceCode.ABSENT,
                **seen,
            ),
        ),
        (
            "column",
            on(save_column, session, viewer, lesson.id, {student.id: "5"}, seen=None, now=now),
        ),
        ("topic", on(save_topic, session, viewer, lesson.id, "Знаки", seen_version=1, now=now)),
        ("checked", on(mark_checked, session, viewer, lesson.id, now=now)),
        ("new work", on(works.add_work, session, viewer, lesson.id, centre.control.id, now)),
        (
            "kind of work",
            on(
                works.change_work_type,
                session,
                viewer,
                lesson.id,
                lesson.works[0].id,
                centre.control.id,
                now,
            ),
        ),
        ("no work", on(works.remove_work, session, viewer, lesson.id, lesson.works[0].id, now)),
        (
            "term mark",
            on(
                set_term_mark,
                session,
                viewer,
                page.id,
                centre.term.id,
                student.id,
                TermResult.NOT_ASSESSED,
                **seen,
            ),
        ),
        (
            "final mark",
            on(
                set_final_mark,
                session,
                viewer,
                page.id,
                FinalKind.EXAM,
                student.id,
                TermResult("5"),
                **seen,
            ),
        ),
    ]


def offices_doors(session: Session, centre: Centre) -> list[Door]:
    viewer = centre.viewer(centre.accounts["technical_admin"])
    lesson, row, now, on = centre.lesson, centre.row, centre.now, partial
    ahead = centre.now.date() + timedelta(days=1)

    def order(kind: MovementKind, day: date, to: int | None = None) -> Callable[[], Any]:
        newcomer = kind is MovementKind.ENROLMENT
        student = centre.foreign_student if newcomer else centre.student
        return on(
            prepare_order,
            session,
            viewer,
            kind=kind,
            order_number="1",
            order_date=day,
            lines=[OrderLine(student.id, centre.group.id, day, to)],
            now=now,
        )

    def keeping(permission: Permission, kept: Any, **values: Any) -> Callable[[], Any]:
        return on(keep, session, viewer, permission, kept, values, now, theirs=true())

    def dropping(permission: Permission, kept: Any) -> Callable[[], Any]:
        return on(drop, session, viewer, permission, kept, now, theirs=true())

    school, calendar = Permission.SCHOOL_KEEP, Permission.CALENDAR_KEEP
    values = timetable.RowValues(
        id=None,
        page_id=centre.page.id,
        staff_id=centre.teacher.id,
        weekday=Weekday.THURSDAY,
        bell_number=2,
        room_id=None,
        hours=1,
        valid_from=centre.year.starts_on,
        valid_to=None,
    )
    moved_out = timetable.RowValues(
        id=row.id,
        page_id=centre.next_page.id,
        staff_id=centre.teacher.id,
        weekday=Weekday.THURSDAY,
        bell_number=2,
        room_id=None,
        hours=1,
        valid_from=date(2027, 9, 1),
        valid_to=None,
    )
    placed = Placement(
        page_id=centre.page.id,
        staff_id=centre.teacher.id,
        weekday=Weekday.TUESDAY,
        bell_number=4,
        room_id=None,
        hours=1,
        from_on=ahead,
    )
    changed = substitutions.LessonChange(lesson.id, substitutions.ChangeKind.CANCEL)

    def several() -> None:
        done = substitutions.change_lessons(session, viewer, [changed], "карантин", now=now)
        raise Refused(done.refusals[lesson.id])

    curatorship, assignment = centre.group.curators[0], centre.page.assignments[0]
    return [
        (
            "moved lesson",
            on(
                lessons.move_lesson,
                session,
                viewer,
                lesson.id,
                held_on=ahead,
                bell_number=2,
                reason="ремонт",
                now=now,
            ),
        ),
        (
            "cancelled lesson",
            on(lessons.cancel_lesson, session, viewer, lesson.id, reason="карантин", now=now),
        ),
        (
            "substituted lesson",
            on(
                lessons.substitute_lesson,
                session,
                viewer,
                lesson.id,
                staff_id=centre.other_teacher.id,
                reason="болезнь",
                now=now,
            ),
        ),
        ("lesson put back", on(lessons.put_back, session, viewer, lesson.id, {}, now=now)),
        ("several lessons", several),
        (
            "formed lessons",
            on(
                form_lessons,
                session,
                viewer=viewer,
                group_id=centre.group.id,
                from_on=ahead,
                now=now,
            ),
        ),
        ("new row", on(timetable.save_row, session, viewer, values, now=now)),
        ("row moved out", on(timetable.save_row, session, viewer, moved_out, now=now)),
        ("no row", on(timetable.delete_row, session, viewer, row.id, now)),
        ("week", on(change_week, session, viewer, placed, now=now)),
        (
            "end of a row",
            on(change_week, session, viewer, Removal(row_id=row.id, from_on=ahead), now=now),
        ),
        ("enrolment", order(MovementKind.ENROLMENT, ahead)),
        ("withdrawal", order(MovementKind.WITHDRAWAL, ahead)),
        ("leave", order(MovementKind.LEAVE, ahead)),
        ("transfer", order(MovementKind.TRANSFER, ahead, centre.other_group.id)),
        ("graduation inside the course", order(MovementKind.GRADUATION, ahead)),
        ("year", keeping(calendar, centre.year, name="x")),
        ("scheme", keeping(calendar, centre.scheme, name="x")),
        ("new scheme", keeping(calendar, TermScheme(), academic_year_id=centre.year.id, name="x")),
        ("term", keeping(calendar, centre.term, name="x")),
        (
            "new term",
            keeping(
                calendar,
                Term(),
                scheme_id=centre.scheme.id,
                name="x",
                position=3,
                starts_on=date(2027, 6, 1),
                ends_on=date(2027, 6, 2),
            ),
        ),
        ("no term", dropping(calendar, centre.term)),
        (
            "day of the calendar",
            keeping(
                calendar,
                CalendarPeriod(),
                academic_year_id=centre.year.id,
                kind=DayKind.DAY_OFF,
                name="x",
                starts_on=ahead,
                ends_on=ahead,
            ),
        ),
        ("group", keeping(school, centre.group, name="x")),
        ("group moved out", keeping(school, centre.group, academic_year_id=centre.following.id)),
        ("group moved in", keeping(school, centre.next_group, academic_year_id=centre.year.id)),
        ("no group", dropping(school, centre.other_group)),
        (
            "new group",
            keeping(
                school,
                Group(),
                name="x",
                programme_id=centre.programme.id,
                academic_year_id=centre.year.id,
                term_scheme_id=centre.scheme.id,
                starts_on=ahead,
                ends_on=ahead,
            ),
        ),
        ("pages", on(open_pages, session, viewer, centre.group.id, now)),
        ("no page", dropping(school, centre.page)),
        (
            "teacher",
            on(
                assign_teacher,
                session,
                viewer,
                centre.page.id,
                staff_id=centre.other_teacher.id,
                starts_on=ahead,
                now=now,
            ),
        ),
        (
            "page handed over",
            on(
                hand_over_page,
                session,
                viewer,
                centre.page.id,
                staff_id=centre.other_teacher.id,
                starts_on=ahead,
                now=now,
            ),
        ),
        ("end of an assignment", keeping(school, assignment, ends_on=ahead)),
        ("no assignment", dropping(school, assignment)),
        (
            "new assignment",
            keeping(
                school,
                TeachingAssignment(),
                page_id=centre.page.id,
                staff_id=centre.other_teacher.id,
                starts_on=ahead,
            ),
        ),
        ("curator", keeping(school, curatorship, ends_on=ahead)),
        (
            "new curator",
            keeping(
                school,
                Curatorship(),
                group_id=centre.group.id,
                staff_id=centre.teacher.id,
                starts_on=ahead,
            ),
        ),
        ("exemption", keeping(school, centre.exemption, ends_on=date(2026, 10, 30))),
        ("no exemption", dropping(school, centre.exemption)),
        (
            "new exemption",
            keeping(
                school,
                Exemption(),
                student_id=centre.student.id,
                curriculum_item_id=centre.driving.id,
                starts_on=date(2027, 8, 31),
                ends_on=date(2027, 9, 30),
                basis="x",
            ),
        ),
    ]


@pytest.mark.clause("3.2")
@pytest.mark.parametrize("doors", [teachers_doors, offices_doors])
def test_every_door_of_a_closed_year_refuses(
    session: Session, closed: Centre, doors: Callable[[Session, Centre], list[Door]]
) -> None:
    told = {}
    for name, door in doors(session, closed):
        attempt = session.begin_nested()
        with pytest.raises(Refused) as refusal:
            door()
        told[name] = refusal.value.verdict.code
        attempt.rollback()
        session.expire_all()
    assert set(told.values()) == {"year_closed"}, told


@pytest.mark.clause("3.2")
def test_acts_over_many_change_nothing_of_a_closed_year(session: Session, closed: Centre) -> None:
    teacher = closed.viewer(closed.accounts["teacher"])
    curator = closed.viewer(closed.accounts["curator"])
    wish = CellWish(closed.lesson.id, closed.student.id, "5", 0)
    result = write_cells(session, teacher, closed.page.id, BulkAct.PASTE, [wish], now=closed.now)
    assert [one.verdict.code for one in result.cells] == ["year_closed"]
    assert all_present(session, teacher, closed.lesson.id, now=closed.now).verdict.code == (
        "year_closed"
    )
    with pytest.raises(Refused, match="year_closed"):
        confirm_list(session, curator, closed.group.id, now=closed.now)
    # Forming of every group passes the closed year by.
    admin = closed.viewer(closed.accounts["technical_admin"])
    assert (
        form_lessons(session, viewer=admin, from_on=closed.now.date(), now=closed.now).changed == 0
    )


@pytest.mark.clause("3.2")
def test_an_item_of_a_closed_year_keeps_what_its_pages_print(
    session: Session, closed: Centre
) -> None:
    admin = closed.viewer(closed.accounts["technical_admin"])

    def change(item: CurriculumItem, **values: Any) -> None:
        keep(session, admin, Permission.SCHOOL_KEEP, item, values, closed.now, theirs=true())

    with pytest.raises(Refused, match="item_in_closed_year"):
        change(closed.law, assessment=Assessment.PASS_FAIL)
    session.rollback()
    fresh = closed.make_item("Медицина")
    change(fresh, assessment=Assessment.PASS_FAIL)
    change(session.get_one(CurriculumItem, closed.law.id), position=9)
    assert fresh.assessment is Assessment.PASS_FAIL


@pytest.mark.clause("3.2")
def test_students_still_go_on_from_a_closed_year(session: Session, closed: Centre) -> None:
    admin = closed.viewer(closed.accounts["technical_admin"])
    order = prepare_order(
        session,
        admin,
        kind=MovementKind.PROMOTION,
        order_number="7",
        order_date=closed.now.date(),
        lines=[
            OrderLine(closed.student.id, closed.group.id, date(2027, 9, 1), closed.next_group.id)
        ],
        now=closed.now,
    )
    assert order.lines[0].to_group_id == closed.next_group.id
