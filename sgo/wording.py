"""How a value is written for a reader: dates, numbers, names, and what a rule said.

Screens, forms and flashed messages use the same functions; templates know them as filters.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from typing import Any, Protocol

import phonenumbers
from babel import Locale
from babel.dates import format_date
from flask import current_app
from flask_babel import get_locale, gettext

from sgo import names
from sgo.sentences import SENTENCES, parameters_for_display
from sgo.verdicts import Verdict
from sgo.vocabulary import N_, Word

MINUS = "\u2212"
NO_VALUE = "–"
SOME_RULE = N_("A rule of the journal does not allow it.")


class Named(Protocol):
    """Anybody with a card: staff, student, guardian."""

    surname: Any
    given_name: Any
    patronymic: Any


class Moved(Protocol):
    """A lesson that may have been moved: its day and time before, and whether its room is another."""

    @property
    def was_on(self) -> date | None: ...
    @property
    def was_at(self) -> time | None: ...
    @property
    def is_in_another_room(self) -> bool: ...


def day(value: date | None) -> str:
    """23.11.2026, in every language of the product; a moment gives its local day."""
    if value is None:
        return NO_VALUE
    if isinstance(value, datetime):
        value = local(value)
    return f"{value:%d.%m.%Y}"


def day_month(value: date) -> str:
    """«23 ноября»: the year is known from the page."""
    return format_date(value, "d MMMM", locale=get_locale())


def month(value: date) -> str:
    """«Ноябрь», standing alone, with a capital letter."""
    return format_date(value, "LLLL", locale=get_locale()).capitalize()


def weekday(value: date, short: bool = False) -> str:
    """«понедельник», or «пн» where a column is narrow."""
    return format_date(value, "ccc" if short else "cccc", locale=get_locale())


def moment(value: datetime | None) -> str:
    """23.11.2026, 14:02 in the organisation's time zone."""
    if value is None:
        return NO_VALUE
    here = local(value)
    return f"{here:%d.%m.%Y}, {hour(here.time())}"


def hour(value: time | datetime) -> str:
    """8:30, as bell times are said."""
    if isinstance(value, datetime):
        value = local(value).time()
    return f"{value.hour}:{value.minute:02d}"


def number(value: int | Decimal | Fraction | None, places: int | None = None) -> str:
    """A decimal comma (a point in English); cut, never rounded up over a threshold.

    `places` digits after the comma; None keeps what the value has (a fraction: two).
    """
    if value is None:
        return NO_VALUE
    exact = cut(value, places)
    text = f"{exact:f}".replace("-", MINUS)
    return text if _language() == "en" else text.replace(".", ",")


def cut(value: int | Decimal | Fraction, places: int | None = None) -> Decimal:
    """The number with `places` digits after the point, as `number` says it."""
    if isinstance(value, Fraction):
        digits = 2 if places is None else places
        scaled = abs(value.numerator) * 10**digits // value.denominator
        exact = Decimal(scaled).scaleb(-digits)
        return -exact if value < 0 else exact
    exact = Decimal(value)
    if places is None:
        return exact
    return exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_DOWN)


def full_name(person: Named | None) -> str:
    """Surname, given name, patronymic."""
    if person is None:
        return NO_VALUE
    return names.full_name(person.surname, person.given_name, person.patronymic)


def short_name(person: Named | None) -> str:
    """«Иванов И. И.» with hard blanks."""
    if person is None:
        return NO_VALUE
    return names.initials(person.surname, person.given_name, person.patronymic)


def language_name(code: str) -> str:
    """A language in its own words, with a capital letter."""
    return str(Locale(code).get_display_name(code)).capitalize()


def label(word: Word | None) -> str:
    """The translated label of a word of the vocabulary."""
    return str(gettext(word.label)) if word is not None else NO_VALUE


def moved_from(lesson: Moved) -> str:
    """Where a moved lesson stood before; empty for one that stands in its own place."""
    if lesson.was_on and lesson.was_at:
        return str(
            gettext(
                "Moved from %(day)s, %(time)s",
                day=day_month(lesson.was_on),
                time=hour(lesson.was_at),
            )
        )
    if lesson.was_at:
        return str(gettext("Moved from %(time)s", time=hour(lesson.was_at)))
    return str(gettext("In another room")) if lesson.is_in_another_room else ""


def phone(kept: str) -> str:
    """A kept number in groups, as it is read aloud: +7 918 123-45-67."""
    try:
        number = phonenumbers.parse(kept)
    except phonenumbers.NumberParseException:
        return kept
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def sentence(verdict: Verdict) -> str:
    """What a rule said, in the reader's language, with the clause it stands on."""
    msgid = SENTENCES.get(verdict.code, SOME_RULE)
    values = parameters_for_display(verdict, _date_or_moment, gettext)
    exact = {
        name: number(value)
        for name, value in values.items()
        if isinstance(value, (Decimal, Fraction))
    }
    return str(gettext(msgid) % {**values, **exact})


def _date_or_moment(value: date) -> str:
    return moment(value) if isinstance(value, datetime) else day(value)


def local(value: datetime) -> datetime:
    """The moment in the organisation's zone, whatever the zone of the server."""
    return value.astimezone(current_app.extensions["sgo.clock"].zone)


def _language() -> str:
    locale = get_locale()
    return str(locale.language) if locale is not None else "ru"


FILTERS: Mapping[str, Any] = {
    "day": day,
    "day_month": day_month,
    "month": month,
    "weekday": weekday,
    "moment": moment,
    "hour": hour,
    "number": number,
    "full_name": full_name,
    "short_name": short_name,
    "label": label,
    "moved_from": moved_from,
    "sentence": sentence,
}
