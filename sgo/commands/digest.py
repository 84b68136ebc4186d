"""`flask sgo send-digest`: the daily letters, run by a timer; never twice a day to an account."""

from __future__ import annotations

import smtplib
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from urllib.parse import urljoin

import click
import structlog
from flask import current_app, render_template
from flask.cli import with_appcontext
from flask_babel import force_locale, gettext
from sqlalchemy.orm import Session

from sgo import current
from sgo.config import Config, MailSettings
from sgo.db import writing
from sgo.pages.monitoring import told, url_of
from sgo.rules.digests import MOST_LINES
from sgo.services import digests
from sgo.services.digests import Digest, Reader
from sgo.services.mail import MailServerAway, deliver, letter, mail_server
from sgo.vocabulary import Fault, MailFault, SendingState
from sgo.wording import day


class Post:
    """The way to the mail server, opened with the first letter; once away, away for this run."""

    def __init__(self, settings: MailSettings, stack: ExitStack) -> None:
        self.settings, self.stack = settings, stack
        self.server: smtplib.SMTP | None = None
        self.away: MailFault | None = None

    def send(self, address: str, subject: str, text: str) -> SendingState:
        """Hand over one letter."""
        if self.server is None and self.away is None:
            try:
                self.server = self.stack.enter_context(mail_server(self.settings))
            except MailServerAway as away:
                self.away = away.fault
        if self.server is None:
            return SendingState.FAILED
        state = deliver(self.server, letter(self.settings, address, subject, text))
        if state is SendingState.UNCERTAIN:
            self.server = None  # the way broke off: the next letter opens a new one
        return state


@click.command("send-digest")
@with_appcontext
def send_digest() -> None:
    """Send the daily letters to those who want them; a second run sends what had failed."""
    config: Config = current_app.extensions["sgo.config"]
    if config.mail is None:
        raise click.ClickException(
            gettext("Mail is not set up: give SGO_MAIL_HOST and the others, see docs/admin.md.")
        )
    now, session = current.clock().now(), current.session()
    done: Counter[SendingState] = Counter()
    with ExitStack() as stack:
        post = Post(config.mail, stack)
        for reader in digests.readers(session, now.date()):
            state = _send(session, post, reader, now)
            if state is not None:
                done[state] += 1
    with _writing():
        digests.forget_old(session, now.date())
    click.echo(
        gettext(
            "Letters sent: %(sent)s, not sent: %(failed)s, perhaps sent: %(uncertain)s.",
            sent=done[SendingState.SENT],
            failed=done[SendingState.FAILED],
            uncertain=done[SendingState.UNCERTAIN],
        )
    )
    if post.away is not None:
        click.echo(gettext(post.away.label), err=True)
    if done[SendingState.FAILED] or done[SendingState.UNCERTAIN]:
        raise SystemExit(1)


def _send(session: Session, post: Post, reader: Reader, now: datetime) -> SendingState | None:
    """One letter: written, claimed, handed over, noted. None when there is none to send now."""
    found = digests.digest(session, reader.viewer, now)
    subject, text = words(found, post.settings, reader)
    session.rollback()  # ends the reading, so that the claim begins as a write
    account_id = reader.viewer.account_id
    if not found.has_something:
        return None
    with _writing():
        if not digests.claim(session, account_id, found.day, now):
            return None
        state = post.send(reader.address, subject, text)
        digests.note(session, account_id, found.day, state)
    structlog.get_logger("sgo").info("digest", account=account_id, state=state.value)
    return state


def words(found: Digest, settings: MailSettings, reader: Reader) -> tuple[str, str]:
    """Subject and text in the reader's language, with addresses of the journal."""
    language = reader.language or current_app.config["BABEL_DEFAULT_LOCALE"]
    with (
        current_app.test_request_context(base_url=settings.journal_url),
        force_locale(str(language)),
    ):
        subject = gettext("Journal: what waits on %(day)s", day=day(found.day))
        text = render_template(
            "mail/digest.txt",
            found=found,
            most=MOST_LINES,
            told=told,
            url_of=url_of,
            fault_words=Fault,
            outside=lambda path: urljoin(f"{settings.journal_url}/", path),
        )
    return subject, text


@contextmanager
def _writing() -> Iterator[None]:
    """SQLite takes the write lock at the beginning of what is done inside."""
    mark = writing.set(True)
    try:
        yield
    finally:
        writing.reset(mark)


COMMANDS = (send_digest,)
