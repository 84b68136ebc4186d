"""The whole test run: what `make test` and CI do, on any operating system.

    python -m tools.test                 style, types, floors and every test on both databases
    python -m tools.test --lint          style, types and floors only
    python -m tools.test --fast          the same and the tests that need neither browser nor server
    python -m tools.test -- ARGUMENTS    pytest alone with these arguments, PostgreSQL running

Exits 0 only when every step passed. pytest comes last, so its count is the last thing printed.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from types import FrameType

from tools import machine, postgresql, prepare

ROOT = prepare.ROOT
PROCESSES = os.environ.get("SGO_TEST_PROCESSES", "2")
LINT = {
    "ruff": ["-m", "ruff", "check", "--quiet"],
    "ruff format": ["-m", "ruff", "format", "--check", "--quiet"],
    "mypy": ["-m", "mypy", "--strict", "sgo"],
    "import-linter": [
        "-c",
        "from importlinter.cli import lint_imports_command as c; c()",
        "--no-logo",
    ],
}
INTERRUPTED = 130
SECONDS_TO_END = 30


class Steps:
    """Runs one step after the other, keeps going after a failure, remembers which failed."""

    def __init__(self) -> None:
        self.failed: list[str] = []

    def run(self, name: str, arguments: list[str], environment: dict[str, str]) -> int:
        """One step in a process of its own; its seconds are printed with its result."""
        print(f"== {name}", flush=True)
        start = time.monotonic()
        child = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, env=environment)
        try:
            code = child.wait()
        except KeyboardInterrupt:
            _end_gently(child)
            raise
        if code:
            self.failed.append(name)
        if name != "pytest" or code:
            verdict = f"failed ({code})" if code else "passed"
            print(f"== {name} {verdict}, {time.monotonic() - start:.1f} s", flush=True)
        return code


def _end_gently(child: subprocess.Popen[bytes]) -> None:
    """Let pytest close its browsers; a second interrupt or half a minute ends it at once."""
    try:
        child.send_signal(signal.SIGTERM if os.name == "nt" else signal.SIGINT)
        child.wait(timeout=SECONDS_TO_END)
    except (KeyboardInterrupt, subprocess.TimeoutExpired):
        child.kill()
        child.wait()


def _end(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def equip() -> bool:
    """See to browser and PostgreSQL; False when a person has to install them first."""
    gone = machine.missing()
    if gone and machine.is_debian_root():
        print(f"== installing {' '.join(gone)}", flush=True)
        try:
            machine.install(gone)
        except subprocess.CalledProcessError as error:
            print(f"apt-get failed ({error.returncode})")
        gone = machine.missing()
    if gone:
        print(f"The tests need {', '.join(gone)}. Run this first:\n\n    {machine.command(gone)}\n")
    return not gone


def run(arguments: list[str]) -> int:
    """The steps that the arguments ask for; the exit code of the whole."""
    environment = {**os.environ, "PYTHONUTF8": "1"}
    alone = arguments[:1] == ["--"]
    lint_only, fast = arguments == ["--lint"], arguments == ["--fast"]
    if arguments and not (alone or lint_only or fast):
        print(__doc__)
        return 2
    steps = Steps()
    prepare.compile_translations()
    if not alone:
        for name, line in LINT.items():
            steps.run(name, line, environment)
    if not lint_only:
        with ExitStack() as stack:
            pytest = ["-m", "pytest", "-q"]
            if fast:
                pytest += ["-m", "not browser and not postgresql"]
            elif not equip():
                return 1
            else:
                environment["SGO_TEST_CHROMIUM"] = str(machine.find_browser())
                start = time.monotonic()
                environment["SGO_TEST_POSTGRESQL"] = stack.enter_context(postgresql.server())
                print(f"== PostgreSQL started, {time.monotonic() - start:.1f} s", flush=True)
            if alone:
                pytest += arguments[1:]
            else:
                # A process that has nothing left takes over from the other: no long file is waited for.
                pytest += ["-n", PROCESSES, "--dist", "worksteal", "--durations", "10"]
            steps.run("pytest", pytest, environment)
    if steps.failed:
        print(f"failed: {', '.join(steps.failed)}")
    return 1 if steps.failed else 0


def main() -> int:
    """Whatever ends the run, an interrupt too, stops the server and removes its files."""
    for number in (signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
        signal.signal(number, _end)
    if Path.cwd() != ROOT:
        os.chdir(ROOT)
    try:
        return run(sys.argv[1:])
    except KeyboardInterrupt:
        print("interrupted")
        return INTERRUPTED
    except postgresql.NoServer as error:
        print(f"PostgreSQL did not start:\n{error}")
        return 1


if __name__ == "__main__":
    raise SystemExit(main())
