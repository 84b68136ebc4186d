"""Mail is set up as a whole or not at all: half of it does not start."""

from __future__ import annotations

import pytest

from sgo.config import Config, ConfigurationError, MailSettings, Tls

SECRET = "a" * 48
WHOLE = {
    "SGO_SECRET_KEY": SECRET,
    "SGO_MAIL_HOST": "mail.example.ru",
    "SGO_MAIL_SENDER": "journal@example.ru",
    "SGO_MAIL_JOURNAL_URL": "https://journal.example.ru/",
}


def read(production: bool = True, **changes: str | None) -> MailSettings | None:
    env = {**WHOLE, **changes, "SGO_ENV": "production" if production else "development"}
    return Config.from_environment(
        {name: value for name, value in env.items() if value is not None}
    ).mail


def test_no_mail_is_no_mail() -> None:
    assert read(SGO_MAIL_HOST=None, SGO_MAIL_SENDER=None, SGO_MAIL_JOURNAL_URL=None) is None
    assert read(SGO_MAIL_HOST="", SGO_MAIL_SENDER="", SGO_MAIL_JOURNAL_URL="") is None


@pytest.mark.parametrize(
    ("tls", "port", "expected"),
    [
        (None, None, (Tls.STARTTLS, 587)),
        ("starttls", None, (Tls.STARTTLS, 587)),
        ("ssl", None, (Tls.SSL, 465)),
        ("ssl", "2465", (Tls.SSL, 2465)),
    ],
)
def test_whole_settings(tls: str | None, port: str | None, expected: tuple[Tls, int]) -> None:
    mail = read(SGO_MAIL_TLS=tls, SGO_MAIL_PORT=port)
    assert mail is not None
    assert (mail.tls, mail.port) == expected
    assert mail.journal_url == "https://journal.example.ru"


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"SGO_MAIL_HOST": None}, "SGO_MAIL_HOST"),
        ({"SGO_MAIL_SENDER": None}, "SGO_MAIL_SENDER"),
        ({"SGO_MAIL_JOURNAL_URL": None}, "SGO_MAIL_JOURNAL_URL"),
        ({"SGO_MAIL_JOURNAL_URL": "journal.example.ru"}, "SGO_MAIL_JOURNAL_URL"),
        ({"SGO_MAIL_SENDER": "journal"}, "SGO_MAIL_SENDER"),
        ({"SGO_MAIL_USER": "journal"}, "SGO_MAIL_PASSWORD"),
        ({"SGO_MAIL_PASSWORD": "word"}, "SGO_MAIL_USER"),
        ({"SGO_MAIL_USER": "journal", "SGO_MAIL_PASSWORD": "пароль"}, "SGO_MAIL_PASSWORD"),
        ({"SGO_MAIL_USER": "журнал", "SGO_MAIL_PASSWORD": "word"}, "SGO_MAIL_USER"),
        ({"SGO_MAIL_TLS": "perhaps"}, "SGO_MAIL_TLS"),
        ({"SGO_MAIL_PORT": "0"}, "SGO_MAIL_PORT"),
        ({"SGO_MAIL_PORT": "mail"}, "SGO_MAIL_PORT"),
        ({"SGO_MAIL_TLS": "none"}, "SGO_MAIL_TLS"),
    ],
)
def test_half_settings_name_what_is_wrong(changes: dict[str, str | None], named: str) -> None:
    with pytest.raises(ConfigurationError, match=named):
        read(**changes)


def test_in_the_open_only_where_nobody_reads_along() -> None:
    assert read(SGO_MAIL_TLS="none", SGO_MAIL_HOST="127.0.0.1") is not None
    assert read(production=False, SGO_MAIL_TLS="none") is not None


def test_the_password_stands_in_no_message() -> None:
    mail = read(SGO_MAIL_USER="journal", SGO_MAIL_PASSWORD="not-for-the-log")
    assert mail is not None
    assert mail.password == "not-for-the-log"
    assert "not-for-the-log" not in repr(mail)
    with pytest.raises(ConfigurationError) as refused:
        read(SGO_MAIL_USER="journal", SGO_MAIL_PASSWORD="не для журнала")
    assert "не для журнала" not in str(refused.value)
