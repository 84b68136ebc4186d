"""What of a person goes and what stays, and how much of it there is.

The tables are found as the extract finds them; a nullable personal column is emptied unless its
table is named below.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, Table, func, select
from sqlalchemy.orm import Session

from sgo.models import Account
from sgo.services.people.extract import Card, accounts_of, belongings

GOES = frozenset(
    {
        "student_documents",
        "student_needs",
        "person_files",
        "timetable_addresses",
        "diary_visits",
        "digest_wishes",
        "digest_sendings",
        "sign_ins",
        "preferences",
        "saved_views",
    }
)
"""Tables whose rows go whole."""
STAYS = frozenset(
    {
        "guardianships",
        "memberships",
        "movement_records",
        "journal_entries",
        "marks",
        "term_marks",
        "final_marks",
        "exemptions",
        "accounts",
        "role_grants",
        "account_issues",
        "import_runs",
        "staff_courses",
        "curatorships",
        "teaching_assignments",
        "timetable_rows",
        "timetable_dates",
        "lessons",
        "control_checks",
        "control_remarks",
    }
)
"""The year's archive, the movement book, whose child it was, who taught what and how it was found,
courses as labour law keeps them, and what the trail and the register of issues speak of; an account
is closed beside this."""
KEPT_WORDS = frozenset({"name"})
"""Personal columns of these kinds stay: the journal is kept by name."""
CLOSED = "accounts"


@dataclass(frozen=True, slots=True)
class Lot:
    """Of one table what goes: `rows` whole, or of columns how many values each holds.

    The lot of accounts is of those that close.
    """

    table: str
    rows: int
    columns: tuple[tuple[str, int], ...] = ()

    @property
    def kinds(self) -> dict[str, int]:
        """As the log counts it."""
        if not self.columns:
            return {self.table: self.rows}
        return {f"{self.table}.{name}": count for name, count in self.columns}


def lots_of(session: Session, model: Card, key: int) -> Iterator[Lot]:
    """Everything that there is of each kind, counted in one statement."""
    closing = select(func.count()).where(
        Account.id.in_(sole_accounts(model, key)), Account.closed_at.is_(None)
    )
    asked: list[tuple[str, str, Select[int]]] = []
    for table, condition, columns, whole in goals(model, key):
        names = [""] if whole else [column.name for column in columns]
        for name in names:
            counted = func.count(table.c[name]) if name else func.count()
            asked.append((table.name, name, select(counted).select_from(table).where(condition)))
    asked.append((CLOSED, "", closing))
    counts = session.execute(select(*(one.scalar_subquery() for *_, one in asked))).one()
    found: dict[str, list[tuple[str, int]]] = {}
    for (table_name, name, _), count in zip(asked, counts, strict=True):
        if count:
            found.setdefault(table_name, []).append((name, count))
    for table_name, held in found.items():
        rows = max(count for _, count in held)
        yield Lot(table_name, rows, tuple((name, count) for name, count in held if name))


def sole_accounts(model: Card, key: int) -> Select[int]:
    """Accounts of this card alone: one that hangs on another card too is still needed."""
    others = [
        column.is_(None)
        for column in (Account.staff_id, Account.student_id, Account.guardian_id)
        if next(iter(column.property.columns[0].foreign_keys)).column.table is not model.__table__
    ]
    return accounts_of(model, key).where(*others)


Goal = tuple[Table, ColumnElement[bool], tuple[Column[Any], ...], bool]


def goals(model: Card, key: int) -> Iterator[Goal]:
    """Table, rows, columns that go of them, and whether the rows go whole."""
    card: Any = model.__table__
    yield card, card.c.id == key, emptied(card), False
    for table, condition in belongings(model, key, sole_accounts(model, key)):
        if table.name in GOES:
            yield table, condition, told_of(table), True
        elif table.name not in STAYS and (columns := emptied(table)):
            yield table, condition, columns, False


def emptied(table: Table) -> tuple[Column[Any], ...]:
    """The personal columns of a table that a row can do without; a student's birth date is none."""
    return tuple(
        column
        for column in table.c
        if column.nullable and column.info.get("personal", "name") not in KEPT_WORDS
    )


def told_of(table: Table) -> tuple[Column[Any], ...]:
    """What a row that goes whole told, besides what it pointed at."""
    return tuple(
        column
        for column in table.c
        if not column.primary_key and not column.foreign_keys and column.name != "version"
    )
