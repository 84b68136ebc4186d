"""What is typed into a cell, and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo.rules.cells import CellText, format_cell, parse_cell
from sgo.verdicts import Verdict
from sgo.vocabulary import AttendanceCode

A = AttendanceCode
ALL = frozenset(AttendanceCode)
WITHOUT_ILL = ALL - {A.ILL}
pytestmark = pytest.mark.clause("1.3a")


@pytest.mark.parametrize(
    ("text", "attendance", "marks"),
    [
        ("", None, ()),
        ("  ", None, ()),
        ("-", None, ()),
        ("5", None, (5,)),
        (" 2 ", None, (2,)),
        ("5/4", None, (5, 4)),
        ("5 / 4", None, (5, 4)),
        ("5 4", None, (5, 4)),
        ("5.4", None, (5, 4)),
        ("-/4", None, (None, 4)),
        ("–/4", None, (None, 4)),
        ("5/-", None, (5,)),
        ("н", A.ABSENT, ()),
        ("Н", A.ABSENT, ()),
        ("y", A.ABSENT, ()),
        ("н/4", A.ABSENT, (4,)),
        ("4/н", A.ABSENT, (4,)),
        ("н н", A.ABSENT, ()),
        ("5/н/4", A.ABSENT, (5, 4)),
        ("н/-/4", A.ABSENT, (None, 4)),
        ("у", A.EXCUSED, ()),
        ("e", A.EXCUSED, ()),
        ("нп", A.UNEXCUSED, ()),
        ("YG", A.UNEXCUSED, ()),
        ("п", A.UNEXCUSED, ()),
        ("g", A.UNEXCUSED, ()),
        ("оп", A.LATE, ()),
        ("jg", A.LATE, ()),
        ("о/5", A.LATE, (5,)),
        ("j", A.LATE, ()),
        ("ос", A.EXEMPT, ()),
        ("с", A.EXEMPT, ()),
        ("c", A.EXEMPT, ()),
        ("б", A.ILL, ()),
        (",", A.ILL, ()),
    ],
)
def test_what_can_be_typed(
    text: str, attendance: AttendanceCode | None, marks: tuple[int | None, ...]
) -> None:
    assert parse_cell(text, 2, ALL) == CellText(attendance, marks)


@pytest.mark.parametrize(
    ("text", "works", "code"),
    [
        ("1", 1, "mark_off_scale"),
        ("6", 1, "mark_off_scale"),
        ("0", 1, "mark_off_scale"),
        ("45", 2, "mark_off_scale"),
        ("٥", 1, "cell_not_understood"),
        ("²", 1, "cell_not_understood"),
        ("x", 1, "cell_not_understood"),
        ("5//4", 2, "cell_not_understood"),
        ("н" * 41, 1, "cell_not_understood"),
        ("=1+1", 1, "cell_not_understood"),
        ("н/у", 1, "two_codes"),
        ("5/4", 1, "more_marks_than_works"),
        ("-/-/4", 2, "more_marks_than_works"),
        ("5", 0, "more_marks_than_works"),
        ("ос/5", 1, "mark_beside_exempt"),
        ("б", 1, "code_switched_off"),
    ],
)
def test_what_cannot(text: str, works: int, code: str) -> None:
    answer = parse_cell(text, works, WITHOUT_ILL)
    assert isinstance(answer, Verdict)
    assert (answer.allowed, answer.code, answer.field) == (False, code, "text")


def test_the_refusal_lists_the_codes_that_are_switched_on() -> None:
    answer = parse_cell("x", 1, WITHOUT_ILL)
    assert isinstance(answer, Verdict)
    assert answer.parameters["signs"] == "н, у, нп, оп, ос"


codes = st.one_of(st.none(), st.sampled_from(AttendanceCode))
marks = st.lists(st.one_of(st.none(), st.integers(2, 5)), max_size=8)


@given(codes, marks)
def test_what_is_written_reads_back_as_the_same(
    attendance: AttendanceCode | None, given_marks: list[int | None]
) -> None:
    while given_marks and given_marks[-1] is None:
        given_marks.pop()
    text = format_cell(attendance, given_marks)
    answer = parse_cell(text, 8, ALL)
    if attendance is A.EXEMPT and given_marks:
        assert isinstance(answer, Verdict)
    else:
        assert answer == CellText(attendance, tuple(given_marks))


@given(st.text(max_size=60), st.integers(0, 5))
def test_any_text_is_answered(text: str, works: int) -> None:
    answer = parse_cell(text, works, WITHOUT_ILL)
    if isinstance(answer, CellText):
        assert len(answer.marks) <= works
        assert answer.attendance is not A.ILL
        shown = format_cell(answer.attendance, answer.marks)
        assert parse_cell(shown, works, WITHOUT_ILL) == answer
    else:
        assert not answer.allowed
