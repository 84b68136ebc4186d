"""The command line: `flask sgo ...`, as thin as a view."""

from __future__ import annotations

from flask import Flask
from flask.cli import AppGroup

from sgo.commands import accounts, digest, importing

sgo = AppGroup("sgo", help="Keep a centre: accounts, data in, demo.")


def init(app: Flask) -> None:
    """Hang the commands into the application."""
    for command in (*accounts.COMMANDS, *digest.COMMANDS, *importing.COMMANDS):
        sgo.add_command(command)
    app.cli.add_command(sgo)
