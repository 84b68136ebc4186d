"""Rows of the school that must fit each other, and settings that judge nothing backwards."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from sgo.rules.school import check_bell, check_consent, check_page, check_scheme
from sgo.rules.settings import (
    REGULATION,
    check_settings,
    may_begin_edition,
    may_write_edition,
)

TODAY = date(2026, 11, 23)
OTHERS = [(1, time(8, 30), time(9, 10)), (2, time(9, 20), time(10, 0))]


@pytest.mark.parametrize(
    ("starts", "ends", "code"),
    [
        ("10:00", "10:40", "allowed"),
        ("09:10", "09:20", "allowed"),
        ("09:09", "09:20", "bells_overlap"),
        ("09:10", "09:21", "bells_overlap"),
        ("08:00", "12:00", "bells_overlap"),
        ("08:40", "08:50", "bells_overlap"),
        ("11:00", "11:00", "bell_ends_before_begin"),
        ("11:00", "10:59", "bell_ends_before_begin"),
    ],
)
def test_bells_share_no_minute(starts: str, ends: str, code: str) -> None:
    verdict = check_bell(time.fromisoformat(starts), time.fromisoformat(ends), OTHERS)
    assert verdict.code == code


def test_a_scheme_is_of_the_groups_own_year() -> None:
    assert check_scheme(1, 1).allowed
    assert check_scheme(2, 1).field == "term_scheme_id"


def test_a_page_holds_an_item_of_the_groups_programme() -> None:
    assert check_page(1, 1, "Водитель").allowed
    assert check_page(1, 2, "Водитель").parameters == {"programme": "Водитель"}


@pytest.mark.parametrize(("days", "allowed"), [(-1, True), (0, True), (1, False)])
def test_a_consent_that_is_recorded_has_been_given(days: int, allowed: bool) -> None:
    assert check_consent(TODAY + timedelta(days=days), TODAY).allowed is allowed
    assert check_consent(None, TODAY).allowed


@pytest.mark.clause("2.1.1")
@pytest.mark.parametrize(("days", "allowed"), [(-1, False), (0, True), (1, True)])
def test_settings_that_have_begun_stay(days: int, allowed: bool) -> None:
    verdict = may_write_edition(TODAY + timedelta(days=days), TODAY)
    assert verdict.allowed is allowed
    assert may_begin_edition(TODAY + timedelta(days=days), TODAY).allowed is allowed
    assert check_settings(REGULATION).allowed
