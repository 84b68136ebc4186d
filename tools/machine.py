"""What the test run needs from the machine and pip cannot give: a browser and PostgreSQL."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

DEBIAN_PACKAGES = ("chromium", "postgresql", "poppler-utils", "fonts-dejavu-core")

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge")
BROWSER_PATHS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
POSTGRESQL_FOLDERS = (
    ("/usr/lib/postgresql", "*/bin"),
    ("/usr", "pgsql-*/bin"),
    ("/opt/homebrew/opt", "postgresql*/bin"),
    ("/usr/local/opt", "postgresql*/bin"),
    ("/Applications/Postgres.app/Contents/Versions", "*/bin"),
    ("C:/Program Files/PostgreSQL", "*/bin"),
)


def find_browser() -> Path | None:
    """A Chromium or one of its kin, or None."""
    named = os.environ.get("SGO_TEST_CHROMIUM")
    paths = [named, *map(shutil.which, BROWSERS), *BROWSER_PATHS]
    return next((Path(path) for path in paths if path and Path(path).is_file()), None)


def _versions(folders: Iterable[Path]) -> list[Path]:
    """Newest version first, by the number in the path."""

    def number(folder: Path) -> float:
        digits = "".join(c if c.isdigit() or c == "." else " " for c in folder.parent.name).split()
        return float(digits[-1]) if digits and digits[-1].count(".") < 2 else 0.0

    return sorted(folders, key=number, reverse=True)


def find_postgresql() -> Path | None:
    """The folder of initdb and pg_ctl (Debian keeps it out of PATH), or None."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    for root, pattern in POSTGRESQL_FOLDERS:
        folders += _versions(Path(root).glob(pattern))
    names = ("initdb", "initdb.exe")
    return next((f for f in folders if any((f / name).is_file() for name in names)), None)


def missing() -> list[str]:
    """Debian names of what is not here."""
    gone = []
    if find_browser() is None:
        gone += ["chromium", "fonts-dejavu-core"]
    if find_postgresql() is None:
        gone.append("postgresql")
    if shutil.which("pdftotext") is None:
        gone.append("poppler-utils")
    return gone


def command(packages: Iterable[str]) -> str:
    """The one line a person runs first on this system."""
    system = platform.system()
    if system == "Darwin":
        return "brew install postgresql poppler && brew install --cask chromium"
    if system == "Windows":
        return "winget install Google.Chrome PostgreSQL.PostgreSQL.17 oschwartz10612.Poppler"
    return f"sudo apt-get install --no-install-recommends {' '.join(packages)}"


def is_debian_root() -> bool:
    """Whether we may and can install packages ourselves."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(packages: list[str]) -> None:
    """apt-get, as root; raises CalledProcessError after printing apt's own words.

    Debian would start a PostgreSQL server of the machine's own on installing it; the tests need
    only the programs, so none is made.
    """
    configuration = Path("/etc/postgresql-common/createcluster.conf")
    if "postgresql" in packages and not configuration.exists():
        configuration.parent.mkdir(parents=True, exist_ok=True)
        configuration.write_text("create_main_cluster = false\n", encoding="ascii")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    # A configuration file that is there already is kept, without a question nobody can answer.
    keep = ("-o", "Dpkg::Options::=--force-confold", "-o", "Dpkg::Use-Pty=0")
    for line in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-qq", "-y", "--no-install-recommends", *keep, *packages],
    ):
        done = subprocess.run(
            line,
            check=False,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if done.returncode:
            print(done.stdout)
            done.check_returncode()
