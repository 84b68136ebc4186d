"""The opening import: what is accepted, what is refused by file, sheet, row and column."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import func, select
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
from sgo.services.imports.cells import Sheet
from sgo.services.imports.load import load_sheets
from sgo.services.imports.staff import role_of_position
from sgo.services.imports.values import letter
from sgo.services.lessons import form_lessons
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
from tests.conftest import MOSCOW

NOW = datetime(2026, 9, 1, 9, 0, tzinfo=MOSCOW)


def load(session: Session, sheets: Sequence[Sheet] | None = None):
    return load_sheets(session, books.sheets() if sheets is None else sheets, NOW)


def refusals(report: Any) -> list[tuple[str, int | None, str, str]]:
    return [(one.sheet, one.row, one.column, one.verdict.code) for one in report.refusals]


def count(session: Session, model: Any) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


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


# --- what is refused ----------------------------------------------------------------------------

GOOD = ["Серов Юрий Львович", "09/03/2010", "М", None, None, "ПОВ-26-1", "бюджет"]


@pytest.mark.parametrize(
    ("place", "value", "column", "code"),
    [
        (0, None, "B", "cell_empty"),
        (0, "Серов", "B", "name_not_understood"),
        (0, "Серов 2", "B", "name_not_understood"),
        (1, "31.02.2011", "C", "date_not_understood"),
        (1, "в мае", "C", "date_not_understood"),
        (1, None, "C", "cell_empty"),
        (1, "12.05.2091", "C", "birth_date_ahead"),
        (1, "12.05.2025", "C", "too_young"),
        (2, "х", "D", "word_not_known"),
        (3, "112-233-445 96", "E", "snils_control_wrong"),
        (5, "ЗЗ-00-9", "G", "no_such_group"),
        (6, "даром", "H", "word_not_known"),
    ],
)
def test_a_faulty_student_is_named_and_left_out(
    session: Session, place: int, value: Any, column: str, code: str
) -> None:
    cells = list(GOOD)
    cells[place] = value
    report = load(session, books.sheets(students=books.with_row(books.STUDENTS, 4, *cells)))
    assert refusals(report) == [("Контингент", 6, column, code)]
    assert report.loaded["students"] == 3


def test_a_faulty_guardian_is_named_at_their_own_column(session: Session) -> None:
    row = [4, *GOOD, "Серова Инна Львовна", "мать", "12", None, "Серов Лев Ильич", "кум"]
    report = load(session, books.sheets(students=books.with_row(books.STUDENTS, *row)))
    assert refusals(report) == [
        ("Контингент", 6, "K", "phone_not_understood"),
        ("Контингент", 6, "N", "word_not_known"),
    ]
    assert report.refusals[0].heading == "Телефон"


def test_a_repeated_student_names_the_first_row(session: Session) -> None:
    again = [4, "ЕЖИКОВ ЛЕВ ПЕТРОВИЧ", "21.02.2008", "м", None, None, "ПОВ-26-1", "бюджет"]
    report = load(session, books.sheets(students=books.with_row(books.STUDENTS, *again)))
    assert refusals(report) == [("Контингент", 6, "B", "repeats_row")]
    assert report.refusals[0].verdict.parameters == {"row": 5}


def test_a_student_may_be_in_groups_of_two_programmes_only(session: Session) -> None:
    """Decision 26."""
    other = [4, "Ёжиков Лев Петрович", "21.02.2008", "м", None, None, "РОБ-26-1", "бюджет"]
    second = ["ПОВ-26-2", "Повар", None, None, "01.09.2026", "29.05.2027", None]
    same = [5, "Ёжиков Лев Петрович", "21.02.2008", "м", None, None, "ПОВ-26-2", "бюджет"]
    report = load(
        session,
        books.sheets(
            groups=books.with_row(books.GROUPS, *second),
            students=[*books.STUDENTS, other, same],
        ),
    )
    assert refusals(report) == [("Контингент", 7, "G", "already_in_programme")]
    assert (report.loaded["students"], report.loaded["enrolments"]) == (3, 4)


def test_a_clash_of_the_timetable_names_the_other_cell(session: Session) -> None:
    rows = [list(row) for row in books.TIMETABLE]
    rows[3][4] = "Робототехника / Зимин П.И. / каб.16"
    report = load(session, books.sheets(timetable=rows))
    assert refusals(report) == [("Расписание", 4, "E", "teacher_busy")]
    told = report.refusals[0].verdict.parameters
    assert told["other"] == "ПОВ-26-1, Кулинария"
    assert report.refusals[0].heading == "РОБ-26-1"
    rows[3][4] = "Робототехника / Громова А.Ю. / Кабинет 14"
    session.rollback()
    assert refusals(load(session, books.sheets(timetable=rows))) == [
        ("Расписание", 4, "E", "room_busy")
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Робототехника", "lesson_not_understood"),
        ("Робототехника / Никто Н.Н. / 5", "no_such_teacher"),
        ("Робототехника / Громов / 5", "no_such_teacher"),
        ("Астрономия / Громова А.Ю. / 5", "no_such_subject"),
    ],
)
def test_a_faulty_lesson_is_named_by_its_cell(session: Session, text: str, code: str) -> None:
    rows = [list(row) for row in books.TIMETABLE]
    rows[3][4] = text
    report = load(session, books.sheets(timetable=rows))
    assert refusals(report) == [("Расписание", 4, "E", code)]
    assert report.loaded["rows"] == 4


def test_initials_of_two_people_are_settled_by_the_curriculum(session: Session) -> None:
    staff = books.with_row(books.STAFF[:7], 5, "Зимин Павел Игоревич", "педагог")
    rows = [list(row) for row in books.TIMETABLE]
    rows[3][4] = "Робототехника / Зимин П.И. / 5"
    report = load(session, books.sheets(staff=staff, timetable=rows))
    assert refusals(report) == [("Расписание", 4, "E", "teacher_ambiguous")]


def test_an_unknown_group_of_the_timetable_is_named_once(session: Session) -> None:
    rows = [list(row) for row in books.TIMETABLE]
    rows[2].append("ШВ-26-1")
    rows[3].append("Пошив / Зимин П.И.")
    report = load(session, books.sheets(timetable=rows))
    assert refusals(report) == [("Расписание", 3, "F", "no_such_group")]


def test_bell_times_and_hours_that_differ_are_told(session: Session) -> None:
    load(session)
    bells = [list(row) for row in books.TIMETABLE]
    bells[3][2] = "8:00-8:40"
    plan = [list(row) for row in books.CURRICULUM]
    plan[2][2] = 80
    report = load(session, books.sheets(timetable=bells, curriculum=plan))
    assert refusals(report) == [
        ("Учебный план", 3, "C", "stored_otherwise"),
        ("Расписание", 4, "C", "stored_otherwise"),
    ]


def test_lists_without_a_year_are_refused(session: Session) -> None:
    report = load(session, [one for one in books.sheets() if one.name == "Группы"])
    codes = {code for *_, code in refusals(report)}
    assert codes == {"no_academic_year"}


def test_terms_that_overlap_are_refused(session: Session) -> None:
    rows = [list(row) for row in books.YEAR]
    rows[4][1] = "01.12.2026"
    report = load(session, [Sheet("y.xlsx", "Учебный год", rows)])
    assert refusals(report) == [("Учебный год", 3, "A", "terms_overlap")]


def test_a_strange_sheet_is_named_and_an_empty_one_is_not(session: Session) -> None:
    strange = Sheet("x.xlsx", "Лист1", [["Меню"], ["Борщ", 120]])
    report = load(session, [strange, Sheet("x.xlsx", "Лист2", [])])
    assert refusals(report) == [("Лист1", None, "", "sheet_not_recognised")]
    assert report.found_nothing


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
