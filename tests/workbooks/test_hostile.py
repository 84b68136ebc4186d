"""Whatever is uploaded ends in a sentence within seconds and without taking the server's memory."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sgo.config import ROOT
from sgo.errors import Refused
from sgo.sentences import SENTENCES
from sgo.workbooks import read_workbook
from tests.workbooks.hostile import MADE, MOST_MEGABYTES, MOST_SECONDS, book

ENDS = {
    **dict.fromkeys(MADE, "book_too_large"),
    **dict.fromkeys(
        (
            "lying_size",
            "many_entities",
            "entity_of_a_file",
            "many_attributes",
            "one_quoted_tag",
            "one_remark",
            "many_references",
            "cut_off",
            "random_after_zip",
            "random_bytes",
            "noughts",
            "page_of_markup",
            "text_of_quotes",
            "one_long_line",
        ),
        "book_not_read",
    ),
    "old_xls": "book_is_old",
    # What follows the cells is never looked at, and a sheet without cells is an empty one.
    "many_rules": "read 1",
    "no_sheet": "read 1",
}


@pytest.fixture(scope="module")
def ends(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, float, int]]:
    """How each file ended: its code, seconds of work, megabytes at most."""
    folder = tmp_path_factory.mktemp("hostile")
    run = subprocess.run(
        [sys.executable, "-m", "tests.workbooks.hostile", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [line.split("|") for line in run.stdout.splitlines()]
    return {name: (end, float(spent), int(most)) for name, end, spent, most in lines}


@pytest.mark.parametrize("name", MADE)
def test_a_file_made_to_harm_ends_soon(ends: dict[str, tuple[str, float, int]], name: str) -> None:
    assert name in ends, "the process was ended by its limits"
    end, spent, most = ends[name]
    assert end == ENDS[name]
    assert spent < MOST_SECONDS
    assert most < MOST_MEGABYTES


def end_of(data: bytes) -> str:
    """The code of the refusal, or "allowed" for rows."""
    try:
        sheets = read_workbook("книга.xlsx", data)
    except Refused as refusal:
        return refusal.verdict.code
    assert all(isinstance(row, list) for rows in sheets.values() for row in rows)
    return "allowed"


@given(st.binary(max_size=3000))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_rows_or_a_sentence(data: bytes) -> None:
    assert end_of(data) in SENTENCES


@given(st.integers(0, len(book()) - 1), st.binary(min_size=1, max_size=8))
@settings(max_examples=150, deadline=None)
def test_a_workbook_with_a_wound_is_rows_or_a_sentence(at: int, wound: bytes) -> None:
    whole = book()
    assert end_of(whole[:at] + wound + whole[at + len(wound) :]) in SENTENCES
