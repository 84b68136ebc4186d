"""Many rows of the movement book and of the journal, for people and groups that are there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from sgo.models import (
    Exemption,
    FinalMark,
    Group,
    JournalEntry,
    JournalPage,
    Lesson,
    Mark,
    Membership,
    MovementOrder,
    MovementRecord,
    TeachingAssignment,
    TermMark,
    TimetableRow,
    Work,
    WorkType,
)
from sgo.vocabulary import FinalKind, MovementKind, MovementState, TermResult, Weekday
from tests.centre import Centre
from tests.panel.growing_people import DAY, People
from tests.panel.growing_school import School


def grow_movement(centre: Centre, numbers: range, people: People, groups: Sequence[Group]) -> None:
    """Everybody enrolled by an order of their own."""
    add = centre.add_all
    place = centre.next_number()
    orders = add(
        MovementOrder(
            kind=MovementKind.ENROLMENT,
            order_number=f"{n}-к",
            order_date=DAY,
            state=MovementState.CONFIRMED,
            book_number=place + count,
            prepared_at=centre.now,
            prepared_by_id=account.id,
            decided_at=centre.now,
            decided_by_id=account.id,
        )
        for count, (n, account) in enumerate(zip(numbers, people.accounts, strict=True))
    )
    records = add(
        MovementRecord(
            order_id=order.id, student_id=student.id, group_id=group.id, effective_on=DAY
        )
        for order, student, group in zip(orders, people.students, groups, strict=True)
    )
    add(
        Membership(
            student_id=one.student_id,
            group_id=one.group_id,
            starts_on=DAY,
            enrolled_by_id=one.id,
        )
        for one in records
    )


def grow_pages(centre: Centre, people: People, school: School) -> list[JournalPage]:
    """A page for each group, with its teacher and its place in the week."""
    add = centre.add_all
    pages = add(
        JournalPage(group_id=group.id, curriculum_item_id=item.id, academic_year_id=centre.year.id)
        for group, item in zip(school.groups, school.items, strict=True)
    )
    add(
        TeachingAssignment(page_id=page.id, staff_id=one.id, starts_on=DAY)
        for page, one in zip(pages, people.staff, strict=True)
    )
    add(
        TimetableRow(
            page_id=page.id,
            staff_id=one.id,
            room_id=room.id,
            weekday=Weekday.MONDAY,
            bell_number=1,
            valid_from=DAY,
        )
        for page, one, room in zip(pages, people.staff, school.rooms, strict=True)
    )
    return pages


def grow_journal(centre: Centre, numbers: range, people: People, school: School) -> None:
    """A page, a lesson, a cell and a mark of each kind for everybody."""
    pages = grow_pages(centre, people, school)
    add = centre.add_all
    kinds = add(WorkType(name=f"Вид {n}", short_name=f"В{n}", position=n + 10) for n in numbers)
    lessons = add(
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
        for page, one, room in zip(pages, people.staff, school.rooms, strict=True)
    )
    works = add(
        Work(lesson_id=lesson.id, work_type_id=kind.id, position=1)
        for lesson, kind in zip(lessons, kinds, strict=True)
    )
    cells = list(zip(lessons, people.students, works, strict=True))
    add(
        JournalEntry(lesson_id=lesson.id, student_id=student.id, entered_at=centre.now)
        for lesson, student, _ in cells
    )
    add(
        Mark(
            lesson_id=lesson.id,
            student_id=student.id,
            work_id=work.id,
            value=5,
            entered_at=centre.now,
        )
        for lesson, student, work in cells
    )
    for model, extra in (
        (TermMark, lambda n: {"term_id": school.terms[n].id, "marks_sum": 5, "marks_count": 1}),
        (FinalMark, lambda n: {"kind": FinalKind.YEAR}),
    ):
        kind_of_mark: Any = model
        add(
            kind_of_mark(
                page_id=page.id,
                student_id=student.id,
                result=TermResult.FIVE,
                entered_at=centre.now,
                **extra(n),
            )
            for n, (page, student) in enumerate(zip(pages, people.students, strict=True))
        )
    add(
        Exemption(
            student_id=student.id,
            curriculum_item_id=item.id,
            starts_on=DAY,
            ends_on=date(2026, 9, 30),
            basis="справка",
        )
        for student, item in zip(people.students, school.items, strict=True)
    )
