"""An untidy centre that keeps its lists as delimited text."""

from __future__ import annotations

from datetime import date

from tests.untidy_ways import LATIN, WRITTEN, People, Rows, UntidySet, initials, short


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
