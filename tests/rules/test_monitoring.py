"""What is a line of the coordinator's board, day by day (1.5, 3.1, 4.4, 4.18, 5.3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo.rules.grading import Average
from sgo.rules.monitoring import (
    LessonFacts,
    YearFacts,
    has_few_marks,
    is_stale,
    lesson_standing,
    percent,
    term_fault,
    topic_in_time,
    year_faults,
)
from sgo.rules.settings import REGULATION
from sgo.vocabulary import Assessment, Fault, TermResult, Urgency, YearState

HELD = date(2026, 11, 10)
TERM_ENDS = date(2026, 12, 30)


def empty_lesson(**known: bool) -> LessonFacts:
    facts = {"has_topic": False, "is_checked": False, "has_control": False, "has_marks": False}
    return LessonFacts(HELD, **{**facts, **known})


@pytest.mark.clause("1.5", "5.3")
@pytest.mark.parametrize(
    ("days", "faults", "urgency"),
    [
        (-1, 0, Urgency.AHEAD),
        (0, 0, Urgency.LATE),  # the day itself is the day to write
        (1, 2, Urgency.LATE),
        (6, 2, Urgency.LATE),
        (7, 2, Urgency.CLOSING),
        (10, 2, Urgency.CLOSING),
        (11, 2, Urgency.CLOSED),
    ],
)
def test_an_empty_lesson_from_day_to_day(days: int, faults: int, urgency: Urgency) -> None:
    standing = lesson_standing(empty_lesson(), HELD + timedelta(days=days), REGULATION)
    assert (len(standing.faults), standing.urgency) == (faults, urgency)
    if 0 <= days <= 10:
        assert standing.last_day == date(2026, 11, 20)


@pytest.mark.clause("1.5", "5.3")
@pytest.mark.parametrize(
    ("known", "faults"),
    [
        ({}, (Fault.TOPIC_MISSING, Fault.ATTENDANCE_UNCHECKED)),
        ({"has_topic": True}, (Fault.ATTENDANCE_UNCHECKED,)),
        ({"is_checked": True}, (Fault.TOPIC_MISSING,)),
        ({"has_topic": True, "is_checked": True}, ()),
        ({"has_topic": True, "is_checked": True, "has_control": True}, (Fault.CONTROL_UNMARKED,)),
        ({"has_topic": True, "is_checked": True, "has_control": True, "has_marks": True}, ()),
    ],
)
def test_what_a_lesson_lacks(known: dict[str, bool], faults: tuple[Fault, ...]) -> None:
    standing = lesson_standing(empty_lesson(**known), HELD + timedelta(days=1), REGULATION)
    assert standing.faults == faults


@pytest.mark.clause("4.6")
def test_a_topic_is_in_time_on_the_day_itself() -> None:
    assert topic_in_time(HELD, HELD)
    assert not topic_in_time(HELD, HELD + timedelta(days=1))
    assert not topic_in_time(HELD, None)


@pytest.mark.clause("3.1", "4.13")
@pytest.mark.parametrize(
    ("today", "fault"),
    [
        (date(2026, 12, 25), None),
        (date(2026, 12, 26), (Fault.TERM_MARKS_DUE, Urgency.CLOSING)),
        (date(2026, 12, 28), (Fault.TERM_MARKS_DUE, Urgency.CLOSING)),
        (date(2026, 12, 29), (Fault.TERM_MARKS_LATE, Urgency.LATE)),
        (date(2027, 1, 9), (Fault.TERM_MARKS_LATE, Urgency.LATE)),
        (date(2027, 1, 10), (Fault.TERM_MARKS_LATE, Urgency.CLOSED)),
    ],
)
def test_term_marks_are_told_two_days_before_they_are_due(
    today: date, fault: tuple[Fault, Urgency] | None
) -> None:
    assert term_fault(3, TERM_ENDS, today, REGULATION) == fault
    assert term_fault(0, TERM_ENDS, today, REGULATION) is None


@given(today=st.dates(date(2026, 9, 1), date(2027, 8, 31)), total=st.integers(2, 5))
def test_a_mark_is_stale_only_while_it_may_be_set_again(today: date, total: int) -> None:
    told = is_stale(TermResult.FIVE, Average(total, 1), TERM_ENDS, today, REGULATION)
    assert told == (total < 5 and today <= date(2027, 1, 9))
    assert not is_stale(None, Average(total, 1), TERM_ENDS, today, REGULATION)


@pytest.mark.clause("3.1")
@pytest.mark.parametrize(
    ("today", "told"),
    [
        (date(2026, 12, 13), False),
        (date(2026, 12, 14), True),
        (date(2027, 1, 9), True),
        (date(2027, 1, 10), False),
    ],
)
def test_too_few_marks_are_told_while_marks_can_be_given(today: date, told: bool) -> None:
    def ask(average: Average, assessment: Assessment, *, exempt: bool) -> bool:
        return has_few_marks(average, assessment, TERM_ENDS, today, REGULATION, exempt=exempt)

    assert ask(Average(0, 0), Assessment.GRADED, exempt=False) is told
    assert not ask(Average(4, 1), Assessment.GRADED, exempt=False)
    assert not ask(Average(0, 0), Assessment.GRADED, exempt=True)
    assert not ask(Average(0, 0), Assessment.PASS_FAIL, exempt=False)


def a_year(begins: int, state: YearState, bare: int = 0, *, archived: bool = False) -> YearFacts:
    name = f"{begins}/{begins - 1999}"
    return YearFacts(name, date(begins, 9, 1), date(begins + 1, 8, 31), state, bare, archived)


OLD_CLOSED = a_year(2025, YearState.CLOSED, archived=True)
OLD_OPEN = a_year(2025, YearState.OPEN, archived=True)
OLD_GOES_ON = replace(OLD_OPEN, courses_until=date(2026, 11, 9))
NEW_OPEN, NEW_PREPARED = a_year(2026, YearState.OPEN), a_year(2026, YearState.PREPARING)


@pytest.mark.clause("4.4")
@pytest.mark.parametrize(
    ("today", "years", "told"),
    [
        (date(2026, 8, 17), [OLD_OPEN], []),
        (date(2026, 8, 18), [OLD_OPEN], [(Fault.YEAR_NOT_OPEN, Urgency.CLOSING)]),
        (date(2026, 9, 1), [OLD_OPEN], [(Fault.YEAR_NOT_OPEN, Urgency.CLOSING)]),
        (date(2026, 9, 2), [OLD_OPEN], [(Fault.YEAR_NOT_OPEN, Urgency.LATE)]),
        (
            date(2026, 9, 2),
            [OLD_CLOSED, NEW_PREPARED],
            [(Fault.YEAR_NOT_OPEN, Urgency.LATE)],
        ),
        (date(2026, 9, 2), [OLD_CLOSED, NEW_OPEN], []),
        (date(2026, 8, 31), [OLD_OPEN, NEW_OPEN], []),
        (date(2026, 9, 1), [OLD_OPEN, NEW_OPEN], [(Fault.YEAR_NOT_MOVED, Urgency.CLOSING)]),
        (date(2026, 9, 15), [OLD_OPEN, NEW_OPEN], [(Fault.YEAR_NOT_MOVED, Urgency.CLOSING)]),
        (date(2026, 9, 16), [OLD_OPEN, NEW_OPEN], [(Fault.YEAR_NOT_MOVED, Urgency.LATE)]),
        (
            date(2026, 9, 16),
            [OLD_CLOSED, a_year(2026, YearState.OPEN, bare=2)],
            [(Fault.YEAR_NOT_MOVED, Urgency.LATE)],
        ),
        (date(2026, 9, 16), [OLD_GOES_ON, NEW_OPEN], []),
        (date(2026, 11, 9), [OLD_GOES_ON, NEW_OPEN], []),
        (date(2026, 11, 10), [OLD_GOES_ON, NEW_OPEN], [(Fault.YEAR_NOT_MOVED, Urgency.CLOSING)]),
        (date(2026, 11, 24), [OLD_GOES_ON, NEW_OPEN], [(Fault.YEAR_NOT_MOVED, Urgency.LATE)]),
        (date(2026, 11, 23), [OLD_CLOSED, NEW_OPEN], []),
        (date(2026, 11, 23), [], []),
    ],
)
def test_the_first_and_the_fifteenth_of_september(
    today: date, years: list[YearFacts], told: list[tuple[Fault, Urgency]]
) -> None:
    assert [(one.fault, one.urgency) for one in year_faults(years, today)] == told


@pytest.mark.clause("4.18")
@pytest.mark.parametrize(
    ("today", "told"),
    [
        (date(2027, 6, 16), []),
        (date(2027, 6, 17), [Urgency.CLOSING]),
        (date(2027, 7, 1), [Urgency.CLOSING]),
        (date(2027, 7, 2), [Urgency.LATE]),
    ],
)
def test_the_archive_is_due_by_the_first_of_july(today: date, told: list[Urgency]) -> None:
    faults = [one for one in year_faults([NEW_OPEN], today) if one.fault is Fault.ARCHIVE_DUE]
    assert [one.urgency for one in faults] == told
    filed = a_year(2026, YearState.OPEN, archived=True)
    assert not [one for one in year_faults([filed], today) if one.fault is Fault.ARCHIVE_DUE]


@given(part=st.integers(0, 500), more=st.integers(0, 500))
def test_a_share_is_all_only_when_it_is_all(part: int, more: int) -> None:
    share = percent(part, part + more)
    assert (share is None) == (part + more == 0)
    assert (share == 100) == (more == 0 and part > 0)
