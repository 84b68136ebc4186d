"""Every foreign key leads an index: a row is deleted, and a list narrowed, without reading all."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from sqlalchemy import PrimaryKeyConstraint, Table, UniqueConstraint

from sgo.models import Base
from sgo.panel.accounts import AccountsView
from tests.architecture.sources import modules

WHO_DID_IT = "who did it: no list asks by it, and an account is closed, never deleted"
WITHOUT = {
    "account_issues.issued_by_id": WHO_DID_IT,
    "destruction_acts.done_by_id": WHO_DID_IT,
    "group_list_confirmations.confirmed_by_id": WHO_DID_IT,
    "movement_orders.decided_by_id": WHO_DID_IT,
    "movement_orders.prepared_by_id": WHO_DID_IT,
    "movement_scans.attached_by_id": WHO_DID_IT,
    "person_files.attached_by_id": WHO_DID_IT,
    "timetable_dates.bell_number": "a year of days is written with each row, three indexes already "
    "hold its slots; only another number of a bell looks for it, and the row keeps a bell in use",
}


def led(table: Table) -> Iterator[tuple[str, ...]]:
    """The columns of each index of a table; a partial one finds only some of the rows."""
    for index in table.indexes:
        if index.dialect_options["sqlite"]["where"] is None:
            yield tuple(column.name for column in index.columns)
    for constraint in table.constraints:
        if isinstance(constraint, PrimaryKeyConstraint | UniqueConstraint):
            yield tuple(column.name for column in constraint.columns)


def keys_without_an_index() -> set[str]:
    return {
        f"{table.name}.{','.join(names)}"
        for table in Base.metadata.sorted_tables
        for key in table.foreign_key_constraints
        if (names := tuple(key.column_keys))
        and not any(set(columns[: len(names)]) == set(names) for columns in led(table))
    }


def test_every_foreign_key_leads_an_index_or_says_why_not() -> None:
    assert keys_without_an_index() == set(WITHOUT)


def test_an_account_is_never_deleted() -> None:
    """The reason above holds as long as this does."""
    assert AccountsView.delete_permission is None
    for path, tree in modules().items():
        assert "delete(Account)" not in ast.unparse(tree), path
