"""A load on its way: what it changes, who may run it, what of it is kept and for how long."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.errors import Conflict, Forbidden, Missing, Refused
from sgo.models import AuditEvent, Guardian, ImportFile, ImportRun, Staff, Student
from sgo.services.imports.runs import (
    Upload,
    cancel,
    fail,
    forget_uploads,
    load,
    outcome_of,
    preview,
    run_of,
    upload,
)
from sgo.vocabulary import ImportState, Role, RowState
from tests import books
from tests.importing import NOW, admin, brought, count, told, viewer
from tests.services.import_lists import YEGOR, altered, book, list_of, whole


def test_a_changed_row_says_each_cell_and_writes_it(session: Session, loader: Viewer) -> None:
    row = altered(YEGOR, F="х. Новый, 5", H="бюджет", K="8 918 999-88-77")
    outcome = brought(session, loader, list_of(row))
    (found,) = outcome.rows
    assert found.state is RowState.CHANGED
    assert [(one.field, one.before, one.after) for one in found.changes] == [
        ("address", "ст. Степная", "х. Новый, 5"),
        ("funding", "contract", "budget"),
        ("guardian1_phone", "+79181234567", "+79189998877"),
    ]
    yegor = session.scalars(select(Student).where(Student.given_name == "Егор")).one()
    assert yegor.address == "х. Новый, 5"
    assert count(session, Guardian) == 2


def test_an_empty_cell_takes_nothing_away(session: Session, loader: Viewer) -> None:
    outcome = brought(session, loader, list_of([1, "Белов Егор Ильич", "09.03.2010", "м", None, None,
                                             "ПОВ-26-1", None]))  # fmt: skip
    assert [row.state for row in outcome.rows] == [RowState.UNCHANGED]


def test_a_member_of_staff_is_met_again(session: Session, loader: Viewer) -> None:
    rows = [books.STAFF[2], [1, "Зимин Пётр Ильич", "завуч", date(1988, 3, 18)]]
    (found,) = brought(session, loader, [book({"Кадры": rows})]).rows
    assert [(one.field, one.after) for one in found.changes] == [("position", "завуч")]
    assert count(session, Staff) == 4


def test_the_bytes_stay_no_longer_than_they_must(session: Session, loader: Viewer) -> None:
    waits = upload(session, loader, list_of(YEGOR), NOW)
    given_up = upload(session, loader, list_of(YEGOR), NOW)
    broken = upload(session, loader, list_of(YEGOR), NOW)
    done = upload(session, loader, list_of(altered(YEGOR, C="31.02.2010")), NOW)
    cancel(session, loader, given_up.id, NOW)
    fail(session, loader, broken.id, NOW)
    load(session, loader, done.id, NOW)
    assert set(session.scalars(select(ImportFile.run_id))) == {waits.id}
    assert told(outcome_of(done)) != []
    assert forget_uploads(session, NOW + timedelta(days=1)) == 0
    assert forget_uploads(session, NOW + timedelta(days=1, seconds=1)) > 0
    assert count(session, ImportFile) == 0
    for run in session.scalars(select(ImportRun)):
        assert (run.outcome, run.choices) == ({}, {})
    assert (waits.state, done.state) == (ImportState.CANCELLED, ImportState.LOADED)
    assert forget_uploads(session, NOW + timedelta(days=3)) == 0


def test_a_run_is_loaded_once_by_whoever_saw_it_last(session: Session, loader: Viewer) -> None:
    run = upload(session, loader, list_of(YEGOR), NOW)
    seen = run.version
    preview(session, loader, run.id, NOW)
    with pytest.raises(Conflict):
        load(session, loader, run.id, NOW, version=seen)
    load(session, loader, run.id, NOW, version=run.version)
    for act in (load, preview, cancel):
        with pytest.raises(Refused, match="import_is_over"):
            act(session, loader, run.id, NOW)


def test_only_the_technical_admin_loads_lists(session: Session, loader: Viewer) -> None:
    run = upload(session, loader, list_of(YEGOR), NOW)
    for role in (Role.COORDINATOR, Role.DIRECTOR, Role.TEACHER):
        other = viewer(session, role, login=role.value)
        with pytest.raises(Forbidden):
            upload(session, other, list_of(YEGOR), NOW)
        with pytest.raises(Forbidden):
            run_of(session, other, run.id)
    with pytest.raises(Missing):
        run_of(session, loader, run.id + 100)


def test_a_load_stands_in_the_trail_by_who_and_when(session: Session, loader: Viewer) -> None:
    run = upload(session, loader, list_of(altered(YEGOR, F="х. Новый")), NOW)
    load(session, loader, run.id, NOW)
    events = session.scalars(select(AuditEvent).where(AuditEvent.act_id == run.act_id)).all()
    assert {event.subject for event in events} == {"students", "import_runs"}
    assert {event.account_id for event in events} == {loader.account_id}


def test_files_that_cannot_be_read_are_told_beside_the_others(
    session: Session, loader: Viewer
) -> None:
    run = upload(session, loader, [Upload("а.xlsx", b"PK\x03\x04"), *list_of(YEGOR)], NOW)
    outcome = load(session, loader, run.id, NOW)
    assert [(one.file, one.verdict.code) for one in outcome.refusals] == [
        ("а.xlsx", "book_not_read")
    ]
    with pytest.raises(Refused, match="book_empty"):
        upload(session, loader, [Upload("а.xlsx", b"")], NOW)
    with pytest.raises(Refused, match="no_files"):
        upload(session, loader, [], NOW)


def test_progress_is_told_after_each_table(session: Session) -> None:
    loader, steps = admin(session), []
    run = upload(session, loader, whole(), NOW)
    load(session, loader, run.id, NOW, tell=lambda done, of: steps.append((done, of)))
    assert steps == sorted(steps)
    assert len(steps) >= 6
    assert steps[-1][0] == steps[-1][1]


def test_queries_do_not_grow_with_the_known_rows(
    session: Session, loader: Viewer, count_queries: Any
) -> None:
    costs = []
    for length in (1, 40):
        rows = [
            altered(YEGOR, A=number, B=f"Серов Юрий {chr(1072 + number)}ович", I=None, M=None)
            for number in range(length)
        ]
        brought(session, loader, list_of(*rows))
        run = upload(session, loader, list_of(*rows), NOW)
        count_queries.statements.clear()
        preview(session, loader, run.id, NOW)
        costs.append(len(count_queries))
    assert costs[0] == costs[1] <= 60
