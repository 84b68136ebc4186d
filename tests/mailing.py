"""A mail server of the tests, and accounts that want its letters."""

from __future__ import annotations

import dataclasses
import email.policy
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as SmtpSession
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.config import MailSettings, Tls
from sgo.models import DigestSending, DigestWish
from sgo.vocabulary import SendingState
from tests.browser.site import free_port
from tests.centre import Centre

JOURNAL = "https://journal.example.ru"
RUN = ["sgo", "send-digest"]


class Box:
    """A mail server that keeps what it takes; `answer` refuses, `hangs_up` breaks off."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.answer = "250 taken"
        self.hangs_up = False

    async def handle_DATA(  # noqa: N802 - aiosmtpd calls it by this name
        self, server: SMTP, session: SmtpSession, envelope: Envelope
    ) -> str:
        if self.hangs_up:
            server.transport.abort()
            return "421 gone"
        if self.answer.startswith("250"):
            taken = message_from_bytes(envelope.content, policy=email.policy.default)
            assert isinstance(taken, EmailMessage)
            self.letters.append(taken)
        return self.answer

    def to(self, address: str) -> str:
        """The only letter to this address, as text."""
        found = [one for one in self.letters if one["To"] == address]
        assert len(found) == 1, [one["To"] for one in self.letters]
        return str(found[0].get_content())


@contextmanager
def serving(box: Box, app: Flask, tls: Tls = Tls.NONE, **how: Any) -> Iterator[MailSettings]:
    """The box behind a free port, `how` it stands there, and the application told of it."""
    port = free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port, **how)
    controller.start()
    plain = app.extensions["sgo.config"]
    mail = MailSettings("127.0.0.1", port, tls, "journal@example.ru", JOURNAL)
    app.extensions["sgo.config"] = dataclasses.replace(plain, mail=mail)
    try:
        yield mail
    finally:
        app.extensions["sgo.config"] = plain
        controller.stop()


def wishes(centre: Centre, *names: str) -> None:
    """These accounts have an address and want the letter."""
    for name in names:
        account = centre.accounts[name]
        account.staff.email = f"{name}@example.ru"
        centre.add(account.staff)
        centre.add(DigestWish(account_id=account.id, since=centre.now))
    centre.session.commit()


def sendings(session: Session) -> dict[int, tuple[SendingState, int]]:
    session.expire_all()
    rows = session.execute(
        select(DigestSending.account_id, DigestSending.state, DigestSending.attempts)
    )
    return {account_id: (state, attempts) for account_id, state, attempts in rows}
