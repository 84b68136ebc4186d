"""Makes the virtual environment, the folder of the data and the compiled translations.

Does nothing that is done already.

`python -m tools.prepare` for running the product, `python -m tools.prepare --dev` for its tests.
Stands on the standard library alone, because it runs before anything is installed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
INSTANCE = ROOT / "instance"
TRANSLATIONS = ROOT / "translations"
LEAST_PYTHON = (3, 11)
RUNTIME = ("requirements.txt",)
DEVELOPMENT = ("requirements.txt", "requirements-dev.txt")


def interpreter() -> Path:
    """The environment's Python, on this operating system."""
    return ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def fingerprint(names: tuple[str, ...]) -> str:
    """Changes when a list changes or when another Python made the environment."""
    digest = hashlib.sha256(sys.version.encode())
    for name in names:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def make_environment() -> None:
    """A new `.venv`; one that cannot hold pip is removed again, so that the next run starts afresh."""
    try:
        venv.create(ENVIRONMENT, clear=True, with_pip=True)
    except subprocess.CalledProcessError:
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        print("pip cannot be put into .venv. On Debian: sudo apt-get install python3-venv")
        raise


def install(development: bool) -> None:
    """Bring `.venv` up to the pinned lists; a stamp of their contents saves the next run the time."""
    names = DEVELOPMENT if development else RUNTIME
    stamp = ENVIRONMENT / ".sgo-stamp"
    done = stamp.read_text().split() if stamp.exists() else []
    wanted = fingerprint(names)
    if interpreter().exists() and wanted in done:
        return
    if not interpreter().exists():
        print("Making .venv", flush=True)
        make_environment()
    print(f"Installing {names[-1]} (once, about a minute)", flush=True)
    subprocess.run(
        [
            *(interpreter(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
            *("--require-hashes", "-r", names[-1]),
        ],
        cwd=ROOT,
        check=True,
    )
    # The development list holds the runtime list, so it satisfies both.
    satisfied = {wanted, fingerprint(RUNTIME)}
    stamp.write_text("\n".join(sorted(satisfied)) + "\n")


def compile_translations() -> None:
    """Make the .mo files that are missing or older than their catalogue."""
    for source in TRANSLATIONS.glob("*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        subprocess.run(
            [
                *(interpreter(), "-m", "babel.messages.frontend", "--quiet", "compile"),
                *("--input-file", source, "--output-file", target),
                *("--locale", source.parent.parent.name),
            ],
            cwd=ROOT,
            check=True,
        )


def main(arguments: list[str]) -> int:
    """0 when the environment is ready; a failing step's own message has been printed otherwise."""
    if sys.version_info < LEAST_PYTHON:
        print(
            f"Python {'.'.join(map(str, LEAST_PYTHON))} or newer is needed, this is {sys.version}"
        )
        return 1
    if unknown := set(arguments) - {"--dev"}:
        print(f"unknown: {' '.join(sorted(unknown))}; only --dev is known")
        return 2
    try:
        install(development="--dev" in arguments)
        compile_translations()
        INSTANCE.mkdir(exist_ok=True)
    except subprocess.CalledProcessError as error:
        print(f"\nThis step failed: {subprocess.list2cmdline(map(str, error.cmd))}")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
