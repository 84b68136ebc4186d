"""The works of a lesson and the texts of the journal: how many, how long, until when (4.6, 4.12)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sgo.rules.settings import REGULATION, RegulationSettings
from sgo.rules.texts import LONGEST_TOPIC, text_fits
from sgo.rules.works import MOST_WORKS, may_add_work, may_remove_work, work_window

HELD = date(2026, 11, 23)


@pytest.mark.clause("4.6")
def test_a_lesson_takes_a_few_works_of_kinds_in_use() -> None:
    assert may_add_work(MOST_WORKS - 1, retired=False).allowed
    assert may_add_work(MOST_WORKS, retired=False).code == "works_enough"
    assert may_add_work(1, retired=True).code == "work_type_retired"


@pytest.mark.clause("4.6")
def test_the_last_work_and_one_with_marks_stay() -> None:
    assert may_remove_work(2, holds_marks=False).allowed
    assert may_remove_work(1, holds_marks=False).code == "last_work_stays"
    assert may_remove_work(2, holds_marks=True).code == "work_holds_marks"


@pytest.mark.clause("4.12")
@pytest.mark.parametrize(
    ("days", "kinds", "clause"),
    [
        (10, (False,), None),
        (11, (False,), "4.11"),
        (5, (True,), None),
        (6, (True,), "4.12"),
        (6, (False,), None),
        (6, (True, False), "4.12"),
        (6, (False, True), "4.12"),
    ],
)
def test_a_change_of_kind_needs_both_windows(
    days: int, kinds: tuple[bool, ...], clause: str | None
) -> None:
    settings = RegulationSettings(control_days=5)
    verdict = work_window(HELD, HELD + timedelta(days=days), settings, *kinds)
    assert verdict.allowed is (clause is None)
    if clause:
        assert verdict.clause == clause
    assert work_window(HELD, HELD, REGULATION, *kinds).allowed


def test_a_text_fits_or_tells_its_measure() -> None:
    assert text_fits(None, LONGEST_TOPIC, "topic").allowed
    assert text_fits("т" * LONGEST_TOPIC, LONGEST_TOPIC, "topic").allowed
    verdict = text_fits("т" * (LONGEST_TOPIC + 1), LONGEST_TOPIC, "topic")
    assert (verdict.code, verdict.field) == ("text_too_long", "topic")
    assert verdict.parameters == {"most": 500, "typed": 501}
