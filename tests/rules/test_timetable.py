"""Slots that clash, and the dates a row gives."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo.rules.calendar import days_of, teaching_days
from sgo.rules.timetable import (
    CLASH_LABELS,
    ClashKind,
    Slot,
    check_row,
    clash_verdict,
    clashes,
    cut,
    lesson_dates,
    may_change_from,
    row_days,
)
from sgo.sentences import sentence

SLOT = Slot(
    id=1,
    weekday=1,
    bell_number=3,
    valid_from=date(2026, 9, 1),
    valid_to=date(2026, 12, 31),
    teacher_id=10,
    room_id=20,
    group_id=30,
)
OTHER = replace(SLOT, id=2, teacher_id=11, room_id=21, group_id=31)


@pytest.mark.parametrize(
    ("change", "kinds"),
    [
        ({}, []),
        ({"teacher_id": 10}, ["teacher"]),
        ({"room_id": 20}, ["room"]),
        ({"group_id": 30}, ["group"]),
        ({"teacher_id": 10, "room_id": 20, "group_id": 30}, ["teacher", "room", "group"]),
        ({"teacher_id": 10, "weekday": 2}, []),
        ({"teacher_id": 10, "bell_number": 4}, []),
        ({"teacher_id": 10, "valid_from": date(2026, 12, 31)}, ["teacher"]),
        ({"teacher_id": 10, "valid_from": date(2027, 1, 1), "valid_to": None}, []),
        ({"teacher_id": 10, "valid_from": date(2026, 1, 1), "valid_to": None}, ["teacher"]),
        ({"teacher_id": 10, "id": 1}, []),
    ],
)
def test_what_is_twice_in_one_slot(change: dict[str, object], kinds: list[str]) -> None:
    other = replace(OTHER, **change)  # type: ignore[arg-type]
    assert [clash.kind for clash in clashes(SLOT, [other])] == kinds
    assert [clash.kind for clash in clashes(other, [SLOT])] == kinds


def test_an_absent_room_or_teacher_is_in_nobodys_way() -> None:
    bare = replace(SLOT, id=None, room_id=None, teacher_id=None, group_id=99)
    assert clashes(bare, [replace(bare, id=5, group_id=98)]) == []


def test_two_unsaved_rows_are_not_the_same_row() -> None:
    new = replace(SLOT, id=None)
    assert len(clashes(new, [new])) == 3


@pytest.mark.parametrize("kind", ClashKind)
def test_the_refusal_names_the_other_entry(kind: ClashKind) -> None:
    verdict = clash_verdict(kind, "Invented name", "Group 7, Drawing", 3)
    assert not verdict.allowed
    assert verdict.code == f"{kind}_busy"
    assert "Group 7, Drawing" in sentence(verdict)
    assert CLASH_LABELS[kind]


@pytest.mark.clause("4.4")
def test_lessons_form_inside_terms_and_group_and_the_rest_is_reported() -> None:
    teaching = teaching_days(
        date(2026, 9, 1), date(2026, 10, 31), days_of([(date(2026, 9, 14), date(2026, 9, 14))]), {}
    )
    terms = [(date(2026, 9, 1), date(2026, 10, 16))]
    dates, left_out = lesson_dates(
        replace(SLOT, valid_to=date(2026, 10, 25)),
        teaching,
        terms,
        (date(2026, 9, 8), date(2026, 12, 1)),
    )
    assert dates == [
        date(2026, 9, 21),
        date(2026, 9, 28),
        date(2026, 10, 5),
        date(2026, 10, 12),
    ]
    assert [(one.day, one.reason.code) for one in left_out] == [
        (date(2026, 9, 7), "outside_group_dates"),
        (date(2026, 10, 19), "outside_terms"),
    ]


@given(st.integers(1, 7), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_each_valid_teaching_day_is_taught_or_reported(
    weekday: int, valid: int, term: int, group: int
) -> None:
    first = date(2026, 9, 1)
    teaching = teaching_days(first, first + timedelta(days=60), set(), {})
    row = replace(SLOT, weekday=weekday, valid_to=first + timedelta(days=valid))
    dates, left_out = lesson_dates(
        row,
        teaching,
        [(first, first + timedelta(days=term))],
        (first, first + timedelta(days=group)),
    )
    due = [day for day in teaching if day.isoweekday() == weekday and day <= row.valid_to]
    assert sorted([*dates, *(one.day for one in left_out)]) == due
    assert all((day - first).days <= min(term, group) for day in dates)


def test_a_row_is_valid_on_a_day_of_its_group() -> None:
    group = (date(2026, 9, 1), date(2026, 12, 31))
    assert check_row(SLOT, group).allowed
    assert check_row(replace(SLOT, valid_to=date(2026, 8, 31)), group).code == "ends_before_begin"
    for hours, allowed in ((0, False), (1, True), (12, True), (13, False)):
        verdict = check_row(replace(SLOT, hours=hours), group)
        assert (verdict.allowed, verdict.field) == (allowed, None if allowed else "hours"), hours
    after = replace(SLOT, valid_from=date(2027, 1, 1), valid_to=None)
    assert check_row(after, group).code == "row_outside_group"


@pytest.mark.clause("2.1.3")
@pytest.mark.parametrize(
    ("change", "group_dates", "days"),
    [
        ({}, (date(2026, 12, 14), date(2027, 5, 29)), [14, 21, 28]),
        ({"weekday": 7}, (date(2026, 12, 14), date(2026, 12, 27)), [20, 27]),
        ({"valid_to": None}, (date(2026, 9, 1), date(2026, 9, 14)), [7, 14]),
        ({"valid_from": date(2026, 12, 22)}, (date(2026, 9, 1), date(2027, 5, 29)), [28]),
        ({"valid_to": date(2026, 9, 6)}, (date(2026, 9, 1), date(2027, 5, 29)), []),
        ({}, (date(2027, 1, 11), date(2027, 5, 29)), []),
    ],
)
def test_the_days_that_a_row_holds_lie_in_its_dates_and_its_groups(
    change: dict[str, object], group_dates: tuple[date, date], days: list[int]
) -> None:
    row = replace(SLOT, **change)  # type: ignore[arg-type]
    assert [day.day for day in row_days(row, group_dates)] == days


@given(
    st.dates(date(2026, 9, 1), date(2027, 5, 1)),
    st.integers(0, 200),
    st.integers(1, 7),
)
def test_every_day_of_a_row_is_of_its_weekday_and_none_is_left_out(
    valid_from: date, length: int, weekday: int
) -> None:
    valid_to = valid_from + timedelta(days=length)
    course = (date(2026, 9, 1), date(2027, 5, 29))
    row = replace(SLOT, weekday=weekday, valid_from=valid_from, valid_to=valid_to)
    wanted = [
        day
        for day in sorted(days_of([course]))
        if day.isoweekday() == weekday and valid_from <= day <= valid_to
    ]
    assert row_days(row, course) == wanted


@pytest.mark.clause("2.1.3")
@pytest.mark.parametrize(
    ("from_on", "valid_from", "valid_to", "code"),
    [
        (date(2026, 11, 22), None, None, "timetable_past"),
        (date(2026, 11, 23), None, None, "allowed"),
        (date(2026, 11, 23), date(2026, 9, 1), None, "allowed"),
        (date(2026, 11, 23), date(2026, 9, 1), date(2026, 11, 23), "allowed"),
        (date(2026, 11, 24), date(2026, 9, 1), date(2026, 11, 23), "row_over"),
        (date(2026, 11, 22), date(2026, 9, 1), date(2026, 11, 1), "timetable_past"),
    ],
)
def test_a_change_begins_today_or_later_and_inside_its_row(
    from_on: date, valid_from: date | None, valid_to: date | None, code: str
) -> None:
    verdict = may_change_from(from_on, date(2026, 11, 23), valid_from, valid_to)
    assert verdict.code == code
    assert verdict.allowed is (code == "allowed")
    assert sentence(verdict)


@pytest.mark.clause("2.1.3")
@given(st.dates(date(2026, 9, 1), date(2027, 5, 29)), st.integers(-60, 60))
def test_a_cut_leaves_no_day_out_and_none_twice(valid_from: date, later: int) -> None:
    from_on = valid_from + timedelta(days=later)
    where = cut(from_on, valid_from)
    if where.ends_on is None:
        assert where.begins_on == valid_from >= from_on
    else:
        assert valid_from <= where.ends_on
        assert where.begins_on == where.ends_on + timedelta(days=1) == from_on
