"""What identifies a person: СНИЛС, phone, e-mail, birth date, login."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum

import phonenumbers

from sgo.rules.age import birthday
from sgo.verdicts import ALLOWED, Verdict, refused

REGION = "RU"
# Numbers up to this one were given out before the control number existed.
SNILS_WITHOUT_CONTROL = 1_001_998
OLDEST = 100

_EMAIL = re.compile(r"[^@\s\"(),:;<>\[\\\]]{1,64}@([\w-]{1,63}\.)+[\w-]{2,63}")
_NOT_DIGITS = re.compile(r"[\s\u00a0-]")


class PersonKind(StrEnum):
    """Whose birth date it is: each has a least age, in years."""

    STUDENT = "student"
    GUARDIAN = "guardian"
    STAFF = "staff"


YOUNGEST = {PersonKind.STUDENT: 5, PersonKind.GUARDIAN: 16, PersonKind.STAFF: 16}

# The table of ICAO document 9303, as passports have it.
_ICAO = str.maketrans(
    {
        "а": "a",
        "б": "b",
        "в": "v",
        "г": "g",
        "д": "d",
        "е": "e",
        "ё": "e",
        "ж": "zh",
        "з": "z",
        "и": "i",
        "й": "i",
        "к": "k",
        "л": "l",
        "м": "m",
        "н": "n",
        "о": "o",
        "п": "p",
        "р": "r",
        "с": "s",
        "т": "t",
        "у": "u",
        "ф": "f",
        "х": "kh",
        "ц": "ts",
        "ч": "ch",
        "ш": "sh",
        "щ": "shch",
        "ъ": "ie",
        "ы": "y",
        "ь": "",
        "э": "e",
        "ю": "iu",
        "я": "ia",
    }
)


def snils_control(number: str) -> int:
    """The control number of nine digits: weights 9 to 1, modulo 101, 100 counting as 0."""
    return sum(int(digit) * (9 - place) for place, digit in enumerate(number)) % 101 % 100


def snils(text: str) -> str | Verdict:
    """The number as «112-233-445 95», or why it is none (the right control number is told)."""
    digits = _NOT_DIGITS.sub("", text)
    if not re.fullmatch(r"[0-9]{11}", digits):
        return refused("snils_not_eleven_digits", field="snils", count=len(digits))
    number, control = digits[:9], int(digits[9:])
    right = snils_control(number)
    if int(number) > SNILS_WITHOUT_CONTROL and control != right:
        return refused("snils_control_wrong", field="snils", given=digits[9:], right=f"{right:02d}")
    return f"{number[:3]}-{number[3:6]}-{number[6:]} {digits[9:]}"


def phone(text: str) -> str | Verdict:
    """The number in E.164 («+79181234567»), or why it is none; local ways of writing are read."""
    try:
        parsed = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException:
        return refused("phone_not_understood", field="phone")
    if not phonenumbers.is_valid_number(parsed):
        return refused("phone_not_understood", field="phone")
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def email(text: str) -> str | Verdict:
    """The address in small letters without blanks around, or why it is none."""
    address = text.strip().lower()
    if len(address) > 254 or not _EMAIL.fullmatch(address) or ".." in address:
        return refused("email_not_understood", field="email")
    return address


def birth_date(day: date, today: date, kind: PersonKind) -> Verdict:
    """Not ahead, and of an age that a student, guardian or member of staff can have."""
    if day > today:
        return refused("birth_date_ahead", field="birth_date", day=day)
    if birthday(day, YOUNGEST[kind]) > today:
        return refused("too_young", field="birth_date", least=YOUNGEST[kind], day=day)
    if birthday(day, OLDEST) <= today:
        return refused("too_old", field="birth_date", most=OLDEST, day=day)
    return ALLOWED


def login_from_name(surname: str, given_name: str) -> str:
    """«Зюзин Илья» gives `ziuzin.i`; who has the same login gets a number from the caller."""
    family, given = latin(surname), latin(given_name)
    return ".".join(part for part in (family, given[:1]) if part) or "user"


def latin(name: str) -> str:
    """The name in small Latin letters, as passports write it."""
    plain = re.sub(r"[^a-z0-9-]", "", name.strip().lower().translate(_ICAO))
    return plain.strip("-")
