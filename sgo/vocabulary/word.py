"""What every word of the closed lists is."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


def N_(message: str) -> str:
    """Mark a msgid for the catalogue without translating it here."""
    return message


class Word(StrEnum):
    """A text enum whose members carry a label to be translated."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label or value
        return member
