"""A centre that brings its lists: an admin who loads them, and what an expectation is told in."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.models import Account, Base, RoleGrant
from sgo.services.accounts.viewers import viewer_of
from sgo.services.founding import found_centre
from sgo.services.guard import Act, acting
from sgo.services.imports.outcome import Outcome
from sgo.services.imports.runs import Upload, load, preview, upload
from sgo.vocabulary import Role, RowState, SystemAct
from tests.conftest import MOSCOW

NOW = datetime(2026, 8, 28, 9, 0, tzinfo=MOSCOW)
SAMPLES = Path(__file__).parent / "data" / "samples"


def viewer(session: Session, *roles: Role, login: str = "loader", **card: int) -> Viewer:
    """Somebody who may sign in, in these roles."""
    account = Account(
        login=login,
        password_hash="not a hash",
        must_change_password=False,
        session_stamp=login,
        issued_at=NOW,
        **card,
    )
    account.grants = [RoleGrant(role=role) for role in roles]
    with acting(session, Act(NOW, system=SystemAct.COMMAND_LINE)):
        session.add(account)
    return viewer_of(account, NOW.date())


def admin(session: Session) -> Viewer:
    """The technical admin of an empty centre."""
    found_centre(session, NOW)
    return viewer(session, Role.TECHNICAL_ADMIN)


def uploads(folder: Path) -> list[Upload]:
    """The lists of a folder, in the order of their names."""
    return [
        Upload(file.name, file.read_bytes())
        for file in sorted(folder.iterdir())
        if file.suffix in {".xlsx", ".csv"}
    ]


def brought(session: Session, who: Viewer, files: list[Upload], now: datetime = NOW) -> Outcome:
    """The files looked at and loaded."""
    run = upload(session, who, files, now)
    preview(session, who, run.id, now)
    return load(session, who, run.id, now)


def told(outcome: Outcome) -> list[tuple[str, int, str, str, str]]:
    """What was not loaded: file, row, column, state and the code of the reason."""
    found = []
    for row in outcome.rows:
        for cell in row.refusals:
            code = cell.verdict.code
            found.append((row.file, row.number, cell.column, RowState.REFUSED.value, code))
        if row.state is RowState.DOUBTFUL and row.doubt is not None:
            code = row.doubt.verdict.code
            found.append((row.file, row.number, row.column, row.state.value, code))
    return sorted(found)


# What tells of the load itself, and what only counts how often a row was written.
_ASIDE = {"audit_events", "import_runs", "import_files"}


def contents(session: Session) -> dict[str, Any]:
    """Every row of every table but the trail and the runs, without versions."""
    session.flush()
    found = {}
    for table in Base.metadata.sorted_tables:
        if table.name in _ASIDE:
            continue
        columns = [column for column in table.columns if column.name != "version"]
        rows = [tuple(row) for row in session.execute(select(*columns))]
        found[table.name] = sorted(rows, key=repr)
    return found


def count(session: Session, model: type[Base]) -> int:
    """How many rows of the model there are."""
    return session.scalar(select(func.count()).select_from(model)) or 0
