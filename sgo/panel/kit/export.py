"""The file of a list: asked for, noted in the trail, and sent."""

from __future__ import annotations

from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import IO

from flask import Response, stream_with_context

from sgo.db import writing
from sgo.downloads import file_header
from sgo.reports.lists import csv_lines
from sgo.reports.sheets import write_lists
from sgo.services.exports.listing import FileKind, Listing

MOST_ROWS = 20_000
"""A longer list is refused with a sentence, never cut in silence."""
ROWS_AT_A_TIME = 200
PART_OF_A_FILE = 64 * 1024
MEDIA_TYPES = {
    FileKind.CSV: "text/csv; charset=utf-8; header=present",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def file_response(name: str, kind: FileKind, *listings: Listing) -> Response:
    """The lists as one file: CSV goes out as its rows are read, a workbook when it is whole.

    A CSV file holds one list.
    """
    writing.set(False)  # the trail has its line: what follows reads, and keeps nobody waiting
    if kind is FileKind.CSV:
        (listing,) = listings
        parts: Iterator[bytes] = csv_lines(listing)
    else:
        book = TemporaryFile()  # noqa: SIM115 - closed when its last part is sent
        try:
            write_lists(book, listings)
        except BaseException:
            book.close()
            raise
        parts = _parts(book)
    return Response(
        stream_with_context(parts),
        headers={
            "Content-Disposition": file_name_header(name, kind.value),
            "Content-Type": MEDIA_TYPES[kind],
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        },
    )


def _parts(book: IO[bytes]) -> Iterator[bytes]:
    with book:
        book.seek(0)
        while part := book.read(PART_OF_A_FILE):
            yield part


def file_name_header(name: str, ending: str) -> str:
    """An attachment with a Cyrillic name for every browser, and an ASCII one for the rest."""
    plain = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in name)
    return file_header(f"{name}.{ending}", f"{plain.strip('_') or 'list'}.{ending}")
