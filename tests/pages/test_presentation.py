"""How values are written, and what frame a page is drawn in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from flask import Flask, render_template
from flask.testing import FlaskClient
from flask_babel import force_locale

from sgo import wording
from sgo.pages.presentation import MENU, menu_for, select_language
from sgo.sentences import SENTENCES
from sgo.verdicts import refused
from sgo.vocabulary import Role
from tests.centre import Centre
from tests.signing import sign_in

MONDAY = date(2026, 11, 23)


@pytest.fixture
def russian(app: Flask) -> Iterator[None]:
    with app.test_request_context(), force_locale("ru"):
        yield


@pytest.mark.parametrize(
    ("write", "value", "text"),
    [
        (wording.day, MONDAY, "23.11.2026"),
        (wording.day, None, "–"),
        (wording.day, datetime(2026, 11, 22, 22, 0, tzinfo=UTC), "23.11.2026"),
        (wording.day_month, MONDAY, "23 ноября"),
        (wording.day_month, date(2026, 9, 1), "1 сентября"),
        (wording.month, MONDAY, "Ноябрь"),
        (wording.weekday, MONDAY, "понедельник"),
        (wording.moment, datetime(2026, 11, 23, 11, 2, tzinfo=UTC), "23.11.2026, 14:02"),
        (wording.hour, time(8, 30), "8:30"),
        (wording.hour, datetime(2026, 11, 23, 5, 5, tzinfo=UTC), "8:05"),
        (wording.number, 5, "5"),
        (wording.number, Decimal("4.25"), "4,25"),
        (wording.number, Decimal("-0.50"), "−0,50"),
        (wording.number, Fraction(454, 101), "4,49"),
        (wording.number, Fraction(-1, 2), "−0,50"),
        (wording.number, Fraction(9, 2), "4,50"),
        (wording.number, None, "–"),
        (wording.label, None, "–"),
    ],
)
def test_values_are_written_the_russian_way(
    russian: None, write: Any, value: Any, text: str
) -> None:
    assert write(value) == text


def test_numbers_are_cut_never_rounded(russian: None) -> None:
    assert wording.number(Decimal("4.499"), 2) == "4,49"
    assert wording.number(Fraction(4495, 1000), 1) == "4,4"
    assert wording.weekday(MONDAY, short=True) == "пн"


def test_english_keeps_the_point(app: Flask) -> None:
    with app.test_request_context(), force_locale("en"):
        assert wording.number(Decimal("4.25")) == "4.25"
        assert wording.day_month(MONDAY) == "23 November"


def test_names_stand_surname_first(russian: None, centre: Centre) -> None:
    teacher = centre.teacher
    assert wording.full_name(teacher).startswith(teacher.surname)
    assert wording.short_name(teacher) == teacher.short_name
    assert wording.short_name(None) == "–"


def test_a_verdict_is_a_sentence_with_written_values(russian: None) -> None:
    verdict = refused("lesson_ahead", "4.11", held_on=date(2026, 11, 24))
    assert "24.11.2026" in wording.sentence(verdict)
    unknown = wording.sentence(refused("no such code"))
    assert unknown
    assert "no such code" not in unknown


def test_every_sentence_is_filled_with_its_values(russian: None) -> None:
    for code, msgid in SENTENCES.items():
        names = set(_names(msgid))
        text = wording.sentence(refused(code, "4.11", **dict.fromkeys(names - {"clause"}, "х")))
        assert "%(" not in text, code


def _names(msgid: str) -> list[str]:
    return [part.split(")")[0] for part in msgid.split("%(")[1:]]


def test_the_language_is_the_cookie_or_the_installation(app: Flask) -> None:
    for cookie, language in (("sgo_language=en", "en"), ("sgo_language=xx", "ru"), ("", "ru")):
        with app.test_request_context(headers={"Cookie": cookie}):
            assert select_language() == language


@pytest.mark.parametrize("role", list(Role))
def test_the_menu_shows_only_what_exists_and_is_open(
    app: Flask, centre: Centre, role: Role
) -> None:
    for account in centre.accounts.values():
        if account.roles != {role}:
            continue
        viewer = centre.viewer(account)
        with app.test_request_context("/nowhere"):
            shown = {item.url for item in menu_for(viewer)}
            may = {
                app.url_for(entry.endpoint)
                for entry in MENU
                if entry.endpoint in app.view_functions
                and any(viewer.may(permission) for permission in entry.permissions)
                and not (entry.unless and viewer.may(entry.unless))
            }
        assert shown == may


@pytest.mark.parametrize(
    ("cookie", "theme", "drawn"),
    [
        ("dark", "dark", "dark"),
        ("light", "light", "light"),
        ("auto", "auto", "light"),
        ("x", "auto", "light"),
    ],
)
def test_the_server_draws_the_chosen_look(
    client: FlaskClient, centre: Centre, cookie: str, theme: str, drawn: str
) -> None:
    sign_in(client, centre.accounts["teacher"])
    client.set_cookie("sgo_theme", cookie)
    page = client.get("/nowhere").get_data(as_text=True)
    assert f'data-theme="{theme}" data-bs-theme="{drawn}"' in page


def test_the_frame_of_a_signed_in_person(client: FlaskClient, centre: Centre) -> None:
    page = sign_in(client, centre.accounts["teacher"]).get("/nowhere").get_data(as_text=True)
    assert '<html lang="ru"' in page
    assert 'href="#main"' in page
    assert '<main class="page' in page
    assert '<meta name="csrf-token"' in page
    assert '<dialog class="ask" id="ask"' in page


def test_the_frame_of_a_stranger_makes_no_session(app: Flask) -> None:
    with app.test_request_context():
        page = render_template("base.html")
    assert "csrf" not in page
