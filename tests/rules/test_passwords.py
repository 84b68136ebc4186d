"""A password that is guessed easily is refused, and the refusal says what to do."""

from __future__ import annotations

import pytest

from sgo.rules.passwords import LEAST_SCORE, Strength, Weakness, strong_enough


@pytest.mark.clause("4.3")
@pytest.mark.parametrize(
    ("weakness", "code"),
    [
        (Weakness.OWN, "password_of_own_words"),
        (Weakness.COMMON, "password_common"),
        (Weakness.KEYBOARD, "password_from_keyboard"),
        (Weakness.REPEAT, "password_repeats"),
        (Weakness.SEQUENCE, "password_sequence"),
        (Weakness.DATE, "password_date"),
        (Weakness.PLAIN, "password_weak"),
    ],
)
def test_each_weakness_has_its_own_advice(weakness: Weakness, code: str) -> None:
    for score in range(LEAST_SCORE):
        verdict = strong_enough(Strength(score, weakness))
        assert (verdict.allowed, verdict.code, verdict.field) == (False, code, "password")
    assert strong_enough(Strength(LEAST_SCORE, weakness)).allowed
    assert strong_enough(Strength(LEAST_SCORE + 1, weakness)).allowed
