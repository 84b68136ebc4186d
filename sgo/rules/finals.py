"""Year, exam and final marks: clause 4.10, decisions 17, 20 and 21."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sgo.rules.grading import (
    NUMERIC,
    PASS_FAIL_RESULTS,
    TermOption,
    average_of_results,
    free_options,
    graded_options,
    mark_for,
    pick,
)
from sgo.rules.settings import RegulationSettings
from sgo.rules.terms import period_window
from sgo.verdicts import Verdict, refused
from sgo.vocabulary import Assessment, FinalKind, TermResult


def _computed(results: Iterable[TermResult | None], settings: RegulationSettings) -> TermResult:
    mark = mark_for(average_of_results(results), settings)
    return TermResult.NOT_ASSESSED if mark is None else TermResult(str(mark))


def year_mark(
    term_results: Iterable[TermResult | None], settings: RegulationSettings
) -> TermResult:
    """Decision 20: the thresholds of 4.9 on the exact mean of the numeric term marks."""
    return _computed(term_results, settings)


def final_mark(
    year: TermResult | None, exam: TermResult | None, settings: RegulationSettings
) -> TermResult:
    """Decision 20: the same on the numeric ones among year and exam; none: not assessed."""
    return _computed((year, exam), settings)


def final_options(
    kind: FinalKind,
    sources: Iterable[TermResult | None],
    settings: RegulationSettings,
    assessment: Assessment,
    exempt: bool,
    today: date,
    course_ends_on: date,
) -> list[TermOption]:
    """The menu of one cell in the tab of final marks.

    `sources`: the term marks for the year, year and exam for the final, nothing for the exam.
    `course_ends_on`: the end of the group's course, the exam included (decision 21).
    """
    window = period_window(course_ends_on, today, settings)
    if assessment is Assessment.PASS_FAIL:
        return free_options(PASS_FAIL_RESULTS, window)
    if kind is FinalKind.EXAM:
        options = free_options((*NUMERIC, TermResult.NOT_ASSESSED), window)
        no_exemption = refused("no_exemption", field="result")
        closed = window if exempt or not window.allowed else no_exemption
        return [*options, TermOption(TermResult.EXEMPT, closed)]
    average = average_of_results(sources)
    return graded_options(average, settings, exempt, window, least_marks=1, clause="4.10")


def check_final_mark(
    kind: FinalKind,
    result: TermResult,
    sources: Iterable[TermResult | None],
    settings: RegulationSettings,
    assessment: Assessment,
    exempt: bool,
    today: date,
    course_ends_on: date,
) -> Verdict:
    """Whether this year, exam or final mark may be set today (clauses 4.10, 4.14)."""
    options = final_options(kind, sources, settings, assessment, exempt, today, course_ends_on)
    return pick(result, options)


def final_stale(
    kind: FinalKind,
    result: TermResult,
    sources: Iterable[TermResult | None],
    settings: RegulationSettings,
) -> bool:
    """Whether a mark it was computed from has changed since, so that it would differ now."""
    if kind is FinalKind.EXAM or result in {TermResult.PASSED, TermResult.FAILED}:
        return False
    return result is not TermResult.EXEMPT and result is not _computed(sources, settings)
