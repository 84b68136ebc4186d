"""How hard a new password must be to guess, by an estimate that is given as a value (4.3)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sgo.verdicts import ALLOWED, Verdict, refused

LEAST_SCORE = 3
"""Of the estimator's 0 to 4: from here on guessing takes at least a hundred million tries."""


class Weakness(StrEnum):
    """What makes a password easy to guess; the heaviest one is named."""

    OWN = "own"
    COMMON = "common"
    KEYBOARD = "keyboard"
    REPEAT = "repeat"
    SEQUENCE = "sequence"
    DATE = "date"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Strength:
    """An estimate: the score, and what the password is guessed by."""

    score: int
    weakness: Weakness = Weakness.PLAIN


def strong_enough(strength: Strength) -> Verdict:
    """Hard enough to guess, or what to do about it."""
    if strength.score >= LEAST_SCORE:
        return ALLOWED
    match strength.weakness:
        case Weakness.OWN:
            return refused("password_of_own_words", "4.3", "password")
        case Weakness.COMMON:
            return refused("password_common", "4.3", "password")
        case Weakness.KEYBOARD:
            return refused("password_from_keyboard", "4.3", "password")
        case Weakness.REPEAT:
            return refused("password_repeats", "4.3", "password")
        case Weakness.SEQUENCE:
            return refused("password_sequence", "4.3", "password")
        case Weakness.DATE:
            return refused("password_date", "4.3", "password")
    return refused("password_weak", "4.3", "password")
