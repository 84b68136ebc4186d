"""How guessable a password is: a library's estimate, fed with what it does not know by itself.

It knows English words, names, keyboards, dates and repetitions; here it learns Russian words, the
person's own ones, and that both may be typed in the other layout of the keyboard.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from threading import Lock
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload
from zxcvbn import zxcvbn

from sgo.models import Account, Organisation
from sgo.rules.identity import latin
from sgo.rules.passwords import Strength, Weakness
from sgo.services.accounts.common_words import COMMON_WORDS

LONGEST_ESTIMATED = 72
"""The estimator takes no more at once: it grows slow. Of a longer password both ends are asked."""
SHORTEST_WORD = 3
_QWERTY = "`qwertyuiop[]asdfghjkl;'zxcvbnm,./"
_RUSSIAN = "ёйцукенгшщзхъфывапролджэячсмитьбю."
_TO_RUSSIAN = str.maketrans(_QWERTY, _RUSSIAN)
_TO_LATIN = str.maketrans(_RUSSIAN, _QWERTY)
_WORD = re.compile(r"[^\W_]+")
_one_at_a_time = Lock()  # the library keeps the words given in a variable of its own


def strength_of(password: str, own_words: Iterable[str] = ()) -> Strength:
    """The estimate of the reading that is easiest to guess; of a long password the better end."""
    own = tuple(dict.fromkeys(word for word in own_words if word))
    if len(password) <= LONGEST_ESTIMATED:
        return _easiest(password, own)
    ends = (password[:LONGEST_ESTIMATED], password[-LONGEST_ESTIMATED:])
    return max((_easiest(end, own) for end in ends), key=lambda one: one.score)


def own_words_of(session: Session, account_id: int) -> list[str]:
    """What somebody who knows the person would try first."""
    account = session.scalars(
        select(Account)
        .where(Account.id == account_id)
        .options(
            joinedload(Account.staff), joinedload(Account.guardian), joinedload(Account.student)
        )
    ).one()
    texts: list[str] = [account.login]
    for card in (account.staff, account.guardian, account.student):
        if card is None:
            continue
        texts += [card.full_name, card.email or "", card.phone or ""]
        born: date | None = getattr(card, "birth_date", None)
        if born is not None:
            texts += [f"{born:%Y}", f"{born:%d%m%Y}", f"{born:%d%m%y}", f"{born:%Y%m%d}"]
    names = session.execute(select(Organisation.short_name, Organisation.full_name)).first()
    texts += [name for name in names or () if name]
    words = [word for text in texts for word in _WORD.findall(text.casefold())]
    words = [word for word in words if len(word) >= SHORTEST_WORD]
    return [account.login, *words, *filter(None, map(latin, words))]


def _easiest(password: str, own: Sequence[str]) -> Strength:
    estimates = (_estimate(reading, own) for reading in _readings(password))
    return min(estimates, key=lambda one: one[0])[1]


def _readings(password: str) -> Iterator[str]:
    """As it stands, and as it would be in either layout of the keyboard."""
    plain = password.lower()
    yield from dict.fromkeys(
        (password, plain.translate(_TO_RUSSIAN), plain.translate(_TO_LATIN)),
    )


def _estimate(reading: str, own: Sequence[str]) -> tuple[float, Strength]:
    with _one_at_a_time:
        found = zxcvbn(reading, user_inputs=[*own, *COMMON_WORDS], max_length=LONGEST_ESTIMATED)
    weakness = _weakness(found["sequence"], frozenset(own))
    return float(found["guesses"]), Strength(int(found["score"]), weakness)


def _weakness(sequence: Sequence[dict[str, Any]], own: frozenset[str]) -> Weakness:
    """By what the longest known part of it is guessed."""
    known = [part for part in sequence if part["pattern"] != "bruteforce"]
    if any(part.get("matched_word") in own for part in known):
        return Weakness.OWN
    if not known:
        return Weakness.PLAIN
    longest = max(known, key=lambda part: len(part["token"]))
    return {
        "dictionary": Weakness.COMMON,
        "spatial": Weakness.KEYBOARD,
        "repeat": Weakness.REPEAT,
        "sequence": Weakness.SEQUENCE,
        "regex": Weakness.DATE,
        "date": Weakness.DATE,
    }.get(longest["pattern"], Weakness.PLAIN)
