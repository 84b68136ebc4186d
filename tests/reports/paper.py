"""What a PDF says, by the programs of poppler that any office has."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path


def _ask(program: str, document: bytes, *options: str, to_stdout: bool = True) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "document.pdf"
        path.write_bytes(document)
        arguments = [program, *options, str(path), *(["-"] if to_stdout else [])]
        return subprocess.run(arguments, check=True, capture_output=True, text=True).stdout


def text_of(document: bytes) -> str:
    """The whole text, laid out as on the page."""
    return _ask("pdftotext", document, "-layout")


def pages_of(document: bytes) -> list[str]:
    """The text of each page."""
    return text_of(document).split("\f")[:-1]


def words_of(document: bytes) -> str:
    """The text in one line with single blanks, for what wraps over lines."""
    return " ".join(_ask("pdftotext", document).split())


def fonts_of(document: bytes) -> dict[str, bool]:
    """Each font by name, and whether it is inside the file."""
    lines = _ask("pdffonts", document, to_stdout=False).splitlines()
    place = lines[0].index("emb")
    return {line.split()[0]: line[place : place + 3] == "yes" for line in lines[2:]}
