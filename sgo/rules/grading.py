"""Averages and period marks, exact: clauses 4.9 and 4.10, decisions 15, 17, 18, 19."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sgo.rules.settings import HIGHEST_MARK, LOWEST_MARK, MARKS, RegulationSettings
from sgo.rules.terms import period_window
from sgo.verdicts import Verdict, refused
from sgo.vocabulary import Assessment, TermResult

NUMERIC = tuple(TermResult(str(mark)) for mark in MARKS)
GRADED_RESULTS = (*NUMERIC, TermResult.NOT_ASSESSED, TermResult.EXEMPT)
PASS_FAIL_RESULTS = (
    TermResult.PASSED,
    TermResult.FAILED,
    TermResult.NOT_ASSESSED,
    TermResult.EXEMPT,
)


@dataclass(frozen=True, slots=True)
class Average:
    """A plain mean kept as it was counted: the sum of marks and how many there were."""

    total: int
    count: int

    def __post_init__(self) -> None:
        if not self.count * LOWEST_MARK <= self.total <= self.count * HIGHEST_MARK:
            raise ValueError(f"{self.count} marks cannot sum to {self.total}")

    @property
    def value(self) -> Fraction | None:
        """The exact mean, or None when there are no marks."""
        return Fraction(self.total, self.count) if self.count else None

    def shown(self) -> str:
        """Two decimals, cut and never rounded, with a decimal comma; empty for no marks."""
        if not self.count:
            return ""
        hundredths = self.total * 100 // self.count
        return f"{hundredths // 100},{hundredths % 100:02d}"


NO_MARKS = Average(0, 0)


def average_of(marks: Iterable[int]) -> Average:
    """The mean of the marks of lessons held inside the period (decision 15)."""
    given = list(marks)
    return Average(sum(given), len(given))


def average_of_results(results: Iterable[TermResult | None]) -> Average:
    """The mean of the numeric ones; words and blanks do not count (decision 20)."""
    return average_of(r.number for r in results if r is not None and r.number is not None)


def mark_for(average: Average, settings: RegulationSettings) -> int | None:
    """Clause 4.9: the mark that the exact average gives, or None when there are no marks."""
    value = average.value
    if value is None:
        return None
    for threshold, mark in settings.thresholds:
        if value >= threshold:
            return mark
    return LOWEST_MARK


def hundredths(value: Fraction) -> str:
    """A threshold as it is written: 4,5 as «4,50»."""
    whole = int(value * 100)
    return f"{whole // 100},{whole % 100:02d}"


@dataclass(frozen=True, slots=True)
class TermOption:
    """One line of the menu: what may be chosen, or why it may not."""

    result: TermResult
    verdict: Verdict


def other_mark(
    wanted: int, average: Average, gives: int, settings: RegulationSettings, clause: str = "4.9"
) -> Verdict:
    """Why this mark is closed: the average, the mark it gives, and the bound that it misses."""
    least = {mark: threshold for threshold, mark in settings.thresholds}
    if wanted > gives:
        return refused(
            "average_below_mark",
            clause,
            "result",
            average=average.shown(),
            gives=gives,
            wanted=wanted,
            threshold=hundredths(least[wanted]),
        )
    return refused(
        "average_gives_higher",
        clause,
        "result",
        average=average.shown(),
        gives=gives,
        wanted=wanted,
        threshold=hundredths(least[gives]),
    )


def graded_options(
    average: Average,
    settings: RegulationSettings,
    exempt: bool,
    window: Verdict,
    *,
    least_marks: int,
    clause: str,
) -> list[TermOption]:
    """The menu of a graded item: what the average gives first, then the rest with the reasons."""
    gives = mark_for(average, settings)

    def verdict(result: TermResult) -> Verdict:
        if not window.allowed:
            return window
        if result is TermResult.EXEMPT:
            return window if exempt else refused("no_exemption", field="result")
        if result is TermResult.NOT_ASSESSED:
            if average.count < least_marks:
                return window
            return refused(
                "enough_marks",
                clause,
                "result",
                count=average.count,
                least_marks=least_marks,
            )
        wanted = int(result.value)
        if gives is None:
            return refused("no_marks_no_average", clause, "result", wanted=wanted)
        return window if wanted == gives else other_mark(wanted, average, gives, settings, clause)

    if gives is not None:
        right = TermResult(str(gives))
    else:
        right = TermResult.EXEMPT if exempt else TermResult.NOT_ASSESSED
    ordered = [right, *(result for result in GRADED_RESULTS if result is not right)]
    options = [TermOption(result, verdict(result)) for result in ordered]
    # A stable sort: the right one stays first, open ones precede closed ones.
    return sorted(options, key=lambda option: not option.verdict.allowed)


def free_options(results: Iterable[TermResult], window: Verdict) -> list[TermOption]:
    """A menu without an average: every word is the teacher's choice while the window is open."""
    return [TermOption(result, window) for result in results]


def pick(result: TermResult, options: Iterable[TermOption]) -> Verdict:
    """The verdict of one line of the menu; a word that is not in it is refused."""
    for option in options:
        if option.result is result:
            return option.verdict
    return refused("result_not_offered", field="result", result=result)


def term_options(
    average: Average,
    settings: RegulationSettings,
    assessment: Assessment,
    exempt: bool,
    today: date,
    term_ends_on: date,
    term_starts_on: date | None = None,
) -> list[TermOption]:
    """The menu of a term mark: the right one first and open, the others with their reasons.

    An open line carries the verdict of the window, so it also says `in_time` or `late`.
    `exempt`: a dated exemption of the student from this item covers a day of the term.
    """
    window = period_window(term_ends_on, today, settings, term_starts_on)
    if assessment is Assessment.PASS_FAIL:
        return free_options(PASS_FAIL_RESULTS, window)
    return graded_options(
        average, settings, exempt, window, least_marks=settings.least_marks, clause="4.9"
    )


def check_term_mark(
    result: TermResult,
    average: Average,
    settings: RegulationSettings,
    assessment: Assessment,
    exempt: bool,
    today: date,
    term_ends_on: date,
    term_starts_on: date | None = None,
) -> Verdict:
    """Whether this term mark may be set today (clauses 4.9, 4.13, 4.14)."""
    options = term_options(
        average, settings, assessment, exempt, today, term_ends_on, term_starts_on
    )
    return pick(result, options)


def stale(result: TermResult, average_now: Average, settings: RegulationSettings) -> bool:
    """Decision 19: the average has moved since and would now give something else."""
    if result is TermResult.NOT_ASSESSED:
        return average_now.count >= settings.least_marks
    return result.number is not None and result.number != mark_for(average_now, settings)
