"""A small centre that most tests live in: invented people, real shapes.

Two groups, two teachers, a curator who also teaches, an office of three, a guardian with two
children and one who is a teacher too. Terms: 1 September to 30 December, 11 January to 29 May.
The group ВА-26-1 has lessons on the page `law` of the teacher `teacher`.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from sgo.models import (
    AcademicYear,
    BellTime,
    Curatorship,
    Organisation,
    Programme,
    Room,
    Settings,
    Term,
    TermScheme,
    WorkType,
)
from sgo.vocabulary import Direction, Role, YearState
from tests.centre import BELLS, Centre


def usual_settings(valid_from: date, **columns: int) -> Settings:
    """The numbers of the regulation from a day on, but for the columns given."""
    usual = {
        "lesson_days": 10,
        "control_days": 10,
        "period_days": 10,
        "lead_days": 2,
        "least_marks": 1,
        "five_from": 450,
        "four_from": 350,
        "three_from": 250,
    }
    return Settings(valid_from=valid_from, **{**usual, **columns})


def build_centre(session: Session, now: datetime) -> Centre:
    """The ready centre, with lessons of the last three weeks and of today."""
    centre = Centre(session, now)
    made = centre.made
    centre.add(
        Organisation(
            id=1,
            full_name="Учебный центр «Степной»",
            short_name="УЦ «Степной»",
            address="ст. Степная, ул. Заречная, 18",
            director_name="Савченко Д. Р.",
            director_title="директор",
        )
    )
    centre.add(usual_settings(date(2020, 9, 1)))
    made["year"] = centre.add(
        AcademicYear(
            name="2026/27",
            starts_on=date(2026, 9, 1),
            ends_on=date(2027, 8, 31),
            state=YearState.OPEN,
        )
    )
    made["scheme"] = centre.add(TermScheme(academic_year_id=centre.year.id, name="Полугодия"))
    made["terms"] = [
        centre.add(Term(scheme_id=centre.scheme.id, name=name, position=n, starts_on=a, ends_on=b))
        for n, (name, a, b) in enumerate(
            [
                ("I полугодие", date(2026, 9, 1), date(2026, 12, 30)),
                ("II полугодие", date(2027, 1, 11), date(2027, 5, 29)),
            ],
            start=1,
        )
    ]
    made["term"] = centre.terms[0]
    for number, (starts, ends) in enumerate(BELLS, start=1):
        centre.add(
            BellTime(
                number=number,
                starts_at=time.fromisoformat(starts),
                ends_at=time.fromisoformat(ends),
            )
        )
    made["room"] = centre.add(Room(name="каб. 7", seats=30))
    made["programme"] = centre.add(
        Programme(name="Водитель категории «В»", direction=Direction.VOCATIONAL)
    )
    made["answer"] = centre.add(WorkType(name="Ответ на уроке", short_name="УО", position=1))
    made["control"] = centre.add(
        WorkType(name="Контрольная работа", short_name="КР", control=True, position=2)
    )

    made["group"] = centre.make_group("ВА-26-1")
    made["other_group"] = centre.make_group("ВА-26-2")
    made["teacher"] = centre.make_staff("Левченко")
    made["other_teacher"] = centre.make_staff("Гордиенко", "Тамара")
    made["curator"] = centre.make_staff("Дорошенко", "Инна")
    centre.add(
        Curatorship(
            group_id=centre.group.id, staff_id=centre.curator.id, starts_on=date(2026, 9, 1)
        )
    )
    made["students"] = [
        centre.make_student(surname, given)
        for surname, given in [
            ("Абрамов", "Кирилл"),
            ("Дёмин", "Артём"),
            ("Ёлкин", "Степан"),
            ("Жданов", "Тимур"),
            ("Зайченко", "Мирон"),
        ]
    ]
    made["student"] = centre.students[0]
    made["foreign_student"] = centre.make_student("Ярмак", "Лев")
    for student in centre.students:
        centre.enrol(student, centre.group)
    centre.enrol(centre.foreign_student, centre.other_group)
    made["law"] = centre.make_item("Основы законодательства")
    made["driving"] = centre.make_item("Основы управления")
    made["page"] = centre.make_page(centre.group, centre.law, centre.teacher)
    made["curator_page"] = centre.make_page(centre.group, centre.driving, centre.curator)
    made["foreign_page"] = centre.make_page(centre.other_group, centre.law, centre.other_teacher)
    today = now.date()
    made["lessons"] = [
        centre.make_lesson(centre.page, today - timedelta(days=back))
        for back in (21, 14, 11, 10, 7, 0)
    ]
    made["lesson"] = centre.lessons[-1]
    made["foreign_lesson"] = centre.make_lesson(centre.foreign_page, today, bell=2)

    made["guardian"] = centre.make_guardian("Абрамова", centre.student, centre.students[1])
    made["foreign_guardian"] = centre.make_guardian("Ярмак", centre.foreign_student)
    made["accounts"] = {
        "technical_admin": centre.make_account(
            "admin",
            Role.TECHNICAL_ADMIN,
            staff_id=centre.make_staff("Савченко", "Дарья", position="информатик").id,
        ),
        "coordinator": centre.make_account(
            "coordinator",
            Role.COORDINATOR,
            staff_id=centre.make_staff("Ткач", "Вера", position="заместитель директора").id,
        ),
        "director": centre.make_account(
            "director",
            Role.DIRECTOR,
            staff_id=centre.make_staff("Савенко", "Раиса", position="директор").id,
        ),
        "teacher": centre.make_account("teacher", Role.TEACHER, staff_id=centre.teacher.id),
        "other_teacher": centre.make_account(
            "other", Role.TEACHER, staff_id=centre.other_teacher.id
        ),
        "curator": centre.make_account("curator", Role.TEACHER, staff_id=centre.curator.id),
        "guardian": centre.make_account("guardian", Role.GUARDIAN, guardian_id=centre.guardian.id),
        "foreign_guardian": centre.make_account(
            "foreign", Role.GUARDIAN, guardian_id=centre.foreign_guardian.id
        ),
        "student": centre.make_account("student", Role.STUDENT, student_id=centre.student.id),
    }
    session.commit()
    return centre
