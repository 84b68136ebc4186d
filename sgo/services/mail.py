"""Letters go out here and nowhere else: one connection, one letter after another."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

from sgo.config import MailSettings, Tls
from sgo.vocabulary import MailFault, SendingState

TIMEOUT_IN_SECONDS = 20
_NO_TLS_NOW = (454, 501, 502)
"""What a server answers to STARTTLS when it will not (RFC 3207, section 4; RFC 5321, 4.2.4)."""


class MailServerAway(Exception):
    """The mail server was not reached or did not let us in: nothing was sent.

    It carries the kind of fault alone: an answer of the server may repeat what was told to it.
    """

    def __init__(self, fault: MailFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@contextmanager
def mail_server(settings: MailSettings) -> Iterator[smtplib.SMTP]:
    """An open way to the server; raises MailServerAway."""
    server = _reached(settings)
    try:
        _let_in(server, settings)
        yield server
    finally:
        server.close()


def _reached(settings: MailSettings) -> smtplib.SMTP:
    """A private way to the server, or an open one where the settings allow it."""
    context = ssl.create_default_context()
    server: smtplib.SMTP | None = None
    try:
        if settings.tls is Tls.SSL:
            return smtplib.SMTP_SSL(
                settings.host, settings.port, timeout=TIMEOUT_IN_SECONDS, context=context
            )
        server = smtplib.SMTP(settings.host, settings.port, timeout=TIMEOUT_IN_SECONDS)
        if settings.tls is Tls.STARTTLS:
            server.starttls(context=context)
    except OSError as error:  # smtplib's own errors are such too
        if server is not None:
            server.close()
        raise MailServerAway(_fault_of(error)) from error
    return server


def _fault_of(error: Exception) -> MailFault:
    match error:
        case ssl.SSLCertVerificationError():
            return MailFault.CERTIFICATE
        case ssl.SSLError() | smtplib.SMTPNotSupportedError():
            return MailFault.NO_TLS
        case smtplib.SMTPResponseException() if error.smtp_code in _NO_TLS_NOW:
            return MailFault.NO_TLS
        case _:
            return MailFault.AWAY


def _let_in(server: smtplib.SMTP, settings: MailSettings) -> None:
    if not settings.user:
        return
    try:
        server.login(settings.user, settings.password)
    except smtplib.SMTPAuthenticationError:
        fault = MailFault.PASSWORD
    except smtplib.SMTPServerDisconnected:
        fault = MailFault.AWAY
    except smtplib.SMTPException:
        fault = MailFault.NO_SIGN_IN
    except OSError:
        fault = MailFault.AWAY
    else:
        return
    raise MailServerAway(fault)  # outside: the server's own words go no further


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
