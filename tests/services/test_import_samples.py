"""Lists as centres keep them: what is right loads, what is wrong on purpose is told, nothing else."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.models import Guardian, MovementRecord, Staff, Student, TimetableRow
from sgo.services.imports.runs import load, outcome_of, preview, upload
from sgo.services.imports.undo import can_undo, undo
from sgo.vocabulary import ImportState, RowState
from tests import importing
from tests.importing import SAMPLES, admin, brought, contents, count, told, uploads

# EXPECTED.txt beside the files, by the row of the sheet: its number in column 1 and two rows more.
REFUSED = [
    ("students.xlsx", 42, "E", "snils_control_wrong"),
    ("students.xlsx", 44, "E", "snils_control_wrong"),
    ("students.xlsx", 66, "E", "snils_control_wrong"),
    ("students.xlsx", 80, "E", "snils_control_wrong"),
    ("students.xlsx", 81, "C", "birth_date_ahead"),
    ("students.xlsx", 102, "G", "no_such_group"),
    ("students.xlsx", 184, "C", "date_not_understood"),
    ("students.xlsx", 312, "B", "cell_empty"),
    ("students.xlsx", 351, "B", "repeats_row"),
    ("students.xlsx", 352, "B", "repeats_row"),
    ("students.xlsx", 353, "B", "repeats_row"),
    ("students.xlsx", 354, "B", "repeats_row"),
    ("students.xlsx", 355, "B", "repeats_row"),
    ("students.xlsx", 356, "B", "repeats_row"),
    ("timetable.xlsx", 11, "R", "teacher_busy"),
]


@pytest.mark.clause("2.1.2")
def test_the_sample_loads_but_for_what_is_wrong_on_purpose(session: Session) -> None:
    outcome = brought(session, admin(session), uploads(SAMPLES))
    assert told(outcome) == sorted(
        (file, row, column, "refused", code) for file, row, column, code in REFUSED
    )
    assert outcome.count(RowState.CHANGED, RowState.UNCHANGED, RowState.SKIPPED) == 0
    assert [(note.file, note.verdict.code) for note in outcome.notes] == [
        ("lesson_plan_cp1251.csv", "plans_not_loaded")
    ]
    assert (count(session, Staff), count(session, Student)) == (26, 340)
    assert count(session, MovementRecord) == 340
    assert outcome.loaded["groups"] == 16
    repeats = [one for one in outcome.refusals if one.verdict.code == "repeats_row"]
    assert [one.verdict.parameters["row"] - 2 for one in repeats] == [103, 336, 47, 144, 245, 218]


def test_the_sample_twice_changes_nothing(session: Session) -> None:
    who = admin(session)
    first = brought(session, who, uploads(SAMPLES))
    before = contents(session)
    again = brought(session, who, uploads(SAMPLES))
    assert not again.loaded
    assert again.count(RowState.NEW, RowState.CHANGED, RowState.DOUBTFUL) == 0
    assert again.count(RowState.UNCHANGED) == first.count(RowState.NEW)
    assert told(again) == told(first)
    assert contents(session) == before


def test_a_preview_says_what_the_load_does_and_writes_nothing(session: Session) -> None:
    who = admin(session)
    before = contents(session)
    run = upload(session, who, uploads(SAMPLES), importing.NOW)
    seen = preview(session, who, run.id, importing.NOW)
    assert contents(session) == before
    assert outcome_of(run) == seen
    done = load(session, who, run.id, importing.NOW)
    assert done == seen
    assert (run.state, run.files, run.counts) == (
        ImportState.LOADED,
        [],
        {"new": done.count(RowState.NEW), "refused": done.count(RowState.REFUSED)},
    )


def test_a_load_is_undone_whole(session: Session) -> None:
    who = admin(session)
    before = contents(session)
    run = upload(session, who, uploads(SAMPLES), importing.NOW)
    load(session, who, run.id, importing.NOW)
    assert count(session, TimetableRow) > 50
    assert can_undo(session, who, run.id).allowed
    undo(session, who, run.id, importing.NOW)
    assert contents(session) == before
    assert (run.state, run.outcome) == (ImportState.UNDONE, {})


def test_guardians_of_the_sample_have_their_phones(session: Session) -> None:
    brought(session, admin(session), uploads(SAMPLES))
    phones = list(session.scalars(select(Guardian.phone)))
    assert all(phone is not None and phone.startswith("+79") for phone in phones)
    born = session.scalars(select(Student.birth_date).where(Student.surname == "Морозов")).first()
    assert born == date(2008, 3, 9)
