"""An untidy centre that keeps everything in one book."""

from __future__ import annotations

from datetime import date

from tests.untidy_ways import WRITTEN, People, Rows, UntidySet, initials, moment, serial


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
