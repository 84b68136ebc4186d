"""Files as a centre has them, read into plain rows: workbooks (.xlsx) and delimited text (.csv).

What comes in was made by anybody: nothing in it is evaluated, and whatever cannot be read safely
within bounds of time and memory is refused with a sentence.
"""

from __future__ import annotations

from sgo.errors import refuse
from sgo.workbooks.delimited import read_delimited
from sgo.workbooks.limits import MOST_UPLOADED, Book, Value
from sgo.workbooks.xlsx import read_xlsx

__all__ = ["MOST_UPLOADED", "Book", "Value", "read_workbook"]

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read_workbook(name: str, data: bytes) -> Book:
    """The rows of every sheet by its name; row 1 of a sheet is item 0.

    The bytes decide what the file is, not its name. Cells are values only, formulas as they were
    last computed; a merged cell stands in every place it covers. Raises Refused (`book_empty`,
    `book_too_heavy`, `book_too_large`, `book_is_old`, `book_encrypted`, `book_not_read`).
    """
    if not data.strip():
        raise refuse("book_empty", name=name)
    if len(data) > MOST_UPLOADED:
        raise refuse("book_too_heavy", most=MOST_UPLOADED // 2**20)
    if data.startswith(_OLE):
        raise refuse("book_encrypted" if _ENCRYPTED in data else "book_is_old", name=name)
    if data.startswith(_ZIP):
        return read_xlsx(data)
    return read_delimited(name, data)
