"""Every average that up to 60 marks can have, against an oracle of whole numbers."""

from __future__ import annotations

from datetime import date

import pytest

from sgo.rules.grading import Average, average_of, check_term_mark, mark_for, term_options
from sgo.rules.settings import REGULATION
from sgo.vocabulary import Assessment, TermResult
from tests.rules import oracle

pytestmark = pytest.mark.clause("4.9")

ENDS_ON = date(2026, 5, 29)
MOST = 60
PAIRS = [
    (total, count) for count in range(1, MOST + 1) for total in range(2 * count, 5 * count + 1)
]


def test_the_oracle_knows_nothing_of_the_product() -> None:
    assert "sgo" not in vars(oracle)
    assert not [name for name in vars(oracle) if str(vars(oracle)[name]).startswith("<module")]


def test_every_pair_gives_the_mark_of_the_oracle() -> None:
    assert len(PAIRS) == 3 * MOST * (MOST + 1) // 2 + MOST
    for total, count in PAIRS:
        average = Average(total, count)
        assert mark_for(average, REGULATION) == oracle.mark(total, count), (total, count)
        assert average.shown() == oracle.shown(total, count), (total, count)


def test_every_pair_opens_exactly_that_mark_in_the_menu() -> None:
    for total, count in PAIRS:
        options = term_options(
            Average(total, count), REGULATION, Assessment.GRADED, False, ENDS_ON, ENDS_ON
        )
        is_open = [option.result.value for option in options if option.verdict.allowed]
        assert is_open == [str(oracle.mark(total, count))], (total, count)
        assert options[0].result.value == is_open[0]


@pytest.mark.parametrize(
    ("total", "count", "mark", "shown"),
    [
        pytest.param(449, 100, 4, "4,49", id="4.49"),
        pytest.param(899, 200, 4, "4,49", id="4.495"),
        pytest.param(9, 2, 5, "4,50", id="4.5"),
        pytest.param(12, 5, 2, "2,40", id="2.4"),
        pytest.param(454, 101, 4, "4,49", id="454/101"),
        pytest.param(8999, 2000, 4, "4,49", id="4.4995"),
        pytest.param(7, 2, 4, "3,50", id="3.5"),
        pytest.param(349, 100, 3, "3,49", id="3.49"),
        pytest.param(5, 2, 3, "2,50", id="2.5"),
        pytest.param(249, 100, 2, "2,49", id="2.49"),
        pytest.param(2, 1, 2, "2,00", id="2"),
        pytest.param(14, 3, 5, "4,66", id="cut, not rounded"),
    ],
)
def test_named_averages(total: int, count: int, mark: int, shown: str) -> None:
    average = Average(total, count)
    assert average.shown() == shown
    assert mark_for(average, REGULATION) == mark
    for result in (TermResult.FIVE, TermResult.FOUR, TermResult.THREE, TermResult.TWO):
        verdict = check_term_mark(
            result, average, REGULATION, Assessment.GRADED, False, ENDS_ON, ENDS_ON
        )
        assert verdict.allowed == (result.value == str(mark))


def test_the_order_of_marks_plays_no_part() -> None:
    marks = [5, 4, 4, 3, 5, 2]
    assert average_of(marks) == average_of(sorted(marks)) == Average(23, 6)
