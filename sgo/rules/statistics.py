"""What a number of marks says: count, exact mean, median, distribution; and the share present.

Decision 15 for the mean; decision 8 for presence: it is known of checked lessons only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from sgo.rules.grading import Average
from sgo.rules.settings import MARKS


@dataclass(frozen=True, slots=True)
class Figures:
    """Marks by their number: `counts` in the order of the scale, from 5 down to 2."""

    counts: tuple[int, ...]

    def __post_init__(self) -> None:
        if len(self.counts) != len(MARKS) or min(self.counts) < 0:
            raise ValueError(f"not a distribution of marks: {self.counts}")

    @property
    def distribution(self) -> tuple[tuple[int, int], ...]:
        """(mark, how many), from the best one down."""
        return tuple(zip(MARKS, self.counts, strict=True))

    @property
    def count(self) -> int:
        return sum(self.counts)

    @property
    def largest(self) -> int:
        """How many the most frequent mark has: what a drawing is measured by."""
        return max(self.counts)

    @property
    def average(self) -> Average:
        """The mean, exact."""
        return Average(sum(mark * many for mark, many in self.distribution), self.count)

    @property
    def median(self) -> Fraction | None:
        """The middle mark in order, or half the sum of the two in the middle; None without marks."""
        if not self.count:
            return None
        lower, upper = self._at((self.count - 1) // 2), self._at(self.count // 2)
        return Fraction(lower + upper, 2)

    def _at(self, place: int) -> int:
        """The mark at a place of all marks in order, the lowest first."""
        for mark, many in reversed(self.distribution):
            if place < many:
                return mark
            place -= many
        raise ValueError(f"no mark at {place}")


def figures_of_marks(marks: Iterable[int]) -> Figures:
    """Count marks; raises ValueError for one that is off the scale."""
    counts = dict.fromkeys(MARKS, 0)
    for mark in marks:
        if mark not in counts:
            raise ValueError(f"{mark} is no mark")
        counts[mark] += 1
    return Figures(tuple(counts.values()))


@dataclass(frozen=True, slots=True)
class Presence:
    """How often presence was known, and how often it was absence."""

    known: int = 0
    missed: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.missed <= self.known:
            raise ValueError(f"{self.missed} missed of {self.known}")

    def __add__(self, other: Presence) -> Presence:
        return Presence(self.known + other.known, self.missed + other.missed)

    @property
    def share(self) -> Fraction | None:
        """Percent present, exact; None while nothing is known."""
        return Fraction((self.known - self.missed) * 100, self.known) if self.known else None
