"""Writes requirements.txt and requirements-dev.txt from the .in files, for every system at once.

The lock is universal (Windows and macOS lines carry markers), has hashes, and names no package
index, so that any mirror can serve it.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEADERS = {
    "requirements": "# The product's dependencies, pinned with hashes. Reasons stand in requirements.in.\n",
    "requirements-dev": (
        "# Development and tests: the product's dependencies and pytest, mypy, ruff, browsers.\n"
        "# Reasons stand in requirements-dev.in.\n"
        "-r requirements.txt\n"
    ),
}
LEAST_PYTHON = "3.11"


def lock(name: str) -> None:
    """Resolve `name`.in into `name`.txt; keeps the pins that still satisfy it."""
    target = ROOT / f"{name}.txt"
    subprocess.run(
        [
            *(sys.executable, "-m", "uv", "pip", "compile", f"{name}.in"),
            *("--output-file", target.name, "--universal", "--python-version", LEAST_PYTHON),
            *("--generate-hashes", "--no-header", "--no-emit-index-url", "--no-emit-find-links"),
            *("--quiet", "--no-annotate"),
        ],
        cwd=ROOT,
        check=True,
    )
    text = target.read_text(encoding="utf-8")
    target.write_text(HEADERS[name] + text, encoding="utf-8", newline="\n")


def main() -> int:
    """Both lists; the second is resolved inside the first, so that they never differ."""
    for name in HEADERS:
        lock(name)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
