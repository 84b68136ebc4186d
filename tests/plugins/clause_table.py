"""Prints the clauses of the regulation with the tests that prove them, and holds `done` to it.

A test names its clauses with `@pytest.mark.clause("4.11")`. The table in `docs/regulation.md`
says which clauses are done; in a run of the whole suite a done clause needs at least one passing
test of its rule and one that goes through a route or a browser.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

TABLE = Path("docs") / "regulation.md"
HEADING = ["clause", "what", "screen", "rule", "state"]


class State(StrEnum):
    """What a row of the table says of itself."""

    DONE = "done"
    OPEN = "open"


class Kind(StrEnum):
    """What a test goes through; the floor of its folder tells."""

    RULE = "rule"
    ROUTE = "route"
    OTHER = "other"


KINDS = {
    "rules": Kind.RULE,
    "pages": Kind.ROUTE,
    "panel": Kind.ROUTE,
    "browser": Kind.ROUTE,
    "access": Kind.ROUTE,
}
PROOF = (Kind.RULE, Kind.ROUTE)


@dataclass(frozen=True)
class Clause:
    """A row of the table."""

    number: str
    what: str
    screen: str
    rule: str
    state: State


class TableError(ValueError):
    """The table cannot be read; the text names the line."""


def read_table(text: str) -> dict[str, Clause]:
    """The rows by clause; raises TableError for a twice named clause or an unknown state."""
    rows: dict[str, Clause] = {}
    inside = False
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.startswith("|"):
            inside = False
            continue
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if cells == HEADING:
            inside = True
            continue
        if not inside or not cells[0].strip("-: "):
            continue
        if len(cells) != len(HEADING):
            raise TableError(f"line {number}: {len(cells)} cells instead of {len(HEADING)}")
        if cells[-1] not in set(State):
            raise TableError(f"line {number}: the state is done or open, not {cells[-1]!r}")
        clause, what, screen, rule, state = cells
        row = Clause(clause, what, screen, rule, State(state))
        if row.number in rows:
            raise TableError(f"line {number}: clause {row.number} stands twice")
        if row.state is State.DONE and not (row.screen.strip("- ") and row.rule.strip("- ")):
            raise TableError(f"line {number}: a done clause names its screen and its rule")
        rows[row.number] = row
    if not rows:
        raise TableError(f"no table headed {' | '.join(HEADING)}")
    return rows


def kind_of(path: str) -> Kind:
    """The kind of a test by its path below `tests`."""
    parts = Path(path).parts
    if len(parts) < 3 or parts[0] != "tests":
        return Kind.OTHER
    return KINDS.get(parts[1], Kind.OTHER)


def unproved(rows: dict[str, Clause], passed: Counter[tuple[str, Kind]]) -> list[str]:
    """A sentence for every done clause without its tests."""
    return [
        f"clause {row.number} is done but no {kind} test of it passed"
        for row in rows.values()
        if row.state is State.DONE
        for kind in PROOF
        if not passed[row.number, kind]
    ]


class ClauseTable:
    """Counts the passed tests of each clause; with xdist it does so in the controlling process."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.passed: Counter[tuple[str, Kind]] = Counter()
        self.faults: list[str] = []
        self.rows: dict[str, Clause] = {}

    def whole_suite(self) -> bool:
        """Whether nothing was left out: only then may a done clause be found wanting."""
        option = self.config.option
        narrowed = (
            "keyword", "markexpr", "deselect", "ignore", "ignore_glob", "lf", "collectonly",
        )  # fmt: skip
        return (
            self.config.args_source is pytest.Config.ArgsSource.TESTPATHS
            and not any(getattr(option, name, None) for name in narrowed)
            and not getattr(option, "stepwise", False)
        )

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            numbers = {str(n) for mark in item.iter_markers("clause") for n in mark.args}
            item.user_properties.extend(("clause", number) for number in sorted(numbers))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when != "call":
            return
        path = report.nodeid.split("::", 1)[0]
        for name, value in report.user_properties:
            if name != "clause":
                continue
            if str(value) not in self.table():
                self.faults.append(f"{path} names clause {value}, which {TABLE} does not have")
            elif report.passed:
                self.passed[str(value), kind_of(path)] += 1

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.is_worker():
            return
        if self.whole_suite():
            self.faults += unproved(self.table(), self.passed)
        if self.faults and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        if self.is_worker() or not (self.passed or self.faults or self.whole_suite()):
            return
        write = terminalreporter.write_line
        terminalreporter.section("clauses of the regulation")
        write(f"{'clause':8}{'state':7}{'rule':>6}{'route':>7}{'other':>7}  what")
        for row in self.table().values():
            counts = [self.passed[row.number, kind] for kind in Kind]
            if row.state is State.OPEN and not any(counts):
                continue
            rule, route, other = counts
            write(f"{row.number:8}{row.state:7}{rule:6}{route:7}{other:7}  {row.what[:64]}")
        done = sum(row.state is State.DONE for row in self.table().values())
        write(f"{done} done, {len(self.table()) - done} open")
        for fault in self.faults:
            write(f"FAILED {fault}", red=True)

    def table(self) -> dict[str, Clause]:
        if not self.rows:
            text = (self.config.rootpath / TABLE).read_text(encoding="utf-8")
            try:
                self.rows = read_table(text)
            except TableError as error:
                raise pytest.UsageError(f"{TABLE}: {error}") from error
        return self.rows

    def is_worker(self) -> bool:
        return hasattr(self.config, "workerinput")


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(ClauseTable(config), "sgo-clause-table")
