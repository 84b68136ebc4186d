"""The migrations build what the models say, on both databases, and can be walked both ways."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import Script, ScriptDirectory

from sgo.config import ROOT
from sgo.models import Base
from tests.migrations.schema import alembic_config, contents, fill, opened, shape
from tests.plugins.databases import fresh_database


def revisions() -> list[Script]:
    """From the first to the last."""
    script = ScriptDirectory(str(ROOT / "migrations"))
    return list(reversed(list(script.walk_revisions())))


def test_one_beginning_and_one_head() -> None:
    script = ScriptDirectory(str(ROOT / "migrations"))
    assert len(script.get_heads()) == 1
    assert len(script.get_bases()) == 1


def test_the_head_is_what_the_models_say(fresh_url: str, tmp_path: Path) -> None:
    engine_name = sa.make_url(fresh_url).get_backend_name()
    with (
        opened(fresh_url) as migrated,
        fresh_database(engine_name, tmp_path) as other_url,
        opened(other_url) as created,
    ):
        command.upgrade(alembic_config(migrated), "head")
        Base.metadata.create_all(created)
        with migrated.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, Base.metadata) == []
        # Alembic compares no CHECK constraint and no WITHOUT ROWID; the databases tell both.
        assert shape(migrated) == shape(created)


def test_every_step_goes_up_down_and_up_again(fresh_url: str) -> None:
    with opened(fresh_url) as engine:
        config = alembic_config(engine)
        for step in revisions():
            before = shape(engine)
            command.upgrade(config, step.revision)
            after = shape(engine)
            assert after != before
            command.downgrade(config, "-1")
            assert shape(engine) == before
            command.upgrade(config, step.revision)
            assert shape(engine) == after


def test_the_last_step_keeps_what_is_stored(fresh_url: str) -> None:
    with opened(fresh_url) as engine:
        config = alembic_config(engine)
        command.upgrade(config, "head")
        stored = fill(engine, Base.metadata)
        assert set(stored) == set(shape(engine))
        if len(revisions()) > 1:
            command.downgrade(config, "-1")
            # A table that the step itself makes goes with it; everything older stays.
            older = set(shape(engine))
            command.upgrade(config, "head")
            now = contents(engine, Base.metadata, older)
            kept = {table: {c: now[table][c] for c in stored[table]} for table in older}
            assert kept == {table: stored[table] for table in older}
        command.downgrade(config, "base")
        assert shape(engine) == {}
        command.upgrade(config, "head")
        assert fill(engine, Base.metadata).keys() == stored.keys()


def test_a_rebuilt_table_deletes_nothing_that_points_at_it(tmp_path: Path) -> None:
    """SQLite changes a column by dropping the table, which cascades where references are checked."""
    source = (ROOT / "migrations" / "versions").glob("*.py")
    folder = tmp_path / "migrations"
    (folder / "versions").mkdir(parents=True)
    for name in ("alembic.ini", "env.py", "script.py.mako"):
        (folder / name).write_bytes((ROOT / "migrations" / name).read_bytes())
    for file in source:
        (folder / "versions" / file.name).write_bytes(file.read_bytes())
    head = revisions()[-1].revision
    (folder / "versions" / "9999_rebuild.py").write_text(
        "import sqlalchemy as sa\n"
        "from alembic import op\n"
        f"revision, down_revision = '9999', {head!r}\n"
        "def upgrade():\n"
        "    with op.batch_alter_table('students', recreate='always') as batch:\n"
        "        batch.add_column(sa.Column('nickname', sa.String(5)))\n"
        "def downgrade():\n"
        "    with op.batch_alter_table('students') as batch:\n"
        "        batch.drop_column('nickname')\n",
        encoding="utf-8",
    )
    with opened(f"sqlite:///{tmp_path / 'rebuild.sqlite3'}") as engine:
        config = alembic_config(engine, folder)
        command.upgrade(config, head)
        before = shape(engine)
        stored = fill(engine, Base.metadata)
        command.upgrade(config, "9999")
        assert "nickname" in shape(engine)["students"]["columns"]
        assert contents(engine, Base.metadata) == stored
        command.downgrade(config, head)
        assert contents(engine, Base.metadata) == stored
        assert shape(engine) == before


def test_a_migration_that_fails_leaves_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "migrations"
    (folder / "versions").mkdir(parents=True)
    for name in ("alembic.ini", "env.py"):
        (folder / name).write_bytes((ROOT / "migrations" / name).read_bytes())
    (folder / "versions" / "0001_broken.py").write_text(
        "import sqlalchemy as sa\n"
        "from alembic import op\n"
        "revision, down_revision = '0001', None\n"
        "def upgrade():\n"
        "    op.create_table('half', sa.Column('id', sa.Integer, primary_key=True))\n"
        "    raise LookupError('in the middle')\n",
        encoding="utf-8",
    )
    with opened(f"sqlite:///{tmp_path / 'broken.sqlite3'}") as engine:
        with pytest.raises(LookupError, match="in the middle"):
            command.upgrade(alembic_config(engine, folder), "head")
        assert shape(engine) == {}
