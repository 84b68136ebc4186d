"""Typed, frozen settings of one process, read once from environment variables."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ROOT = Path(__file__).resolve().parent.parent
DEVELOPMENT_SECRET = "development only: set SGO_SECRET_KEY"  # noqa: S105 - refused in production
LEAST_SECRET_LENGTH = 32
_ADDRESS = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+")
_URL = re.compile(r"https?://[^\s/?#]+(?:/[^\s?#]*)?")


class ConfigurationError(Exception):
    """A setting that the program will not start with; the text says how to mend it."""


MAIL_VARIABLES = (
    "SGO_MAIL_HOST",
    "SGO_MAIL_SENDER",
    "SGO_MAIL_JOURNAL_URL",
    "SGO_MAIL_TLS",
    "SGO_MAIL_PORT",
    "SGO_MAIL_USER",
    "SGO_MAIL_PASSWORD",
)


class Tls(StrEnum):
    """How the way to the mail server is kept private."""

    STARTTLS = "starttls"
    SSL = "ssl"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class MailSettings:
    """The mail server that takes the daily letters, and the address of the journal for links."""

    host: str
    port: int
    tls: Tls
    sender: str
    journal_url: str
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def is_private(self) -> bool:
        """Whether nobody on the way reads along: by TLS, or because there is no way."""
        return self.tls is not Tls.NONE or self.host in ("127.0.0.1", "::1", "localhost")

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> Self | None:
        """None without any of them; raises ConfigurationError when only some are there."""
        given = [name for name in MAIL_VARIABLES if env.get(name)]
        if not given:
            return None
        for name in ("SGO_MAIL_HOST", "SGO_MAIL_SENDER", "SGO_MAIL_JOURNAL_URL"):
            if name not in given:
                raise ConfigurationError(f"{name}: needed to send mail, beside {given[0]}")
        if ("SGO_MAIL_USER" in given) != ("SGO_MAIL_PASSWORD" in given):
            raise ConfigurationError("SGO_MAIL_USER and SGO_MAIL_PASSWORD go together, or neither.")
        for name in ("SGO_MAIL_USER", "SGO_MAIL_PASSWORD"):
            if not env.get(name, "").isascii():
                raise ConfigurationError(
                    f"{name}: Latin letters, digits and signs only, a mail server takes no others."
                )
        words = env.get("SGO_MAIL_TLS") or Tls.STARTTLS
        if words not in list(Tls):
            raise ConfigurationError(f"SGO_MAIL_TLS: one of {', '.join(Tls)}, not {words!r}")
        tls = Tls(words)
        port = env.get("SGO_MAIL_PORT") or ("465" if tls is Tls.SSL else "587")
        if not port.isdigit() or not 0 < int(port) < 65536:
            raise ConfigurationError(f"SGO_MAIL_PORT: a number from 1 to 65535, not {port!r}")
        sender = env["SGO_MAIL_SENDER"].strip()
        if not _ADDRESS.fullmatch(sender):
            raise ConfigurationError(f"SGO_MAIL_SENDER: an e-mail address, not {sender!r}")
        url = env["SGO_MAIL_JOURNAL_URL"].strip().rstrip("/")
        if not _URL.fullmatch(url):
            raise ConfigurationError(
                f"SGO_MAIL_JOURNAL_URL: the address of the journal, such as https://journal.example.ru, not {url!r}"
            )
        return cls(
            host=env["SGO_MAIL_HOST"].strip(),
            port=int(port),
            tls=tls,
            sender=sender,
            journal_url=url,
            user=env.get("SGO_MAIL_USER", ""),
            password=env.get("SGO_MAIL_PASSWORD", ""),
        )


@dataclass(frozen=True, slots=True)
class Config:
    """Settings of a process.

    `production` turns on secure cookies and refuses weak settings; `testing` lowers the cost of
    a password hash; everything of the regulation lives in dated settings in the database instead.
    """

    database_url: str
    secret_key: str
    time_zone: ZoneInfo
    host: str = "127.0.0.1"
    port: int = 8000
    production: bool = False
    testing: bool = False
    trusted_proxies: int = 0
    language: str = "ru"
    mail: MailSettings | None = None

    def __post_init__(self) -> None:
        if self.production and (
            self.secret_key == DEVELOPMENT_SECRET or len(self.secret_key) < LEAST_SECRET_LENGTH
        ):
            raise ConfigurationError(
                f"SGO_SECRET_KEY must be at least {LEAST_SECRET_LENGTH} characters of your own in "
                "production. Make one: python -c 'import secrets; print(secrets.token_urlsafe(48))'"
            )
        if self.production and self.testing:
            raise ConfigurationError("SGO_ENV cannot be production and testing at once.")
        if self.production and self.mail is not None and not self.mail.is_private:
            raise ConfigurationError(
                "SGO_MAIL_TLS=none sends letters in the open: take starttls or ssl."
            )

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Self:
        """Read SGO_* variables; raises ConfigurationError naming the variable that is wrong."""
        env = os.environ if environment is None else environment
        instance = ROOT / "instance"
        zone_name = env.get("SGO_TIME_ZONE", "Europe/Moscow")
        try:
            zone = ZoneInfo(zone_name)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ConfigurationError(f"SGO_TIME_ZONE: no such time zone: {zone_name}") from error
        port_text = env.get("SGO_PORT", "8000")
        if not port_text.isdigit() or not 0 < int(port_text) < 65536:
            raise ConfigurationError(f"SGO_PORT: a number from 1 to 65535, not {port_text!r}")
        proxies = env.get("SGO_TRUSTED_PROXIES", "0")
        if not proxies.isdigit():
            raise ConfigurationError(f"SGO_TRUSTED_PROXIES: a whole number, not {proxies!r}")
        return cls(
            database_url=env.get("SGO_DATABASE_URL") or f"sqlite:///{instance / 'sgo.sqlite3'}",
            secret_key=env.get("SGO_SECRET_KEY") or DEVELOPMENT_SECRET,
            time_zone=zone,
            host=env.get("SGO_HOST", "127.0.0.1"),
            port=int(port_text),
            production=env.get("SGO_ENV", "development") == "production",
            trusted_proxies=int(proxies),
            mail=MailSettings.from_environment(env),
        )
