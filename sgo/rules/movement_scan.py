"""The scan of an order's paper: what kind of file it may be, told by its content alone."""

from __future__ import annotations

from sgo.verdicts import ALLOWED, Verdict, refused
from sgo.vocabulary import MovementState

LARGEST_KILOBYTES = 1500
LARGEST_SCAN = LARGEST_KILOBYTES * 1024
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


def check_scan(content: bytes) -> Verdict:
    """Whether the file may be kept as the paper of an order."""
    if not content:
        return refused("scan_empty", "2.1.3", "scan")
    if len(content) > LARGEST_SCAN:
        return refused("scan_too_large", "2.1.3", "scan", most=LARGEST_KILOBYTES)
    if media_type_of(content) is None:
        return refused("scan_of_other_type", "2.1.3", "scan")
    return ALLOWED


def may_attach(state: MovementState, *, is_attached: bool) -> Verdict:
    """The paper of a confirmed order may come later, but is never replaced."""
    if is_attached and state is MovementState.CONFIRMED:
        return refused("scan_stays", "2.1.3", "scan")
    return ALLOWED
