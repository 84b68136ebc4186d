"""What a list means by a short year, and whether a row speaks of somebody who is known already."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from rapidfuzz.distance import OSA

from sgo.verdicts import ALLOWED, Verdict, allowed, refused
from sgo.vocabulary import Decision, ImportFollower

CENTURY = 100
NEAR = 1
"""Letters by which two names may differ and still be one name, wrongly typed."""


def full_year(short: int, today: date, *, past: bool) -> int:
    """The year that two digits mean: of a past day the last one that is not ahead, else this
    century's (a birth year is never in the future)."""
    century = today.year // CENTURY * CENTURY
    year = century + short
    return year - CENTURY if past and year > today.year else year


@dataclass(frozen=True, slots=True)
class Identity:
    """What a list says of who somebody is; the name in small letters, yo as ye."""

    name: str
    birth_date: date | None = None
    snils: str | None = None


def likeness(row: Identity, stored: Identity) -> Verdict | None:
    """Whether the row speaks of the stored person: allowed when it does, refused when a person
    must say, None when it speaks of somebody else.

    Two different SNILS are two persons; one SNILS is one person.
    """
    both = row.snils is not None and stored.snils is not None
    same_snils, other_snils = both and row.snils == stored.snils, both and row.snils != stored.snils
    same_name = row.name == stored.name
    same_birth = row.birth_date == stored.birth_date
    unknown_birth = row.birth_date is None or stored.birth_date is None
    if same_name and (same_birth or unknown_birth):
        return refused("doubt_other_snils", field="snils") if other_snils else ALLOWED
    if same_snils:
        if same_name:
            return refused("doubt_snils_other_birth", field="birth_date")
        return refused("doubt_snils_other_name", field="name")
    if other_snils:
        return None
    if same_name:
        return refused("doubt_other_birth", field="birth_date")
    if same_birth and not unknown_birth and _near(row.name, stored.name):
        return refused("doubt_near_name", field="name")
    return None


def _near(one: str, other: str) -> bool:
    """A letter more, less, other or in its neighbour's place; a patronymic that one leaves out."""
    if OSA.distance(one, other, score_cutoff=NEAR) <= NEAR:
        return True
    shorter, longer = sorted((one.split(), other.split()), key=len)
    return len(shorter) >= 2 and longer[: len(shorter)] == shorter


_ONE_OR_NOBODY = frozenset(
    {"doubt_other_snils", "doubt_snils_other_birth", "doubt_snils_other_name"}
)


def decisions_on(doubt: Verdict) -> tuple[Decision, ...]:
    """What a person may say of a doubtful row: a SNILS cannot belong to another person too."""
    if doubt.code in _ONE_OR_NOBODY:
        return (Decision.SAME, Decision.SKIP)
    return tuple(Decision)


def may_undo(followers: Iterable[tuple[ImportFollower, int]], changed_since: str | None) -> Verdict:
    """A load is taken back whole, while nothing leans on what it made and nobody changed it.

    `followers` are what leans on it (of which kind, how many), `changed_since` what was changed.
    """
    for what, count in followers:
        return refused("import_leaned_on", "2.1.2", what=what, count=count)
    if changed_since is not None:
        return refused("import_changed_since", "2.1.2", what=changed_since)
    return allowed("import_can_be_undone", "2.1.2")
