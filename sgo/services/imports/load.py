"""Lists into the tables: every table of every sheet, in the order that their contents need."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.access.viewer import Viewer
from sgo.services.guard import acting_system
from sgo.services.imports.cells import RefusedCell, Sheet
from sgo.services.imports.curriculum import load_curriculum
from sgo.services.imports.groups import load_groups
from sgo.services.imports.layout import Table, tables_of
from sgo.services.imports.outcome import Outcome, TableOutcome
from sgo.services.imports.pages import assign_teachers, open_pages
from sgo.services.imports.register import Register
from sgo.services.imports.staff import load_staff
from sgo.services.imports.students import StudentLoader
from sgo.services.imports.timetable import TimetableLoader
from sgo.services.imports.year import load_year
from sgo.verdicts import refused
from sgo.vocabulary import ListKind, SystemAct

Tell = Callable[[int, int], None]
"""How much is done, of how much."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person chose: layouts by table, decisions by row (see `layout`)."""

    layouts: Mapping[str, object] = field(default_factory=dict)
    decisions: Mapping[str, str] = field(default_factory=dict)


NO_CHOICES = Choices()


def load_sheets(
    session: Session,
    sheets: Iterable[Sheet],
    now: datetime,
    viewer: Viewer | None = None,
    *,
    choices: Choices = NO_CHOICES,
    act_id: str | None = None,
    tell: Tell | None = None,
) -> Outcome:
    """Load what the rules accept and report what becomes of every row; the caller commits, or
    rolls back what was only looked at.

    Files and sheets may come in any order: each is known by its headings. Loading the same again
    changes nothing. Raises Forbidden.
    """
    if viewer is not None:
        viewer.role_for(Permission.LISTS_IMPORT)
    register = Register(session, now, viewer.account_id if viewer else None)
    tables = _sorted(sheets, register, choices)
    work = _Work(register, tables, tell or (lambda done, of: None))
    with (
        acting_system(session, SystemAct.OPENING_IMPORT, now, viewer, bulk=act_id),
        session.no_autoflush,
    ):
        register.read()
        work.do()
    return register.outcome


def _sorted(
    sheets: Iterable[Sheet], register: Register, choices: Choices
) -> dict[ListKind, list[Table]]:
    tables: dict[ListKind, list[Table]] = {kind: [] for kind in ListKind}
    for sheet in sheets:
        for table in tables_of(sheet, register.today, choices.layouts, choices.decisions):
            if table.kind is not None:
                tables[table.kind].append(table)
            elif not table.ignored:
                register.outcome.refusals.append(_whole(sheet, "sheet_not_recognised"))
    # A plan names no group and no programme: it belongs to a page, which its teacher opens.
    for table in tables.pop(ListKind.LESSON_PLAN):
        register.outcome.notes.append(_whole(table.sheet, "plans_not_loaded"))
    return tables


def _whole(sheet: Sheet, code: str) -> RefusedCell:
    return RefusedCell(sheet.file, sheet.name, None, "", "", refused(code))


class _Work:
    """The lists in their order, with a word after each row."""

    def __init__(self, register: Register, tables: dict[ListKind, list[Table]], tell: Tell) -> None:
        self._register, self._tables, self._tell = register, tables, tell
        self._of = sum(map(_size, (one for kind in tables.values() for one in kind)))
        self._done = 0

    def do(self) -> None:
        register = self._register
        self._each(ListKind.STAFF, lambda table: load_staff(table, register))
        self._each(ListKind.YEAR, lambda table: load_year(table, register))
        self._each(ListKind.GROUPS, lambda table: load_groups(table, register))
        self._each(ListKind.CURRICULUM, lambda table: load_curriculum(table, register))
        if self._tables[ListKind.STUDENTS]:
            self._each(ListKind.STUDENTS, StudentLoader(register).load)
        register.session.flush()
        pages = open_pages(register)
        timetable = TimetableLoader(register, pages)
        self._each(ListKind.TIMETABLE, timetable.load)
        assign_teachers(register, pages, timetable.by_page)

    def _each(self, kind: ListKind, load: Callable[[Table], None]) -> None:
        for table in self._tables[kind]:
            self._register.outcome.tables.append(
                TableOutcome(
                    table.key, kind, table.sheet.name, table.title, tuple(table.one_line_heading())
                )
            )
            done = self._done + _size(table)
            load(replace(table, heard=self._hear))
            self._done = done
            self._tell(self._done, self._of)

    def _hear(self) -> None:
        self._done += 1
        self._tell(self._done, self._of)


def _size(table: Table) -> int:
    return table.last_row - table.heading_row + 1
