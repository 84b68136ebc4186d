"""Cells as people type them, and people however untidily a list names them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.models import Student
from sgo.services.imports.cells import Sheet
from sgo.services.imports.contacts import contacts_in, first_email, first_phone
from sgo.services.imports.lesson_text import LessonText, lesson_of, times_of
from sgo.services.imports.load import load_sheets
from sgo.services.imports.people import snils_digits
from sgo.services.imports.register import Register
from sgo.services.imports.runs import Upload
from sgo.services.imports.values import as_date, as_name, as_number, as_text, match_key
from sgo.verdicts import Verdict
from sgo.vocabulary import RowState
from tests import books
from tests.importing import NOW, admin, brought, told
from tests.untidy_ways import LATIN, in_words, moment, serial, short, sloping

TODAY = date(2026, 11, 23)


def code(answer: Any) -> Any:
    return answer.code if isinstance(answer, Verdict) else answer


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("1.9.26", date(2026, 9, 1)),
        ("01/09/2026", date(2026, 9, 1)),
        ("01-09-2026", date(2026, 9, 1)),
        ("2026-09-01", date(2026, 9, 1)),
        ("1 сентября 2026 г.", date(2026, 9, 1)),
        ("«1» СЕНТЯБРЯ 2026 года", date(2026, 9, 1)),
        ("1 сент. 26", date(2026, 9, 1)),
        ("01.09.2026 г.", date(2026, 9, 1)),
        ("2026-09-01 00:00:00", date(2026, 9, 1)),
        (46266, date(2026, 9, 1)),
        (46266.0, date(2026, 9, 1)),
        ("46266", date(2026, 9, 1)),
        (moment(date(2026, 9, 1)), date(2026, 9, 1)),
        ("9 мая 2026", date(2026, 5, 9)),
        ("9 марта 2026", date(2026, 3, 9)),
        ("1.9.27", date(2027, 9, 1)),
        ("31.02.2011", "date_not_understood"),
        ("13.13.2011", "date_not_understood"),
        ("2011", "date_not_understood"),
        ("в мае", "date_not_understood"),
        ("1.2.3.4", "date_not_understood"),
        ("01.01.0001", "date_not_understood"),
        ("00.00.2026", "date_not_understood"),
    ],
)
def test_a_day_as_people_type_it(typed: Any, day: Any) -> None:
    assert code(as_date(typed, TODAY)) == day


def test_a_birth_year_of_two_digits_is_never_ahead() -> None:
    assert as_date("1.9.12", TODAY, past=True) == date(2012, 9, 1)
    assert as_date("1.9.71", TODAY, past=True) == date(1971, 9, 1)


@pytest.mark.parametrize(
    "typed",
    [
        "8 918 123-45-67",
        "+7 (918) 123-45-67",
        "79181234567",
        "8(918)1234567",
        "918 123 4567",
        "+7-918-123-45-67, мама",
        "тел. 8-918-123-45-67 (Ольга Игоревна)",
        "8918 1234567; 8 928 765-43-21",
    ],
)
def test_a_phone_as_people_type_it(typed: str) -> None:
    assert first_phone(typed) == "+79181234567"


@pytest.mark.parametrize("typed", ["12", "нет номера 5", "8 918", "8918123456789"])
def test_what_is_no_phone(typed: str) -> None:
    assert code(first_phone(typed)) == "phone_not_understood"


def test_phones_and_addresses_among_words() -> None:
    found = contacts_in("мама Белова О.И. 8 918 123-45-67, +7 928 765 43 21; o@example.ru")
    assert found.phones == ("+79181234567", "+79287654321")
    assert found.emails == ("o@example.ru",)
    assert "Белова" in found.rest
    assert first_email("почта: O@Example.ru.") == "o@example.ru"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("  БЕЛОВА   МАРИЯ\u00a0ИЛЬИНИЧНА ", "Белова Мария Ильинична"),
        ("белова мария ильинична", "Белова Мария Ильинична"),
        ("Бeлoвa Mapия Ильинична", "Белова Мария Ильинична"),
        ("Белова-Серова Мария", "Белова-Серова Мария"),
        ("Бело\u00adва\tМа\u200bрия\nИльинична_x000D_", "Белова Мария Ильинична"),
        ("БЕЛОВА-СЕРОВА МАРИЯ", "Белова-Серова Мария"),
        ("Аль-Саиди Омар Ахмед оглы", "Аль-Саиди Омар Ахмед оглы"),
        ("Белова", "name_not_understood"),
        ("Белова 2", "name_not_understood"),
    ],
)
def test_a_name_as_people_type_it(typed: str, name: str) -> None:
    answer = as_name(as_text(typed))
    assert (answer.code if isinstance(answer, Verdict) else str(answer)) == name


@pytest.mark.parametrize(
    ("typed", "number"),
    [("36", 36), ("36 ч.", 36), ("72,0", 72), ("1 урок", 1), ("2-й", 2)]
    + [(text, "number_not_understood") for text in ("0", "-5", "много", "1,5", "36/2", "³")],
)
def test_a_number_as_people_type_it(typed: str, number: Any) -> None:
    assert code(as_number(typed)) == number


@pytest.mark.parametrize("typed", ["112-233-445 95", "11223344595", "112 233 445 95"])
def test_a_snils_as_people_type_it(typed: str) -> None:
    assert snils_digits(typed) == "11223344595"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ПОВ-26-1", "пов 26 – 1"),
        ("BA-26-1", "ВА-26-1"),
        ("Водитель категории «B»", 'Водитель категории "В"'),
        ("Тёплый стан", "теплый  СТАН"),
    ],
)
def test_two_spellings_of_one_thing(one: str, other: str) -> None:
    assert match_key(one) == match_key(other)


def test_different_groups_stay_different() -> None:
    assert len({match_key(name) for name in ("ПОВ-26-1", "ПОВ-26-11", "ПОВ-261-1")}) == 3


@pytest.mark.parametrize(
    ("cell", "lesson"),
    [
        ("Кулинария / Зимин П.И. / каб. 5", LessonText("Кулинария", "Зимин П.И.", "каб. 5")),
        ("Кулинария\nЗимин П.И.", LessonText("Кулинария", "Зимин П.И.", None)),
        ("Кулинария (П.И. Зимин), 5", LessonText("Кулинария", "П.И. Зимин", "5")),
        ("Правила, основы Зимин П. И. ауд. 7",
         LessonText("Правила, основы", "Зимин П. И.", "ауд. 7")),
        ("Кулинария", "lesson_not_understood"),
        ("Зимин П.И.", "lesson_not_understood"),
        ("а / б / в / г", "lesson_not_understood"),
    ],
)  # fmt: skip
def test_a_lesson_in_a_cell(cell: str, lesson: Any) -> None:
    assert code(lesson_of(cell)) == lesson


@pytest.mark.parametrize("typed", ["8:30-9:10", "08.30 – 09.10", "8-30 — 9-10", "8:30 до 9:10"])
def test_the_hours_of_a_lesson(typed: str) -> None:
    starts, ends = times_of(typed)  # type: ignore[misc]
    assert (f"{starts:%H:%M}", f"{ends:%H:%M}") == ("08:30", "09:10")


@pytest.mark.parametrize("typed", ["9:10-8:30", "25:00-26:00", "утром"])
def test_what_are_no_hours(typed: str) -> None:
    assert code(times_of(typed)) == "bell_not_understood"


@pytest.mark.parametrize(
    "written",
    ["Зимин П.И.", "П.И. Зимин", "ЗиминП.И.", "П. И. Зимин", "Зимин П. И.", "ЗИМИН П.И.",
     "Зимин Пётр Ильич", "зимин петр ильич", "Зимин П.", "П.И.Зимин"],
)  # fmt: skip
def test_a_teacher_however_written(session: Session, written: str) -> None:
    brought(session, admin(session), [csv_of(books.STAFF)])
    register = Register(session, NOW)
    register.read()
    assert [one.surname for one in register.members(written)] == ["Зимин"]


@pytest.mark.parametrize(
    ("typed", "name"),
    [(text, "каб. 23") for text in ("23", "каб.23", "Кабинет 23", "ауд. 23", "№ 23", "23 каб.",
                                    "Кабинет № 23", "23.0")]
    + [("23А", "каб. 23а"), ("Спортзал", "Спортзал")],
)  # fmt: skip
def test_a_room_however_written(session: Session, typed: str, name: str) -> None:
    assert Register(session, NOW).known_room(typed)[0] == name


def csv_of(rows: books.Rows, encoding: str = "utf-8") -> Upload:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(rows)
    return Upload("список.csv", text.getvalue().encode(encoding))


# --- any untidiness, the same people --------------------------------------------------------------

SURNAMES = ("Белов", "Ёжиков", "Журавлёв", "Мамин-Сибиряк", "Хуако")
GIVEN = ("Егор", "Пётр", "Илья", "Фёдор")
FATHERS = ("Ильич", "Петрович", "Артёмович")
PEOPLE = st.lists(
    st.tuples(
        st.sampled_from(SURNAMES),
        st.sampled_from(GIVEN),
        st.sampled_from(FATHERS),
        st.dates(date(2009, 1, 1), date(2014, 12, 31)),
    ),
    min_size=1,
    max_size=6,
    # Two of one name or one day are for a person to decide.
    unique_by=(lambda one: one[:3], lambda one: one[3]),
)
CASES: tuple[Callable[[str], str], ...] = (str, str.upper, str.lower)
GAPS = (" ", "  ", "\u00a0", " \u00a0 ")
DAYS: tuple[Callable[[date], Any], ...] = (short, in_words, serial, sloping, moment, date.isoformat)
HEADS = {
    "name": ("ФИО", "Ф.И.О. обучающегося", "Ученик", "фамилия, имя, отчество"),
    "born": ("Дата рождения", "Д/р", "дата рожд."),
    "group": ("Группа", "учебная группа", "№ группы"),
    "note": ("Примечание",),
}
GROUP_NAMES = ("ПОВ-26-1", "пов 26 1", "ПОВ–26–1", "ПOB-26-1")


@st.composite
def untidy_lists(draw: st.DrawFn) -> tuple[list[Any], books.Rows]:
    people = draw(PEOPLE)
    order = draw(st.permutations(list(HEADS)))
    pick = lambda some: draw(st.sampled_from(some))  # noqa: E731 - short for this one place
    rows: books.Rows = [["Список"]] * draw(st.integers(0, 2))
    rows.append([pick(HEADS[key]) for key in order])
    for surname, given_name, father, born in people:
        name = pick(CASES)(pick(GAPS).join((surname, given_name, father)))
        if draw(st.booleans()) and name.istitle():
            name = name.translate(LATIN)
        cells = {"name": pick(("", " ")) + name, "born": pick(DAYS)(born)}
        cells |= {"group": pick(GROUP_NAMES), "note": pick((None, "прим."))}
        rows.append([cells[key] for key in order])
        if draw(st.booleans()):
            rows.append([])
    if draw(st.booleans()):
        rows.append(["Итого:", len(people)])
    return people, rows


@given(untidy_lists())
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_untidiness_is_the_same_people(
    session: Session, made: tuple[list[Any], books.Rows]
) -> None:
    people, rows = made
    with session.begin_nested() as point:
        who = admin(session)
        sheets = [sheet for sheet in books.sheets() if sheet.name != "Контингент"]
        outcome = load_sheets(session, [*sheets, Sheet("ученики.xlsx", "Лист1", rows)], NOW, who)
        assert told(outcome) == []
        assert outcome.count(RowState.DOUBTFUL) == 0
        stored = session.scalars(select(Student)).all()
        assert {(one.full_name.casefold(), one.birth_date) for one in stored} == {
            (f"{surname} {given_name} {father}".casefold(), born)
            for surname, given_name, father, born in people
        }
        point.rollback()
