"""Files that somebody attaches: the smallest of their type, and the row that keeps one."""

from __future__ import annotations

from datetime import datetime

from sgo.models import Account, PersonFile, Student
from sgo.vocabulary import PaperKind

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20 + b"IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 20 + b"\xff\xd9"


def passport_file(student: Student, attached_by: Account, now: datetime) -> PersonFile:
    """A scan of a student's passport, attached by that account; not added to the session."""
    return PersonFile(
        student_id=student.id,
        title="Паспорт",
        kind=PaperKind.IDENTITY,
        file_name="паспорт.pdf",
        media_type="application/pdf",
        size=len(PDF),
        content=PDF,
        attached_by_id=attached_by.id,
        attached_at=now,
    )
