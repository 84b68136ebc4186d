"""From nothing to a served centre: the schema, the demo once, a key that is kept, a free port."""

from __future__ import annotations

import os
import socket
import stat
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from sgo import create_app, start
from sgo.config import Config
from sgo.db import db
from sgo.demo.accounts import SignIn
from sgo.models import Organisation
from sgo.services.founding import found_centre
from sgo.vocabulary import Role
from tests.conftest import MOSCOW, make_config

TABLE = "  технический администратор  admin  слива-груша  Мороз Н."


@pytest.fixture
def new_app(tmp_path: Path) -> Iterator[Flask]:
    """An application whose database is an empty file."""
    app = create_app(make_config(f"sqlite:///{tmp_path / 'new.sqlite3'}"))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def small_demo(session: Session, now: datetime, say: Callable[[str], None]) -> list[SignIn]:
    """A loader that is quick; the real one has tests of its own."""
    found_centre(session, now, name="Центр")
    session.commit()
    say("загружено")
    return [SignIn(Role.TECHNICAL_ADMIN, "admin", "слива-груша", "Мороз Н.")]


def broken_demo(session: Session, now: datetime, say: Callable[[str], None]) -> list[SignIn]:
    found_centre(session, now, name="Половина")
    session.commit()
    raise KeyboardInterrupt


def names() -> list[str]:
    return list(db.session.scalars(select(Organisation.full_name)))


def test_an_empty_database_gets_schema_and_demo_once(new_app: Flask, tmp_path: Path) -> None:
    lines: list[str] = []
    start.prepare(new_app, tmp_path, small_demo, lines.append)
    assert lines[1] == "загружено"
    assert lines[-1] == TABLE
    assert names() == ["Центр"]
    assert db.session.scalar(text("SELECT version_num FROM alembic_version"))
    lines.clear()
    start.prepare(new_app, tmp_path, broken_demo, lines.append)
    assert lines[-1] == TABLE
    assert names() == ["Центр"]


def test_an_interrupted_load_begins_anew(new_app: Flask, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        start.prepare(new_app, tmp_path, broken_demo, lambda line: None)
    assert names() == ["Половина"]
    db.session.remove()
    start.prepare(new_app, tmp_path, small_demo, lambda line: None)
    assert names() == ["Центр"]
    assert not (tmp_path / "demo-unfinished").exists()


def test_the_data_of_a_real_centre_is_never_touched(new_app: Flask, tmp_path: Path) -> None:
    (tmp_path / "demo-unfinished").write_text("another database", encoding="ascii")
    (tmp_path / "demo-sign-ins.txt").write_text("another database\n  admin\n", encoding="utf-8")
    lines: list[str] = []
    start.upgrade()
    found_centre(db.session(), datetime(2026, 11, 23, tzinfo=MOSCOW), name="Настоящий")
    db.session.commit()
    start.prepare(new_app, tmp_path, broken_demo, lines.append)
    assert names() == ["Настоящий"]
    assert lines == []


def test_production_starts_without_a_demo(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'real.sqlite3'}"
    app = create_app(Config(address, "k" * 48, MOSCOW, production=True))
    with app.app_context():
        start.prepare(app, tmp_path, broken_demo, lambda line: None)
        assert names() == []
        db.session.remove()
        db.engine.dispose()
    # Hashing must cost what it does in the other tests again.
    create_app(make_config(address))


def test_the_key_of_an_installation_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    path = tmp_path / "secret_key"
    key = start.kept_secret(path)
    assert len(key) > 60
    assert start.kept_secret(path) == key
    if os.name != "nt":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_taken_port_is_said(app: Flask) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        reason = start.why_not_listen("127.0.0.1", port)
        assert reason
        told = start.port_sentence(Config("sqlite://", "k", MOSCOW, port=port), reason)
        assert f"127.0.0.1:{port}" in told
        assert "SGO_PORT" in told
    assert start.why_not_listen("127.0.0.1", port) == ""
    assert start.why_not_listen("no such host.invalid", port)
