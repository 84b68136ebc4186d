"""Age in whole years, as the law counts it."""

from __future__ import annotations

from datetime import date

ADULT_AGE = 18


def born_by(age: int, today: date) -> date:
    """The latest birth date of somebody who is `age` whole years old on that day.

    Born on 29 February, one is a year older on 1 March of a common year.
    """
    try:
        return today.replace(year=today.year - age)
    except ValueError:  # 29 February against a common year
        return date(today.year - age, 2, 28)


def years_old(birth_date: date, today: date) -> int:
    """Whole years lived on that day."""
    return (
        today.year
        - birth_date.year
        - ((today.month, today.day) < (birth_date.month, birth_date.day))
    )


def is_adult(birth_date: date, today: date) -> bool:
    """Eighteen or older: a guardian's access then needs the student's consent (decision 27)."""
    return birth_date <= born_by(ADULT_AGE, today)


def birthday(birth_date: date, age: int) -> date:
    """The day on which the age is reached; who was born on 29 February waits for 1 March."""
    try:
        return birth_date.replace(year=birth_date.year + age)
    except ValueError:  # 29 February against a common year
        return date(birth_date.year + age, 3, 1)
