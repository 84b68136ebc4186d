"""The menu of a term mark: what is open, in which order, and why the rest is closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo.rules.grading import (
    GRADED_RESULTS,
    NO_MARKS,
    PASS_FAIL_RESULTS,
    Average,
    average_of,
    check_term_mark,
    mark_for,
    stale,
    term_options,
)
from sgo.rules.settings import REGULATION
from sgo.sentences import sentence
from sgo.verdicts import Verdict
from sgo.vocabulary import Assessment, TermResult

STARTS_ON, ENDS_ON = date(2026, 1, 11), date(2026, 5, 29)
IN_TIME = date(2026, 5, 20)
marks = st.lists(st.integers(2, 5), max_size=40)


def check(result: TermResult, average: Average, **changes: object) -> Verdict:
    values = {
        "settings": REGULATION,
        "assessment": Assessment.GRADED,
        "exempt": False,
        "today": IN_TIME,
        "term_ends_on": ENDS_ON,
    } | changes
    return check_term_mark(result, average, **values)  # type: ignore[arg-type]


def offered(average: Average, *, exempt: bool = False, **changes: int) -> list[tuple[str, bool]]:
    options = term_options(
        average,
        replace(REGULATION, **changes),
        Assessment.GRADED,
        exempt,
        IN_TIME,
        ENDS_ON,
    )
    return [(option.result.value, option.verdict.allowed) for option in options]


@pytest.mark.clause("4.9")
def test_the_right_mark_is_first_and_alone_open() -> None:
    assert offered(Average(454, 101)) == [
        ("4", True),
        ("5", False),
        ("3", False),
        ("2", False),
        ("not_assessed", False),
        ("exempt", False),
    ]


@pytest.mark.clause("4.9")
def test_a_higher_mark_is_refused_with_the_average_and_its_threshold() -> None:
    verdict = check(TermResult.FIVE, Average(454, 101))
    assert (verdict.code, verdict.clause, verdict.field) == ("average_below_mark", "4.9", "result")
    assert verdict.parameters["average"] == "4,49"
    assert verdict.parameters["threshold"] == "4,50"
    assert "4,49" in sentence(verdict)


@pytest.mark.clause("4.9")
def test_a_lower_mark_is_refused_too() -> None:
    verdict = check(TermResult.THREE, Average(9, 2))
    assert verdict.code == "average_gives_higher"
    assert verdict.parameters["gives"] == 5


@pytest.mark.clause("4.9")
def test_without_marks_no_number_can_be_set() -> None:
    assert check(TermResult.FOUR, NO_MARKS).code == "no_marks_no_average"
    assert check(TermResult.NOT_ASSESSED, NO_MARKS).allowed
    assert offered(NO_MARKS)[0] == ("not_assessed", True)
    assert offered(NO_MARKS, exempt=True)[:2] == [("exempt", True), ("not_assessed", True)]


@pytest.mark.parametrize(
    ("count", "least", "is_open"), [(0, 1, True), (1, 1, False), (2, 3, True), (3, 3, False)]
)
@pytest.mark.clause("4.9")
def test_not_assessed_is_open_below_the_least_number_of_marks(
    count: int, least: int, is_open: bool
) -> None:
    average = Average(4 * count, count)
    verdict = check(
        TermResult.NOT_ASSESSED, average, settings=replace(REGULATION, least_marks=least)
    )
    assert verdict.allowed is is_open
    assert is_open or verdict.code == "enough_marks"


def test_below_the_least_number_the_average_still_offers_its_mark_first() -> None:
    shown = offered(Average(8, 2), least_marks=3)
    assert shown[:2] == [("4", True), ("not_assessed", True)]


def test_exempt_needs_an_exemption() -> None:
    assert check(TermResult.EXEMPT, Average(8, 2)).code == "no_exemption"
    assert check(TermResult.EXEMPT, Average(8, 2), exempt=True).allowed


@pytest.mark.parametrize("result", PASS_FAIL_RESULTS)
def test_pass_or_fail_is_the_teachers_choice(result: TermResult) -> None:
    assert check(result, Average(8, 2), assessment=Assessment.PASS_FAIL).allowed


def test_each_way_of_assessment_has_its_own_words() -> None:
    assert check(TermResult.PASSED, Average(8, 2)).code == "result_not_offered"
    verdict = check(TermResult.FOUR, Average(8, 2), assessment=Assessment.PASS_FAIL)
    assert verdict.code == "result_not_offered"


@pytest.mark.parametrize(
    ("today", "allowed", "code", "clause"),
    [
        (date(2026, 1, 10), False, "period_not_begun", "4.13"),
        (date(2026, 1, 11), True, "in_time", "4.13"),
        (date(2026, 5, 27), True, "in_time", "4.13"),
        (date(2026, 5, 28), True, "late", "4.13"),
        (date(2026, 6, 8), True, "late", "4.13"),
        (date(2026, 6, 9), False, "period_closed", "4.14"),
    ],
)
@pytest.mark.clause("4.13", "4.14")
def test_a_term_mark_keeps_to_its_window(
    today: date, allowed: bool, code: str, clause: str
) -> None:
    for assessment, result in (
        (Assessment.GRADED, TermResult.FOUR),
        (Assessment.PASS_FAIL, TermResult.PASSED),
    ):
        verdict = check(
            result, Average(8, 2), assessment=assessment, today=today, term_starts_on=STARTS_ON
        )
        assert (verdict.allowed, verdict.code, verdict.clause) == (allowed, code, clause)


@given(marks, st.booleans(), st.integers(1, 5), st.dates(date(2026, 1, 1), date(2026, 7, 1)))
def test_the_menu_always_offers_each_word_once_and_agrees_with_the_check(
    given_marks: list[int], exempt: bool, least: int, today: date
) -> None:
    average = average_of(given_marks)
    settings = replace(REGULATION, least_marks=least)
    options = term_options(average, settings, Assessment.GRADED, exempt, today, ENDS_ON, STARTS_ON)
    assert sorted(option.result for option in options) == sorted(GRADED_RESULTS)
    flags = [option.verdict.allowed for option in options]
    assert flags == sorted(flags, reverse=True)
    window_open = STARTS_ON <= today <= date(2026, 6, 8)
    assert any(flags) is window_open
    for option in options:
        verdict = check(
            option.result,
            average,
            settings=settings,
            exempt=exempt,
            today=today,
            term_starts_on=STARTS_ON,
        )
        assert verdict == option.verdict


@pytest.mark.clause("4.9")
@given(marks)
def test_the_average_is_exact_and_its_cut_never_crosses_a_threshold(given_marks: list[int]) -> None:
    average = average_of(given_marks)
    if not given_marks:
        assert average.value is None
        assert average.shown() == ""
        return
    exact = Fraction(sum(given_marks), len(given_marks))
    assert average.value == exact
    cut = Fraction(average.shown().replace(",", "."))
    assert 0 <= exact - cut < Fraction(1, 100)
    for threshold, mark in REGULATION.thresholds:
        assert (cut >= threshold) == (exact >= threshold) == (mark_for(average, REGULATION) >= mark)


@given(st.lists(st.integers(2, 5), min_size=1, max_size=40), st.integers(2, 5))
def test_one_more_good_mark_never_lowers_the_result(given_marks: list[int], more: int) -> None:
    before = mark_for(average_of(given_marks), REGULATION)
    after = mark_for(average_of([*given_marks, more]), REGULATION)
    assert before is not None
    assert after is not None
    if more >= max(given_marks):
        assert after >= before


def test_an_impossible_sum_is_a_fault_of_the_program() -> None:
    for total, count in ((11, 2), (3, 2), (5, 0)):
        with pytest.raises(ValueError, match="cannot sum"):
            Average(total, count)


@pytest.mark.parametrize(
    ("result", "now", "is_stale"),
    [
        (TermResult.FOUR, Average(8, 2), False),
        (TermResult.FOUR, Average(9, 2), True),
        (TermResult.FOUR, Average(454, 101), False),
        (TermResult.FIVE, Average(454, 101), True),
        (TermResult.FOUR, NO_MARKS, True),
        (TermResult.NOT_ASSESSED, NO_MARKS, False),
        (TermResult.NOT_ASSESSED, Average(4, 1), True),
        (TermResult.EXEMPT, Average(4, 1), False),
        (TermResult.PASSED, Average(4, 1), False),
    ],
)
def test_a_mark_that_the_average_left_behind_is_flagged(
    result: TermResult, now: Average, is_stale: bool
) -> None:
    assert stale(result, now, REGULATION) is is_stale


@given(marks)
def test_what_the_menu_opens_is_never_stale_at_once(given_marks: list[int]) -> None:
    average = average_of(given_marks)
    options = term_options(average, REGULATION, Assessment.GRADED, True, IN_TIME, ENDS_ON)
    for option in options:
        if option.verdict.allowed:
            assert not stale(option.result, average, REGULATION)
