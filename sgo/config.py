"""Typed, frozen settings of one process, read once from environment variables."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ROOT = Path(__file__).resolve().parent.parent
DEVELOPMENT_SECRET = "development only: set SGO_SECRET_KEY"  # noqa: S105 - refused in production
LEAST_SECRET_LENGTH = 32


class ConfigurationError(Exception):
    """A setting that the program will not start with; the text says how to mend it."""


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
        )
