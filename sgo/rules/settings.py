"""The regulation's numbers: here they stand once, and the tables keep dated copies of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sgo.verdicts import ALLOWED, Verdict, refused

LONGEST_WINDOW = 366
LOWEST_MARK, HIGHEST_MARK = 2, 5
MARKS = (5, 4, 3, 2)


@dataclass(frozen=True, slots=True)
class RegulationSettings:
    """One edition of the numbers, valid from some day (a journal is judged by its own year's).

    Days are whole calendar days; thresholds are hundredths of a mark.
    """

    lesson_days: int = 10
    """Clause 4.11: days after the lesson on which its marks and attendance stay open."""
    control_days: int = 10
    """Clause 4.12: the same for a control work."""
    period_days: int = 10
    """Clause 4.14: days after the period on which its marks stay open."""
    lead_days: int = 2
    """Clause 4.13: days before the period's end by which its marks are due."""
    least_marks: int = 1
    """Decision 18: below this number of marks "not assessed" may be chosen."""
    five_from: int = 450
    four_from: int = 350
    three_from: int = 250

    @property
    def thresholds(self) -> tuple[tuple[Fraction, int], ...]:
        """Clause 4.9: the least average of each mark above 2, the highest first."""
        return (
            (Fraction(self.five_from, 100), 5),
            (Fraction(self.four_from, 100), 4),
            (Fraction(self.three_from, 100), 3),
        )


REGULATION = RegulationSettings()


def check_settings(settings: RegulationSettings) -> Verdict:
    """Whether an edition of the numbers makes sense; names the first field that does not."""
    least = {"lesson_days": 1, "control_days": 1, "period_days": 1, "lead_days": 0}
    for name, low in least.items():
        if not low <= getattr(settings, name) <= LONGEST_WINDOW:
            return refused("days_out_of_range", field=name, least=low, most=LONGEST_WINDOW)
    if settings.least_marks < 1:
        return refused("least_marks_below_one", field="least_marks")
    bounds = (HIGHEST_MARK * 100, settings.five_from, settings.four_from, settings.three_from)
    names = ("five_from", "four_from", "three_from")
    for name, above, value in zip(names, bounds, bounds[1:], strict=False):
        too_high = value > above if name == "five_from" else value >= above
        if too_high or value <= LOWEST_MARK * 100:
            return refused("thresholds_not_descending", "4.9", name)
    return ALLOWED


def may_begin_edition(valid_from: date, today: date) -> Verdict:
    """Decision 13: a new edition judges from today at the earliest, never what is behind."""
    if valid_from < today:
        return refused("edition_begins_in_past", "4.11", "valid_from", day=valid_from)
    return ALLOWED


def may_write_edition(valid_from: date, today: date) -> Verdict:
    """Decision 13: an edition that has begun stays, so that new numbers reopen nothing closed."""
    if valid_from < today:
        return refused("edition_has_begun", "4.11", "valid_from", day=valid_from)
    return ALLOWED
