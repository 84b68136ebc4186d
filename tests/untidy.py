"""Lists of invented centres, worse kept than the samples: each set with what is wrong in it.

Everything is made anew from a seed, so that no file of people stands in the repository.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import openpyxl

from sgo.demo.people import Person, Registry
from sgo.services.imports.runs import Upload

Rows = list[list[Any]]
Wrong = tuple[str, int, str, str, str]
"""File, row, column, state, code: as `tests.importing.told` tells it."""

TODAY = date(2026, 8, 28)
SERIAL_ZERO = date(1899, 12, 30)
MONTHS = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
]
LATIN = str.maketrans("асеорхАВСЕНКМОРТХ", "aceopxABCEHKMOPTX")


@dataclass
class UntidySet:
    """The files of a centre and what must come of them."""

    files: list[Upload] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)
    staff: int = 0
    students: int = 0
    guardians: int = 0
    lessons: int = 0
    """Rows of the timetable."""

    def csv(self, name: str, rows: Rows, separator: str = ";", encoding: str = "cp1251") -> None:
        text = io.StringIO()
        csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows(rows)
        self.files.append(Upload(name, text.getvalue().encode(encoding)))

    def xlsx(self, name: str, sheets: dict[str, Rows], merged: Iterable[str] = ()) -> None:
        """`merged` are «sheet!A1:B2»."""
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
        for one in merged:
            title, _, cells = one.partition("!")
            book[title].merge_cells(cells)
        target = io.BytesIO()
        book.save(target)
        self.files.append(Upload(name, target.getvalue()))


def short(day: date) -> str:
    return f"{day.day}.{day.month}.{day.year % 100:02d}"


def in_words(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year} г."


def serial(day: date) -> int:
    return (day - SERIAL_ZERO).days


def moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a cell has no zone


def sloping(day: date) -> str:
    return f"{day:%d/%m/%Y}"


WRITTEN: tuple[Callable[[date], Any], ...] = (short, in_words, serial, moment, sloping)


def initials(person: Person, form: str) -> str:
    """«Иванова И.И.» by a form with s, f and p."""
    return form.format(s=person.surname, f=person.given_name[0], p=person.patronymic[0])


class People:
    """Staff, students and guardians of a set, none twice."""

    def __init__(self, seed: int) -> None:
        self.registry = Registry(seed)
        self.staff = [self.registry.person((30, 55), TODAY) for _ in range(5)]

    def child(self) -> Person:
        return self.registry.person((12, 16), TODAY)

    def parent(self, child: Person, *, male: bool) -> Person:
        """Somebody of the child's surname, as men and women bear it."""
        stem = child.surname if child.male else child.surname.removesuffix("а")
        return self.registry.person((35, 50), TODAY, male=male, surname=stem)

    def snils(self) -> str:
        return self.registry.snils()

    def phone(self) -> str:
        """Ten digits."""
        return "".join(letter for letter in self.registry.phone() if letter.isdigit())[-10:]


def in_one_book() -> UntidySet:
    """Several tables in a sheet, headings in two rows, a sheet for each group, guardians in a cell."""
    made, people = UntidySet(staff=5, students=7, guardians=9, lessons=4), People(11)
    teachers = people.staff
    staff: Rows = [
        ["Муниципальный центр «Вымышленный»"],
        ["СВЕДЕНИЯ О РАБОТНИКАХ"],
        [],
        ["Номер СНИЛС", "Кем работает", "Фамилия", "Имя", "Отчество", "Д.Р.", "Моб. телефон"],
        *(
            [people.snils(), position, one.surname, one.given_name, one.patronymic,
             WRITTEN[number](one.birth_date), f"8({people.phone()[:3]}){people.phone()[3:]}"]
            for number, (one, position) in enumerate(
                zip(teachers, ("Директор", "зам. директора", "информатик", "педагог", "мастер п/о"),
                    strict=True)
            )
        ),
        ["ИТОГО", 5],
    ]  # fmt: skip
    plan: Rows = [
        ["Календарь на 2026/2027 учебный год"],
        ["Наименование периода", "с", "по"],
        ["I полугодие", "1.9.26", "30 декабря 2026 г."],
        ["II полугодие", moment(date(2027, 1, 11)), serial(date(2027, 5, 29))],
        ["Осенние каникулы", "26/10/2026", "03.11.26"],
        [],
        ["Наши группы"],
        ["№", "Учебная группа", "Образовательная программа", "Направленность", "Мастер группы",
         "Начало занятий", "Окончание обучения", "№ кабинета"],
        [1, "Шв-26-1", "Швея", "профессиональная", initials(teachers[4], "{s} {f}.{p}."),
         "01.09.26", "29 мая 2027", "Кабинет № 5"],
        [2, "Рис-26-1", "Рисование «Палитра»", "художественное",
         teachers[3].full_name.upper(), moment(date(2026, 9, 1)), "29.05.27", 7],
        [],
        ["УЧЕБНЫЙ ПЛАН"],
        ["Учебный предмет", "Объём часов", "Программа", "Педагогический работник"],
        ["Технология пошива", "72 ч.", "швея", initials(teachers[4], "{f}.{p}. {s}")],
        ["Рисунок", 36, 'Рисование "Палитра"', initials(teachers[3], "{s}{f}.{p}.")],
    ]  # fmt: skip
    heads: Rows = [
        ["№", "ФИО", "Дата рождения", "Пол", "СНИЛС", "Сведения о родителях", None, "Основа"],
        [None, None, None, None, None, "ФИО", "Телефон", None],
    ]
    sheets = {"Кадры": staff, "Год и группы": plan}
    merged = []
    children = [people.child() for _ in range(7)]
    for name, some in (("Шв-26-1", children[:4]), ("Рис-26-1", children[4:])):
        rows: Rows = [[f"Список группы {name.lower()} на 01.09.2026"], [], *map(list, heads)]
        for number, child in enumerate(some, start=1):
            mother = people.parent(child, male=False)
            phone = people.phone()
            written = f"{mother.full_name}, мать"
            if number == 1:
                father = people.parent(child, male=True)
                written = (
                    f"мать: {mother.full_name} 8 {phone[:3]} {phone[3:6]}-{phone[6:8]}-{phone[8:]};"
                    f" отец - {father.full_name.upper()}, +7{people.phone()}"
                )
            rows.append([
                number,
                f"  {child.surname.upper()}  {child.given_name}\u00a0{child.patronymic} ",
                WRITTEN[number](child.birth_date),
                "муж" if child.male else "Жен.",
                None,
                written,
                None if number == 1 else f"{phone[:3]} {phone[3:6]} {phone[6:]}",
                ("б", "Договор", "бюджетная", "внебюджет")[number - 1],
            ])  # fmt: skip
        sheets[name] = rows
        merged += [f"{name}!F3:G3", *(f"{name}!{letter}3:{letter}4" for letter in "ABCDEH")]
    late = people.child()
    sheets["Шв-26-1"].append([5, late.full_name, "13.13.2011", "м", None, None, None, "б"])
    made.wrong.append(("центр.xlsx", 9, "C", "refused", "date_not_understood"))
    nobody = people.child()
    sheets["Рис-26-1"].append([4, nobody.surname, "1.5.12", "м", None, None, None, None])
    made.wrong.append(("центр.xlsx", 8, "B", "refused", "name_not_understood"))
    sheets["Уроки"] = [
        ["Утверждаю 20.08.2026"],
        ["Расписание с 1.09.2026 г."],
        ["День недели", "№ п/п", "Время занятий", "ШВ 26-1", "рис-26-1"],
        ["пн", "1 урок", "08.30 – 09.10",
         f"Технология пошива\n{initials(teachers[4], '{s} {f}.{p}.')}\nкаб 5", None],
        [None, 2, "9:20-10:00",
         f"Технология пошива {initials(teachers[4], '{s} {f}. {p}.')} 5 каб.",
         f"Рисунок ({initials(teachers[3], '{f}.{p}. {s}')}), ауд. 7"],
        ["Ср.", 1, None, None, f"Рисунок / {initials(teachers[3], '{s}{f}.{p}.')} / Кабинет 7"],
        [None, 2, None, f"Рисование / {initials(teachers[3], '{s} {f}.{p}.')}", None],
    ]  # fmt: skip
    made.wrong.append(("центр.xlsx", 7, "D", "refused", "no_such_subject"))
    made.xlsx("центр.xlsx", sheets, [*merged, "Уроки!A4:A5", "Уроки!A6:A7"])
    return made


def by_separators() -> UntidySet:
    """Delimited text in two encodings, other columns, a line for each lesson, phones as they come."""
    made, people = UntidySet(staff=5, students=6, guardians=4, lessons=4), People(22)
    teachers = people.staff
    positions = ("директор", "Зам. директора по УР", "информатик", "преподаватель", "Педагог ДО")
    made.csv("kadry.csv", [
        ["Фамилия, имя, отчество", "Занимаемая должность", "Контакты", "Работает с", "Дата рожд-я"],
        *(
            [one.full_name, position, f"тел. 8-{people.phone()[:3]}-{people.phone()[3:]}, раб.",
             short(date(2015, 9, 1)), short(one.birth_date)]
            for one, position in zip(teachers, positions, strict=True)
        ),
    ], "\t", "utf-8-sig")  # fmt: skip
    made.csv("god.csv", [
        ["Учебный год 2026 – 2027", "", ""],
        ["Период", "Начало", "Конец"],
        ["1 триместр", "1 сентября 2026", "30 ноября 2026"],
        ["2 триместр", "01.12.26", "28.02.27"],
        ["3 триместр", "01.03.27", "29.05.27"],
        ["Праздник села", "10.10.26", ""],
    ])  # fmt: skip
    made.csv("gruppy.csv", [
        ["Наименование группы", "Профессия", "Начало обучения", "Окончание обучения", "Куратор группы"],
        ["ВОД-1", "Водитель категории «В»", "2026-09-01", "2027-05-29", teachers[3].full_name],
        ["ЭКО-1", "Юный эколог", "1.09.26", "29.05.27", initials(teachers[4], "{s} {f}. {p}.")],
    ])  # fmt: skip
    made.csv("plan.csv", [
        ["Преподаватель", "Дисциплина", "Всего часов", "Профессия"],
        [initials(teachers[3], "{s} {f}.{p}."), "Правила движения, основы", "42", 'Водитель категории "B"'],
        [initials(teachers[4], "{s} {f}.{p}."), "Экология", "72,0", "юный эколог"],
    ], ",", "utf-8")  # fmt: skip
    children = [people.child() for _ in range(6)]
    phones = [people.phone() for _ in children]
    ways = ("8{0}", "+7 ({0[0]}{0[1]}{0[2]}) {1}", "7{0}", "{0}", "8 {0}, мама", "+7{0}; 8{2}")
    rows: Rows = [
        ["№ группы", "Д/р", "Ученик", "Фамилия мамы", "Номер СНИЛС", "Законный представитель",
         "Телефон родителей", "Бюджет / договор"],
    ]  # fmt: skip
    for number, child in enumerate(children):
        phone = phones[number]
        written = ways[number].format(phone, phone[3:], people.phone())
        parent = people.parent(child, male=number % 2 == 0)
        rows.append([
            "вод – 1" if number < 3 else "эко 1",
            WRITTEN[number % 2](child.birth_date),
            child.full_name.translate(LATIN) if number == 2 else child.full_name,
            "",
            people.snils() if number % 2 else "",
            parent.full_name if number < 4 else "",
            written if number < 4 else "",
            "Д" if number == 1 else "",
        ])  # fmt: skip
    # The same person a second time, one letter wrong: somebody must decide.
    child = children[0]
    wrong = f"{child.surname[0]}{child.surname[2:]} {child.given_name} {child.patronymic}"
    rows.append(["ВОД-1", short(child.birth_date), wrong, "", "", "", "", ""])
    made.wrong.append(("spisok.csv", 8, "", "doubtful", "doubt_near_name"))
    rows.append(["ВОД-1", short(child.birth_date), child.full_name.lower(), "", "", "", "", ""])
    made.wrong.append(("spisok.csv", 9, "C", "refused", "repeats_row"))
    rows.append(["ХОР-1", "1.2.12", people.child().full_name, "", "12-34", "", "", ""])
    made.wrong += [
        ("spisok.csv", 10, "A", "refused", "no_such_group"),
        ("spisok.csv", 10, "E", "refused", "snils_not_eleven_digits"),
    ]
    made.csv("spisok.csv", rows)
    first, second = (initials(one, "{s} {f}.{p}.") for one in teachers[3:])
    made.csv("raspisanie.csv", [
        ["Расписание занятий с 01.09.2026"],
        ["Учебная группа", "День", "Пара", "Время", "Предмет", "Педагог", "Аудитория"],
        ["ВОД-1", "вторник", "1", "8.30-9.10", "Правила движения, основы", first, "12"],
        ["ВОД-1", "четверг", "2", "9.20-10.00", "правила движения, основы", first, "12а"],
        ["ЭКО-1", "Вт", "1", "", "Экология", second, "каб. 3"],
        ["ЭКО-1", "ПТ", "2", "", "Экология", second, "№ 3"],
        ["ЭКО-1", "Вт", "1", "", "Экология", first, "4"],
    ])  # fmt: skip
    made.wrong.append(("raspisanie.csv", 7, "E", "refused", "teacher_busy"))
    return made


def by_bands() -> UntidySet:
    """Groups as lines across the list, merged cells down the plan, a guardian twice, serial dates."""
    made, people = UntidySet(staff=5, students=6, guardians=5, lessons=4), People(33)
    teachers = people.staff
    positions = ("И.о. директора", "завуч", "техник", "учитель", "тренер-преподаватель")
    made.xlsx("1.xlsx", {"Лист1": [
        [None, "Работник", "Должность", "СНИЛС", "Эл. почта", "Дата рождения"],
        *(
            [number, one.full_name.lower(), position, people.snils().replace("-", " "),
             f"P{number}@Example.ru", serial(one.birth_date)]
            for number, (one, position) in enumerate(zip(teachers, positions, strict=True), start=1)
        ),
    ]})  # fmt: skip
    made.xlsx("2.xlsx", {
        "Периоды": [
            ["2026-2027 учебный год", None, None],
            ["Период", "Дата начала", "Дата окончания"],
            ["Курс", serial(date(2026, 9, 1)), serial(date(2027, 5, 29))],
        ],
        "Группы": [
            ["Группа", "Программа", "Направление", "Начало", "Окончание", "Классный руководитель"],
            ["ПОВ-1", "Повар", "Проф. обучение", "1.9.2026", "29.5.2027", teachers[3].full_name],
            ["ПОВ-2", None, None, "1.9.2026", "29.5.2027", None],
            ["СП-1", "Самбо", "физкультурно-спортивная", "1.9.2026", "29.5.2027", None],
        ],
        "План": [
            ["Программа", "Предмет", "Кол-во часов", "Педагог"],
            ["Повар", "Кулинария", 72, initials(teachers[3], "{s}{f}.{p}.")],
            [None, "Товароведение", 36.0, initials(teachers[3], "{f}.{p}.{s}")],
            ["Самбо", "Самбо", 144, teachers[4].full_name.translate(LATIN)],
        ],
    }, ["Группы!B2:B3", "Группы!C2:C3", "План!A2:A3"])  # fmt: skip
    children = [people.child() for _ in range(6)]
    mother = people.parent(children[0], male=False)
    phone = people.phone()
    rows: Rows = [
        ["Контингент", None, None, None, None, None],
        ["№ п/п", "Фамилия", "Имя", "Отчество (при наличии)", "Число, месяц, год рождения",
         "Родитель", "Тел."],
    ]  # fmt: skip
    merged = []
    for number, child in enumerate(children):
        if number % 2 == 0:
            rows.append([f"Группа {('ПОВ-1', 'пов–2', 'СП 1')[number // 2]}"])
            merged.append(f"Дети!A{len(rows)}:G{len(rows)}")
        parent = mother if number < 2 else people.parent(child, male=False)
        rows.append([
            number + 1, child.surname.upper(), child.given_name, child.patronymic,
            serial(child.birth_date), parent.full_name,
            f"8{phone}" if number < 2 else f"+7 {people.phone()} {parent.given_name}",
        ])  # fmt: skip
    rows.append([7, "Нечаева", None, None, serial(date(2011, 3, 3)), None, None])
    made.wrong.append(("3.xlsx", len(rows), "B", "refused", "name_not_understood"))
    last = children[5]
    rows.append([8, last.surname, last.given_name, last.patronymic, "01.01.11", None, None])
    made.wrong.append(("3.xlsx", len(rows), "", "doubtful", "doubt_other_birth"))
    made.xlsx("3.xlsx", {"Дети": rows}, merged)
    cook, coach = (initials(one, "{s} {f}.{p}.") for one in teachers[3:])
    made.xlsx("4.xlsx", {"Расписание": [
        ["с 1 сентября 2026 года"],
        ["Дни", "Урок", "Звонки", "ПОВ–1", "пов-2", "СП-1", "КАД-9"],
        ["Понедельник", 1, "8:30 - 9:10", f"Кулинария | {cook} | 4", None, None, None],
        [None, 2, "9:20 - 10:00", f"Товароведение\n{cook}", None, f"Самбо\n{coach}\nзал", None],
        [None, 3, "10:10 - 10:50", None, f"КУЛИНАРИЯ; {cook}; каб.4", f"Самбо; {cook}", None],
    ]}, ["Расписание!A3:A5"])  # fmt: skip
    made.wrong.append(("4.xlsx", 5, "F", "refused", "teacher_busy"))
    return made


SETS: dict[str, Callable[[], UntidySet]] = {
    "in_one_book": in_one_book,
    "by_separators": by_separators,
    "by_bands": by_bands,
}
