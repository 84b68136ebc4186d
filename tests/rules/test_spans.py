"""Stretches of days, against sets of days."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sgo.rules.spans import Span, covers, overlap

START = date(2026, 1, 1)
HORIZON = 40
spans = st.tuples(st.integers(0, 30), st.one_of(st.none(), st.integers(0, 9)))


def span(numbers: tuple[int, int | None]) -> Span:
    first, length = numbers
    from_on = START + timedelta(days=first)
    return Span(from_on, None if length is None else from_on + timedelta(days=length))


def as_set(stretch: Span) -> set[date]:
    every = (START + timedelta(days=number) for number in range(HORIZON))
    return {day for day in every if covers(*stretch, day)}


@given(spans, spans)
def test_stretches_overlap_when_they_share_a_day(
    first: tuple[int, int | None], second: tuple[int, int | None]
) -> None:
    one, other = span(first), span(second)
    assert overlap(one, other) is bool(as_set(one) & as_set(other))
    assert overlap(one, other) is overlap(other, one)
