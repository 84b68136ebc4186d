"""Every door into a year by which something in it is written, by who writes there and what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from sgo.access.permissions import Permission
from sgo.errors import Refused
from sgo.models import (
    CalendarPeriod,
    Curatorship,
    Exemption,
    Group,
    TeachingAssignment,
    Term,
    TermScheme,
)
from sgo.services.journal import works
from sgo.services.journal.final_marks import set_final_mark
from sgo.services.journal.term_marks import set_term_mark
from sgo.services.journal.writing import (
    mark_checked,
    save_cell,
    save_column,
    save_topic,
    set_attendance,
)
from sgo.services.movement.orders import OrderLine, prepare_order
from sgo.services.school import assign_teacher, hand_over_page, open_pages
from sgo.services.timetable import lessons, rows, substitutions
from sgo.services.timetable.edits import Placement, Removal, change_week
from sgo.services.timetable.forming import form_lessons
from sgo.vocabulary import AttendanceCode, DayKind, FinalKind, MovementKind, TermResult, Weekday
from tests.centre import Centre
from tests.services.closed_year import Attempt, Doors, Somebody


def tomorrow(centre: Centre) -> date:
    return centre.now.date() + timedelta(days=1)


def doors_of_the_journal(centre: Centre) -> Doors:
    """Of its teacher."""
    does = Somebody.of(centre, "teacher").does
    lesson, student, page = centre.lesson, centre.student, centre.page
    cell, work = (lesson.id, student.id), (lesson.id, lesson.works[0].id)
    return {
        "cell": does(save_cell, *cell, "5", seen_version=0),
        "attendance": does(set_attendance, *cell, AttendanceCode.ABSENT, seen_version=0),
        "column": does(save_column, lesson.id, {student.id: "5"}, seen=None),
        "topic": does(save_topic, lesson.id, "Знаки", seen_version=1),
        "checked": does(mark_checked, lesson.id),
        "new work": does(works.add_work, lesson.id, centre.control.id),
        "kind of work": does(works.change_work_type, *work, centre.control.id),
        "no work": does(works.remove_work, *work),
        "term mark": does(
            set_term_mark,
            page.id,
            centre.term.id,
            student.id,
            TermResult.NOT_ASSESSED,
            seen_version=0,
        ),
        "final mark": does(
            set_final_mark, page.id, FinalKind.EXAM, student.id, TermResult("5"), seen_version=0
        ),
    }


def doors_of_lessons(centre: Centre) -> Doors:
    """Of the technical admin, who moves, cancels and substitutes, and forms anew."""
    admin, lesson = Somebody.of(centre, "technical_admin"), centre.lesson
    ahead, changed = (
        tomorrow(centre),
        substitutions.LessonChange(lesson.id, substitutions.ChangeKind.CANCEL),
    )

    def several() -> None:
        done = admin.does(substitutions.change_lessons, [changed], "карантин")()
        raise Refused(done.refusals[lesson.id])

    return {
        "moved lesson": admin.does(
            lessons.move_lesson, lesson.id, held_on=ahead, bell_number=2, reason="ремонт"
        ),
        "cancelled lesson": admin.does(lessons.cancel_lesson, lesson.id, reason="карантин"),
        "substituted lesson": admin.does(
            lessons.substitute_lesson,
            lesson.id,
            staff_id=centre.other_teacher.id,
            reason="болезнь",
        ),
        "lesson put back": admin.does(lessons.put_back, lesson.id, {}),
        "several lessons": several,
        "formed lessons": partial(
            form_lessons,
            centre.session,
            viewer=admin.viewer,
            group_id=centre.group.id,
            from_on=ahead,
            now=centre.now,
        ),
    }


def doors_of_the_timetable(centre: Centre) -> Doors:
    does, row, ahead = Somebody.of(centre, "technical_admin").does, centre.row, tomorrow(centre)
    values = rows.RowValues(
        page_id=centre.page.id,
        staff_id=centre.teacher.id,
        weekday=Weekday.THURSDAY,
        bell_number=2,
        valid_from=centre.year.starts_on,
    )
    moved_out = replace(values, id=row.id, page_id=centre.next_page.id, valid_from=date(2027, 9, 1))
    placed = Placement(
        page_id=centre.page.id,
        staff_id=centre.teacher.id,
        weekday=Weekday.TUESDAY,
        bell_number=4,
        from_on=ahead,
    )
    return {
        "new row": does(rows.save_row, values),
        "row moved out": does(rows.save_row, moved_out),
        "no row": does(rows.delete_row, row.id),
        "week": does(change_week, placed),
        "end of a row": does(change_week, Removal(row_id=row.id, from_on=ahead)),
    }


def doors_of_the_movement_book(centre: Centre) -> Doors:
    admin, ahead = Somebody.of(centre, "technical_admin"), tomorrow(centre)

    def order(kind: MovementKind, to_group_id: int | None = None) -> Attempt:
        newcomer = kind is MovementKind.ENROLMENT
        student = centre.foreign_student if newcomer else centre.student
        return admin.does(
            prepare_order,
            kind=kind,
            order_number="1",
            order_date=ahead,
            lines=[OrderLine(student.id, centre.group.id, ahead, to_group_id)],
        )

    return {
        "enrolment": order(MovementKind.ENROLMENT),
        "withdrawal": order(MovementKind.WITHDRAWAL),
        "leave": order(MovementKind.LEAVE),
        "transfer": order(MovementKind.TRANSFER, centre.other_group.id),
        "graduation inside the course": order(MovementKind.GRADUATION),
    }


def doors_of_the_calendar(centre: Centre) -> Doors:
    admin, ahead = Somebody.of(centre, "technical_admin"), tomorrow(centre)
    keeps, drops = (partial(deed, Permission.CALENDAR_KEEP) for deed in (admin.keeps, admin.drops))
    return {
        "year": keeps(centre.year, name="x"),
        "scheme": keeps(centre.scheme, name="x"),
        "new scheme": keeps(TermScheme(), academic_year_id=centre.year.id, name="x"),
        "term": keeps(centre.term, name="x"),
        "new term": keeps(
            Term(),
            scheme_id=centre.scheme.id,
            name="x",
            position=3,
            starts_on=date(2027, 6, 1),
            ends_on=date(2027, 6, 2),
        ),
        "no term": drops(centre.term),
        "day of the calendar": keeps(
            CalendarPeriod(),
            academic_year_id=centre.year.id,
            kind=DayKind.DAY_OFF,
            name="x",
            starts_on=ahead,
            ends_on=ahead,
        ),
    }


def doors_of_groups_and_pages(centre: Centre) -> Doors:
    admin, ahead = Somebody.of(centre, "technical_admin"), tomorrow(centre)
    keeps, drops = (partial(deed, Permission.SCHOOL_KEEP) for deed in (admin.keeps, admin.drops))
    curatorship, assignment = centre.group.curators[0], centre.page.assignments[0]
    other = {"staff_id": centre.other_teacher.id, "starts_on": ahead}
    return {
        "group": keeps(centre.group, name="x"),
        "group moved out": keeps(centre.group, academic_year_id=centre.following.id),
        "group moved in": keeps(centre.next_group, academic_year_id=centre.year.id),
        "no group": drops(centre.other_group),
        "new group": keeps(
            Group(),
            name="x",
            programme_id=centre.programme.id,
            academic_year_id=centre.year.id,
            term_scheme_id=centre.scheme.id,
            starts_on=ahead,
            ends_on=ahead,
        ),
        "pages": admin.does(open_pages, centre.group.id),
        "no page": drops(centre.page),
        "teacher": admin.does(assign_teacher, centre.page.id, **other),
        "page handed over": admin.does(hand_over_page, centre.page.id, **other),
        "end of an assignment": keeps(assignment, ends_on=ahead),
        "no assignment": drops(assignment),
        "new assignment": keeps(TeachingAssignment(), page_id=centre.page.id, **other),
        "curator": keeps(curatorship, ends_on=ahead),
        "new curator": keeps(
            Curatorship(), group_id=centre.group.id, staff_id=centre.teacher.id, starts_on=ahead
        ),
    }


def doors_of_exemptions(centre: Centre) -> Doors:
    admin = Somebody.of(centre, "technical_admin")
    keeps = partial(admin.keeps, Permission.SCHOOL_KEEP)
    return {
        "exemption": keeps(centre.exemption, ends_on=date(2026, 10, 30)),
        "no exemption": admin.drops(Permission.SCHOOL_KEEP, centre.exemption),
        "new exemption": keeps(
            Exemption(),
            student_id=centre.student.id,
            curriculum_item_id=centre.driving.id,
            starts_on=date(2027, 8, 31),
            ends_on=date(2027, 9, 30),
            basis="x",
        ),
    }


DOORS = (
    doors_of_the_journal,
    doors_of_lessons,
    doors_of_the_timetable,
    doors_of_the_movement_book,
    doors_of_the_calendar,
    doors_of_groups_and_pages,
    doors_of_exemptions,
)
