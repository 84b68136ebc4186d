"""`flask sgo import FILE...`: a centre's own lists, loaded in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_babel import gettext
from sqlalchemy.orm import Session

from sgo import current
from sgo.access.viewer import Viewer
from sgo.db import writing
from sgo.errors import Refused
from sgo.reports.sheets import write_workbook
from sgo.services.founding import found_centre
from sgo.services.imports.cells import RefusedCell, Sheet
from sgo.services.imports.load import load_sheets
from sgo.services.imports.mending import mending_book
from sgo.services.imports.outcome import COUNTED, Outcome, RowOutcome
from sgo.services.imports.runs import forget_uploads
from sgo.vocabulary import RowState
from sgo.wording import sentence
from sgo.workbooks import read_workbook


def load_files(
    session: Session, files: Iterable[Path], now: datetime, viewer: Viewer | None = None
) -> Outcome:
    """Read the files and load them; a file that cannot be read is a refusal like any other.

    The caller commits.
    """
    sheets: list[Sheet] = []
    unread: list[RefusedCell] = []
    for file in files:
        try:
            book = read_workbook(file.name, file.read_bytes())
        except Refused as refusal:
            unread.append(RefusedCell(file.name, "", None, "", "", refusal.verdict))
            continue
        sheets += [Sheet(file.name, name, rows) for name, rows in book.items()]
    outcome = load_sheets(session, sheets, now, viewer)
    outcome.refusals[:0] = unread
    return outcome


def told(outcome: Outcome) -> list[str]:
    """The outcome in lines for the terminal."""
    lines = []
    for key, label in COUNTED.items():
        loaded, known = outcome.loaded[key], outcome.known[key]
        if loaded or known:
            line = f"{gettext(label)}: {loaded}"
            if known:
                line += gettext(" (there already: %(known)s)", known=known)
            lines.append(line)
    changed = outcome.count(RowState.CHANGED)
    if changed:
        lines.append(gettext("Rows that changed what was stored: %(count)s", count=changed))
    doubtful = [row for row in outcome.rows if row.state is RowState.DOUBTFUL]
    if doubtful:
        lines.append(gettext("Left out until somebody decides: %(count)s", count=len(doubtful)))
        lines += _doubts(doubtful)
    if outcome.refusals:
        lines.append(gettext("Refused: %(count)s", count=len(outcome.refusals)))
        lines += [f"  {_place(one)}: {sentence(one.verdict)}" for one in outcome.refusals]
    lines += [f"{_place(one)}: {sentence(one.verdict)}" for one in outcome.notes]
    return lines


def _doubts(rows: Iterable[RowOutcome]) -> Iterator[str]:
    for row in rows:
        if row.doubt is not None:
            said = RefusedCell(row.file, row.sheet, row.number, "", row.label, row.doubt.verdict)
            yield f"  {_place(said)}: {sentence(said.verdict)} {row.doubt.stored}"


def _place(cell: RefusedCell) -> str:
    parts = [cell.file]
    if cell.sheet:
        parts.append(gettext("sheet “%(name)s”", name=cell.sheet))
    if cell.row is not None:
        parts.append(gettext("row %(number)s", number=cell.row))
    if cell.column:
        parts.append(gettext("column %(letter)s", letter=cell.column))
    where = ", ".join(parts)
    return f"{where} ({cell.heading})" if cell.heading else where


@click.command("import")
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option(
    "--refused",
    "mend",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write the rows that were not loaded, to mend and load again.",
)
@with_appcontext
def import_files(files: tuple[Path, ...], mend: Path | None) -> None:
    """Load staff, groups, curriculum, students and the timetable from lists (.xlsx, .csv).

    A row that may mean somebody else is left out and told: decide it in the column «Решение».
    """
    session, now = current.session(), current.now()
    token = writing.set(True)
    try:
        found_centre(session, now)
        outcome = load_files(session, files, now)
        if outcome.found_nothing:
            session.rollback()
        else:
            session.commit()
    finally:
        writing.reset(token)
    for line in told(outcome):
        click.echo(line)
    book = mending_book(outcome, sentence)
    if mend is not None and book:
        write_workbook(mend, book)
        click.echo(gettext("The rows to mend stand in %(file)s.", file=mend.name))
    if outcome.found_nothing:
        raise SystemExit(1)
    if outcome.loaded["enrolments"]:
        click.echo(
            gettext(
                "The enrolments wait in the movement book: group lists form when the coordinator "
                "confirms their order."
            )
        )
    click.echo(gettext("Next, form the lessons: panel, Timetable, Form lessons."))


@click.command("forget-uploads")
@with_appcontext
def forget() -> None:
    """Wipe files and rows of loads that began more than a day ago."""
    session = current.session()
    token = writing.set(True)
    try:
        count = forget_uploads(session, current.now())
        session.commit()
    finally:
        writing.reset(token)
    click.echo(gettext("Loads wiped: %(count)s", count=count))


COMMANDS = (import_files, forget)
