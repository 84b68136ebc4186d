"""When personal data of staff who left may be destroyed: what binds them is ended first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo.rules.destruction import DAYS_AFTER_LEAVING, StaffTies, may_destroy_staff
from sgo.vocabulary import Role

pytestmark = pytest.mark.clause("2.1.2")

TODAY = date(2026, 11, 26)
LONG_AGO = TODAY - timedelta(days=DAYS_AFTER_LEAVING)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
LEFT = StaffTies(dismissed_on=LONG_AGO)
TEACHER, ADMIN = frozenset({Role.TEACHER}), frozenset({Role.TECHNICAL_ADMIN})


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, "allowed"),
        ({"dismissed_on": LONG_AGO + timedelta(days=1)}, "destruction_too_early"),
        ({"dismissed_on": YESTERDAY}, "destruction_too_early"),
        ({"dismissed_on": TODAY}, "destruction_of_working_staff"),
        ({"dismissed_on": TOMORROW}, "destruction_of_working_staff"),
        ({"dismissed_on": None}, "destruction_before_dismissal"),
        ({"contract_to": YESTERDAY}, "allowed"),
        ({"contract_to": TODAY}, "destruction_under_contract"),
        ({"contract_to": TOMORROW}, "destruction_under_contract"),
        ({"assignments": [YESTERDAY, LONG_AGO]}, "allowed"),
        ({"assignments": [LONG_AGO, TODAY]}, "destruction_of_a_teacher"),
        ({"assignments": [None]}, "destruction_of_a_teacher"),
        ({"timetable_rows": [YESTERDAY]}, "allowed"),
        ({"timetable_rows": [TODAY]}, "destruction_in_the_timetable"),
        ({"timetable_rows": [None]}, "destruction_in_the_timetable"),
        ({"last_lesson_on": YESTERDAY}, "allowed"),
        ({"last_lesson_on": TODAY}, "destruction_before_lessons"),
        ({"curatorships": [YESTERDAY]}, "allowed"),
        ({"curatorships": [TODAY]}, "destruction_of_a_curator"),
        ({"curatorships": [LONG_AGO, None]}, "destruction_of_a_curator"),
        ({"roles": TEACHER}, "destruction_with_roles"),
        ({"roles": frozenset({Role.GUARDIAN, Role.STUDENT})}, "allowed"),
        ({"roles": ADMIN}, "last_technical_admin"),
        ({"roles": ADMIN, "other_technical_admins": 1}, "destruction_with_roles"),
        ({"used_on": LONG_AGO}, "allowed"),
        ({"used_on": LONG_AGO + timedelta(days=1)}, "destruction_of_a_used_account"),
        # Who has several ties is told of the card first, then of the account, then of the work.
        ({"dismissed_on": None, "roles": ADMIN}, "destruction_before_dismissal"),
        ({"roles": TEACHER, "assignments": [None]}, "destruction_with_roles"),
        ({"assignments": [None], "curatorships": [None]}, "destruction_of_a_teacher"),
    ],
)
def test_each_tie_refuses_from_the_day_that_it_lasts(changes: dict[str, Any], code: str) -> None:
    assert may_destroy_staff(replace(LEFT, **changes), TODAY).code == code


@pytest.mark.parametrize(
    ("destroyed_on", "code"),
    [
        (None, "allowed"),
        (LONG_AGO - timedelta(days=1), "allowed"),
        (LONG_AGO + timedelta(days=1), "destroyed_already"),
        (TODAY, "destroyed_already"),
    ],
)
def test_what_is_gone_goes_again_only_after_another_dismissal(
    destroyed_on: date | None, code: str
) -> None:
    assert may_destroy_staff(LEFT, TODAY, destroyed_on).code == code


def test_a_refusal_counts_what_is_to_be_ended() -> None:
    verdict = may_destroy_staff(replace(LEFT, assignments=[None, LONG_AGO, TODAY]), TODAY)
    assert verdict.parameters["count"] == 2


DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
LAST_DAYS = st.lists(st.none() | DAYS, max_size=3)


@given(DAYS)
def test_the_first_day_that_is_told_is_the_first_that_is_allowed(last: date) -> None:
    ties = StaffTies(dismissed_on=last)
    first = may_destroy_staff(ties, last + timedelta(days=1)).parameters["first_day"]
    assert may_destroy_staff(ties, first).allowed
    assert may_destroy_staff(ties, first - timedelta(days=1)).code == "destruction_too_early"


@given(
    st.builds(
        StaffTies,
        dismissed_on=st.none() | DAYS,
        contract_to=st.none() | DAYS,
        assignments=LAST_DAYS,
        timetable_rows=LAST_DAYS,
        curatorships=LAST_DAYS,
        last_lesson_on=st.none() | DAYS,
        roles=st.frozensets(st.sampled_from(list(Role)), max_size=2),
        other_technical_admins=st.integers(0, 2),
        used_on=st.none() | DAYS,
    ),
    DAYS,
)
def test_nothing_goes_while_anything_binds(ties: StaffTies, today: date) -> None:
    """Told another way: allowed means that everything was over before this day, for a term."""
    verdict = may_destroy_staff(ties, today)
    over = [ties.contract_to or date.min, ties.last_lesson_on or date.min]
    for last_days in (ties.assignments, ties.timetable_rows, ties.curatorships):
        over += [day or date.max for day in last_days]
    left = ties.dismissed_on or date.max
    free = (
        all(day < today for day in over)
        and (today - left).days >= DAYS_AFTER_LEAVING
        and ties.roles <= {Role.GUARDIAN, Role.STUDENT}
        and (ties.used_on or date.min) <= left
    )
    assert verdict.allowed == free
