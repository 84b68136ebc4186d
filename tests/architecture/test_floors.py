"""What import-linter cannot say about the floors: faces, rooms, pure rules, one clock."""

from __future__ import annotations

import ast
import sys

import pytest

from tests.architecture.sources import ROOT, imported, modules

LONGEST_ROOM = 350
NO_SUBJECT = {"utils", "util", "helpers", "helper", "common", "misc", "shared", "base_utils"}

CLOCK = "sgo/clock.py"
MOMENT_SOURCES = {"datetime", "date", "dt", "datetime_", "_datetime"}
READS = {"now", "utcnow", "today"}
DATABASE_CLOCK = {"now", "current_timestamp", "current_date", "localtimestamp", "sysdate"}


def clock_readings(tree: ast.AST) -> list[int]:
    """Lines that ask a machine or a database for the time of day."""
    lines = [line for line, name in imported(tree) if name in {"time.time", "time.localtime"}]
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute):
            continue
        owner = node.value
        name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
        if (
            (name in MOMENT_SOURCES and node.attr in READS)
            or (name == "time" and node.attr in {"time", "time_ns", "localtime", "gmtime"})
            or (name == "func" and node.attr in DATABASE_CLOCK)
        ):
            lines.append(node.lineno)
    return lines


def test_only_the_clock_reads_the_clock() -> None:
    found = {
        f"{path}:{line}"
        for path, tree in modules().items()
        if path != CLOCK
        for line in clock_readings(tree)
    }
    assert found == set()
    assert clock_readings(modules()[CLOCK]), (
        "the clock itself must be seen, or the test sees nothing"
    )


@pytest.mark.parametrize(
    "code",
    [
        "datetime.now(UTC)",
        "datetime.datetime.utcnow()",
        "date.today()",
        "import time\ntime.time()",
        "from time import time",
        "func.now()",
        "func.current_timestamp()",
        "Column(default=datetime.now)",
    ],
)
def test_a_reading_of_the_clock_is_seen(code: str) -> None:
    assert clock_readings(ast.parse(code))


@pytest.mark.parametrize("code", ["clock.now()", "time.monotonic()", "now = viewer.today()"])
def test_a_given_time_is_no_reading(code: str) -> None:
    assert not clock_readings(ast.parse(code))


def test_screens_read_keys_and_days_through_their_one_room() -> None:
    """`sgo/asked.py` knows what can exist; a bare int or date lets an address break the database."""
    bare = {"type=int", "type=date.fromisoformat"}
    found = {
        f"{path}:{node.lineno}"
        for path, tree in modules().items()
        if path.startswith(("sgo/pages/", "sgo/panel/"))
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if f"{keyword.arg}={ast.unparse(keyword.value)}" in bare
    }
    assert found == set()


def test_the_face_of_the_schema_only_hands_out() -> None:
    tree = modules()["sgo/models.py"]
    decides = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef, ast.If, ast.For)
    assert [node.lineno for node in ast.walk(tree) if isinstance(node, decides)] == []


def test_the_face_of_the_panel_only_registers() -> None:
    tree = modules()["sgo/admin_views.py"]
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    functions = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    assert functions <= {"init", "register"}


def test_no_room_is_two_subjects() -> None:
    files = [
        *(ROOT / "sgo").rglob("*.py"),
        *(ROOT / "tools").rglob("*.py"),
        *(ROOT / "static").rglob("*.js"),
        *(ROOT / "static").rglob("*.css"),
    ]
    lengths = {file: len(file.read_text(encoding="utf-8").splitlines()) for file in files}
    long = {str(file.relative_to(ROOT)): n for file, n in lengths.items() if n > LONGEST_ROOM}
    assert long == {}


def test_every_room_is_named_by_its_subject() -> None:
    assert [path for path in modules() if NO_SUBJECT & set(path[:-3].split("/"))] == []


def test_rules_stand_on_values_alone() -> None:
    ours = ("sgo.rules", "sgo.vocabulary", "sgo.verdicts")
    strangers = set()
    for path, tree in modules().items():
        if not path.startswith("sgo/rules/"):
            continue
        for line, name in imported(tree):
            package = name.split(".")[0]
            allowed = (
                package in sys.stdlib_module_names
                or name.startswith(ours)
                or (path == "sgo/rules/identity.py" and package == "phonenumbers")
                or (path == "sgo/rules/imports.py" and package == "rapidfuzz")
            )
            if not allowed:
                strangers.add(f"{path}:{line} {name}")
    assert strangers == set()


def test_no_import_of_ours_hides_in_a_function() -> None:
    """An import inside a function is how an import circle is kept alive."""
    hidden = set()
    for path, tree in modules().items():
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                hidden |= {
                    f"{path}:{line} {name}"
                    for line, name in imported(function)
                    if name.startswith("sgo")
                }
    assert hidden == set()
