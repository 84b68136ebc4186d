"""Every word of the screens is a msgid with a Russian translation, and no Russian hides in code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from sgo.vocabulary import AttendanceCode
from tests.architecture.sources import ROOT, modules, templates, texts

KEYWORDS = {**DEFAULT_KEYWORDS, "lazy_gettext": None, "_l": None, "lazy_ngettext": (1, 2)}
SIGNS = "|".join(sorted((code.sign for code in AttendanceCode), key=len, reverse=True))
CYRILLIC = re.compile(rf"(?!\b(?:{SIGNS})\b)\b\w*[а-яё]", re.IGNORECASE)
"""A Russian word; the sign of an attendance code is written alike in every language."""
PLACEHOLDER = re.compile(r"%\((\w+)\)[#0\- +]*\d*(?:\.\d+)?[a-z]|\{(\w+)\}")

RUSSIAN_CODE = {
    "sgo/names.py": "ye and yo are one letter in search",
    "sgo/vocabulary/__init__.py": "signs of a cell, as the journal writes them in any language",
    "sgo/rules/cells.py": "letters that a teacher types into a cell, in either keyboard layout",
    "sgo/rules/identity.py": "a login is made of a Russian name",
    "sgo/reports/": "printed forms are Russian",
    "sgo/services/imports/": "header words of a centre's own lists",
    "sgo/services/exports/": "header words of a centre's own workbooks",
    "sgo/demo/": "an invented Russian centre",
    "sgo/services/accounts/common_words.py": "words that Russian passwords are made of",
    "sgo/services/accounts/password_strength.py": "the Russian layout of the keyboard",
    "sgo/services/founding.py": "the work types a Russian centre begins with",
}
RUSSIAN_TEMPLATES = {"templates/reports/": "printed forms are Russian"}


@cache
def extracted() -> dict[str | tuple[str, ...], str]:
    """Msgids of code and templates with the first place where each stands."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    found: dict[str | tuple[str, ...], str] = {}
    for folder in ("sgo", "templates"):
        patterns = [
            (pattern.removeprefix(f"{folder}/"), method)
            for pattern, method in methods
            if pattern.startswith(f"{folder}/")
        ]
        assert patterns, f"babel.cfg says nothing of {folder}"
        folder_options = {
            pattern.removeprefix(f"{folder}/"): values for pattern, values in options.items()
        }
        for name, line, message, _, _ in extract_from_dir(
            ROOT / folder, patterns, folder_options, KEYWORDS
        ):
            found.setdefault(message, f"{folder}/{name}:{line}")
    return found


def russian() -> Catalog:
    with (ROOT / "translations/ru/LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file, locale="ru")


def placeholders(text: str) -> set[str]:
    return {first or second for first, second in PLACEHOLDER.findall(text)}


def fault(message: Message | None) -> str | None:
    """What is wrong with a translation, or None."""
    if message is None:
        return "is not in the catalogue"
    if message.fuzzy:
        return "is marked fuzzy"
    forms = message.string if isinstance(message.string, list | tuple) else [message.string or ""]
    if message.pluralizable and len(forms) != 3:
        return f"has {len(forms)} forms; Russian has three"
    if not all(form.strip() for form in forms):
        return "is not translated"
    wanted = placeholders(message.id[1] if isinstance(message.id, tuple) else str(message.id))
    if any(placeholders(form) != wanted for form in forms):
        return "has other placeholders"
    return None


def test_every_msgid_has_its_russian_words() -> None:
    catalogue, messages = russian(), extracted()
    assert len(messages) > 100, "the words of the screens were not found"
    faults = {
        f"{place}: {message!r} {problem}"
        for message, place in messages.items()
        if (problem := fault(catalogue.get(message)))
    }
    assert not faults, "\n".join(sorted(faults))


def test_every_msgid_of_the_catalogue_is_said_somewhere() -> None:
    said = extracted()
    assert [message.id for message in russian() if message.id and message.id not in said] == []


def test_every_msgid_stands_in_the_catalogue_once() -> None:
    """Reading a catalogue keeps the last of two alike in silence; a merge of two hands leaves both."""
    written = (ROOT / "translations/ru/LC_MESSAGES/messages.po").read_text(encoding="utf-8")
    assert len(re.findall(r"^msgid ", written, re.MULTILINE)) == len(russian()) + 1  # the header
    assert "#~" not in written


def test_the_catalogue_is_not_marked_unfinished() -> None:
    assert not russian().fuzzy, "pybabel compile leaves out a catalogue whose header is fuzzy"
    assert {str(message.id) for message in russian() if message.id and message.fuzzy} == set()


@pytest.mark.parametrize(
    ("message", "problem"),
    [
        (None, "not in the catalogue"),
        (Message("Save", ""), "not translated"),
        (Message("Save", "Сохранить", flags={"fuzzy"}), "fuzzy"),
        (Message("By %(day)s", "До %(date)s"), "placeholders"),
        (Message(("%(num)d row", "%(num)d rows"), ("%(num)d строка",)), "forms"),
    ],
)
def test_a_poor_translation_is_seen(message: Message | None, problem: str) -> None:
    assert problem in (fault(message) or "")


def test_no_russian_stands_in_the_code() -> None:
    found = {
        f"{path}:{line} {text[:40]!r}"
        for path, tree in modules().items()
        if not path.startswith(tuple(RUSSIAN_CODE))
        for line, text in texts(tree)
        if CYRILLIC.search(text)
    }
    assert found == set()


@pytest.mark.parametrize(
    ("text", "russian"), [("урок", True), ("5/4, н/4", False), ("a нет", True)]
)
def test_a_russian_word_is_seen(text: str, russian: bool) -> None:
    assert bool(CYRILLIC.search(text)) is russian


def test_no_russian_stands_in_the_templates() -> None:
    found = {
        path
        for path, text in templates().items()
        if not path.startswith(tuple(RUSSIAN_TEMPLATES))
        and CYRILLIC.search(re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL))
    }
    assert found == set()


# Jinja is taken out before the words of a template are looked at.
JINJA = re.compile(
    r"\{#.*?#\}"
    r"|\{%-?\s*block \w*class\s*-?%\}.*?endblock.*?%\}"  # names of styles, not words
    r"|\{%-?\s*trans\b.*?endtrans\s*-?%\}"
    r"|\{%.*?%\}|\{\{.*?\}\}",
    re.DOTALL,
)
SILENT = {"script", "style", "kbd", "code"}  # what is typed is no word
SPOKEN_ATTRIBUTES = {"title", "alt", "placeholder", "aria-label", "aria-description", "label"}
SAME_IN_EVERY_LANGUAGE = {"SGO", "PDF", "CSV", "XLSX"}
WORD = re.compile(r"[A-Za-z]{2,}")


class Words(HTMLParser):
    """Collects what a person would read or hear."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in SILENT
        self.found += [value for name, value in attrs if name in SPOKEN_ATTRIBUTES and value]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(data)


def bare_words(template: str) -> Iterator[str]:
    """English words of a template that gettext never sees."""
    parser = Words()
    parser.feed(JINJA.sub("", template))
    for text in parser.found:
        yield from (word for word in WORD.findall(text) if word not in SAME_IN_EVERY_LANGUAGE)


def test_no_english_stands_bare_in_the_templates() -> None:
    found = {path: sorted(set(bare_words(text))) for path, text in templates().items()}
    assert {path: words for path, words in found.items() if words} == {}


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("<p>Save</p>", ["Save"]),
        ('<button title="Close">{{ _("Close") }}</button>', ["Close"]),
        ('<p class="note">{{ _("Save") }}{% if a > b %}{% endif %}</p>', []),
        ("{% trans n=n %}Rows: {{ n }}{% endtrans %}", []),
        ("{% block page_class %}wide{% endblock %}", []),
        ("<kbd>PgUp</kbd> up", ["up"]),
        ("{# a comment #}<script>var x</script>", []),
    ],
)
def test_a_bare_word_is_seen(template: str, words: list[str]) -> None:
    assert list(bare_words(template)) == words
