"""What one act over many cells may touch, and what it must leave."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo.rules.bulk import MOST_CELLS, bulk_size, by_calculation, over_what_stands, taken_back
from sgo.vocabulary import TermResult

texts = st.sampled_from(["", "5", "4", "н", "н/4", "5/3"])
versions = st.integers(0, 3)


@pytest.mark.parametrize(
    ("stands", "wanted", "seen", "replace", "code"),
    [
        ("", "5", 1, False, "allowed"),
        ("5", "5", 0, False, "unchanged"),
        ("4", "5", 1, False, "cell_is_filled"),
        ("4", "5", 1, True, "allowed"),
        ("4", "5", 0, True, "changed_meanwhile"),
        ("", "5", 0, True, "changed_meanwhile"),
        ("н", "", 1, True, "allowed"),
    ],
)
def test_what_stands_gives_way_only_when_it_was_seen_and_asked(
    stands: str, wanted: str, seen: int, replace: bool, code: str
) -> None:
    verdict = over_what_stands(stands, wanted, seen=seen, version=1, replace=replace)
    assert (verdict.code, verdict.allowed) == (code, code in ("allowed", "unchanged"))


@given(texts, texts, versions, versions, st.booleans())
def test_nothing_is_overwritten_unseen_or_unasked(
    stands: str, wanted: str, seen: int, version: int, replace: bool
) -> None:
    verdict = over_what_stands(stands, wanted, seen=seen, version=version, replace=replace)
    if verdict.allowed and stands not in ("", wanted):
        assert seen == version
        assert replace


def test_an_act_has_a_largest_size() -> None:
    assert bulk_size(MOST_CELLS).allowed
    assert bulk_size(MOST_CELLS + 1).code == "too_many_cells"


@pytest.mark.parametrize(
    ("stands", "gives", "shown", "code"),
    [
        (None, 4, None, "allowed"),
        (None, 4, 4, "allowed"),
        (None, 4, 5, "calculation_moved"),
        (None, 4, 0, "calculation_moved"),
        (None, None, None, "nothing_to_calculate"),
        (TermResult.FOUR, 5, 5, "mark_already_set"),
        (TermResult.NOT_ASSESSED, None, None, "mark_already_set"),
    ],
)
def test_a_mark_by_calculation_is_the_one_that_was_shown(
    stands: TermResult | None, gives: int | None, shown: int | None, code: str
) -> None:
    assert by_calculation(stands, gives, shown).code == code


@pytest.mark.parametrize(
    ("since", "works", "code"),
    [
        (False, True, "allowed"),
        (True, True, "changed_since_act"),
        (False, False, "work_is_gone"),
        (True, False, "changed_since_act"),
    ],
)
def test_what_was_written_after_an_act_stays(since: bool, works: bool, code: str) -> None:
    assert taken_back(touched_since=since, works_stand=works).code == code
