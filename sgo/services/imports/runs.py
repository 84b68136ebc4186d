"""A load of files from its upload to its end: looked at, set right, loaded, undone.

    upload -> (choose, preview, decide)* -> load -> undo
    upload -> cancel

A preview is the load itself in a savepoint that is rolled back, so that the two cannot differ.
The caller commits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, undefer
from sqlalchemy.orm.exc import StaleDataError

from sgo.access.permissions import Permission
from sgo.access.scopes import scope
from sgo.access.viewer import Viewer
from sgo.errors import Conflict, Missing, Refused, refuse
from sgo.models import ImportFile, ImportRun
from sgo.names import tidy
from sgo.services.bulk_acts import new_act_id
from sgo.services.guard import acting_as, record_event
from sgo.services.imports.cells import RefusedCell, Sheet, distinct
from sgo.services.imports.fields import fields_of
from sgo.services.imports.layout import Table, tables_of
from sgo.services.imports.load import Choices, Tell, load_sheets
from sgo.services.imports.outcome import Outcome, packed, unpacked
from sgo.vocabulary import Decision, ImportState, ListKind, RowState
from sgo.workbooks import read_workbook

MOST_FILES = 20
KEPT = timedelta(days=1)
"""How long files wait for their load."""
OPEN = frozenset({ImportState.UPLOADED, ImportState.PREVIEWED})


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it comes: its name and its bytes."""

    name: str
    data: bytes


def upload(session: Session, viewer: Viewer, files: Sequence[Upload], now: datetime) -> ImportRun:
    """Receive files; one that cannot be read is refused at once and the others wait.

    Raises Forbidden, and Refused when none can be read (with the reason of the first).
    """
    if not files:
        raise refuse("no_files", field="files")
    if len(files) > MOST_FILES:
        raise refuse("too_many_files", field="files", most=MOST_FILES)
    forget_uploads(session, now)
    with acting_as(session, viewer, Permission.LISTS_IMPORT, now):
        names = distinct([PurePath(tidy(file.name)).name[:200] or "1" for file in files])
        refusals: list[Refused] = []
        outcome = Outcome()
        kept: list[ImportFile] = []
        for position, (name, file) in enumerate(zip(names, files, strict=True)):
            try:
                read_workbook(name, file.data)
            except Refused as refusal:
                refusals.append(refusal)
                outcome.refusals.append(RefusedCell(name, "", None, "", "", refusal.verdict))
                continue
            kept.append(ImportFile(position=position, name=name, data=file.data))
        if not kept:
            raise refusals[0]
        run = ImportRun(
            account_id=viewer.account_id,
            started_at=now,
            file_names=names,
            outcome=packed(outcome),
            files=kept,
        )
        session.add(run)
        session.flush()
        record_event(session, "import_runs", str(run.id), {"state": [None, run.state.value]})
    return run


def run_of(session: Session, viewer: Viewer, run_id: int) -> ImportRun:
    """The run; raises Forbidden, or Missing when there is none."""
    viewer.role_for(Permission.LISTS_IMPORT)
    run = session.scalars(
        scope(select(ImportRun), ImportRun, viewer).where(ImportRun.id == run_id)
    ).one_or_none()
    if run is None:
        raise Missing("import run")
    return run


def runs(session: Session, viewer: Viewer, most: int = 50) -> list[ImportRun]:
    """The latest runs, the last one first."""
    viewer.role_for(Permission.LISTS_IMPORT)
    return list(
        session.scalars(
            scope(select(ImportRun), ImportRun, viewer)
            .order_by(ImportRun.started_at.desc(), ImportRun.id.desc())
            .limit(most)
        )
    )


def layouts(session: Session, viewer: Viewer, run_id: int) -> list[Table]:
    """Every table of the files as it would be read: which list, which column is which thing.

    `Table.shown_columns()` is what a person looks at; `choose` sets it otherwise.
    """
    run = _waiting(session, viewer, run_id)
    choices = _choices(run)
    return [
        table
        for sheet in _sheets(session, run)
        for table in tables_of(sheet, viewer.today, choices.layouts, choices.decisions)
    ]


def choose(
    session: Session,
    viewer: Viewer,
    run_id: int,
    table_key: str,
    kind: ListKind | None,
    columns: Mapping[int, str],
    *,
    version: int | None = None,
) -> ImportRun:
    """Say what a table is (None: no list at all) and what its columns are ("": left out).

    Raises Refused when two columns are the same thing, Missing for a thing that the list has not.
    """
    run = _waiting(session, viewer, run_id, version)
    named = [name for name in columns.values() if name and name != "lesson"]
    known = {"lesson", *(fields_of(kind) if kind else ())}
    if not known.issuperset(named) or min(columns, default=0) < 0:
        raise Missing("column")
    if len(named) != len(set(named)):
        raise refuse("column_twice", field="columns")
    layout = {
        "kind": kind.value if kind else None,
        "columns": {str(place): name for place, name in columns.items()},
    }
    run.choices = {
        **run.choices,
        "layouts": {**run.choices.get("layouts", {}), table_key: layout},
    }
    run.state = ImportState.UPLOADED
    session.flush()
    return run


def decide(
    session: Session,
    viewer: Viewer,
    run_id: int,
    decisions: Mapping[str, Decision | None],
    *,
    version: int | None = None,
) -> ImportRun:
    """Say of doubtful rows (by `RowOutcome.key`) who is meant; None takes the word back."""
    run = _waiting(session, viewer, run_id, version)
    kept = dict(run.choices.get("decisions", {}))
    for key, decision in decisions.items():
        kept.pop(key, None)
        if decision is not None:
            kept[key] = decision.value
    run.choices = {**run.choices, "decisions": kept}
    run.state = ImportState.UPLOADED
    session.flush()
    return run


def preview(
    session: Session, viewer: Viewer, run_id: int, now: datetime, tell: Tell | None = None
) -> Outcome:
    """What a load would do, row by row; kept with the run until it is loaded."""
    run = _waiting(session, viewer, run_id)
    looking = session.begin_nested()
    try:
        outcome = _load(session, viewer, run, now, None, tell)
    finally:
        looking.rollback()
    run = _waiting(session, viewer, run_id)
    _keep(run, outcome, ImportState.PREVIEWED)
    session.flush()
    return outcome


def load(
    session: Session,
    viewer: Viewer,
    run_id: int,
    now: datetime,
    *,
    version: int | None = None,
    tell: Tell | None = None,
) -> Outcome:
    """Load what is accepted, in this one transaction; doubtful rows that nobody decided stay out.

    Raises Refused when the run is loaded or cancelled already, Conflict when somebody else has
    changed it or wrote the same rows at this moment, Forbidden.
    """
    run = _waiting(session, viewer, run_id, version)
    run.act_id = new_act_id()
    try:
        # Of two who load the same run, the second waits here and finds it loaded.
        session.flush()
        outcome = _load(session, viewer, run, now, run.act_id, tell)
    except (StaleDataError, IntegrityError) as error:
        raise Conflict({}, version) from error
    with acting_as(session, viewer, Permission.LISTS_IMPORT, now, bulk=run.act_id):
        before = run.state
        _keep(run, outcome, ImportState.LOADED)
        run.loaded_at = now
        run.files.clear()
        run.choices = {}
        _record(session, run, before)
    return outcome


def outcome_of(run: ImportRun) -> Outcome:
    """What the last preview or the load found; empty once it is wiped."""
    return unpacked(run.outcome)


def cancel(session: Session, viewer: Viewer, run_id: int, now: datetime) -> ImportRun:
    """Give up before the load: the files and what was read of them are wiped."""
    run = _waiting(session, viewer, run_id)
    return _end(session, viewer, run, ImportState.CANCELLED, now)


def fail(session: Session, viewer: Viewer, run_id: int, now: datetime) -> ImportRun:
    """Note, in a transaction of its own, that a load has broken off and nothing was written."""
    run = _waiting(session, viewer, run_id)
    return _end(session, viewer, run, ImportState.FAILED, now)


def forget_uploads(session: Session, now: datetime) -> int:
    """Wipe the files, choices and rows of runs that began more than a day ago; how many."""
    old = session.scalars(select(ImportRun).where(ImportRun.started_at < now - KEPT)).all()
    wiped = 0
    for run in old:
        if run.outcome or run.choices or run.state in OPEN:
            if run.state in OPEN:
                run.state = ImportState.CANCELLED
            _wipe(run)
            wiped += 1
    session.flush()
    return wiped


# --- inside ---------------------------------------------------------------------------------------


def _waiting(
    session: Session, viewer: Viewer, run_id: int, version: int | None = None
) -> ImportRun:
    run = run_of(session, viewer, run_id)
    if run.state not in OPEN:
        raise refuse("import_is_over", "2.1.2", state=run.state)
    if version is not None and version != run.version:
        raise Conflict({"state": run.state, "version": run.version}, version)
    return run


def _choices(run: ImportRun) -> Choices:
    return Choices(run.choices.get("layouts", {}), run.choices.get("decisions", {}))


def _sheets(session: Session, run: ImportRun) -> list[Sheet]:
    files = session.scalars(
        select(ImportFile)
        .where(ImportFile.run_id == run.id)
        .order_by(ImportFile.position)
        .options(undefer(ImportFile.data))
    )
    return [
        Sheet(file.name, title, rows)
        for file in files
        for title, rows in read_workbook(file.name, file.data).items()
    ]


def _load(
    session: Session,
    viewer: Viewer,
    run: ImportRun,
    now: datetime,
    act_id: str | None,
    tell: Tell | None,
) -> Outcome:
    unread = [
        cell for cell in unpacked(run.outcome).refusals if cell.row is None and not cell.sheet
    ]
    outcome = load_sheets(
        session,
        _sheets(session, run),
        now,
        viewer,
        choices=_choices(run),
        act_id=act_id,
        tell=tell,
    )
    outcome.refusals[:0] = unread
    return outcome


def _keep(run: ImportRun, outcome: Outcome, state: ImportState) -> None:
    run.state, run.outcome = state, packed(outcome)
    run.counts = {one.value: outcome.count(one) for one in RowState if outcome.count(one)}


def _end(
    session: Session, viewer: Viewer, run: ImportRun, state: ImportState, now: datetime
) -> ImportRun:
    with acting_as(session, viewer, Permission.LISTS_IMPORT, now):
        before, run.state = run.state, state
        _wipe(run)
        _record(session, run, before)
    return run


def _wipe(run: ImportRun) -> None:
    run.files.clear()
    run.choices, run.outcome = {}, {}


def _record(session: Session, run: ImportRun, before: ImportState) -> None:
    try:
        session.flush()
    except StaleDataError as error:
        raise Conflict({}, run.version) from error
    changes: dict[str, list[Any]] = {"state": [before.value, run.state.value]}
    record_event(session, "import_runs", str(run.id), changes)
