"""The shape of a database as the database itself tells it, and one row for every table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic.config import Config

from sgo.config import ROOT
from sgo.db import UtcDateTime, engine_options

ALEMBIC_TABLE = "alembic_version"
STARTS_ON, ENDS_ON = dt.date(2026, 9, 1), dt.date(2027, 5, 31)


@contextmanager
def opened(url: str) -> Iterator[sa.Engine]:
    """An engine as the product opens it, with no connection left behind."""
    engine = sa.create_engine(url, **engine_options(url), poolclass=sa.NullPool)
    try:
        yield engine
    finally:
        engine.dispose()


def alembic_config(engine: sa.Engine, folder: Path = ROOT / "migrations") -> Config:
    """The repository's own Alembic configuration on this engine."""
    config = Config(folder / "alembic.ini")
    config.attributes["engine"] = engine
    return config


def shape(engine: sa.Engine) -> dict[str, dict[str, Any]]:
    """Tables with columns, keys, indexes and checks, read back from the database."""
    inspector = sa.inspect(engine)
    # One query of a kind for all tables: table by table takes PostgreSQL twenty seconds.
    kinds: dict[str, Any] = {
        "foreign keys": inspector.get_multi_foreign_keys(),
        "unique": inspector.get_multi_unique_constraints(),
        "indexes": inspector.get_multi_indexes(),
        "checks": inspector.get_multi_check_constraints(),
    }
    keys = inspector.get_multi_pk_constraint()
    tables: dict[str, dict[str, Any]] = {}
    for where, columns in inspector.get_multi_columns().items():
        if where[1] != ALEMBIC_TABLE:
            tables[where[1]] = {
                "columns": {
                    column["name"]: (str(column["type"]), column["nullable"], column["default"])
                    for column in columns
                },
                "key": _plain(keys[where]),
                **{kind: _by_name(found[where]) for kind, found in kinds.items()},
            }
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            rows = connection.execute(sa.text("SELECT name, sql FROM sqlite_master"))
            for name, sql in rows:
                if name in tables:
                    tables[name]["without rowid"] = "WITHOUT ROWID" in sql
    return tables


def _plain(value: Any) -> Any:
    """The same words for the same thing: clauses as text, blanks as one, dictionaries inside too."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, str | sa.ClauseElement):
        return " ".join(str(value).split())
    return value


def _by_name(rows: list[Any]) -> dict[str, dict[str, Any]]:
    return {row["name"]: _plain(dict(row)) for row in rows}


def fill(engine: sa.Engine, metadata: sa.MetaData) -> dict[str, dict[str, Any]]:
    """One row a table, every required column and every reference to an earlier table filled."""
    rows: dict[str, dict[str, Any]] = {}
    with engine.begin() as connection:
        for table in metadata.sorted_tables:
            row = {
                column.name: _value(column, rows)
                for column in table.columns
                if (not column.nullable or str(column) in NEEDED) and not _counts_itself(column)
            }
            connection.execute(table.insert().values(row))
            stored = connection.execute(sa.select(table)).mappings().one()
            rows[table.name] = dict(stored)
    return rows


def contents(
    engine: sa.Engine, metadata: sa.MetaData, names: set[str] | None = None
) -> dict[str, dict[str, Any]]:
    """What `fill` put in, as it stands now; of the tables named, or of all."""
    with engine.connect() as connection:
        return {
            table.name: dict(connection.execute(sa.select(table)).mappings().one())
            for table in metadata.sorted_tables
            if names is None or table.name in names
        }


def _counts_itself(column: sa.Column[Any]) -> bool:
    table = column.table
    return table.autoincrement_column is column


# What the checks of the schema ask for beyond a type.
CHECKED: dict[str, Any] = {
    "organisation.id": 1,
    "settings.five_from": 450,
    "settings.four_from": 350,
    "settings.three_from": 250,
    "marks.value": 5,
}


NEEDED = frozenset({"consents.student_id", "person_files.student_id"})
"""Columns that may be empty, of which a check asks for one."""


def _value(column: sa.Column[Any], rows: dict[str, dict[str, Any]]) -> Any:
    name = str(column)
    if name in CHECKED:
        return CHECKED[name]
    for reference in column.foreign_keys:
        target = reference.column
        return rows[target.table.name][target.name]
    later = column.name.startswith("ends") or column.name.endswith("_to")
    kind = column.type
    if isinstance(kind, sa.Enum):
        return next(iter(kind.enum_class)) if kind.enum_class else kind.enums[0]
    if isinstance(kind, UtcDateTime):
        return dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
    if isinstance(kind, sa.JSON):
        return {"ё": 1}
    plain: dict[type, Any] = {
        bool: False,
        int: 1,
        bytes: b"",
        str: "ё" * min(getattr(kind, "length", None) or 3, 3),
        dt.date: ENDS_ON if later else STARTS_ON,
        dt.time: dt.time(9, 30) if later else dt.time(8, 45),
    }
    return plain[kind.python_type]
