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
    r"threadedcomments|persons|calcchain|pivot|tables|querytables|vba)|customxml/|docprops/thumbnail",
    re.IGNORECASE,
)
_SHEET_END = re.compile(rb"</(\w+:)?sheetData\s*>|<(\w+:)?sheetData\s*/>")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})")
# A filled cell beyond column ZZ, or in a row of five digits and more.
_FAR = re.compile(
    rb"<(?:\w+:)?c\s(?:[^>]*?\s)?r=[\"'](?:[A-Z]{3}\d+|[A-Z]+(\d{5,}))[\"'](?:[^>]*[^>/])?>"
)
_LONGEST_ROW = len(str(MOST_ROWS))
_MOST_MERGED = 5_000
# A parser that gets its bytes by and by reads a long tag or remark anew each time: none is read.
# Text between tags is handed on as it comes, yet a «>» in quotes makes a tag look like it.
_LONG_TAG = re.compile(rb"<[^<>]{4096}|<[^<]{131072}")
_LONGEST_REMARK = 4096
_REMARKS = ((b"<!--", b"-->"), (b"<?", b"?>"))
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
        data = bytes(unpacked)
        if _LONG_TAG.search(data) or any(_has_long(data, *ends) for ends in _REMARKS):
            raise refuse("book_not_read")
        return self._sheet(part.filename, data)

    def _sheet(self, name: str, data: bytes) -> bytes:
        """A sheet without what follows its cells; other parts as they are, if not overgrown."""
        end = _SHEET_END.search(data)
        if end is None:
            if "sharedstrings" not in name.lower() and data.count(b"<") > _MOST_OF_HEAD:
                raise refuse("book_too_large", most=MOST_ROWS)
            return data
        for far in _FAR.finditer(data, 0, end.start()):
            if far[1] is None or len(far[1]) > _LONGEST_ROW or int(far[1]) > MOST_ROWS:
                raise refuse("book_too_large", most=MOST_ROWS)
        merged = _MERGED.findall(data, end.end())
        if len(merged) > _MOST_MERGED:
            raise refuse("book_too_large", most=MOST_ROWS)
        self.merged[name] = [one.decode("ascii") for one in merged]
        prefix = end[1] or end[2] or b""
        return data[: end.end()] + b"</" + prefix + b"worksheet>"


def _has_long(data: bytes, begins: bytes, ends: bytes) -> bool:
    """A remark of more than a few thousand bytes stands in the part."""
    at = 0
    while (start := data.find(begins, at)) >= 0:
        end = data.find(ends, start)
        if end < 0 or end - start > _LONGEST_REMARK:
            return True
        at = end
    return False
