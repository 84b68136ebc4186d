"""A row that may speak of somebody known waits for a person to decide; a number of somebody else is refused."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.models import Student
from sgo.services.imports.runs import load, preview, upload
from sgo.vocabulary import Decision, RowState
from tests.importing import NOW, brought, contents, count
from tests.services.import_lists import MARIA, MARYA, YEGOR, altered, decided, list_of

DOUBTS = [
    (MARYA, "doubt_near_name", True),
    (altered(MARIA, B="Белова Мария", E=None), "doubt_near_name", True),
    (altered(MARIA, C="03.01.2011", E=None), "doubt_other_birth", True),
    (altered(MARIA, C="03.01.2011"), "doubt_snils_other_birth", False),
    (altered(MARIA, B="Светлова Мария Ильинична"), "doubt_snils_other_name", False),
    (altered(MARIA, E="112-233-445 95"), "doubt_other_snils", False),
]


@pytest.mark.clause("2.1.2")
@pytest.mark.parametrize(("row", "code", "maybe_another"), DOUBTS)
def test_a_likely_person_is_for_somebody_to_decide(
    session: Session, loader: Viewer, row: list[Any], code: str, maybe_another: bool
) -> None:
    before = contents(session)
    run = upload(session, loader, list_of(row), NOW)
    (found,) = preview(session, loader, run.id, NOW).rows
    assert found.state is RowState.DOUBTFUL
    assert found.doubt is not None
    assert (found.doubt.verdict.code, found.doubt.stored) == (
        code,
        "Белова Мария Ильинична, 03.01.2012",
    )
    assert (Decision.ANOTHER in found.doubt.choices) is maybe_another
    load(session, loader, run.id, NOW)
    assert contents(session) == before, "nobody decided: nothing is written"


@pytest.mark.parametrize(("row", "code", "maybe_another"), DOUBTS)
def test_the_same_person_takes_what_the_row_says(
    session: Session, loader: Viewer, row: list[Any], code: str, maybe_another: bool
) -> None:
    before = count(session, Student)
    outcome = decided(session, loader, row, Decision.SAME)
    # A patronymic that the row leaves out is not taken away from the card.
    shorter = row[1] == "Белова Мария"
    expected = RowState.UNCHANGED if shorter else RowState.CHANGED
    assert [one.state for one in outcome.rows] == [expected], code
    assert count(session, Student) == before
    again = brought(session, loader, list_of(row))
    assert [one.state for one in again.rows] == [
        RowState.DOUBTFUL if shorter else RowState.UNCHANGED
    ]


@pytest.mark.parametrize(("row", "code", "maybe_another"), DOUBTS)
def test_another_person_is_new_unless_the_number_is_one(
    session: Session, loader: Viewer, row: list[Any], code: str, maybe_another: bool
) -> None:
    (found,) = decided(session, loader, row, Decision.ANOTHER).rows
    if maybe_another:
        assert found.state is RowState.NEW
        assert [one.state for one in brought(session, loader, list_of(row)).rows] == [
            RowState.UNCHANGED
        ]
    else:
        assert [one.verdict.code for one in found.refusals] == ["cannot_be_another"], code


def test_a_number_of_somebody_else_is_refused(session: Session, loader: Viewer) -> None:
    outcome = brought(session, loader, list_of(altered(YEGOR, E=MARIA[4])))
    (cell,) = outcome.refusals
    assert (cell.column, cell.verdict.code) == ("E", "snils_of_other")
    assert cell.verdict.parameters == {"name": "Белова Мария Ильинична"}


def test_a_number_learnt_from_a_row_is_known_to_the_next(session: Session, loader: Viewer) -> None:
    number = "112-233-445 95"
    other = altered(YEGOR, B="Серов Юрий Львович", E=number, I=None, M=None)
    outcome = brought(session, loader, list_of(altered(YEGOR, E=number), other))
    assert [row.state for row in outcome.rows] == [RowState.CHANGED, RowState.DOUBTFUL]


def test_a_row_may_be_left_out(session: Session, loader: Viewer) -> None:
    before = contents(session)
    outcome = decided(session, loader, MARYA, Decision.SKIP)
    assert [row.state for row in outcome.rows] == [RowState.SKIPPED]
    assert contents(session) == before
