"""How names are written, sorted and found: yo equals ye in search, and follows it in sorting."""

from __future__ import annotations

import re
import unicodedata

NO_BREAK_SPACE = "\u00a0"

_LATIN_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
_RUSSIAN_KEYS = "ёйцукенгшщзхъфывапролджэячсмитьбю"
_LATIN_LETTERS, _CYRILLIC_LETTERS = "abcehkmoptxy", "авсенкмортху"
_TO_RUSSIAN_KEYS = str.maketrans(_LATIN_KEYS, _RUSSIAN_KEYS)
_TO_LATIN_KEYS = str.maketrans(_RUSSIAN_KEYS, _LATIN_KEYS)
_TO_CYRILLIC_LETTERS = str.maketrans(_LATIN_LETTERS, _CYRILLIC_LETTERS)
_TO_LATIN_LETTERS = str.maketrans(_CYRILLIC_LETTERS, _LATIN_LETTERS)
_HAS_LATIN = re.compile("[a-z]")


def tidy(text: str) -> str:
    """One space between words, none around; NFC, so that a composed letter is one letter."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def search_key(*parts: str | None) -> str:
    """Folded case, yo as ye: what a search compares."""
    return tidy(" ".join(part for part in parts if part)).casefold().replace("ё", "е")


def spellings(word: str) -> tuple[str, ...]:
    """What a typed word may have been meant as, each as `search_key` keeps it; as typed first.

    A word typed with the other keyboard layout («bdfyjd» for «иванов») and letters of the other
    alphabet that look alike («BA-26» for «ВА-26») are read both ways.
    """
    typed = search_key(word)
    meant = [
        typed,
        typed.strip(".,"),
        *([typed.translate(_TO_RUSSIAN_KEYS)] if _HAS_LATIN.search(typed) else []),
        typed.translate(_TO_LATIN_KEYS),
        typed.translate(_TO_CYRILLIC_LETTERS),
        typed.translate(_TO_LATIN_LETTERS),
    ]
    return tuple(dict.fromkeys(key for text in meant if (key := search_key(text))))


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
