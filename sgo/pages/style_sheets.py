"""The sheets of style that every page has, as one file: one answer in place of seven.

A poor line pays for every file anew, with its headers and its waiting; written they stay apart.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, request, url_for

SHEETS = ("tokens", "shell", "sheets", "forms", "tables", "records", "palette", "sight")
"""In the order in which they speak: the later one has the last word."""
VERSION_LENGTH = 12

pages = Blueprint("style_sheets", __name__)


@pages.get("/styles.css")
def sheets() -> Response:
    """Every sheet, one after another; kept by a browser under the address of its content."""
    text, version = _together(_folder(), _changed(_folder()))
    response = Response(text, mimetype="text/css")
    response.set_etag(version)
    response.make_conditional(request)
    return response


def init(app: Flask) -> None:
    """Give templates the address, which changes with the content."""

    @app.template_global()
    def styles_url() -> str:
        _, version = _together(_folder(), _changed(_folder()))
        return url_for("style_sheets.sheets", v=version)


def _folder() -> Path:
    return Path(str(current_app.static_folder))


def _changed(folder: Path) -> tuple[int, ...]:
    """An edited sheet is seen without a restart."""
    return tuple((folder / f"{name}.css").stat().st_mtime_ns for name in SHEETS)


@lru_cache(maxsize=4)
def _together(folder: Path, changed: tuple[int, ...]) -> tuple[str, str]:
    text = "\n".join((folder / f"{name}.css").read_text(encoding="utf-8") for name in SHEETS)
    return text, hashlib.sha256(text.encode()).hexdigest()[:VERSION_LENGTH]
