"""Answers that are files: named in Russian for every browser, in plain letters for the rest."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response


def file_header(name: str, plain: str, *, saved: bool = True) -> str:
    """`Content-Disposition` (RFC 6266): both names with their ending; saved, or shown at once."""
    kind = "attachment" if saved else "inline"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def pdf_answer(document: bytes, plain: str, name: str, *, saved: bool = False) -> Response:
    """A printed form; names come without their ending. Like every page, no cache keeps it."""
    answer = Response(document, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = file_header(f"{name}.pdf", f"{plain}.pdf", saved=saved)
    return answer
