"""The commands by which whoever has the server starts a centre and helps who is locked out."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.clock import FixedClock
from sgo.errors import Refused
from sgo.models import Account, Organisation
from sgo.services.accounts.sign_in import Origin, sign_in
from sgo.services.accounts.viewers import signed_in_account
from sgo.services.clockwatch import require_steady_clock
from sgo.vocabulary import Role
from tests.centre import Centre
from tests.signing import open_session

HERE = Origin("192.0.2.7", "a secret of the tests")


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


def password_in(output: str) -> str:
    found = re.search(r"Одноразовый пароль: (\S+)", output)
    assert found, output
    return found[1]


@pytest.mark.clause("2.1.1")
def test_an_empty_database_becomes_a_centre_with_an_admin(
    runner: FlaskCliRunner, session: Session, clock: FixedClock
) -> None:
    result = runner.invoke(args=["sgo", "create-admin"], input="Мороз\nНина\n")
    assert result.exit_code == 0, result.output
    assert "Логин: moroz.n" in result.output
    signed_in = sign_in(session, HERE, "moroz.n", password_in(result.output), clock.now())
    assert signed_in.must_change_password
    assert signed_in.viewer.roles == {Role.TECHNICAL_ADMIN}
    assert session.scalar(select(Organisation.short_name)) == "Учебный центр"


def test_a_second_admin_leaves_the_centre_as_it_is(
    runner: FlaskCliRunner, session: Session, centre: Centre
) -> None:
    line = ["sgo", "create-admin", "--surname", "Мороз", "--given-name", "Нина"]
    assert runner.invoke(args=[*line, "--login", "nina"]).exit_code == 0
    taken = runner.invoke(args=[*line, "--login", "NINA"])
    assert taken.exit_code == 1
    assert "Логин nina занят" in taken.output
    assert session.scalar(select(Organisation.short_name)) == "УЦ «Степной»"
    assert len(session.scalars(select(Account.id).where(Account.login == "nina")).all()) == 1


@pytest.mark.clause("4.2")
def test_a_forgotten_password_is_replaced(
    runner: FlaskCliRunner, session: Session, centre: Centre
) -> None:
    result = runner.invoke(args=["sgo", "reset-password", " Admin"])
    assert result.exit_code == 0, result.output
    assert sign_in(session, HERE, "admin", password_in(result.output), centre.now)
    unknown = runner.invoke(args=["sgo", "reset-password", "nobody"])
    assert unknown.exit_code == 1
    assert "Нет учётной записи с логином nobody" in unknown.output


@pytest.mark.clause("4.3")
def test_sessions_are_ended_from_the_server(
    runner: FlaskCliRunner, session: Session, centre: Centre
) -> None:
    account = centre.accounts["teacher"]
    token = open_session(session, account, centre.now)
    assert runner.invoke(args=["sgo", "close-sessions", "teacher"]).exit_code == 0
    assert signed_in_account(session, token, centre.now, centre.now.date()) is None
    assert runner.invoke(args=["sgo", "close-sessions", "nobody"]).exit_code == 1


@pytest.mark.clause("4.11")
def test_the_clock_is_confirmed_by_a_recorded_command(
    runner: FlaskCliRunner, session: Session, centre: Centre, clock: FixedClock
) -> None:
    back = centre.now - timedelta(days=2)
    clock.set(back)
    assert runner.invoke(args=["sgo", "confirm-clock"], input="n\n").exit_code == 1
    with pytest.raises(Refused, match="clock_went_back"):
        require_steady_clock(session, back)
    result = runner.invoke(args=["sgo", "confirm-clock", "--yes"])
    assert result.exit_code == 0
    assert "23.11.2026" in result.output
    require_steady_clock(session, back)
