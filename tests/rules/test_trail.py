"""From what to what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo.rules.trail import HIDDEN, differences

pytestmark = pytest.mark.clause("1.4", "3.3")
values = st.dictionaries(
    st.sampled_from("abcdef"), st.one_of(st.none(), st.integers(), st.text(max_size=3))
)


def test_only_what_differs_is_told() -> None:
    assert differences({"mark": 4, "comment": "good"}, {"mark": 5, "comment": "good"}) == {
        "mark": (4, 5)
    }
    assert differences({}, {"mark": 5}) == {"mark": (None, 5)}
    assert differences({"mark": 5}, {}) == {"mark": (5, None)}


def test_a_secret_shows_that_it_changed_and_never_to_what() -> None:
    told = differences({"password_hash": "x"}, {"password_hash": "y"}, {"password_hash"})
    assert told == {"password_hash": (HIDDEN, HIDDEN)}
    assert differences({}, {"password_hash": "y"}, {"password_hash"}) == {
        "password_hash": (None, HIDDEN)
    }


@given(values, values)
def test_the_changes_lead_from_one_to_the_other_and_back(
    before: dict[str, object], after: dict[str, object]
) -> None:
    told = differences(before, after)
    replayed = {**before, **{name: new for name, (_, new) in told.items()}}
    names = {*before, *after}
    assert {name: replayed.get(name) for name in names} == {name: after.get(name) for name in names}
    assert differences(after, before) == {name: (new, old) for name, (old, new) in told.items()}
    assert differences(before, before) == {}
