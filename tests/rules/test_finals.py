"""Year, exam and final marks."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo.rules.finals import check_final_mark, final_mark, final_options, final_stale, year_mark
from sgo.rules.settings import REGULATION
from sgo.vocabulary import Assessment, FinalKind, TermResult
from tests.rules import oracle

pytestmark = pytest.mark.clause("4.10")

R = TermResult
COURSE_ENDS_ON = date(2026, 6, 15)
IN_TIME = date(2026, 6, 10)
results = st.lists(st.sampled_from([*TermResult, None]), max_size=6)


@pytest.mark.parametrize(
    ("terms", "year"),
    [
        ([R.FIVE, R.FOUR], R.FIVE),
        ([R.FOUR, R.FOUR, R.FIVE], R.FOUR),
        ([R.THREE, R.FOUR], R.FOUR),
        ([R.TWO, R.THREE], R.THREE),
        ([R.TWO, R.TWO, R.THREE], R.TWO),
        ([R.NOT_ASSESSED, R.FIVE], R.FIVE),
        ([R.EXEMPT, None, R.THREE], R.THREE),
        ([R.NOT_ASSESSED, R.EXEMPT], R.NOT_ASSESSED),
        ([], R.NOT_ASSESSED),
    ],
)
def test_the_year_is_the_mean_of_numeric_term_marks(
    terms: list[TermResult | None], year: TermResult
) -> None:
    assert year_mark(terms, REGULATION) is year


@pytest.mark.parametrize(
    ("year", "exam", "final"),
    [
        (R.FIVE, R.FOUR, R.FIVE),
        (R.FOUR, R.THREE, R.FOUR),
        (R.FIVE, R.TWO, R.FOUR),
        (R.FIVE, None, R.FIVE),
        (R.NOT_ASSESSED, R.THREE, R.THREE),
        (None, R.FOUR, R.FOUR),
        (R.NOT_ASSESSED, R.NOT_ASSESSED, R.NOT_ASSESSED),
        (None, None, R.NOT_ASSESSED),
    ],
)
def test_the_final_is_the_mean_of_the_numeric_ones(
    year: TermResult | None, exam: TermResult | None, final: TermResult
) -> None:
    assert final_mark(year, exam, REGULATION) is final


@given(results)
def test_year_agrees_with_the_oracle(terms: list[TermResult | None]) -> None:
    numbers = [term.number for term in terms if term is not None and term.number is not None]
    expected = str(oracle.mark(sum(numbers), len(numbers))) if numbers else "not_assessed"
    assert year_mark(terms, REGULATION) == expected


@given(results, st.sampled_from([FinalKind.YEAR, FinalKind.FINAL]))
def test_year_and_final_follow_what_is_computed_and_nothing_else(
    sources: list[TermResult | None], kind: FinalKind
) -> None:
    options = final_options(
        kind, sources, REGULATION, Assessment.GRADED, False, IN_TIME, COURSE_ENDS_ON
    )
    is_open = [option.result for option in options if option.verdict.allowed]
    assert is_open == [year_mark(sources, REGULATION)]
    assert options[0].result is is_open[0]


def check(kind: FinalKind, result: TermResult, *sources: TermResult, **changes: object) -> str:
    values = {
        "settings": REGULATION,
        "assessment": Assessment.GRADED,
        "exempt": False,
        "today": IN_TIME,
        "course_ends_on": COURSE_ENDS_ON,
    } | changes
    return check_final_mark(kind, result, sources, **values).code  # type: ignore[arg-type]


def test_a_year_mark_against_the_mean_is_refused() -> None:
    assert check(FinalKind.YEAR, R.FIVE, R.FOUR, R.FOUR, R.FIVE) == "average_below_mark"
    assert check(FinalKind.YEAR, R.FOUR, R.FOUR, R.FIVE) == "average_gives_higher"
    assert check(FinalKind.YEAR, R.NOT_ASSESSED, R.FOUR) == "enough_marks"
    assert check(FinalKind.YEAR, R.FIVE, R.FOUR, R.FIVE) == "in_time"


@pytest.mark.parametrize("result", [R.FIVE, R.FOUR, R.THREE, R.TWO, R.NOT_ASSESSED])
def test_an_exam_is_typed_freely_even_without_term_marks(result: TermResult) -> None:
    assert check(FinalKind.EXAM, result) == "in_time"


def test_an_exam_knows_no_other_word() -> None:
    assert check(FinalKind.EXAM, R.PASSED) == "result_not_offered"
    assert check(FinalKind.EXAM, R.EXEMPT) == "no_exemption"
    assert check(FinalKind.EXAM, R.EXEMPT, exempt=True) == "in_time"


@pytest.mark.parametrize("kind", FinalKind)
def test_pass_or_fail_is_free_in_every_column(kind: FinalKind) -> None:
    for result in (R.PASSED, R.FAILED, R.NOT_ASSESSED, R.EXEMPT):
        assert check(kind, result, assessment=Assessment.PASS_FAIL) == "in_time"
    assert check(kind, R.FIVE, assessment=Assessment.PASS_FAIL) == "result_not_offered"


@pytest.mark.clause("4.14")
@pytest.mark.parametrize("kind", FinalKind)
@pytest.mark.parametrize(
    ("today", "code"),
    [
        (date(2026, 6, 13), "in_time"),
        (date(2026, 6, 14), "late"),
        (date(2026, 6, 25), "late"),
        (date(2026, 6, 26), "period_closed"),
    ],
)
def test_every_column_closes_ten_days_after_the_course(
    kind: FinalKind, today: date, code: str
) -> None:
    assert check(kind, R.FOUR, R.FOUR, today=today) == code


def test_a_computed_mark_is_flagged_when_its_sources_change() -> None:
    assert final_stale(FinalKind.YEAR, R.FOUR, [R.FIVE, R.FIVE], REGULATION)
    assert not final_stale(FinalKind.YEAR, R.FIVE, [R.FIVE, R.FIVE], REGULATION)
    assert not final_stale(FinalKind.EXAM, R.TWO, [R.FIVE], REGULATION)
    assert not final_stale(FinalKind.FINAL, R.PASSED, [], REGULATION)
