"""Moving, cancelling and forming lessons again: nothing reopens, nothing with an entry is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo.rules.journal import mark_window
from sgo.rules.lessons import (
    ExistingLesson,
    FormingPlan,
    WantedLesson,
    may_cancel,
    may_move,
    plan_forming,
)
from sgo.rules.settings import REGULATION
from sgo.vocabulary import DayKind

TODAY = date(2026, 11, 23)
HELD_ON = date(2026, 11, 16)
offsets = st.integers(-40, 40)


def day(offset: int) -> date:
    return TODAY + timedelta(days=offset)


@pytest.mark.clause("4.11")
@pytest.mark.parametrize(
    ("held", "to", "holds_entry", "code"),
    [
        (-11, 1, False, "closed_lesson_stays"),
        (-11, -3, True, "closed_lesson_stays"),
        (-10, 1, False, "allowed"),
        (-10, 0, True, "allowed"),
        (-10, 1, True, "entries_cannot_go_ahead"),
        (0, 7, False, "allowed"),
        (5, 7, False, "allowed"),
        (5, -10, False, "allowed"),
        (5, -11, False, "target_already_closed"),
        (-3, -11, True, "target_already_closed"),
    ],
)
def test_when_a_lesson_moves(held: int, to: int, holds_entry: bool, code: str) -> None:
    verdict = may_move(day(held), day(to), TODAY, REGULATION, holds_entry=holds_entry)
    assert verdict.code == code
    assert verdict.allowed is (code == "allowed")


@pytest.mark.clause("4.11", "4.12")
@given(offsets, offsets, st.booleans(), st.booleans(), st.integers(1, 20), st.integers(1, 20))
def test_moving_never_reopens_a_closed_window(
    held: int, to: int, holds_entry: bool, has_control: bool, lesson_days: int, control_days: int
) -> None:
    settings = replace(REGULATION, lesson_days=lesson_days, control_days=control_days)
    verdict = may_move(
        day(held), day(to), TODAY, settings, holds_entry=holds_entry, has_control=has_control
    )
    if not verdict.allowed:
        return
    for is_control in {False, has_control}:
        before = mark_window(day(held), TODAY, settings, is_control)
        after = mark_window(day(to), TODAY, settings, is_control)
        assert before.code != "window_closed"
        assert after.code != "window_closed"
    assert not (holds_entry and to > 0)


@given(st.integers(11, 400), offsets, st.booleans())
def test_a_closed_lesson_stays_for_ever(age: int, to: int, holds_entry: bool) -> None:
    verdict = may_move(day(-age), day(to), TODAY, REGULATION, holds_entry=holds_entry)
    assert verdict.code == "closed_lesson_stays"
    assert not may_cancel(day(-age), TODAY, REGULATION, holds_entry=False).allowed


def test_the_new_day_lies_in_the_terms_and_the_group() -> None:
    def code(to: int) -> str:
        return may_move(
            HELD_ON,
            day(to),
            TODAY,
            REGULATION,
            holds_entry=False,
            terms=[(day(-30), day(5))],
            group_dates=(day(-30), day(10)),
        ).code

    assert code(5) == "allowed"
    assert code(6) == "outside_terms"
    assert code(11) == "outside_group_dates"


@pytest.mark.clause("4.4")
@pytest.mark.parametrize(
    ("to", "special", "sundays_teach", "code"),
    [
        (4, None, False, "allowed"),  # a Friday
        (5, None, False, "allowed"),  # a Saturday teaches as the timetable has it
        (6, None, False, "sunday_does_not_teach"),
        (6, None, True, "allowed"),
        (6, DayKind.WORKING_DAY, False, "allowed"),
        (6, DayKind.VACATION, True, "no_teaching_day"),
        (4, DayKind.VACATION, False, "no_teaching_day"),
        (4, DayKind.HOLIDAY, False, "no_teaching_day"),
        (4, DayKind.DAY_OFF, True, "no_teaching_day"),
        (4, DayKind.WORKING_DAY, False, "allowed"),
    ],
)
def test_the_new_day_teaches(
    to: int, special: DayKind | None, sundays_teach: bool, code: str
) -> None:
    known = None if special is None else (special, "Осень")
    asked = {"holds_entry": False, "special": known, "sundays_teach": sundays_teach}
    assert may_move(HELD_ON, day(to), TODAY, REGULATION, **asked).code == code  # type: ignore[arg-type]
    same_day = may_move(day(to), day(to), TODAY, REGULATION, **asked)  # type: ignore[arg-type]
    assert same_day.allowed, "another room or bell of the same day"


def test_a_closed_year_moves_nothing() -> None:
    verdict = may_move(HELD_ON, TODAY, TODAY, REGULATION, holds_entry=False, year_closed=True)
    assert (verdict.code, verdict.clause) == ("year_closed", "3.2")


def test_a_lesson_with_entries_is_not_cancelled() -> None:
    assert may_cancel(HELD_ON, TODAY, REGULATION, holds_entry=False).allowed
    assert may_cancel(HELD_ON, TODAY, REGULATION, holds_entry=True).code == "lesson_holds_entries"


PAGE, ROW = 7, 70


def lesson(number: int, offset: int, bell: int = 1, **changes: object) -> ExistingLesson:
    values = {
        "id": number,
        "page_id": PAGE,
        "row_id": ROW,
        "formed_for": day(offset),
        "held_on": day(offset),
        "bell_number": bell,
    } | changes
    return ExistingLesson(**values)  # type: ignore[arg-type]


def slot(offset: int, bell: int = 1, row: int = ROW, page: int = PAGE) -> WantedLesson:
    return WantedLesson(page, row, day(offset), bell)


def plan(
    existing: list[ExistingLesson], wanted: list[WantedLesson], *, past_too: bool = False
) -> FormingPlan:
    return plan_forming(existing, wanted, TODAY, REGULATION, past_too=past_too)


def test_forming_the_same_again_changes_nothing() -> None:
    existing = [lesson(1, 0), lesson(2, 7)]
    answer = plan(existing, [slot(0), slot(7)])
    assert answer.keep == existing
    done = [*answer.create, *answer.move, *answer.cancel, *answer.delete, *answer.left_out]
    assert done == []
    assert [pair[0] for pair in answer.refresh] == existing


def test_a_row_that_changes_its_day_moves_free_lessons_inside_the_week() -> None:
    held = lesson(1, 0, holds_entry=True)
    free = lesson(2, 7)
    answer = plan([held, free], [slot(1), slot(8)])
    assert answer.keep == [held]
    assert answer.move == [(free, slot(8))]
    assert answer.create == [slot(1)]


def test_a_row_that_changes_its_bell_moves_its_own_lesson() -> None:
    first, second = lesson(1, 7, bell=1), lesson(2, 7, bell=2, row_id=71)
    answer = plan([first, second], [slot(7, 2, row=71), slot(7, 3)])
    assert answer.keep == [second]
    assert answer.move == [(first, slot(7, 3))]


def test_a_lesson_moved_by_hand_is_not_formed_a_second_time() -> None:
    moved = lesson(1, 7, bell=4, held_on=day(9), changed_by_hand=True)
    answer = plan([moved], [slot(7)])
    assert answer.keep == [moved]
    assert not answer.create
    assert not answer.refresh


def test_what_the_timetable_dropped_is_deleted_ahead_and_cancelled_when_its_day_has_come() -> None:
    ahead, today, closed = lesson(1, 1), lesson(2, 0), lesson(3, -11)
    answer = plan([ahead, today, closed], [])
    assert answer.delete == [ahead]
    assert answer.cancel == [today]
    assert answer.keep == [closed]


def test_no_lesson_is_formed_on_a_closed_day_unless_the_past_is_brought_in() -> None:
    wanted = [slot(-11), slot(-10)]
    assert plan([], wanted).create == [slot(-10)]
    assert plan([], wanted).left_out == [slot(-11)]
    assert plan([], wanted, past_too=True).create == wanted
    free = lesson(1, -9)
    assert plan([free], [slot(-11)], past_too=True).move == []


existing_lessons = st.lists(
    st.tuples(
        st.integers(-20, 20),
        st.integers(-5, 5),
        st.integers(1, 3),
        st.booleans(),
        st.booleans(),
        st.sampled_from([7, 8]),
    ),
    max_size=12,
)
wanted_lessons = st.sets(
    st.tuples(st.integers(-20, 20), st.integers(1, 3), st.sampled_from([7, 8])), max_size=12
)


@given(existing_lessons, wanted_lessons, st.booleans())
def test_the_plan_places_everything_once_and_touches_nothing_fixed(
    rows: list[tuple[int, int, int, bool, bool, int]],
    places: set[tuple[int, int, int]],
    past_too: bool,
) -> None:
    existing = [
        lesson(
            number,
            offset,
            bell,
            held_on=day(offset + shift if by_hand else offset),
            holds_entry=holds_entry,
            changed_by_hand=by_hand,
            page_id=page,
            row_id=page * 10 + bell,
        )
        for number, (offset, shift, bell, holds_entry, by_hand, page) in enumerate(rows, start=1)
    ]
    wanted = [slot(offset, bell, page * 10 + bell, page) for offset, bell, page in places]
    answer = plan(existing, wanted, past_too=past_too)

    moved = [one for one, _ in answer.move]
    touched = [*moved, *answer.cancel, *answer.delete]
    assert sorted(one.id for one in [*touched, *answer.keep]) == [one.id for one in existing]
    for one in [*touched, *(kept for kept, _ in answer.refresh)]:
        assert not one.holds_entry
        assert not one.changed_by_hand
        assert mark_window(one.held_on, TODAY, REGULATION).code != "window_closed"
    targets = [place for _, place in answer.move]
    new = [*targets, *answer.create, *answer.left_out]
    assert len(new) == len(set(new))
    assert set(new) <= set(wanted)
    assert len(new) + len(answer.keep) >= len(wanted)
    assert all(place.day >= day(-10) for place in targets)
    assert past_too or all(place.day >= day(-10) for place in answer.create)
