"""Counts of the roll: who was there at the beginning, came, left, moved, and is there at the end.

They are counted from memberships alone. A membership lasts to its own end or to the end of its
group's course, whichever comes first, and the first day after it is the day of leaving.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sgo.rules.spans import covers
from sgo.vocabulary import MovementKind

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RollSpan:
    """A membership: by what it began, and by what it ended; None for the end of the course."""

    student_id: int
    group_id: int
    starts_on: date
    last_on: date
    entered: MovementKind = MovementKind.ENROLMENT
    left: MovementKind | None = None


@dataclass(frozen=True, slots=True)
class RollCount:
    """A line of the count; `at_start` is the roll of the day before the period."""

    at_start: int = 0
    came: int = 0
    moved_in: int = 0
    left: int = 0
    moved_out: int = 0
    finished: int = 0
    """Graduated, or the course ended."""
    at_end: int = 0

    def __add__(self, other: RollCount) -> RollCount:
        return RollCount(
            self.at_start + other.at_start,
            self.came + other.came,
            self.moved_in + other.moved_in,
            self.left + other.left,
            self.moved_out + other.moved_out,
            self.finished + other.finished,
            self.at_end + other.at_end,
        )


def roll_on(spans: Iterable[RollSpan], day: date) -> int:
    """Memberships that cover the day."""
    return sum(covers(span.starts_on, span.last_on, day) for span in spans)


def students_on(spans: Iterable[RollSpan], day: date) -> int:
    """Students on the roll of the day; one in groups of two programmes counts once."""
    return len({one.student_id for one in spans if covers(one.starts_on, one.last_on, day)})


def count_roll(spans: Iterable[RollSpan], from_on: date, to_on: date) -> RollCount:
    """What the period from `from_on` to `to_on`, both included, did to the roll.

    Always `at_end = at_start + came + moved_in - left - moved_out - finished`.
    """
    total = RollCount()
    for span in spans:
        gone_on = span.last_on + _ONE_DAY
        entered = from_on <= span.starts_on <= to_on
        gone = from_on <= gone_on <= to_on
        moved_out = span.left is not None and span.left.moves
        finished = span.left in (None, MovementKind.GRADUATION)
        total += RollCount(
            at_start=covers(span.starts_on, span.last_on, from_on - _ONE_DAY),
            came=entered and not span.entered.moves,
            moved_in=entered and span.entered.moves,
            left=gone and not moved_out and not finished,
            moved_out=gone and moved_out,
            finished=gone and finished,
            at_end=covers(span.starts_on, span.last_on, to_on),
        )
    return total
