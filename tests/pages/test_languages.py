"""Every page of every role in English and in Russian, with no word of the other language in it.

The walk follows the links from the first page on. What the database holds (names, topics, titles)
stands in its own language on every page; so do printed forms, which are no pages.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException

from sgo.models import Base
from sgo.vocabulary import AttendanceCode
from tests.centre import Centre
from tests.signing import sign_in

WORDS = {"en": re.compile(r"[А-Яа-яЁё]+"), "ru": re.compile(r"[A-Za-z]{2,}")}
"""Words that do not belong on a page of that language."""
NAMES = "PDF PNG JPEG CSV XLSX JSON ICS URL Excel Firefox Windows Android Mac Google Outlook Thunderbird"
KEYS = "Ctrl Shift Enter Delete Esc Caps Lock"
ALIKE = {
    "en": {code.sign for code in AttendanceCode},
    "ru": {*NAMES.split(), *KEYS.split()},
}
"""Signs of a cell, and names that are written alike in every language."""
INITIAL = re.compile(r"\b[А-ЯЁ]\.")
VOID = {"input", "br", "hr", "img", "meta", "link", "col", "wbr", "source"}
SILENT = {"script", "style", "code", "kbd"}
SPOKEN = {"title", "alt", "placeholder", "aria-label", "aria-description", "label"}
SAID = re.compile(r" |^[A-ZА-ЯЁ]|[а-яё]")
"""What a script says aloud, not what it calls things."""
SAME_WORDS = {"sort", "desc", "page", "page_size", "day", "year"}
"""What an address asks without changing the words of its page."""
ROLES = ("technical_admin", "coordinator", "director", "teacher", "curator", "guardian", "student")
LEAST = {"technical_admin": 80, "teacher": 20, "guardian": 7}


class Page(HTMLParser):
    """What a person reads or hears on a page, and where its links lead."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language
        self.texts: list[str] = []
        self.links: list[str] = []
        self.open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        other = given.get("lang", self.language) != self.language
        silent = tag in SILENT or other or (bool(self.open) and self.open[-1][1])
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if not silent:
            for name, value in given.items():
                if name in SPOKEN:
                    self.texts.append(value)
                elif name.startswith("data-"):
                    self.texts += filter(SAID.search, strings(value))
        if tag not in VOID:
            self.open.append((tag, silent))

    def handle_endtag(self, tag: str) -> None:
        if any(name == tag for name, _ in self.open):
            while self.open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not (self.open and self.open[-1][1]):
            self.texts.append(data.strip())


def strings(value: str) -> Iterator[str]:
    """An attribute for scripts as it is, or every text of the JSON that it holds."""
    if not value.startswith(("{", "[")):
        yield value
        return
    waiting = [json.loads(value)]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict | list):
            waiting += one.values() if isinstance(one, dict) else one
        elif isinstance(one, str):
            yield one


def data_words(session: Session, language: str) -> set[str]:
    """Every word that the database holds."""
    found: set[str] = set(ALIKE[language])
    for mapper in Base.registry.mappers:
        for row in session.execute(select(mapper.local_table)):
            for value in row:
                if isinstance(value, str | dict | list):
                    found.update(WORDS[language].findall(str(value)))
    return found


def foreign(texts: list[str], language: str, known: set[str]) -> Iterator[str]:
    """Texts with a word that neither belongs to the language nor to the database."""
    for text in texts:
        plain = INITIAL.sub("", text) if language == "en" else CODE.sub("", text)
        words = [word for word in WORDS[language].findall(plain) if word not in known]
        if words:
            yield f"{words}: {text[:90]!r}"


# Addresses, and what scripts and forms call things among themselves.
CODE = re.compile(r"%\(\w+\)s|\S*[/@.#=_]\S*|[a-z]+(?:-[a-z]+)+|[a-z]+[A-Z]\w*|[\w-]{30,}")


class Walk:
    """One role's way through the product in one language."""

    def __init__(self, app: Flask, client: FlaskClient, language: str) -> None:
        self.routes = app.url_map.bind("localhost")
        self.client = client
        self.language = language
        self.seen: set[tuple[str, tuple[str, ...]]] = set()
        self.found: dict[str, list[str]] = {}

    def kind_of(self, link: str) -> tuple[str, tuple[str, ...]] | None:
        """The page's endpoint and what its address asks; None for what is no page of ours."""
        parts = urlsplit(link)
        if parts.scheme or parts.netloc or not parts.path.startswith("/"):
            return None
        try:
            endpoint, _ = self.routes.match(parts.path, method="GET")
        except HTTPException:
            return None
        if endpoint.endswith(("static", "export")) or parts.path.endswith(".pdf"):
            return None
        return str(endpoint), tuple(
            sorted({name for name, _ in parse_qsl(parts.query)} - SAME_WORDS)
        )

    def go(self, known: set[str]) -> None:
        waiting = ["/"]
        while waiting:
            address = waiting.pop(0)
            response = self.client.get(address, follow_redirects=True)
            if response.mimetype != "text/html":
                continue
            assert response.status_code == 200, f"{address}: {response.status_code}"
            page = Page(self.language)
            page.feed(response.text)
            wrong = list(foreign(page.texts, self.language, known))
            if wrong:
                self.found[address] = wrong
            for link in page.links:
                kind = self.kind_of(link)
                if kind is not None and kind not in self.seen:
                    self.seen.add(kind)
                    waiting.append(link.partition("#")[0])


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("role", ROLES)
def test_no_page_mixes_languages(
    app: Flask, client: FlaskClient, session: Session, centre: Centre, role: str, language: str
) -> None:
    sign_in(client, centre.accounts[role])
    client.set_cookie("sgo_language", language)
    walk = Walk(app, client, language)
    walk.go(data_words(session, language))
    told = [f"{address}: {one}" for address, wrong in walk.found.items() for one in wrong]
    assert not told, "\n".join(["", *told])
    endpoints = {endpoint for endpoint, _ in walk.seen}
    assert len(endpoints) >= LEAST.get(role, 5), sorted(endpoints)


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("address", ["/sign-in", "/sign-in?next=/account/"])
def test_the_page_before_the_door(
    client: FlaskClient, session: Session, language: str, address: str
) -> None:
    client.set_cookie("sgo_language", language)
    page = Page(language)
    page.feed(client.get(address).text)
    assert list(foreign(page.texts, language, data_words(session, language))) == []


@pytest.mark.parametrize(
    ("language", "page", "words"),
    [
        ("en", "<p>Сохранить</p>", 1),
        ("en", '<button title="Закрыть">Close</button>', 1),
        ("en", '<b lang="ru">Русский</b><p>Abramov А. И.</p>', 0),
        ("en", "<p>Дёмин, н/4</p>", 0),
        ("ru", "<p>Save</p>", 1),
        ("ru", "<p>Скачать PDF</p><a href='/x'>на English</a>", 1),
        ("ru", "<p data-confirm='Delete it?'>Удалить</p><script>let x</script>", 1),
        ("ru", "<button lang='en'>English</button><p data-drawer='side-menu'>a@example.ru</p>", 0),
    ],
)
def test_a_word_of_the_other_language_is_seen(language: str, page: str, words: int) -> None:
    read: Any = Page(language)
    read.feed(page)
    known = {"Дёмин"} | ALIKE[language]
    assert len(list(foreign(read.texts, language, known))) == words
