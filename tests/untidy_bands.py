"""An untidy centre whose lists are cut by bands: groups as lines, cells merged."""

from __future__ import annotations

from datetime import date

from tests.untidy_ways import LATIN, People, Rows, UntidySet, initials, serial


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
