"""A kept file on its way to a browser."""

from __future__ import annotations

from flask import Response
from flask_babel import gettext

from sgo.downloads import file_header
from sgo.services.stored_files import StoredFile
from sgo.wording import number

SANDBOX = "default-src 'none'; sandbox"
"""It is a stranger's file: it runs nothing, wherever a browser shows it."""


def kilobytes(size: int) -> str:
    """The size of a file, rounded up."""
    return str(gettext("%(size)s KB", size=number(-(-size // 1024))))


def file_answer(stored: StoredFile, plain_name: str) -> Response:
    """A file to save, of the type that its content has; never shown inside a page."""
    answer = Response(stored.content, mimetype=stored.media_type)
    answer.headers["Content-Disposition"] = file_header(stored.name, plain_name)
    answer.headers["Content-Security-Policy"] = SANDBOX
    return answer
