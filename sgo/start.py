"""`python -m sgo.start`: a working centre from nothing, the whole of `make run` after installing.

Brings the schema up to date, fills an empty database with the demo centre (never in production),
prints how to sign in, and serves.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import socket
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from flask import Flask
from flask_babel import gettext
from flask_migrate import upgrade
from sqlalchemy import inspect, select, text
from sqlalchemy.orm import Session

from sgo.config import ROOT, Config, ConfigurationError
from sgo.db import Base, db, writing
from sgo.demo.accounts import SignIn
from sgo.demo.load import load_demo
from sgo.factory import create_app
from sgo.models import Account, Organisation
from sgo.server import serve
from sgo.wording import label

INSTANCE = ROOT / "instance"
SECRET_BYTES = 48

Load = Callable[[Session, datetime, Callable[[str], None]], list[SignIn]]


def main() -> int:
    """Serve until stopped; 1 with a sentence when that cannot be."""
    INSTANCE.mkdir(mode=0o700, exist_ok=True)  # the database lies in it
    try:
        if not os.environ.get("SGO_SECRET_KEY") and os.environ.get("SGO_ENV") != "production":
            os.environ["SGO_SECRET_KEY"] = kept_secret(INSTANCE / "secret_key")
        config = Config.from_environment()
    except ConfigurationError as error:
        print(error, file=sys.stderr)
        return 1
    app = create_app(config)
    with app.app_context():
        if reason := why_not_listen(config.host, config.port):
            print(port_sentence(config, reason), file=sys.stderr)
            return 1
        prepare(app, INSTANCE, load_demo, tell)
        tell(gettext("The journal is at http://%(place)s", place=f"{config.host}:{config.port}"))
        db.session.remove()
        db.engine.dispose()
    serve()
    return 0


def tell(line: str) -> None:
    """One line of progress, at once."""
    print(line, flush=True)


def kept_secret(path: Path) -> str:
    """The key of this installation: made once, readable by its owner alone."""
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(SECRET_BYTES))
    return path.read_text(encoding="ascii").strip()


def why_not_listen(host: str, port: int) -> str:
    """The system's reason why nothing can be served there; empty when it can."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM
        )[0]
        with socket.socket(family, kind, protocol) as listener:
            if os.name != "nt":  # there it would let two servers share the port
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
    except OSError as error:
        return error.strerror or str(error)
    return ""


def port_sentence(config: Config, reason: str) -> str:
    """What to do when somebody else has the port."""
    return str(
        gettext(
            "The journal cannot be served at %(place)s (%(reason)s). Perhaps it runs already: stop "
            "the other program, or choose another port, for example SGO_PORT=8001.",
            place=f"{config.host}:{config.port}",
            reason=reason,
        )
    )


def prepare(app: Flask, folder: Path, load: Load, say: Callable[[str], None]) -> None:
    """Schema, demo centre, printed sign-ins; needs the application's context.

    The demo is loaded in many transactions. A file stands in `folder` meanwhile: when the load
    was interrupted, the half of it is thrown away and made anew.
    """
    config: Config = app.extensions["sgo.config"]
    unfinished, sign_ins = folder / "demo-unfinished", folder / "demo-sign-ins.txt"
    mine = hashlib.sha256(config.database_url.encode()).hexdigest()
    if unfinished.exists() and unfinished.read_text(encoding="ascii") == mine:
        say(gettext("The demo centre was not finished: it is made anew."))
        _drop_everything()
    upgrade()
    if not config.production and _is_empty(db.session()):
        unfinished.write_text(mine, encoding="ascii")
        say(gettext("The database is empty: a demo centre is made, once."))
        mark = writing.set(True)
        try:
            lines = load(db.session(), app.extensions["sgo.clock"].now(), say)
        finally:
            writing.reset(mark)
            db.session.remove()
        sign_ins.write_text(f"{mine}\n{_table(lines)}\n", encoding="utf-8")
        unfinished.unlink()
    if sign_ins.exists():
        database, _, table = sign_ins.read_text(encoding="utf-8").partition("\n")
        if database == mine:
            say(gettext("Sign in to the demo centre as:"))
            say(table.rstrip())


def _is_empty(session: Session) -> bool:
    found = session.scalar(select(Account.id).limit(1)), session.scalar(select(Organisation.id))
    session.rollback()
    return found == (None, None)


def _drop_everything() -> None:
    with db.engine.begin() as connection:
        Base.metadata.drop_all(connection)
        if inspect(connection).has_table("alembic_version"):
            connection.execute(text("DROP TABLE alembic_version"))


def _table(lines: list[SignIn]) -> str:
    rows = [(label(line.role), line.login, line.password, line.name) for line in lines]
    widths = [max(len(row[column]) for row in rows) for column in range(3)] if rows else []
    return "\n".join(
        "  " + "  ".join([*(c.ljust(w) for c, w in zip(row, widths, strict=False)), row[3]])
        for row in rows
    )


if __name__ == "__main__":
    raise SystemExit(main())
