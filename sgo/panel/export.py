"""A list as a CSV file that a spreadsheet opens rightly and cannot be harmed by."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import quote

from flask import Response, stream_with_context

from sgo.panel.values import said

MOST_ROWS = 20_000
"""A longer list is refused with a sentence, never cut in silence."""
ROWS_AT_A_TIME = 200
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\u2212", "＝", "＋", "－", "＠")


def harmless(text: str) -> str:
    """The text as a spreadsheet may have it: what would be a formula begins with an apostrophe."""
    return f"'{text}" if text.lstrip(" \u00a0").startswith(STARTS_A_FORMULA) else text


def csv_lines(
    heads: list[str], rows: Iterable[Any], cells: Callable[[Any], list[Any]]
) -> Iterator[bytes]:
    """Lines of the file: a mark of its encoding, semicolons, Windows line ends."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL)

    def line(values: list[Any]) -> bytes:
        writer.writerow([harmless(said(value, "")) for value in values])
        text = buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
        return text.encode("utf-8")

    yield b"\xef\xbb\xbf" + line(heads)
    for row in rows:
        yield line(cells(row))


def file_name_header(name: str) -> str:
    """An attachment with a Cyrillic name for every browser, and an ASCII one for the rest."""
    plain = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in name)
    return f"attachment; filename=\"{plain.strip('_') or 'list'}.csv\"; filename*=UTF-8''{quote(name + '.csv')}"


def csv_response(name: str, lines: Iterator[bytes]) -> Response:
    """The file, sent as it is made."""
    return Response(
        stream_with_context(lines),
        mimetype="text/csv",
        headers={
            "Content-Disposition": file_name_header(name),
            "Content-Type": "text/csv; charset=utf-8; header=present",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        },
    )
