"""The opening import: every sheet of every file, in the order that their contents need."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.access.viewer import Viewer
from sgo.services.guard import acting_system
from sgo.services.opening.cells import RefusedCell, Sheet
from sgo.services.opening.groups import (
    assign_teachers,
    load_curriculum,
    load_groups,
    open_pages,
)
from sgo.services.opening.headings import Kind, Table, recognise
from sgo.services.opening.register import OpeningReport, Register
from sgo.services.opening.staff import load_staff
from sgo.services.opening.students import load_students
from sgo.services.opening.timetable import TimetableLoader
from sgo.services.opening.year import load_year
from sgo.verdicts import refused
from sgo.vocabulary import SystemAct

_LOADERS = {
    Kind.STAFF: load_staff,
    Kind.YEAR: load_year,
    Kind.GROUPS: load_groups,
    Kind.CURRICULUM: load_curriculum,
    Kind.STUDENTS: load_students,
}


def load_sheets(
    session: Session, sheets: Iterable[Sheet], now: datetime, viewer: Viewer | None = None
) -> OpeningReport:
    """Load what the rules accept and report every refused cell; the caller commits, or not.

    Files and sheets may come in any order: each is known by its heading. What is stored already
    is left as it is, so that loading the same files again adds nothing. Raises Forbidden.
    """
    if viewer is not None:
        viewer.role_for(Permission.SCHOOL_KEEP)
    register = Register(session, now)
    tables: dict[Kind, list[Table]] = {kind: [] for kind in Kind}
    for sheet in sheets:
        table = recognise(sheet)
        if table is not None:
            tables[table.kind].append(table)
        elif any(sheet.rows):
            register.report.refusals.append(
                RefusedCell(sheet.file, sheet.name, None, "", "", refused("sheet_not_recognised"))
            )
    with acting_system(session, SystemAct.OPENING_IMPORT, now, viewer), session.no_autoflush:
        register.read()
        for kind, load in _LOADERS.items():
            for table in tables[kind]:
                load(table, register)
        _load_timetables(tables[Kind.TIMETABLE], register)
    return register.report


def _load_timetables(tables: list[Table], register: Register) -> None:
    register.session.flush()
    pages = open_pages(register)
    by_page: dict[int, set[int]] = {}
    for table in tables:
        loader = TimetableLoader(table, register, pages)
        loader.load()
        for page_id, staff in loader.by_page.items():
            by_page.setdefault(page_id, set()).update(staff)
    assign_teachers(register, pages, by_page)
