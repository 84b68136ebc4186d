"""What is typed into a cell, read as a text, a day, a number, a name, a word or a phone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from sgo.names import full_name, search_key, tidy
from sgo.rules.imports import full_year
from sgo.verdicts import Verdict, refused

Found = TypeVar("Found")

_DATES = (
    (re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})"), (3, 2, 1)),
    (re.compile(r"(\d{4})[./-](\d{1,2})[./-](\d{1,2})"), (1, 2, 3)),
)
_WITH_MONTH = re.compile(r"«?(\d{1,2})»?\s*([а-я]{3,8})\.?\s*(\d{4}|\d{2})")
_MONTHS = ("янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_AFTER_DATE = re.compile(r"\s*(?:г\.?|года|г\.\s?р\.?|,?\s*0{1,2}:00(?::00)?)$", re.IGNORECASE)
_SERIAL = re.compile(r"\d{5}(?:\.0*)?")
_YEARS = range(1900, 2101)
_SERIAL_ZERO = date(1899, 12, 30)
_NUMBER = re.compile(r"(\d{1,5})(?:[.,]0+)?\s*(?:ч(?:ас\w*)?|урок|пара|-?й)?\.?")
_NAME_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
# Latin letters that look like Cyrillic ones and slip into typed names.
_LOOK_ALIKE = str.maketrans("aceopxykABCEHKMOPTXY", "асеорхукАВСЕНКМОРТХУ")
_SMALL = frozenset({"оглы", "кызы", "угли"})
"""Parts of a patronymic that are written small."""
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
_BLANKS_AND_DASHES = re.compile(r"[\W_]+")
_LIKE_FOLDED = str.maketrans("aceopxykbhmt", "асеорхуквнмт")


@dataclass(frozen=True, slots=True)
class FullName:
    """A person's name in its parts."""

    surname: str
    given_name: str
    patronymic: str | None

    @property
    def key(self) -> str:
        return search_key(self.surname, self.given_name, self.patronymic)

    def __str__(self) -> str:
        return full_name(self.surname, self.given_name, self.patronymic)

    def columns(self) -> dict[str, str | None]:
        return {
            "surname": self.surname,
            "given_name": self.given_name,
            "patronymic": self.patronymic,
        }


def as_text(value: Any) -> str:
    """The cell in one line; a whole number without its decimal point."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    # A mark without width (a soft hyphen, a byte order mark) parts no word; a line's end does.
    text = "".join(
        letter if letter.isspace() or unicodedata.category(letter) not in {"Cc", "Cf"} else ""
        for letter in str(value).replace("_x000D_", " ")
    )
    return tidy(text)


def as_date(value: Any, today: date, *, past: bool = False) -> date | Verdict:
    """A day as a moment, a serial number or words; `past` reads two digits as a year gone by."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = as_text(value)
    plain = _AFTER_DATE.sub("", text)
    if _SERIAL.fullmatch(plain):
        return _SERIAL_ZERO + timedelta(days=int(float(plain)))
    parts = _date_parts(plain)
    if parts is not None:
        year, month, day = parts
        if len(year) == 2:
            year = str(full_year(int(year), today, past=past))
        try:
            if int(year) in _YEARS:
                return date(int(year), month, day)
        except ValueError:
            pass
    return refused("date_not_understood", text=text)


def _date_parts(text: str) -> tuple[str, int, int] | None:
    for pattern, (year, month, day) in _DATES:
        found = pattern.fullmatch(text.replace(" ", ""))
        if found:
            return found[year], int(found[month]), int(found[day])
    found = _WITH_MONTH.fullmatch(search_key(text))
    if found:
        for number, beginning in enumerate(_MONTHS, start=1):
            if found[2].startswith(beginning):
                return found[3], number, int(found[1])
    return None


def as_number(text: str) -> int | Verdict:
    """A whole number above zero, with what people write after it («36 ч.», «1 урок»)."""
    found = _NUMBER.fullmatch(search_key(text))
    if found and int(found[1]) > 0:
        return int(found[1])
    return refused("number_not_understood", text=text)


def as_name(text: str) -> FullName | Verdict:
    """Surname, given name and the rest; capitals and look-alike letters are set right."""
    words = straight(text).split()
    if len(words) < 2 or not all(_NAME_WORD.fullmatch(word) for word in words):
        return refused("name_not_understood", text=text)
    if max(map(len, words)) > 60:
        return refused("cell_too_long", most=60)
    return FullName(words[0], words[1], " ".join(words[2:]) or None)


def straight(name: str) -> str:
    """A name with its look-alike letters set right, and with capitals where they belong."""
    return " ".join(_straight_word(word) for word in name.split())


def _straight_word(word: str) -> str:
    word = word.strip(",;")
    if _CYRILLIC.search(word):
        word = word.translate(_LOOK_ALIKE)
    if word.casefold() in _SMALL:
        return word.casefold()
    letters = word.replace("-", "")
    if len(letters) > 1 and (letters.isupper() or letters.islower()):
        word = "-".join(part.capitalize() for part in word.split("-"))
    return word


def as_word(text: str, words: Mapping[str, Found]) -> Found | Verdict:
    """The word whose beginning the cell has; `words` maps beginnings in small letters.

    A beginning of one letter is the whole word.
    """
    wanted = search_key(text).strip(" .,()")
    if _CYRILLIC.search(wanted):
        wanted = wanted.translate(_LIKE_FOLDED)
    for beginning, found in words.items():
        if wanted == beginning or (len(beginning) > 1 and wanted.startswith(beginning)):
            return found
    return refused("word_not_known", text=text, known=", ".join(words))


def match_key(name: str) -> str:
    """What two spellings of one group, subject, programme or room have in common.

    Case, yo, quotes, kinds of blanks and dashes, and look-alike letters do not count.
    """
    return _BLANKS_AND_DASHES.sub("-", search_key(name).translate(_LIKE_FOLDED)).strip("-")


def letter(place: int) -> str:
    """The letter of a column, 0 being A."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
