"""The way to a mail server that asks for TLS and a password: STARTTLS, TLS at once, what refuses."""

from __future__ import annotations

import base64
import dataclasses
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword
from aiosmtpd.smtp import Session as SmtpSession
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy.orm import Session

from sgo.config import MailSettings, Tls
from sgo.vocabulary import MailFault, SendingState
from tests.centre import Centre
from tests.mailing import RUN, Box, sendings, serving, wishes

USER, PASSWORD = "journal@example.ru", "right-word-of-the-box"
WRONG = "wrong-word-of-the-box"


class Kept(Box):
    """A box that notes which letters came by a private way."""

    def __init__(self) -> None:
        super().__init__()
        self.private: list[bool] = []
        self.asked: list[str] = []

    async def handle_DATA(  # noqa: N802 - aiosmtpd calls it by this name
        self, server: SMTP, session: SmtpSession, envelope: Envelope
    ) -> str:
        self.private.append(server.transport.get_extra_info("sslcontext") is not None)
        return await super().handle_DATA(server, session, envelope)

    def may_in(
        self, server: SMTP, session: SmtpSession, envelope: Envelope, way: str, data: Any
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.asked.append(data.login.decode())
        known = (data.login.decode(), data.password.decode()) == (USER, PASSWORD)
        return AuthResult(success=known, handled=known)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """This computer knows the authority, as an administrator makes it known."""
    kept = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(kept)
    monkeypatch.setenv("SSL_CERT_FILE", str(kept))


def door(authority: trustme.CA, name: str = "127.0.0.1") -> ssl.SSLContext:
    """What a server shows: a certificate of this name."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


@pytest.fixture
def box(app: Flask, authority: trustme.CA) -> Iterator[Kept]:
    """A server that takes nothing before STARTTLS and the right password."""
    kept = Kept()
    with serving(
        kept,
        app,
        Tls.STARTTLS,
        tls_context=door(authority),
        require_starttls=True,
        authenticator=kept.may_in,
        auth_required=True,
    ):
        yield kept


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


def told(app: Flask, **changes: Any) -> MailSettings:
    """The application's mail settings with these changed."""
    there = app.extensions["sgo.config"]
    mail: MailSettings = dataclasses.replace(there.mail, **changes)
    app.extensions["sgo.config"] = dataclasses.replace(there, mail=mail)
    return mail


SENTENCES = {
    MailFault.AWAY: "Почтовый сервер не отвечает",
    MailFault.NO_TLS: "Соединение с почтовым сервером не удалось защитить",
    MailFault.CERTIFICATE: "Сертификат почтового сервера не принят",
    MailFault.NO_SIGN_IN: "Почтовый сервер не предлагает здесь входа по паролю",
    MailFault.PASSWORD: "Почтовый сервер не принял логин или пароль",
}
"""How each begins on the screen of the command."""


def refused(runner: FlaskCliRunner, fault: MailFault, session: Session) -> str:
    """Run in vain: the sentence, the exit code, nothing marked as sent. Gives all that was said."""
    result = runner.invoke(args=RUN)
    assert result.exit_code == 1, result.output
    assert SENTENCES[fault] in result.output
    assert "Traceback" not in result.output
    assert {state for state, _ in sendings(session).values()} == {SendingState.FAILED}
    return result.output


@pytest.mark.usefixtures("trusted")
def test_letters_go_by_starttls_and_a_sign_in(
    app: Flask, runner: FlaskCliRunner, box: Kept, centre: Centre, session: Session
) -> None:
    wishes(centre, "coordinator", "director")
    told(app, user=USER, password=PASSWORD)
    result = runner.invoke(args=RUN)
    assert result.exit_code == 0, result.output
    assert "Писем отправлено: 2" in result.output
    assert box.private == [True, True]
    assert box.asked == [USER], "one connection for the whole run"
    assert "Уроки без темы: 2" in box.to("coordinator@example.ru")
    assert {state for state, _ in sendings(session).values()} == {SendingState.SENT}


@pytest.mark.usefixtures("trusted")
def test_letters_go_by_tls_from_the_first_byte(
    app: Flask, runner: FlaskCliRunner, authority: trustme.CA, centre: Centre
) -> None:
    wishes(centre, "coordinator")
    kept = Kept()
    with serving(
        kept,
        app,
        Tls.SSL,
        ssl_context=door(authority),
        authenticator=kept.may_in,
        auth_require_tls=False,  # aiosmtpd means STARTTLS by it
    ):
        told(app, user=USER, password=PASSWORD)
        result = runner.invoke(args=RUN)
    assert result.exit_code == 0, result.output
    assert (kept.private, kept.asked) == ([True], [USER])


@pytest.mark.usefixtures("trusted")
def test_a_wrong_password_is_told_and_stands_nowhere(
    app: Flask,
    runner: FlaskCliRunner,
    box: Kept,
    centre: Centre,
    session: Session,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    wishes(centre, "coordinator", "director")
    told(app, user=USER, password=WRONG)
    said = refused(runner, MailFault.PASSWORD, session)
    assert box.asked[0] == USER
    assert box.letters == []
    said += "".join(capfd.readouterr()) + caplog.text
    hidden = base64.b64encode(f"\0{USER}\0{WRONG}".encode()).decode()
    for secret in (WRONG, USER, hidden, base64.b64encode(WRONG.encode()).decode()):
        assert secret not in said
    told(app, password=PASSWORD)
    assert runner.invoke(args=RUN).exit_code == 0, "what was not sent goes out later"
    assert len(box.letters) == 2


def test_a_certificate_of_an_unknown_authority_is_refused_before_the_password(
    app: Flask, runner: FlaskCliRunner, box: Kept, centre: Centre, session: Session
) -> None:
    wishes(centre, "coordinator")
    told(app, user=USER, password=PASSWORD)
    refused(runner, MailFault.CERTIFICATE, session)
    assert (box.asked, box.letters) == ([], [])


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("tls", [Tls.STARTTLS, Tls.SSL])
def test_a_certificate_of_another_name_is_refused(
    app: Flask,
    runner: FlaskCliRunner,
    authority: trustme.CA,
    centre: Centre,
    session: Session,
    tls: Tls,
) -> None:
    wishes(centre, "coordinator")
    kept = Kept()
    shown = door(authority, "mail.elsewhere.example")
    how = {"tls_context": shown} if tls is Tls.STARTTLS else {"ssl_context": shown}
    with serving(kept, app, tls, **how):
        refused(runner, MailFault.CERTIFICATE, session)
    assert kept.letters == []


@pytest.mark.parametrize("tls", [Tls.STARTTLS, Tls.SSL])
def test_a_server_without_tls_gets_neither_password_nor_letter(
    app: Flask, runner: FlaskCliRunner, centre: Centre, session: Session, tls: Tls
) -> None:
    wishes(centre, "coordinator")
    kept = Kept()
    with serving(kept, app, tls, authenticator=kept.may_in, auth_require_tls=False):
        told(app, user=USER, password=PASSWORD)
        refused(runner, MailFault.NO_TLS, session)
    assert (kept.asked, kept.letters) == ([], [])


@pytest.mark.usefixtures("trusted")
def test_a_server_that_knows_no_sign_in_is_told(
    app: Flask, runner: FlaskCliRunner, authority: trustme.CA, centre: Centre, session: Session
) -> None:
    wishes(centre, "coordinator")
    kept = Kept()
    # Neither way of this server is one of ours, so that none is offered.
    with serving(
        kept,
        app,
        Tls.STARTTLS,
        tls_context=door(authority),
        auth_exclude_mechanism=("LOGIN", "PLAIN"),
    ):
        told(app, user=USER, password=PASSWORD)
        refused(runner, MailFault.NO_SIGN_IN, session)
    assert kept.letters == []
