"""Small workbooks of an invented centre, in the shapes in which a centre keeps its lists."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sgo.services.imports.cells import Sheet

Rows = list[list[Any]]

# A workbook's dates come as moments without a zone.
MIDNIGHT = datetime.combine(date(2026, 9, 1), time())
JANUARY = datetime.combine(date(2027, 1, 11), time())

STAFF: Rows = [
    ["Список работников учреждения на 01.09.2026"],
    [],
    ["№ п/п", "Ф.И.О.", "Должность", "Дата рожд.", "Принят", "Категория", "Телефон", "СНИЛС"],
    [1, "Савельева Раиса Львовна", "директор", "04.09.1966", "15/08/2015", None, None, None],
    [2, "Зимин Пётр Ильич", "педагог", date(1988, 3, 18), "2017-09-17", "первая",
     "8 938 842-87-49", "112-233-445 95"],
    [3, "ГРОМОВА АННА ЮРЬЕВНА", "мастер производственного обучения", "1984-01-15", None, None,
     None, None],
    [4, "Громов Артём Юрьевич", "педагог", None, None, None, None, None],
    [],
    ["Всего:", 4],
]  # fmt: skip

GROUPS: Rows = [
    ["Группы 2026-2027"],
    [],
    ["Группа", "Программа", "Направление", "Куратор", "Дата начала", "Дата окончания", "Каб."],
    ["ПОВ-26-1", "Повар", "профессиональное обучение", "Зимин Пётр Ильич",
     MIDNIGHT, "29.05.2027", 14],
    ["РОБ-26-1", "Робототехника", "техническая", "Громова Анна Юрьевна", "2026-09-01",
     "29/05/2027", None],
]  # fmt: skip

CURRICULUM: Rows = [
    ["Учебный план на 2026-2027 учебный год"],
    ["Программа", "Дисциплина", "Часов", "Преподаватель"],
    ["Повар", "Кулинария", 72, "Зимин Пётр Ильич"],
    ["Повар", "Товароведение", 36, "Зимин Пётр Ильич"],
    ["Робототехника", "Робототехника", 144, "  Громова  Анна  Юрьевна"],
]

YEAR: Rows = [
    ["Учебный год 2026-2027"],
    [],
    ["Период", "Начало", "Окончание"],
    ["1 полугодие", "01.09.2026", "2026-12-30"],
    ["2 полугодие", JANUARY, "29.05.2027"],
    ["Каникулы осенние", "26.10.2026", "03.11.2026"],
    ["Рабочая суббота", "20.02.2027", None],
]

STUDENTS: Rows = [
    ["Контингент обучающихся"],
    ["№", "ФИО обучающегося", "Дата рождения", "Пол", "СНИЛС", "Адрес", "Группа", "Основа",
     "Родитель 1", "Кем приходится", "Телефон", "e-mail",
     "Родитель 2", "Кем приходится", "Телефон", "e-mail"],
    [1, "Белов Егор Ильич", "09/03/2010", "М", None, "ст. Степная", "ПОВ-26-1", "договор",
     "Белова Ольга Олеговна", "мать", "8 918 123-45-67", "o@example.ru",
     "Белов Илья Павлович", "отец", "+79181234568", None],
    [2, "Белова Мария Ильинична", date(2012, 1, 3), "жен.", "136-636-363 73", None, "РОБ-26-1",
     "бюджет", "Белова Ольга Олеговна", "мать", "+7-918-123-45-67", None],
    [3, "Ёжиков Лев Петрович", "2008-02-21", "м", None, None, "ПОВ-26-1", "бюджет"],
]  # fmt: skip

TIMETABLE: Rows = [
    ["УТВЕРЖДАЮ"],
    ["Расписание занятий с 07.09.2026"],
    ["День", "№", "Время", "ПОВ-26-1", "РОБ-26-1"],
    ["Понедельник", 1, "8:30-9:10", "Кулинария / Зимин П.И. / каб.14", None],
    [None, 2, "9:20-10:00", "Товароведение / Громов А.Ю. / каб.15",
     "Робототехника / Громова А.Ю. / каб.14"],
    ["Вторник", 1, "8:30-9:10", "Кулинария / Зимин П.И.", None],
]  # fmt: skip

BOOKS: dict[str, dict[str, Rows]] = {
    "staff.xlsx": {"Сотрудники": STAFF},
    "groups.xlsx": {"Группы": GROUPS, "Учебный план": CURRICULUM, "Учебный год": YEAR},
    "students.xlsx": {"Контингент": STUDENTS},
    "timetable.xlsx": {"Расписание": TIMETABLE},
}


def sheets(**changed: Rows) -> list[Sheet]:
    """Every sheet of the books; `students=rows` puts other rows in place of the usual ones."""
    usual = {
        "timetable": ("timetable.xlsx", "Расписание", TIMETABLE),
        "students": ("students.xlsx", "Контингент", STUDENTS),
        "curriculum": ("groups.xlsx", "Учебный план", CURRICULUM),
        "groups": ("groups.xlsx", "Группы", GROUPS),
        "year": ("groups.xlsx", "Учебный год", YEAR),
        "staff": ("staff.xlsx", "Сотрудники", STAFF),
    }
    return [Sheet(file, name, changed.get(key, rows)) for key, (file, name, rows) in usual.items()]


def with_row(rows: Rows, *cells: Any) -> Rows:
    """The sheet with one more row at its end."""
    return [*rows, list(cells)]
