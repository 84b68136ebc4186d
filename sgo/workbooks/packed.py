"""The parts of a workbook, unpacked under a count: what is too much is refused before it is parsed."""

from __future__ import annotations

import re
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from sgo.errors import refuse
from sgo.workbooks.limits import MOST_BYTES, MOST_MARKUP, MOST_ROWS

_MOST_PARTS = 500
_STEP = 2**18
# Parts that say nothing of the cells; a part that is left out cannot be read by mistake either.
_LEFT_OUT = re.compile(
    r"xl/(media|drawings|charts|embeddings|printersettings|externallinks|ctrlprops|comments|"
    r"threadedcomments|persons|calcchain|pivot|tables|querytables|vba)|docprops/thumbnail",
    re.IGNORECASE,
)
_SHEET_END = re.compile(rb"</(\w+:)?sheetData\s*>|<(\w+:)?sheetData\s*/>")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})")
_FAR = re.compile(rb"<(?:\w+:)?c\s(?:[^>]*?\s)?r=[\"'][A-Z]{3}\d+[\"'](?:[^>]*[^>/])?>")
_MOST_MERGED = 5_000
# Marks in the parts that openpyxl turns into objects of their own, which takes its time.
_MOST_OF_HEAD = 60_000


class Packed:
    """The readable parts of a workbook, packed anew without the tails of its sheets.

    Raises Refused, and whatever the standard library raises over broken bytes.
    """

    def __init__(self, data: bytes) -> None:
        self.merged: dict[str, list[str]] = {}
        """The merged ranges of each sheet's part."""
        self._bytes = self._marks = 0
        self.archive = BytesIO()
        with ZipFile(BytesIO(data)) as source, ZipFile(self.archive, "w", ZIP_STORED) as kept:
            parts = source.infolist()
            if len(parts) > _MOST_PARTS:
                raise refuse("book_too_large", most=MOST_ROWS)
            if any(part.flag_bits & 0x1 for part in parts):
                raise refuse("book_encrypted")
            for part in parts:
                if not part.is_dir() and not _LEFT_OUT.match(part.filename):
                    kept.writestr(part.filename, self._part(source, part))
        self.archive.seek(0)

    def _part(self, source: ZipFile, part: ZipInfo) -> bytes:
        unpacked = bytearray()
        with source.open(part) as stream:
            # The declared size may lie: what comes out is what counts.
            while step := stream.read(_STEP):
                self._bytes += len(step)
                marks = step.count(b"<")
                self._marks += marks
                if self._bytes > MOST_BYTES or self._marks > MOST_MARKUP:
                    raise refuse("book_too_large", most=MOST_ROWS)
                unpacked += step
        return self._sheet(part.filename, bytes(unpacked))

    def _sheet(self, name: str, data: bytes) -> bytes:
        """A sheet without what follows its cells; other parts as they are, if not overgrown."""
        end = _SHEET_END.search(data)
        if end is None:
            if "sharedstrings" not in name.lower() and data.count(b"<") > _MOST_OF_HEAD:
                raise refuse("book_too_large", most=MOST_ROWS)
            return data
        if _FAR.search(data, 0, end.start()):
            raise refuse("book_too_large", most=MOST_ROWS)
        merged = _MERGED.findall(data, end.end())
        if len(merged) > _MOST_MERGED:
            raise refuse("book_too_large", most=MOST_ROWS)
        self.merged[name] = [one.decode("ascii") for one in merged]
        prefix = end[1] or end[2] or b""
        return data[: end.end()] + b"</" + prefix + b"worksheet>"
