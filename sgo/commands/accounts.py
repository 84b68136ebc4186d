"""`flask sgo create-admin | reset-password | close-sessions | confirm-clock`.

Whoever may run these has the server itself; each run stands in the trail as a command.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask.cli import with_appcontext
from flask_babel import gettext
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from sgo import current
from sgo.db import writing
from sgo.errors import Missing, Refused
from sgo.services.accounts import keeping as service
from sgo.services.accounts.sign_in import login_key
from sgo.services.clockwatch import confirm_clock
from sgo.services.founding import found_centre
from sgo.vocabulary import Role
from sgo.wording import label, moment, sentence


@contextmanager
def one_write(login: str = "") -> Iterator[Session]:
    """A transaction that takes the write lock at once and is committed as a whole.

    What the services refuse ends the command with its sentence and a code other than 0.
    """
    mark = writing.set(True)
    session = current.session()
    try:
        yield session
        session.commit()
    except Refused as refusal:
        session.rollback()
        raise click.ClickException(sentence(refusal.verdict)) from refusal
    except (OperationalError, ProgrammingError) as error:
        session.rollback()
        raise click.ClickException(
            gettext(
                "The database does not answer as it should. Is its schema in place? flask db upgrade"
            )
        ) from error
    except Missing as missing:
        session.rollback()
        raise click.ClickException(
            gettext("There is no account with the login %(login)s.", login=login)
        ) from missing
    finally:
        writing.reset(mark)


def show(issued: service.IssuedAccount) -> None:
    """Print what is shown once."""
    click.echo(gettext("Login: %(login)s", login=issued.login))
    click.echo(gettext("One-time password: %(password)s", password=issued.password))
    click.echo(gettext("It is shown once and is changed at the first sign-in."))


@click.command("create-admin")
@click.option("--surname", prompt=True)
@click.option("--given-name", prompt=True)
@click.option("--patronymic", default="", help="Leave out when there is none.")
@click.option("--position", default="", help="As the staff list has it.")
@click.option("--login", default=None, help="Made from the name when left out.")
@click.option("--centre", default="", help="Name of the centre, when it is new.")
@with_appcontext
def create_admin(
    surname: str, given_name: str, patronymic: str, position: str, login: str | None, centre: str
) -> None:
    """Start a real centre: its card, and a technical administrator with a one-time password."""
    now = current.clock().now()
    with one_write() as session:
        found_centre(session, now, **({"name": centre} if centre else {}))
        issued = service.issue_first_account(
            session,
            surname=surname,
            given_name=given_name,
            patronymic=patronymic,
            position=position or label(Role.TECHNICAL_ADMIN),
            login=login,
            now=now,
        )
    show(issued)


@click.command("reset-password")
@click.argument("login")
@with_appcontext
def reset_password(login: str) -> None:
    """Issue a new one-time password to LOGIN; its open sessions end."""
    with one_write(login_key(login)) as session:
        issued = service.reset_password(session, login, current.clock().now())
    show(issued)


@click.command("close-sessions")
@click.argument("login")
@with_appcontext
def close_sessions(login: str) -> None:
    """End every open session of LOGIN; the password stays."""
    with one_write(login_key(login)) as session:
        service.close_sessions(session, login, current.clock().now())
    click.echo(gettext("Every session of %(login)s has ended.", login=login_key(login)))


@click.command("confirm-clock")
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_appcontext
def confirm_the_clock(yes: bool) -> None:
    """Say that the server's clock is right, after it stood ahead (clause 4.11)."""
    now = current.clock().now()
    question = gettext("The clock shows %(now)s. Is this the right time?", now=moment(now))
    if not yes and not click.confirm(question):
        raise click.Abort
    with one_write() as session:
        before = confirm_clock(session, now)
    click.echo(gettext("Recorded. The last event before was at %(before)s.", before=moment(before)))


COMMANDS = (create_admin, reset_password, close_sessions, confirm_the_clock)
