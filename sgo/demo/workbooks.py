"""The demo centre's workbooks, in the shapes a real centre keeps: rows of sheets, no files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import product
from typing import Any

from sgo.demo.people import Person, Registry, masculine
from sgo.demo.plan import BELL, PROGRAMMES, ROOMS, WEEKDAYS, DemoProgramme

Rows = list[list[Any]]
Book = dict[str, Rows]
"""A workbook: sheet names and their rows."""

TEACHERS = 22
LESSON_WEEKS = 34
FIRST_TEACHERS_ITEMS = (0, 1, 3)
STUDENT_HEAD = (
    "№,ФИО обучающегося,Дата рождения,Пол,СНИЛС,Адрес,Группа,Основа,"
    "Родитель 1,Кем приходится,Телефон,e-mail,Родитель 2,Кем приходится,Телефон,e-mail"
).split(",")


@dataclass
class Family:
    """The guardians of one or two children: their cells of the students' sheet."""

    surname: str
    cells: list[Any]
    children: int = 1


@dataclass
class DemoYear:
    """A year of the demo centre: who is where, and the workbooks that say so."""

    first_day: date
    programmes: tuple[DemoProgramme, ...]
    groups_of: dict[str, int]
    registry: Registry
    today: date
    office: list[Person] = field(default_factory=list)
    teachers: list[Person] = field(default_factory=list)
    books: dict[str, Book] = field(default_factory=dict)

    @property
    def last_day(self) -> date:
        return date(self.first_day.year + 1, 5, 29)

    @property
    def title(self) -> str:
        return f"{self.first_day.year}-{self.first_day.year + 1}"

    def groups(self) -> Iterator[tuple[DemoProgramme, str]]:
        """Every group of the year with its programme."""
        for programme in self.programmes:
            for number in range(1, self.groups_of[programme.code] + 1):
                yield programme, f"{programme.code}-{self.first_day:%y}-{number}"

    def teacher_of(self, programme: DemoProgramme, subject: str, group: int = 1) -> Person:
        """Who teaches a subject in a group; the first programme's first teacher has most of it."""
        items = [(p.code, name) for p in PROGRAMMES for name, _ in p.subjects]
        place = items.index((programme.code, subject))
        if place in FIRST_TEACHERS_ITEMS:
            return self.teachers[0]
        return self.teachers[(place + 5 * (group - 1)) % len(self.teachers)]


def build_year(year: DemoYear, with_students: dict[str, int]) -> DemoYear:
    """Write the year's workbooks; `with_students` is how many to put in a group of a code."""
    if not year.teachers:
        _hire(year)
    year.books = {
        "staff": {"Сотрудники": _staff(year)},
        "groups_and_curriculum": {
            "Группы": _groups(year),
            "Учебный план": _curriculum(year),
            "Учебный год": _year(year),
        },
        "students": {"Контингент": _students(year, with_students)},
        "timetable": {"Расписание": _timetable(year)},
    }
    return year


def _hire(year: DemoYear) -> None:
    people = year.registry
    year.office = [
        people.person((38, 60), year.today, male=False),
        people.person((35, 58), year.today, male=False),
        people.person((27, 45), year.today),
    ]
    year.teachers = [people.person((24, 63), year.today) for _ in range(TEACHERS)]


def _staff(year: DemoYear) -> Rows:
    pick = year.registry.random
    positions = ["директор", "заместитель директора по УПР", "информатик"]
    rows: Rows = [
        [f"Список работников учреждения на {year.first_day:%d.%m.%Y}"],
        [],
        "№ п/п,Ф.И.О.,Должность,Дата рожд.,Принят,Категория,Образование,Телефон,СНИЛС".split(","),
    ]
    for number, person in enumerate([*year.office, *year.teachers], start=1):
        is_teacher = number > len(positions)
        rows.append(
            [
                number,
                person.full_name,
                "педагог дополнительного образования" if is_teacher else positions[number - 1],
                person.birth_date,
                date(year.first_day.year - pick.randint(1, 12), pick.choice([8, 9]), 1),
                pick.choice(["высшая", "первая", "СЗД", None]) if is_teacher else None,
                pick.choice(["высшее", "высшее педагогическое", "среднее профессиональное"]),
                year.registry.phone(),
                year.registry.snils(),
            ]
        )
    return rows


def _groups(year: DemoYear) -> Rows:
    head = "Группа,Программа,Направление,Куратор,Дата начала,Дата окончания,Каб.".split(",")
    return [
        [f"Группы {year.title}"],
        [],
        head,
        *(
            [
                name,
                programme.name,
                programme.direction,
                year.teachers[number % len(year.teachers)].full_name,
                year.first_day,
                year.last_day,
                ROOMS[number % len(ROOMS)],
            ]
            for number, (programme, name) in enumerate(year.groups())
        ),
    ]


def _curriculum(year: DemoYear) -> Rows:
    return [
        [f"Учебный план на {year.title} учебный год"],
        "Программа,Дисциплина,Часов,Преподаватель".split(","),
        *(
            [programme.name, subject, hours, year.teacher_of(programme, subject).full_name]
            for programme in year.programmes
            for subject, hours in programme.subjects
        ),
    ]


def _year(year: DemoYear) -> Rows:
    autumn, spring = year.first_day.year, year.first_day.year + 1
    return [
        [f"Учебный год {year.title}"],
        [],
        "Период,Начало,Окончание".split(","),
        ["1 полугодие", year.first_day, date(autumn, 12, 30)],
        ["2 полугодие", date(spring, 1, 11), year.last_day],
        ["Каникулы осенние", date(autumn, 10, 26), date(autumn, 11, 3)],
        ["Каникулы зимние", date(autumn, 12, 31), date(spring, 1, 10)],
        ["Каникулы весенние", date(spring, 3, 22), date(spring, 3, 30)],
    ]


def _students(year: DemoYear, sizes: dict[str, int]) -> Rows:
    rows: Rows = [[f"Контингент обучающихся {year.title} учебный год"], list(STUDENT_HEAD)]
    families: list[Family] = []
    for programme, group in year.groups():
        for _ in range(sizes[programme.code]):
            rows.append(_student(year, programme, group, len(rows) - 1, families))
    return rows


def _student(
    year: DemoYear, programme: DemoProgramme, group: str, number: int, families: list[Family]
) -> list[Any]:
    people, pick = year.registry, year.registry.random
    sibling = next((one for one in families if one.children < 2 and pick.random() < 0.12), None)
    if sibling and programme.ages[1] < 18:
        person = people.person(programme.ages, year.first_day, surname=sibling.surname)
        sibling.children += 1
        guardians = sibling.cells
    else:
        person = people.person(programme.ages, year.first_day)
        adult = year.first_day.year - person.birth_date.year >= 18
        guardians = [None] * 8 if adult else _guardians(people, person, year.first_day)
        if not adult:
            families.append(Family(masculine(person.surname), guardians))
    return [
        number,
        person.full_name,
        person.birth_date,
        "м" if person.male else "ж",
        people.snils() if pick.random() < 0.8 else None,
        people.address(),
        group,
        "договор" if pick.random() < 0.25 else "бюджет",
        *guardians,
    ]


def _guardians(people: Registry, child: Person, today: date) -> list[Any]:
    stem = masculine(child.surname)
    cells: list[Any] = []
    for male, relation in ((False, "мать"), (True, "отец")):
        if male and people.random.random() < 0.45:
            cells += [None] * 4
            continue
        parent = people.person((33, 52), today, male=male, surname=stem)
        mail = f"{'papa' if male else 'mama'}{people.random.randint(100, 999_999)}@example.ru"
        cells += [
            parent.full_name,
            relation,
            people.phone(),
            mail if people.random.random() < 0.7 else None,
        ]
    return cells


def _timetable(year: DemoYear) -> Rows:
    names = [name for _, name in year.groups()]
    grid: dict[tuple[int, int, str], str] = {}
    taken: set[tuple[int, int, str]] = set()
    for number, (programme, group) in enumerate(year.groups()):
        for subject, hours in programme.subjects:
            teacher = year.teacher_of(programme, subject, int(group.rsplit("-", 1)[1]))
            a_week = max(1, round(hours / LESSON_WEEKS))
            for turn in range(a_week):
                first_choice = (number + turn * (3 if a_week < 3 else 1)) % len(WEEKDAYS)
                _place(grid, taken, first_choice, group, subject, teacher)
    rows: Rows = [
        ["УТВЕРЖДАЮ"],
        [f"Расписание занятий с {year.first_day:%d.%m.%Y}"],
        ["День", "№", "Время", *names],
    ]
    for day, (bell, hours_of_bell) in product(range(len(WEEKDAYS)), enumerate(BELL)):
        cells = [grid.get((day, bell, name)) for name in names]
        rows.append([WEEKDAYS[day] if bell == 0 else None, bell + 1, hours_of_bell, *cells])
    return rows


def _place(
    grid: dict[tuple[int, int, str], str],
    taken: set[tuple[int, int, str]],
    first_choice: int,
    group: str,
    subject: str,
    teacher: Person,
) -> None:
    """Put one lesson where the group, the teacher and a room are free, near the day wished for."""
    for shift, bell in product(range(len(WEEKDAYS)), range(len(BELL))):
        day = (first_choice + shift) % len(WEEKDAYS)
        busy = {(day, bell, group), (day, bell, teacher.full_name)} & taken
        room = next((room for room in ROOMS if (day, bell, f"каб.{room}") not in taken), None)
        if busy or room is None or (day, bell, group) in grid:
            continue
        initials = f"{teacher.given_name[0]}.{teacher.patronymic[0]}."
        grid[day, bell, group] = f"{subject} / {teacher.surname} {initials} / каб.{room}"
        taken |= {
            (day, bell, group),
            (day, bell, teacher.full_name),
            (day, bell, f"каб.{room}"),
        }
        return
    raise ValueError(f"no free slot for {group}, {subject}")


def academic_year_of(today: date) -> date:
    """The first of September of the academic year that the day belongs to."""
    first = date(today.year, 9, 1)
    return first if today >= first else first - timedelta(days=365)
