"""A whole group for paper: 26 students, 36 lessons on one page, nine curriculum items.

Invented people with long and short surnames; marks follow a fixed pattern, so that a test can
count them again by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sgo.models import (
    Curatorship,
    Group,
    JournalEntry,
    JournalPage,
    Lesson,
    Mark,
    Student,
    TermMark,
    Work,
)
from sgo.rules.grading import average_of, mark_for
from sgo.rules.settings import REGULATION
from sgo.services.guard import Act, acting, permit
from sgo.verdicts import ALLOWED
from sgo.vocabulary import (
    Assessment,
    AttendanceCode,
    Funding,
    LessonState,
    Sex,
    SystemAct,
    TermResult,
)
from tests.centre import Centre

SURNAMES = [
    "Абдурахманова",
    "Андрющенко",
    "Барановская-Вишневецкая",
    "Бессмертный",
    "Вознесенская",
    "Гайдамак",
    "Дёмин",
    "Ёлкина",
    "Железняк",
    "Завгородняя",
    "Иваненко",
    "Калашникова",
    "Константинопольская",
    "Кузьменко",
    "Лях",
    "Мирошниченко",
    "Нагорный",
    "Овсянникова",
    "Подгорный",
    "Рождественская",
    "Сулейманова",
    "Тищенко",
    "Усик",
    "Филиппова-Задунайская",
    "Христофоров",
    "Юхименко",
]
WOMEN = [("Александра", "Владиславовна"), ("Виктория", "Константиновна"), ("Ия", "Львовна")]
MEN = [("Тимофей", "Ильич"), ("Мирон", "Константинович"), ("Пётр", "Вячеславович")]
SUBJECTS = [
    ("Основы законодательства в сфере дорожного движения", Assessment.GRADED, 98),
    ("Психофизиологические основы деятельности водителя", Assessment.GRADED, 12),
    ("Основы управления транспортными средствами", Assessment.GRADED, 14),
    ("Первая помощь при дорожно-транспортном происшествии", Assessment.PASS_FAIL, 16),
    ("Устройство и техническое обслуживание", Assessment.GRADED, 20),
    ("Основы управления ТС категории «В»", Assessment.GRADED, 12),
    ("Организация и выполнение грузовых перевозок", Assessment.GRADED, 8),
    ("Пассажирские перевозки", Assessment.PASS_FAIL, 6),
    ("Вождение", Assessment.GRADED, 56),
]
LESSONS = 36
TOPIC = "Тема {number}: общие положения, примеры задач и разбор дорожных ситуаций"


@dataclass
class FullGroup:
    """What was made, for a test to look for."""

    group: Group
    students: list[Student]
    pages: list[JournalPage]
    lessons: list[Lesson] = field(default_factory=list)
    marks: dict[int, list[int]] = field(default_factory=dict)
    """By student: the marks of the first page, in the order of lessons."""

    @property
    def page(self) -> JournalPage:
        return self.pages[0]


def write(centre: Centre, rows: Iterable[Any]) -> None:
    """Many rows past the rules in one flush: a starting point, never the subject of a test."""
    with acting(centre.session, Act(centre.now, system=SystemAct.DEMO_LOAD)):
        for row in rows:
            centre.session.add(row)
            permit(centre.session, row, ALLOWED)
        centre.session.flush()


def build_full_group(centre: Centre, students: int = 26, lessons: int = LESSONS) -> FullGroup:
    """The group with its pages, its lessons since September, and all the term marks."""
    group = centre.make_group("ВБ-26-3")
    people = [_person(number) for number in range(students)]
    write(centre, people)
    for person in people:
        centre.enrol(person, group)
    pages = []
    for name, assessment, hours in SUBJECTS:
        item = centre.make_item(name, assessment=assessment, hours=hours, position=len(pages) + 1)
        teacher = [centre.teacher, centre.curator, centre.other_teacher][len(pages) % 3]
        pages.append(centre.make_page(group, item, teacher))
    centre.add(
        Curatorship(group_id=group.id, staff_id=centre.curator.id, starts_on=group.starts_on)
    )
    full = FullGroup(group, people, pages)
    _fill_lessons(centre, full, lessons)
    _fill_term_marks(centre, full)
    centre.session.commit()
    return full


def _person(number: int) -> Student:
    surname = SURNAMES[number % len(SURNAMES)]
    woman = surname.endswith(("а", "ая"))
    given_name, patronymic = (WOMEN if woman else MEN)[number % 3]
    return Student(
        surname=surname,
        given_name=given_name,
        patronymic=patronymic,
        birth_date=date(2009, 4, 1 + number % 28),
        sex=Sex.FEMALE if woman else Sex.MALE,
        funding=Funding.BUDGET,
    )


def _fill_lessons(centre: Centre, full: FullGroup, count: int) -> None:
    days = [date(2026, 9, 1) + timedelta(days=2 * number) for number in range(count)]
    for number, day in enumerate(days, start=1):
        lesson = Lesson(
            page_id=full.page.id,
            group_id=full.group.id,
            held_on=day,
            formed_for=day,
            bell_number=4,
            starts_at=centre.lesson.starts_at,
            ends_at=centre.lesson.ends_at,
            hours=1 + number % 2,
            staff_id=centre.teacher.id,
            regular_staff_id=centre.teacher.id,
            topic=TOPIC.format(number=number),
            state=LessonState.PLANNED,
        )
        full.lessons.append(lesson)
    write(centre, full.lessons)
    works = [
        Work(lesson_id=lesson.id, work_type_id=centre.answer.id, position=1)
        for lesson in full.lessons
    ]
    works += [
        Work(lesson_id=lesson.id, work_type_id=centre.control.id, position=2)
        for lesson in full.lessons[::6]
    ]
    write(centre, works)
    work_of = {(work.lesson_id, work.position): work for work in works}
    entries, marks = [], []
    for row, student in enumerate(full.students):
        full.marks[student.id] = []
        for column, lesson in enumerate(full.lessons):
            code = code_at(row, column)
            given = marks_at(row, column)
            if code is None and not given:
                continue
            cell = {"lesson_id": lesson.id, "student_id": student.id, "entered_at": centre.now}
            entries.append(JournalEntry(attendance=code, **cell))
            for position, value in enumerate(given, start=1):
                work = work_of[lesson.id, position]
                marks.append(Mark(work_id=work.id, value=value, **cell))
                full.marks[student.id].append(value)
    write(centre, entries)
    write(centre, marks)


def code_at(row: int, column: int) -> AttendanceCode | None:
    """A tenth of the cells tells of an absence or a late coming."""
    codes = [
        AttendanceCode.ABSENT,
        AttendanceCode.EXCUSED,
        AttendanceCode.LATE,
        AttendanceCode.UNEXCUSED,
    ]
    place = row * 7 + column * 3
    return codes[place // 10 % 4] if place % 10 == 0 else None


def marks_at(row: int, column: int) -> list[int]:
    """A third of the cells holds a mark; in a control lesson a third holds two."""
    if (row + column) % 3:
        return []
    first = (5, 4, 5, 3, 4, 2, 5)[(row * 5 + column) % 7]
    return [first, 4] if column % 6 == 0 else [first]


def _fill_term_marks(centre: Centre, full: FullGroup) -> None:
    rows = []
    for number, page in enumerate(full.pages):
        for place, student in enumerate(full.students):
            given = average_of(full.marks[student.id])
            if SUBJECTS[number][1] is Assessment.PASS_FAIL:
                result = TermResult.FAILED if place == 3 else TermResult.PASSED
            elif number == 0:
                result = TermResult(str(mark_for(given, REGULATION)))
            else:
                result = TermResult(str((5, 4, 4, 3, 5)[(place + number) % 5]))
            rows.append(
                TermMark(
                    page_id=page.id,
                    term_id=centre.term.id,
                    student_id=student.id,
                    result=result,
                    marks_sum=given.total,
                    marks_count=given.count,
                    entered_at=centre.now,
                )
            )
    write(centre, rows)
