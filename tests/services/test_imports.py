"""The opening import of a tidy centre: what becomes of every list, and of the same lists again."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.models import (
    AcademicYear,
    Account,
    AuditEvent,
    BellTime,
    CalendarPeriod,
    Curatorship,
    CurriculumItem,
    Group,
    Guardian,
    Guardianship,
    JournalPage,
    Membership,
    MovementOrder,
    MovementRecord,
    Programme,
    Room,
    Staff,
    Student,
    TeachingAssignment,
    Term,
    TimetableRow,
)
from sgo.services.guard import Act, acting
from sgo.services.imports.load import load_sheets
from sgo.services.imports.staff import role_of_position
from sgo.services.imports.values import letter
from sgo.services.timetable.lessons import form_lessons
from sgo.vocabulary import (
    DayKind,
    Direction,
    Funding,
    MovementKind,
    MovementState,
    Relation,
    Role,
    SystemAct,
    Weekday,
    YearState,
)
from tests import books
from tests.importing import count
from tests.services.opening import NOW, load, refusals


def test_a_tidy_centre_loads_whole(session: Session) -> None:
    report = load(session)
    assert refusals(report) == []
    assert dict(report.loaded) == {
        "staff": 4,
        "years": 1,
        "terms": 2,
        "periods": 2,
        "programmes": 2,
        "groups": 2,
        "rooms": 2,
        "subjects": 3,
        "items": 3,
        "students": 3,
        "guardians": 2,
        "enrolments": 3,
        "bells": 2,
        "pages": 3,
        "rows": 4,
        "assignments": 3,
    }
    assert count(session, Account) == 0, "accounts are issued by hand"
    acts = set(session.scalars(select(AuditEvent.system_act)))
    assert acts == {SystemAct.OPENING_IMPORT}


def test_staff_are_read_with_names_and_numbers_set_right(session: Session) -> None:
    load(session)
    zimin = session.scalars(select(Staff).where(Staff.surname == "Зимин")).one()
    assert (zimin.phone, zimin.snils) == ("+79388428749", "11223344595")
    assert (zimin.birth_date, zimin.employed_on) == (date(1988, 3, 18), date(2017, 9, 17))
    assert (
        session.scalars(select(Staff).where(Staff.surname == "Громова")).one().given_name == "Анна"
    )


@pytest.mark.clause("4.4")
def test_the_year_is_opened_with_terms_and_calendar(session: Session) -> None:
    load(session)
    year = session.scalars(select(AcademicYear)).one()
    assert (year.name, year.state) == ("2026/27", YearState.OPEN)
    assert (year.starts_on, year.ends_on) == (date(2026, 9, 1), date(2027, 8, 31))
    terms = session.scalars(select(Term).order_by(Term.position)).all()
    assert [(one.starts_on, one.ends_on) for one in terms] == [
        (date(2026, 9, 1), date(2026, 12, 30)),
        (date(2027, 1, 11), date(2027, 5, 29)),
    ]
    periods = session.scalars(select(CalendarPeriod).order_by(CalendarPeriod.starts_on)).all()
    assert [(one.kind, one.starts_on, one.ends_on) for one in periods] == [
        (DayKind.VACATION, date(2026, 10, 26), date(2026, 11, 3)),
        (DayKind.WORKING_DAY, date(2027, 2, 20), date(2027, 2, 20)),
    ]


def test_groups_bring_programmes_curators_and_rooms(session: Session) -> None:
    load(session)
    group = session.scalars(select(Group).where(Group.name == "ПОВ-26-1")).one()
    assert (group.programme.name, group.programme.direction) == ("Повар", Direction.VOCATIONAL)
    assert (group.starts_on, group.ends_on) == (date(2026, 9, 1), date(2027, 5, 29))
    assert str(group.room) == "каб. 14"
    curator = session.scalars(select(Curatorship).where(Curatorship.group_id == group.id)).one()
    assert (curator.staff.surname, curator.starts_on) == ("Зимин", date(2026, 9, 1))
    assert {one.name for one in session.scalars(select(Room))} == {"каб. 14", "каб. 15"}
    items = session.scalars(select(CurriculumItem).order_by(CurriculumItem.id)).all()
    assert [(one.hours, one.position) for one in items] == [(72, 1), (36, 2), (144, 1)]


def test_the_timetable_names_the_teacher_over_the_curriculum(session: Session) -> None:
    load(session)
    teachers = {
        (str(one.page.curriculum_item), one.staff.full_name)
        for one in session.scalars(select(TeachingAssignment))
    }
    assert teachers == {
        ("Кулинария", "Зимин Пётр Ильич"),
        ("Товароведение", "Громов Артём Юрьевич"),
        ("Робототехника", "Громова Анна Юрьевна"),
    }
    rows = session.scalars(select(TimetableRow).order_by(TimetableRow.id)).all()
    assert {one.valid_from for one in rows} == {date(2026, 9, 7)}, "the date of the title"
    assert [(one.weekday, one.bell_number, str(one.room or "")) for one in rows] == [
        (Weekday.MONDAY, 1, "каб. 14"),
        (Weekday.MONDAY, 2, "каб. 15"),
        (Weekday.MONDAY, 2, "каб. 14"),
        (Weekday.TUESDAY, 1, ""),
    ]
    assert str(session.scalars(select(BellTime).where(BellTime.number == 2)).one()) == (
        "2. 09:20–10:00"
    )


@pytest.mark.clause("2.1.2", "2.1.3")
def test_students_come_with_guardians_and_wait_in_one_order(session: Session) -> None:
    load(session)
    mother = session.scalars(select(Guardian).where(Guardian.surname == "Белова")).one()
    assert mother.phone == "+79181234567"
    ties = session.scalars(select(Guardianship).where(Guardianship.guardian_id == mother.id)).all()
    assert {(one.student.given_name, one.relation) for one in ties} == {
        ("Егор", Relation.MOTHER),
        ("Мария", Relation.MOTHER),
    }
    yegor = session.scalars(select(Student).where(Student.given_name == "Егор")).one()
    assert (yegor.birth_date, yegor.funding) == (date(2010, 3, 9), Funding.CONTRACT)
    order = session.scalars(select(MovementOrder)).one()
    assert (order.kind, order.state) == (MovementKind.ENROLMENT, MovementState.PREPARED)
    assert (order.order_number, order.order_date) == ("импорт", NOW.date())
    assert {line.student.given_name: line.effective_on for line in order.lines} == {
        "Егор": date(2026, 9, 1),
        "Мария": date(2026, 9, 1),
        "Лев": date(2026, 9, 1),
    }
    assert count(session, Membership) == 0, "the coordinator confirms the whole order"


def test_loading_the_same_again_adds_nothing(session: Session) -> None:
    first = load(session)
    session.commit()
    again = load(session)
    assert refusals(again) == []
    assert not again.loaded
    assert {key: again.known[key] for key in ("staff", "students", "groups", "rows")} == {
        key: first.loaded[key] for key in ("staff", "students", "groups", "rows")
    }
    assert count(session, MovementRecord) == 3
    assert count(session, TeachingAssignment) == 3


@pytest.mark.clause("4.4")
def test_what_was_loaded_forms_its_lessons(session: Session) -> None:
    load(session)
    report = form_lessons(session, from_on=date(2026, 9, 1), now=NOW)
    assert report.created > 100
    assert report.left_out == []


def test_next_year_meets_the_same_people_and_programmes(session: Session) -> None:
    load(session)
    year = session.scalars(select(AcademicYear)).one()
    with acting(session, Act(NOW, system=SystemAct.DEMO_LOAD)):
        year.state = YearState.CLOSED

    def later(rows: books.Rows) -> books.Rows:
        text = {"26": "27", "2026": "2027", "2027": "2028"}

        def moved(value: Any) -> Any:
            if isinstance(value, datetime):
                return value.replace(year=value.year + 1)
            if isinstance(value, str):
                for old in ("2027", "2026"):
                    value = value.replace(old, text[old])
                return value.replace("-26-", "-27-")
            return value

        return [[moved(value) for value in row] for row in rows]

    report = load_sheets(
        session,
        books.sheets(
            year=later(books.YEAR),
            groups=later(books.GROUPS),
            students=[
                *books.STUDENTS[:2],
                *([*row[:6], row[6].replace("26", "27"), *row[7:]] for row in books.STUDENTS[2:]),
            ],
            timetable=later(books.TIMETABLE),
        ),
        NOW.replace(year=2027),
    )
    assert refusals(report) == []
    assert (report.loaded["groups"], report.loaded["students"]) == (2, 0)
    assert report.loaded["enrolments"] == 3
    assert count(session, Programme) == 2
    assert count(session, JournalPage) == 6


@pytest.mark.parametrize(
    ("position", "role"),
    [
        ("Директор", Role.DIRECTOR),
        ("заместитель директора по УПР", Role.COORDINATOR),
        ("информатик", Role.TECHNICAL_ADMIN),
        ("педагог дополнительного образования", Role.TEACHER),
        ("мастер производственного обучения", Role.TEACHER),
        ("секретарь", None),
    ],
)
def test_what_a_position_means(position: str, role: Role | None) -> None:
    assert role_of_position(position) is role


@pytest.mark.parametrize(("place", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ")])
def test_the_letter_of_a_column(place: int, name: str) -> None:
    assert letter(place) == name
