"""The table of the regulation can be read, and a run fails when a done clause loses its tests."""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT
from tests.plugins.clause_table import (
    TABLE,
    Kind,
    TableError,
    kind_of,
    read_table,
    unproved,
)

HEAD = "| clause | what | screen | rule | state |\n|---|---|---|---|---|\n"
DONE = HEAD + "| 4.9 | average | tab | sgo.rules | done |\n"


def test_every_clause_of_the_regulation_stands_in_the_table() -> None:
    rows = read_table((ROOT / TABLE).read_text(encoding="utf-8"))
    wanted = {f"4.{number}" for number in range(1, 19)} | {f"5.{number}" for number in range(1, 6)}
    wanted |= {f"1.3{letter}" for letter in "abcdefgh"} | {
        f"2.1.{number}" for number in range(1, 7)
    }
    wanted |= {"1.4", "1.5", "1.7", "2.2.2", "2.2.5", "3.1", "3.2", "3.3"}
    assert wanted <= rows.keys()


def test_a_clause_names_a_rule_that_exists() -> None:
    rows = read_table((ROOT / TABLE).read_text(encoding="utf-8"))
    named = [rule for row in rows.values() if row.rule != "-" for rule in row.rule.split(", ")]
    assert named
    for rule in named:
        module, _, name = rule.rpartition(".")
        assert callable(getattr(importlib.import_module(module), name, None)), rule


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("no table", "no table"),
        (HEAD + "| 4.9 | average | tab | rule | perhaps |\n", "done or open"),
        (HEAD + "| 4.9 | average | done |\n", "cells"),
        (HEAD + "| 4.9 | average | - | - | done |\n", "names its screen"),
        (DONE + "| 4.9 | again | tab | rule | open |\n", "twice"),
    ],
)
def test_a_broken_table_is_refused(text: str, problem: str) -> None:
    with pytest.raises(TableError, match=problem):
        read_table(text)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("tests/rules/test_journal.py", Kind.RULE),
        ("tests/pages/test_journal.py", Kind.ROUTE),
        ("tests/panel/test_journal.py", Kind.ROUTE),
        ("tests/browser/test_journal.py", Kind.ROUTE),
        ("tests/access/test_walk.py", Kind.ROUTE),
        ("tests/services/test_journal.py", Kind.OTHER),
        ("tests/test_rules.py", Kind.OTHER),
    ],
)
def test_the_folder_tells_the_kind(path: str, kind: Kind) -> None:
    assert kind_of(path) is kind


def test_both_kinds_of_test_are_needed() -> None:
    rows = read_table(DONE)
    assert len(unproved(rows, Counter())) == 2
    assert len(unproved(rows, Counter({("4.9", Kind.RULE): 3}))) == 1
    assert unproved(rows, Counter({("4.9", Kind.RULE): 1, ("4.9", Kind.ROUTE): 1})) == []


SUITE = {
    "docs/regulation.md": DONE,
    "pyproject.toml": '[tool.pytest.ini_options]\ntestpaths = ["tests"]\n'
    'markers = ["clause(number): proves"]\naddopts = ["-p", "tests.plugins.clause_table"]\n',
    "tests/rules/test_rule.py": "import pytest\n\n\n@pytest.mark.clause('4.9')\n"
    "def test_rule():\n    pass\n",
    "tests/pages/test_page.py": "import pytest\n\n\n@pytest.mark.clause('4.9')\n"
    "def test_page():\n    assert PASSES\n",
}


@pytest.mark.parametrize(
    ("page", "arguments", "code"),
    [
        ("True", [], 0),
        ("pytest.skip()", ["-n", "2"], 1),
        ("pytest.skip()", ["tests/rules"], 0),
    ],
)
def test_the_run_stands_by_the_table(
    tmp_path: Path, page: str, arguments: list[str], code: int
) -> None:
    for name, text in SUITE.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.replace("assert PASSES", f"assert {page}"), encoding="utf-8")
    plugin = tmp_path / "tests" / "plugins"
    plugin.mkdir()
    shutil.copy(ROOT / "tests" / "plugins" / "clause_table.py", plugin)
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "COV"))}
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments],
        cwd=tmp_path,
        env=clean,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == code, run.stdout + run.stderr
    assert "4.9     done" in run.stdout
    assert ("clause 4.9 is done but no route test" in run.stdout) is bool(code)
