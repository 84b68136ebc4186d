"""Files kept in the database with what they belong to, so that they are saved and restored with it
and have no address of their own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath

from sgo.names import tidy
from sgo.rules.stored_files import ENDINGS

LONGEST_STEM = 180


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file to be handed out; the ending of its name is that of its content."""

    name: str
    media_type: str
    content: bytes


def safe_name(file_name: str, media_type: str, otherwise: str) -> str:
    """The last part of the name as it was given, with the ending that its content has."""
    name = PurePosixPath(PureWindowsPath(file_name).name).name
    kept = "".join(one for one in name if one.isprintable() and one not in '/\\:*?"<>|')
    stem = tidy(PurePosixPath(kept).stem)[:LONGEST_STEM].strip(". ") or otherwise
    return f"{stem}.{ENDINGS[media_type]}"
