"""How Alembic meets the schema: the same models, the same way of opening a database.

The engine is, in this order: the one handed in (`config.attributes["engine"]`), the one of the
running application (`flask db`), or one made from SGO_DATABASE_URL (plain `alembic`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.operations import MigrationScript
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app, has_app_context
from sqlalchemy import Connection, Engine, create_engine

from sgo.config import Config
from sgo.db import UtcDateTime, db, engine_options, writing
from sgo.models import Base


def find_engine() -> Engine:
    """The database to migrate."""
    given = context.config.attributes.get("engine")
    if isinstance(given, Engine):
        return given
    if has_app_context() and "sqlalchemy" in current_app.extensions:
        return db.engine
    url = Config.from_environment().database_url
    return create_engine(url, **engine_options(url))


def render_item(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """A revision names SQLAlchemy's own types only, so that later code cannot change its meaning."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime()"
    return False


def number_revision(
    migration: MigrationContext,
    revision: str | Iterable[str | None] | Iterable[str],
    directives: list[MigrationScript],
) -> None:
    """Revisions are 0001, 0002, ...; one without a change is not written."""
    (script,) = directives
    autogenerate = getattr(context.config.cmd_opts, "autogenerate", False)
    if autogenerate and script.upgrade_ops is not None and script.upgrade_ops.is_empty():
        directives.clear()
        return
    numbers = [
        int(known.revision)
        for known in ScriptDirectory.from_config(context.config).walk_revisions()
    ]
    script.rev_id = f"{max(numbers, default=0) + 1:04d}"


OPTIONS: dict[str, Any] = {
    "target_metadata": Base.metadata,
    "compare_type": True,
    "render_as_batch": True,
    "render_item": render_item,
    "process_revision_directives": number_revision,
}


@contextmanager
def unchecked_references(connection: Connection) -> Iterator[None]:
    """SQLite only: a table that is rebuilt is dropped for a moment, which must delete nothing else."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.dbapi_connection
    driver.execute("PRAGMA foreign_keys=OFF")  # has no effect once a transaction is open
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def check_references(connection: Connection) -> None:
    """Before SQLite commits: no row may point at nothing."""
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise RuntimeError(
                f"the migration would leave {len(broken)} dangling references: {broken[:5]}"
            )


def run_online() -> None:
    """All revisions in one transaction, on SQLite too: a migration that fails leaves nothing."""
    mark = writing.set(True)
    try:
        with find_engine().connect() as connection, unchecked_references(connection):
            context.configure(connection=connection, transactional_ddl=True, **OPTIONS)
            with context.begin_transaction():
                context.run_migrations()
                check_references(connection)
    finally:
        writing.reset(mark)


def run_offline() -> None:
    """The SQL as text, for an administrator who applies it by hand."""
    context.configure(url=find_engine().url, literal_binds=True, **OPTIONS)
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    run_offline()
else:
    run_online()
