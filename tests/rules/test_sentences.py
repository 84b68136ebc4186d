"""Every verdict of every rule has a sentence, and the sentence has all it names."""

from __future__ import annotations

import ast
import re
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

import sgo.rules
from sgo.sentences import SENTENCES, parameters_for_display, russian_date, sentence
from sgo.verdicts import ALLOWED, refused
from sgo.vocabulary import TermResult

RULES = Path(sgo.rules.__file__).parent
NOT_PARAMETERS = {"clause", "field"}
PLACEHOLDER = re.compile(r"%\((\w+)\)s")


class Use(NamedTuple):
    """A verdict made somewhere in the rules."""

    place: str
    code: str
    parameters: frozenset[str]


def uses() -> list[Use]:
    found: list[Use] = []
    for path in sorted(RULES.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            place = f"{path.name}:{node.lineno}"
            assert node.func.id != "Verdict", f"{place}: say refused() or allowed()"
            if node.func.id not in {"refused", "allowed"}:
                continue
            assert node.args, f"{place}: the code comes first"
            code = node.args[0]
            assert isinstance(code, ast.Constant), f"{place}: the code is written out"
            names = {keyword.arg for keyword in node.keywords}
            assert None not in names, f"{place}: parameters are written out"
            told = frozenset(name for name in names if name) - NOT_PARAMETERS
            found.append(Use(place, str(code.value), told))
    return found


USES = uses()


def test_the_walk_finds_the_verdicts() -> None:
    assert len(USES) > 60


@pytest.mark.parametrize("use", USES, ids=lambda use: f"{use.code}-{use.place}")
def test_each_code_has_a_sentence_that_can_be_filled(use: Use) -> None:
    assert use.code in SENTENCES
    wanted = set(PLACEHOLDER.findall(SENTENCES[use.code]))
    assert wanted <= use.parameters | {"clause"}


def test_no_code_has_two_sentences() -> None:
    """Of two only the later would be read, and it may speak of another thing."""
    told = Counter(
        key.value
        for path in sorted((RULES.parent / "sentences").glob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Dict)
        for key in node.keys
        if isinstance(key, ast.Constant)
    )
    assert SENTENCES.keys() <= told.keys(), "a table of sentences was not found"
    assert {code for code, times in told.items() if times > 1} == set()


@pytest.mark.parametrize("code", SENTENCES)
def test_each_sentence_is_one_and_takes_only_names(code: str) -> None:
    text = SENTENCES[code]
    assert text[0].isupper() or text[0] in "“%"
    assert text.endswith(".")
    assert "%" not in PLACEHOLDER.sub("", text)


def test_a_sentence_shows_dates_the_russian_way_and_words_translated() -> None:
    verdict = refused("lesson_ahead", "4.11", held_on=date(2026, 11, 3))
    assert sentence(verdict) == "The lesson is on 03.11.2026: nothing is entered before its day."
    assert sentence(ALLOWED) == "Allowed."
    assert russian_date(datetime(2026, 11, 3, 9, 5, tzinfo=UTC)) == "03.11.2026 09:05"
    shown = parameters_for_display(
        refused("result_not_offered", result=TermResult.PASSED, day=date(2026, 11, 3), count=2),
        lambda day: day.isoformat(),
        str.upper,
    )
    assert shown == {"result": "PASSED", "day": "2026-11-03", "count": 2, "clause": ""}
