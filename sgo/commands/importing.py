"""`flask sgo import FILE...`: a centre's own workbooks, loaded in one transaction."""

from __future__ import annotations

from collections.abc import Iterable
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
from sgo.reports.sheets import read_workbook
from sgo.services.founding import found_centre
from sgo.services.opening.cells import RefusedCell, Sheet
from sgo.services.opening.load import load_sheets
from sgo.services.opening.register import OpeningReport
from sgo.vocabulary import N_
from sgo.wording import sentence

COUNTED = {
    "staff": N_("Staff"),
    "years": N_("Academic years"),
    "terms": N_("Terms"),
    "periods": N_("Vacations and other days"),
    "programmes": N_("Programmes"),
    "groups": N_("Groups"),
    "subjects": N_("Subjects"),
    "items": N_("Lines of the curriculum"),
    "students": N_("Students"),
    "guardians": N_("Guardians"),
    "memberships": N_("Enrolments"),
    "rooms": N_("Rooms"),
    "bells": N_("Bell times"),
    "pages": N_("Journal pages"),
    "assignments": N_("Teaching assignments"),
    "rows": N_("Timetable rows"),
}


def load_files(
    session: Session, files: Iterable[Path], now: datetime, viewer: Viewer | None = None
) -> OpeningReport:
    """Read the workbooks and load them; a file that cannot be read is a refusal like any other.

    The caller commits.
    """
    sheets: list[Sheet] = []
    unread: list[RefusedCell] = []
    for file in files:
        try:
            book = read_workbook(file)
        except Refused as refusal:
            unread.append(RefusedCell(file.name, "", None, "", "", refusal.verdict))
            continue
        sheets += [Sheet(file.name, name, rows) for name, rows in book.items()]
    report = load_sheets(session, sheets, now, viewer)
    report.refusals[:0] = unread
    return report


def told(report: OpeningReport) -> list[str]:
    """The report in lines for the terminal."""
    lines = []
    for key, label in COUNTED.items():
        loaded, known = report.loaded[key], report.known[key]
        if loaded or known:
            line = f"{gettext(label)}: {loaded}"
            if known:
                line += gettext(" (there already: %(known)s)", known=known)
            lines.append(line)
    if report.refusals:
        lines.append(gettext("Refused: %(count)s", count=len(report.refusals)))
        lines += [f"  {_place(one)}: {sentence(one.verdict)}" for one in report.refusals]
    return lines


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
@with_appcontext
def import_files(files: tuple[Path, ...]) -> None:
    """Load staff, groups, curriculum, students and the timetable from workbooks (.xlsx)."""
    session, now = current.session(), current.now()
    token = writing.set(True)
    try:
        found_centre(session, now)
        report = load_files(session, files, now)
        if report.found_nothing:
            session.rollback()
        else:
            session.commit()
    finally:
        writing.reset(token)
    for line in told(report):
        click.echo(line)
    if report.found_nothing:
        raise SystemExit(1)
    if report.loaded["memberships"]:
        click.echo(
            gettext(
                "The enrolments wait in the movement book: group lists form when the coordinator "
                "confirms their order."
            )
        )
    click.echo(gettext("Next, form the lessons: panel, Timetable, Form lessons."))


COMMANDS = (import_files,)
