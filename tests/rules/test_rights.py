"""Who stands near enough: clauses 4.1, 4.5, 4.8, 3.3 and decisions 12 and 28."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo.rules.rights import (
    may_open_page,
    may_read_lesson,
    may_read_student,
    may_write_lesson,
    may_write_period_marks,
)

BOTH = (False, True)


@pytest.mark.clause("1.3c", "4.1", "4.5")
@pytest.mark.parametrize(("is_curator", "teaches", "oversees"), list(product(BOTH, repeat=3)))
def test_a_page_opens_to_its_curator_its_teachers_and_those_who_oversee(
    is_curator: bool, teaches: bool, oversees: bool
) -> None:
    verdict = may_open_page(is_curator=is_curator, teaches=teaches, oversees=oversees)
    assert verdict.allowed is (is_curator or teaches or oversees)
    assert verdict.allowed or (verdict.code, verdict.clause) == ("page_of_others", "4.5")


@pytest.mark.clause("4.5")
def test_a_substitute_reads_the_lesson_and_not_the_page() -> None:
    assert may_read_lesson(is_curator=False, teaches=False, holds_lesson=True).allowed
    assert not may_read_lesson(is_curator=False, teaches=False, holds_lesson=False).allowed
    assert not may_open_page(is_curator=False, teaches=False).allowed
    assert may_read_lesson(is_curator=True, teaches=False, holds_lesson=False).allowed


@pytest.mark.clause("3.3", "4.1", "4.5")
@pytest.mark.parametrize(
    ("teaches", "substitute", "substituted", "code"),
    [
        (True, False, False, "allowed"),
        (True, False, True, "substitute_writes"),
        (False, True, True, "writes_as_substitute"),
        (True, True, True, "writes_as_substitute"),
        (False, False, False, "lesson_of_others"),
        (False, False, True, "lesson_of_others"),
    ],
)
def test_who_writes_a_lesson(teaches: bool, substitute: bool, substituted: bool, code: str) -> None:
    verdict = may_write_lesson(
        teaches_on_that_day=teaches, is_substitute=substitute, has_substitute=substituted
    )
    assert verdict.code == code
    assert verdict.allowed is (code in {"allowed", "writes_as_substitute"})


@pytest.mark.clause("3.3")
def test_period_marks_are_set_by_who_teaches_the_page() -> None:
    assert may_write_period_marks(teaches_now=True).allowed
    assert may_write_period_marks(teaches_now=False).code == "page_is_read_only"


@pytest.mark.clause("1.3c", "4.8")
@given(st.integers(1, 9), st.one_of(st.none(), st.integers(1, 9)), st.frozensets(st.integers(1, 9)))
def test_a_family_reads_its_own_student_only(
    student: int, own: int | None, children: frozenset[int]
) -> None:
    verdict = may_read_student(student, own_student_id=own, children=children)
    assert verdict.allowed is (student == own or student in children)
    assert verdict.allowed or (verdict.code, verdict.clause) == ("student_of_others", "4.8")


@pytest.mark.clause("1.3c", "4.8")
def test_without_a_tie_nothing_is_read() -> None:
    assert not may_read_student(1).allowed
