"""How names are written, sorted and found: yo equals ye in search, and follows it in sorting."""

from __future__ import annotations

import unicodedata

NO_BREAK_SPACE = "\u00a0"


def tidy(text: str) -> str:
    """One space between words, none around; NFC, so that a composed letter is one letter."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def search_key(*parts: str | None) -> str:
    """Folded case, yo as ye: what a search compares."""
    return tidy(" ".join(part for part in parts if part)).casefold().replace("ё", "е")


def sort_key(*parts: str | None) -> str:
    """Order of a Russian list: by letters with yo as ye, then ye before yo, on any database.

    The words are joined by a character below every letter, so that a short surname precedes a
    longer one that begins with it.
    """
    plain = tidy(" ".join(part for part in parts if part)).casefold()
    folded = plain.replace("ё", "е").replace(" ", "!")
    accents = "".join("1" if letter == "ё" else "0" for letter in plain)
    return f"{folded}|{accents}"


def full_name(surname: str, given_name: str, patronymic: str | None = None) -> str:
    """Surname first, as every list and document has it."""
    return " ".join(part for part in (surname, given_name, patronymic) if part)


def initials(surname: str, given_name: str, patronymic: str | None = None) -> str:
    """«Иванов И. И.» with hard blanks, so that the line never breaks inside a name."""
    letters = [f"{part[0]}." for part in (given_name, patronymic) if part]
    return NO_BREAK_SPACE.join([surname, *letters])
