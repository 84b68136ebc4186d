"""A list as a CSV file that a spreadsheet opens rightly and cannot be harmed by."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal

from sgo.services.exports.listing import Listing, Value
from sgo.workbooks.delimited import STARTS_A_FORMULA


def harmless(text: str) -> str:
    """The text as a spreadsheet may have it: what would be a formula begins with an apostrophe."""
    return f"'{text}" if text.lstrip(" \u00a0").startswith(STARTS_A_FORMULA) else text


def written(value: Value) -> str:
    """A cell as a Russian spreadsheet reads it: 01.09.2026, 8:30, a decimal comma."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%d.%m.%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, int | float | Decimal):
        return str(value).replace(".", ",")
    return harmless(value)


def csv_lines(listing: Listing) -> Iterator[bytes]:
    """Lines of the file: a mark of its encoding, semicolons, Windows line ends."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL)

    def line(values: Sequence[Value]) -> bytes:
        writer.writerow([written(value) for value in values])
        text = buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
        return text.encode("utf-8")

    yield b"\xef\xbb\xbf"
    yield from (line([text]) for text in listing.above)
    yield line(listing.heads)
    for row in listing.rows:
        yield line(row)
