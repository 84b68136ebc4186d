"""Everything that is kept of one person, for the person who asks (152-FZ, clause 2.1.2).

The tables are not listed here: whatever points at the card, or at the account that hangs on it,
is of the person, so that a new table is in the extract from its first day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, Table, or_, select
from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.access.scopes import scope
from sgo.access.viewer import Viewer
from sgo.errors import Missing
from sgo.models import Account, AuditEvent, Base, Guardian, Staff, Student
from sgo.services.guard import acting_as, plain, record_event
from sgo.services.letterhead import Letterhead, letterhead

SUBJECT = "personal_extracts"
"""What the trail calls an extract that left the program."""
Card = type[Student] | type[Guardian] | type[Staff]

NOT_TOLD = frozenset({"id", "version", "sort_key", "search_key"})
"""Columns that only repeat, count or number others."""
OF_OTHERS = frozenset({"import_runs.choices", "import_runs.outcome"})
"""Columns of a person's own rows that speak of other people: rows of lists on their way in."""
OF_ACCOUNT = "account_id"
"""What hangs on an account by this name is of its person; other names only tell who wrote."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one table keeps of the person: columns, and rows of values as the trail writes them."""

    table: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class PersonalExtract:
    """The whole of it, the card first."""

    name: str
    head: Letterhead
    parts: Sequence[Part]


def extract_of(
    session: Session, viewer: Viewer, model: Card, key: int, now: datetime
) -> PersonalExtract:
    """Read everything and note it in the trail; raises Forbidden, and Missing for no such card."""
    with acting_as(session, viewer, Permission.PERSONAL_EXTRACT, now):
        if session.scalar(scope(select(model.id).where(model.id == key), model, viewer)) is None:
            raise Missing(model.__name__)
        card: Any = session.get_one(model, key)
        parts = [part for part in _parts(session, model, key) if part.rows]
        record_event(
            session,
            SUBJECT,
            f"{_table(model).name}/{key}",
            {
                "list": [None, _table(model).name],
                "record": [None, key],
                "rows": [None, sum(len(part.rows) for part in parts)],
            },
        )
    return PersonalExtract(card.full_name, letterhead(session), parts)


def _table(model: Any) -> Table:
    table: Table = model.__table__
    return table


def _parts(session: Session, model: Card, key: int) -> Iterator[Part]:
    card = _table(model)
    yield _part(session, card, card.c.id == key)
    for table, condition in belongings(model, key, accounts_of(model, key)):
        yield _part(session, table, condition)


def accounts_of(model: Card, key: int) -> Select[int]:
    """Keys of the accounts that hang on the card."""
    card, accounts = _table(model), _table(Account)
    own = [column for column in accounts.c if _points_at(column, card)]
    return select(accounts.c.id).where(or_(*(column == key for column in own)))


def belongings(
    model: Card, key: int, account_ids: Select[int]
) -> Iterator[tuple[Table, ColumnElement[bool]]]:
    """Every table besides the card with the condition of the rows that are the person's."""
    card = _table(model)
    for table in Base.metadata.sorted_tables:
        if table in (card, _table(AuditEvent)):
            continue
        ways: list[ColumnElement[bool]] = [
            column == key for column in table.c if _points_at(column, card)
        ]
        if OF_ACCOUNT in table.c:
            ways.append(table.c[OF_ACCOUNT].in_(account_ids))
        if ways:
            yield table, or_(*ways)


def _points_at(column: Column[Any], card: Table) -> bool:
    """By its key, or by the same key that a row between them carries, as a mark's cell does."""
    return any(
        key.column.table is card or _points_at(key.column, card) for key in column.foreign_keys
    )


def told_columns(table: Table) -> list[Column[Any]]:
    """The columns of a table that the extract shows."""
    return [
        column
        for column in table.c
        if column.name not in NOT_TOLD
        and not column.info.get("secret")
        and f"{table.name}.{column.name}" not in OF_OTHERS
    ]


def _part(session: Session, table: Table, condition: Any) -> Part:
    columns = told_columns(table)
    found = session.execute(select(*columns).where(condition).order_by(*table.primary_key.columns))
    rows = [tuple(plain(value) for value in row) for row in found]
    return Part(table.name, tuple(column.name for column in columns), rows)
