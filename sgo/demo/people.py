"""Invented people: names, birth dates, numbers that pass the checks and belong to nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from sgo.names import full_name
from sgo.rules.identity import snils_control

_SURNAMES = (
    "Абрамов Авдеев Белов Бондарев Быков Васильев Вдовин Громов Гусев Дёмин Дорофеев Евсеев Ёлкин "
    "Жаров Журавлёв Зайцев Зимин Игнатов Калинин Ковалёв Комаров Котов Кравцов Крылов Лаптев "
    "Лебедев Лыков Макаров Маслов Мельников Миронов Нестеров Никитин Носов Орлов Панфилов Пахомов "
    "Петухов Поляков Пономарёв Рогов Родионов Рыбаков Савельев Седов Сидоров Соболев Соловьёв "
    "Сорокин Степанов Суханов Тарасов Тимофеев Титов Трофимов Туманов Уваров Федотов Филатов "
    "Фомин Харитонов Чернов Чижов Шаров Шестаков Щукин Юдин Яковлев"
).split()
_UNBENDING = (
    "Бондаренко Гордиенко Ткаченко Левченко Шевчук Мазур Назаренко Лысенко Остапенко".split()
)
_MEN = (
    "Александр Алексей Андрей Артём Богдан Вадим Владислав Георгий Глеб Даниил Денис Дмитрий Егор "
    "Иван Илья Кирилл Лев Максим Марк Матвей Михаил Никита Олег Павел Роман Степан Тимофей Фёдор"
).split()
_WOMEN = (
    "Алина Анастасия Анна Арина Валерия Варвара Вероника Виктория Дарья Ева Екатерина Елена Злата "
    "Ирина Карина Кира Ксения Людмила Маргарита Мария Надежда Ольга Полина София Татьяна Ульяна"
).split()
_FATHERS = (
    "Александрович Алексеевич Андреевич Борисович Викторович Владимирович Геннадьевич Дмитриевич "
    "Евгеньевич Иванович Игоревич Константинович Михайлович Николаевич Олегович Павлович Петрович "
    "Романович Сергеевич Юрьевич"
).split()
_STREETS = (
    "Заречная Степная Садовая Школьная Полевая Вишнёвая Тополиная Набережная Мирная Солнечная"
).split()


@dataclass(frozen=True)
class Person:
    """A person of the demo centre."""

    surname: str
    given_name: str
    patronymic: str
    male: bool
    birth_date: date

    @property
    def full_name(self) -> str:
        return full_name(self.surname, self.given_name, self.patronymic)


class Registry:
    """Hands out people, none twice, from one seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - invented people, not secrets
        self._names: set[str] = set()
        self._snils = 600_000_000
        self._phone = 9_000_000_000

    def person(
        self,
        ages: tuple[int, int],
        today: date,
        male: bool | None = None,
        surname: str | None = None,
    ) -> Person:
        """Somebody of an age in whole years, with a name that nobody has yet."""
        while True:
            person = self._draw(ages, today, male, surname)
            if person.full_name not in self._names:
                self._names.add(person.full_name)
                return person

    def _draw(
        self, ages: tuple[int, int], today: date, male: bool | None, surname: str | None
    ) -> Person:
        pick = self.random
        is_male = pick.random() < 0.5 if male is None else male
        stem = surname or pick.choice(_SURNAMES + _UNBENDING)
        patronymic = pick.choice(_FATHERS)
        days = pick.randint(ages[0] * 366, ages[1] * 365)
        return Person(
            surname=stem if is_male else feminine(stem),
            given_name=pick.choice(_MEN if is_male else _WOMEN),
            patronymic=patronymic if is_male else patronymic.removesuffix("ич") + "на",
            male=is_male,
            birth_date=today - timedelta(days=days),
        )

    def snils(self) -> str:
        """A made-up number with the right control number."""
        self._snils += self.random.randint(1_000, 90_000)
        digits = f"{self._snils:09d}"
        return f"{digits[:3]}-{digits[3:6]}-{digits[6:]} {snils_control(digits):02d}"

    def phone(self) -> str:
        """A made-up mobile number."""
        self._phone += self.random.randint(1, 999)
        digits = str(self._phone)
        return f"+7 {digits[:3]} {digits[3:6]}-{digits[6:8]}-{digits[8:]}"

    def address(self) -> str:
        return f"ст. Степная, ул. {self.random.choice(_STREETS)}, {self.random.randint(1, 140)}"


def feminine(surname: str) -> str:
    """A surname as a woman bears it; those in -о, -к, -р do not change."""
    return surname + "а" if surname.endswith(("ов", "ев", "ёв", "ин", "ын")) else surname


def masculine(surname: str) -> str:
    """The stem from which a whole family takes its surname."""
    stem = surname.removesuffix("а")
    return stem if surname.endswith("а") and feminine(stem) == surname else surname
