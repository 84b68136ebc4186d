"""A cell as it was typed, read as a name, a date, a word or a number, or refused with a reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from sgo.names import search_key, tidy
from sgo.verdicts import Verdict, refused

Found = TypeVar("Found")

_DATES = (
    (re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})"), (3, 2, 1)),
    (re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})"), (1, 2, 3)),
)
_NAME_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
# Latin letters that look like Cyrillic ones and slip into typed names.
_LOOK_ALIKE = str.maketrans("aceopxyABCEHKMOPTX", "асеорхуАВСЕНКМОРТХ")
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a file as plain rows; item 0 is row 1."""

    file: str
    name: str
    rows: Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class RefusedCell:
    """What was not loaded: where it stands and why; `row` is None for a whole sheet or file."""

    file: str
    sheet: str
    row: int | None
    column: str
    """The letter of the column, "" with a whole row."""
    heading: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class FullName:
    """A person's name in its parts."""

    surname: str
    given_name: str
    patronymic: str | None

    @property
    def key(self) -> str:
        return search_key(self.surname, self.given_name, self.patronymic)

    def columns(self) -> dict[str, str | None]:
        return {
            "surname": self.surname,
            "given_name": self.given_name,
            "patronymic": self.patronymic,
        }


@dataclass
class Row:
    """A row under a heading: its cells by key, and whatever was refused in it."""

    sheet: Sheet
    number: int
    columns: Mapping[str, int]
    headings: Mapping[str, str]
    refusals: list[RefusedCell] = field(default_factory=list)

    @property
    def accepted(self) -> bool:
        return not self.refusals

    def raw(self, key: str) -> Any:
        place = self.columns.get(key)
        cells = self.sheet.rows[self.number - 1]
        return cells[place] if place is not None and place < len(cells) else None

    def refuse(self, key: str, verdict: Verdict) -> None:
        """Note a refusal at the cell of the key (at the whole row if there is no such column)."""
        place = self.columns.get(key)
        column = "" if place is None else letter(place)
        self.refusals.append(
            RefusedCell(
                self.sheet.file,
                self.sheet.name,
                self.number,
                column,
                self.headings.get(key, ""),
                verdict,
            )
        )

    def text(self, key: str, *, needed: bool = False, most: int = 250) -> str | None:
        text = as_text(self.raw(key))
        if not text:
            if needed:
                self.refuse(key, refused("cell_empty"))
            return None
        if len(text) > most:
            self.refuse(key, refused("text_too_long", most=most))
            return None
        return text

    def read(
        self, key: str, rule: Callable[[str], Found | Verdict], *, needed: bool = False
    ) -> Found | None:
        """The cell as the rule reads it, or None with the refusal noted."""
        text = self.text(key, needed=needed)
        if text is None:
            return None
        answer = rule(text)
        if isinstance(answer, Verdict):
            self.refuse(key, answer)
            return None
        return answer

    def day(self, key: str, *, needed: bool = False) -> date | None:
        value = self.raw(key)
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        return self.read(key, as_date, needed=needed)

    def name(self, key: str, *, needed: bool = False) -> FullName | None:
        return self.read(key, as_name, needed=needed)

    def number_of(self, key: str) -> int | None:
        return self.read(key, as_number, needed=True)

    def word(self, key: str, words: Mapping[str, Found], *, needed: bool = False) -> Found | None:
        """The word whose beginning the cell has; `words` maps beginnings in small letters."""
        return self.read(key, lambda text: as_word(text, words), needed=needed)


def letter(place: int) -> str:
    """The letter of a column, 0 being A."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def as_text(value: Any) -> str:
    """The cell in one line; a whole number without its decimal point."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return tidy(str(value))


def as_date(text: str) -> date | Verdict:
    for pattern, (year, month, day) in _DATES:
        found = pattern.fullmatch(text)
        if found:
            try:
                return date(int(found[year]), int(found[month]), int(found[day]))
            except ValueError:
                break
    return refused("date_not_understood", text=text)


def as_number(text: str) -> int | Verdict:
    if text.isascii() and text.isdigit() and 0 < int(text) < 100_000:
        return int(text)
    return refused("number_not_understood", text=text)


def as_name(text: str) -> FullName | Verdict:
    """Surname, given name and the rest; capitals and look-alike letters are set right."""
    words = straight(text).split()
    if len(words) < 2 or not all(_NAME_WORD.fullmatch(word) for word in words):
        return refused("name_not_understood", text=text)
    if max(map(len, words)) > 60:
        return refused("text_too_long", most=60)
    return FullName(words[0], words[1], " ".join(words[2:]) or None)


def straight(name: str) -> str:
    """A name with its look-alike letters set right, and with capitals where they belong."""
    return " ".join(_straight_word(word) for word in name.split())


def _straight_word(word: str) -> str:
    if _CYRILLIC.search(word):
        word = word.translate(_LOOK_ALIKE)
    if word.isupper() or word.islower():
        word = "-".join(part.capitalize() for part in word.split("-"))
    return word


def as_word(text: str, words: Mapping[str, Found]) -> Found | Verdict:
    wanted = search_key(text)
    for beginning, found in words.items():
        if wanted.startswith(beginning):
            return found
    return refused("word_not_known", text=text, known=", ".join(words))
