"""The curriculum in hours: what is planned, what stands in lessons, what was held (clause 3.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sgo.verdicts import ALLOWED, Verdict, refused


class HoursState(StrEnum):
    """How the hours of the lessons stand to those of the plan."""

    AS_PLANNED = "as_planned"
    TOO_FEW = "too_few"
    TOO_MANY = "too_many"
    NO_LESSONS = "no_lessons"
    NO_PLAN = "no_plan"
    """Nothing is planned for this stretch, or it was not divided into terms."""


@dataclass(frozen=True, slots=True)
class Hours:
    """Academic hours of a stretch: planned (None: not said), in lessons, of them held by today.

    A cancelled lesson counts in neither (decision 11).
    """

    planned: int | None = None
    timetabled: int = 0
    held: int = 0

    @property
    def difference(self) -> int:
        """How many hours the lessons have too many (below zero: too few)."""
        return self.timetabled - self.planned if self.planned is not None else 0

    @property
    def state(self) -> HoursState:
        if self.planned is None:
            return HoursState.NO_PLAN
        if self.planned and not self.timetabled:
            return HoursState.NO_LESSONS
        if self.difference == 0:
            return HoursState.AS_PLANNED
        return HoursState.TOO_MANY if self.difference > 0 else HoursState.TOO_FEW

    def __add__(self, other: Hours) -> Hours:
        known = [one.planned for one in (self, other) if one.planned is not None]
        return Hours(
            sum(known) if known else None,
            self.timetabled + other.timetabled,
            self.held + other.held,
        )


def check_term_hours(item_hours: int, by_term: Mapping[int, int]) -> Verdict:
    """The hours of the terms are none at all, or together those of the curriculum item."""
    total = sum(by_term.values())
    if not by_term or total == item_hours:
        return ALLOWED
    return refused("term_hours_differ", "3.2", total=total, hours=item_hours)
