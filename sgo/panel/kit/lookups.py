"""Rows to choose from: which tables, how they are searched and told apart, always in scope."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from sqlalchemy import Column, ColumnElement, Select, or_, select
from sqlalchemy.orm import InstrumentedAttribute, contains_eager

from sgo import current
from sgo.access.scopes import scope
from sgo.models import (
    AcademicYear,
    Account,
    Base,
    BellTime,
    CurriculumItem,
    Group,
    Guardian,
    JournalPage,
    Programme,
    Room,
    Staff,
    Student,
    Subject,
    TermScheme,
    WorkType,
)
from sgo.names import search_key, spellings
from sgo.panel.kit.gate import panel_viewer
from sgo.services.school import ROOMS_IN_ORDER
from sgo.wording import day, phone

MOST = 20
"""Rows that one search gives at most, whatever the caller asks for."""
MOST_IN_A_LIST = 500

Path = tuple[InstrumentedAttribute[Any], ...]


@dataclass(frozen=True)
class Lookup:
    """How rows of a model are chosen: `search` are keys of folded text, `joined` what they need."""

    model: type[Base]
    key: str = "id"
    search: tuple[InstrumentedAttribute[Any], ...] = ()
    order: tuple[Any, ...] = ()
    joined: tuple[Path, ...] = ()
    many: bool = False
    describe: Callable[[Any], str] = str

    def statement(self) -> Select[Any]:
        """The rows of the viewer, with what their names need, in order."""
        statement = scope(select(self.model), self.model, panel_viewer())
        return join_paths(statement, self.joined).order_by(*self.order, self._key_column())

    def everything(self) -> list[tuple[int, str]]:
        """Key and text of every row of the viewer; for short lists."""
        rows = current.session().scalars(self.statement().limit(MOST_IN_A_LIST))
        return [(getattr(row, self.key), self.describe(row)) for row in rows]

    def find(self, text: str, limit: int = MOST) -> list[tuple[int, str]]:
        """Key and text of the rows of the viewer that hold every word of the text."""
        statement = self.statement()
        for word in search_key(text).replace(",", " ").split():
            meant = (holds(self.search, one) for one in spellings(word))
            statement = statement.where(or_(*meant))
        rows = current.session().scalars(statement.limit(max(1, min(limit, MOST))))
        return [(getattr(row, self.key), self.describe(row)) for row in rows]

    def text_of(self, key: Any) -> str | None:
        """How the chosen row is named, or None when the viewer may not choose it."""
        row = (
            current.session()
            .scalars(self.statement().where(self._key_column() == key))
            .one_or_none()
        )
        return None if row is None else self.describe(row)

    def _key_column(self) -> Any:
        return getattr(self.model, self.key)


def holds(columns: tuple[Any, ...], word: str) -> ColumnElement[bool]:
    """One of the columns holds the word; % and _ mean themselves."""
    return or_(*(column.contains(word, autoescape=True) for column in columns))


def join_paths(statement: Select[Any], paths: tuple[Path, ...], load: bool = True) -> Select[Any]:
    """Join the paths of relationships once each, and load them from the same rows."""
    met: set[Path] = set()
    for path in paths:
        for length in range(1, len(path) + 1):
            if path[:length] not in met:
                met.add(path[:length])
                statement = statement.join(path[length - 1], isouter=True)
        if load:
            option = contains_eager(path[0])
            for step in path[1:]:
                option = option.contains_eager(step)
            statement = statement.options(option)
    return statement


def _with_birth_date(student: Student) -> str:
    return f"{student.full_name}, {day(student.birth_date)}"


def _with_position(staff: Staff) -> str:
    return f"{staff.full_name}, {staff.position}"


def _with_phone(guardian: Guardian) -> str:
    return ", ".join(
        part for part in (guardian.full_name, guardian.phone and phone(guardian.phone)) if part
    )


def _with_programme(item: CurriculumItem) -> str:
    return f"{item.subject} ({item.programme})"


def _lesson_number(bell: BellTime) -> str:
    return str(gettext("Lesson %(bell)s", bell=str(bell)))


_SUBJECT: Path = (CurriculumItem.subject,)
LOOKUPS: dict[type[Base], Lookup] = {
    lookup.model: lookup
    for lookup in (
        Lookup(
            Student,
            search=(Student.search_key,),
            order=(Student.sort_key,),
            many=True,
            describe=_with_birth_date,
        ),
        Lookup(
            Staff,
            search=(Staff.search_key,),
            order=(Staff.sort_key,),
            many=True,
            describe=_with_position,
        ),
        Lookup(
            Guardian,
            search=(Guardian.search_key,),
            order=(Guardian.sort_key,),
            many=True,
            describe=_with_phone,
        ),
        Lookup(Account, search=(Account.login,), order=(Account.login,), many=True),
        Lookup(
            Group,
            search=(Group.search_key,),
            order=(Group.search_key,),
            many=True,
            joined=((Group.academic_year,),),
            describe=lambda group: f"{group.name}, {group.academic_year}",
        ),
        Lookup(
            JournalPage,
            search=(Group.search_key, Subject.search_key),
            order=(Group.search_key, Subject.search_key),
            many=True,
            joined=(
                (JournalPage.group,),
                (JournalPage.curriculum_item, CurriculumItem.subject),
                (JournalPage.academic_year,),
            ),
            describe=lambda page: f"{page}, {page.academic_year}",
        ),
        Lookup(
            CurriculumItem,
            search=(Subject.search_key, Programme.search_key),
            order=(Subject.search_key,),
            many=True,
            joined=(_SUBJECT, (CurriculumItem.programme,)),
            describe=_with_programme,
        ),
        Lookup(Programme, search=(Programme.search_key,), order=(Programme.search_key,)),
        Lookup(Subject, search=(Subject.search_key,), order=(Subject.search_key,), many=True),
        Lookup(Room, search=(Room.search_key,), order=ROOMS_IN_ORDER),
        Lookup(AcademicYear, search=(AcademicYear.name,), order=(AcademicYear.starts_on,)),
        Lookup(
            TermScheme,
            search=(TermScheme.name,),
            order=(TermScheme.name,),
            joined=((TermScheme.academic_year,),),
        ),
        Lookup(BellTime, key="number", order=(BellTime.number,), describe=_lesson_number),
        Lookup(WorkType, order=(WorkType.position,)),
    )
}


def lookup_for(column: Column[Any]) -> Lookup:
    """How the rows behind a foreign key are chosen."""
    for model, lookup in LOOKUPS.items():
        if model.__table__ is column.table:
            return lookup
    raise LookupError(f"{column.table}: nobody says how its rows are chosen")
