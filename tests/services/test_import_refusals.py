"""What the opening import refuses, by sheet, row and column, and loads the rest."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from sgo.services.imports.cells import Sheet
from tests import books
from tests.services.opening import load, refusals

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
