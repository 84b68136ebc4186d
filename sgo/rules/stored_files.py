"""Files that people attach: what kind a file is, told by its content alone, and how large."""

from __future__ import annotations

from sgo.verdicts import ALLOWED, Verdict, refused

LARGEST_KILOBYTES = 1500
LARGEST_FILE = LARGEST_KILOBYTES * 1024
"""Several grey pages; a request of the product is never above two megabytes."""

_PDF, _PNG, _JPEG = "application/pdf", "image/png", "image/jpeg"
ENDINGS = {_PDF: "pdf", _PNG: "png", _JPEG: "jpg"}
"""Types that are kept, with the ending of a file of the type."""
_TAIL = 2048
"""A PDF may have some bytes after its end mark."""


def media_type_of(content: bytes) -> str | None:
    """The type by the first and the last bytes; None for anything that is not kept."""
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-_TAIL:]:
        return _PDF
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content.endswith(b"IEND\xaeB`\x82"):
        return _PNG
    if content.startswith(b"\xff\xd8\xff") and content.rstrip(b"\0").endswith(b"\xff\xd9"):
        return _JPEG
    return None


def check_file(content: bytes, clause: str, field: str) -> Verdict:
    """Whether the file may be kept."""
    if not content:
        return refused("file_empty", clause, field)
    if len(content) > LARGEST_FILE:
        return refused("file_too_large", clause, field, most=LARGEST_KILOBYTES)
    if media_type_of(content) is None:
        return refused("file_of_other_type", clause, field)
    return ALLOWED
