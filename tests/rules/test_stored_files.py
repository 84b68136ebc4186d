"""A file that somebody attaches: known by its content, never by what it is called."""

from __future__ import annotations

import pytest

from sgo.rules.stored_files import LARGEST_FILE, check_file, media_type_of
from tests.attachments import JPEG, PDF, PNG


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (PDF, "application/pdf"),
        (PNG, "image/png"),
        (JPEG, "image/jpeg"),
        (JPEG + b"\0\0", "image/jpeg"),
        (PDF[:-7], None),
        (PNG[:-1], None),
        (JPEG[:-1], None),
        (b" " + PDF, None),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
        (b"<html>%PDF- %%EOF</html>", None),
        (b"PK\x03\x04", None),
        (b"MZ", None),
        (b"", None),
    ],
)
def test_the_type_is_that_of_the_content(content: bytes, media_type: str | None) -> None:
    assert media_type_of(content) == media_type


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (PDF, "allowed"),
        (b"", "file_empty"),
        (b"GIF89a", "file_of_other_type"),
        (PDF.ljust(LARGEST_FILE, b" "), "file_of_other_type"),
        (b"%PDF-" + b" " * (LARGEST_FILE - 10) + b"%%EOF", "allowed"),
        (b"%PDF-" + b" " * (LARGEST_FILE - 9) + b"%%EOF", "file_too_large"),
    ],
)
def test_what_is_kept(content: bytes, code: str) -> None:
    assert check_file(content, "2.1.2", "file").code == code
