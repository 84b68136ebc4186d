"""Letters go out here and nowhere else: one connection, one letter after another."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

from sgo.config import MailSettings, Tls
from sgo.vocabulary import SendingState

TIMEOUT_IN_SECONDS = 20


class MailServerAway(Exception):
    """The mail server was not reached or did not let us in: nothing was sent."""


@contextmanager
def mail_server(settings: MailSettings) -> Iterator[smtplib.SMTP]:
    """An open way to the server; raises MailServerAway."""
    context = ssl.create_default_context()
    try:
        if settings.tls is Tls.SSL:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                settings.host, settings.port, timeout=TIMEOUT_IN_SECONDS, context=context
            )
        else:
            server = smtplib.SMTP(settings.host, settings.port, timeout=TIMEOUT_IN_SECONDS)
    except (OSError, smtplib.SMTPException) as error:
        raise MailServerAway(type(error).__name__) from error
    try:
        try:
            if settings.tls is Tls.STARTTLS:
                server.starttls(context=context)
            if settings.user:
                server.login(settings.user, settings.password)
        except (OSError, smtplib.SMTPException) as error:
            raise MailServerAway(type(error).__name__) from error
        yield server
    finally:
        server.close()


def letter(settings: MailSettings, to: str, subject: str, text: str) -> EmailMessage:
    """A plain letter, with no answer expected and none sent by machines."""
    message = EmailMessage()
    message["From"] = settings.sender
    message["To"] = to
    message["Subject"] = subject
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text, charset="utf-8", cte="base64")
    return message


def deliver(server: smtplib.SMTP, message: EmailMessage) -> SendingState:
    """Hand a letter over: sent, surely not sent, or nobody knows.

    When the way breaks off before the server's last word, it may have taken the letter already.
    """
    try:
        server.send_message(message)
    except (
        smtplib.SMTPSenderRefused,
        smtplib.SMTPRecipientsRefused,
        smtplib.SMTPDataError,
        smtplib.SMTPHeloError,
        smtplib.SMTPNotSupportedError,
    ):
        return SendingState.FAILED
    except (OSError, smtplib.SMTPException):
        return SendingState.UNCERTAIN
    return SendingState.SENT
