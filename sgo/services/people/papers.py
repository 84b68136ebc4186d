"""Files of the cards of people: attached, handed out and taken away (clause 2.1.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from sgo.access.permissions import Permission
from sgo.access.scopes import scope
from sgo.access.viewer import Viewer
from sgo.errors import Missing, refuse_unless
from sgo.models import Base, Guardian, PersonFile, Staff, Student
from sgo.rules.papers import CLAUSE, check_one_person
from sgo.rules.stored_files import check_file, media_type_of
from sgo.services.clockwatch import require_steady_clock
from sgo.services.guard import acting_as, permit
from sgo.services.stored_files import StoredFile, safe_name
from sgo.verdicts import first_refusal
from sgo.vocabulary import PaperKind


@dataclass(frozen=True, slots=True)
class Whose:
    """The card that something hangs on: one of the three keys is given."""

    student_id: int | None = None
    guardian_id: int | None = None
    staff_id: int | None = None


def attach_file(
    session: Session,
    viewer: Viewer,
    whose: Whose,
    *,
    title: str,
    kind: PaperKind,
    file_name: str,
    content: bytes,
    now: datetime,
) -> PersonFile:
    """Keep the file with the card. Raises Forbidden, Missing for a card that the viewer does not
    see, and Refused for a file of another kind or size."""
    with acting_as(session, viewer, Permission.PAPERS_KEEP, now):
        require_steady_clock(session, now)
        verdict = first_refusal(
            check_one_person(whose.student_id, whose.guardian_id, whose.staff_id),
            check_file(content, CLAUSE, "file"),
        )
        refuse_unless(verdict)
        _require_card(session, viewer, whose)
        media_type = media_type_of(content) or ""
        row = PersonFile(
            student_id=whose.student_id,
            guardian_id=whose.guardian_id,
            staff_id=whose.staff_id,
            title=title,
            kind=kind,
            file_name=safe_name(file_name, media_type, "file"),
            media_type=media_type,
            size=len(content),
            content=content,
            attached_by_id=viewer.account_id,
            attached_at=now,
        )
        session.add(row)
        permit(session, row, verdict)
    return row


def _require_card(session: Session, viewer: Viewer, whose: Whose) -> None:
    cards: tuple[tuple[type[Base], int | None], ...] = (
        (Student, whose.student_id),
        (Guardian, whose.guardian_id),
        (Staff, whose.staff_id),
    )
    for model, key in cards:
        if key is None:
            continue
        column = model.__table__.c.id
        if session.scalar(scope(select(column).where(column == key), model, viewer)) is None:
            raise Missing(model.__name__)


def file_of(session: Session, viewer: Viewer, file_id: int) -> StoredFile:
    """A file that the viewer may read; raises Forbidden and Missing."""
    viewer.role_for(Permission.PAPERS_READ)
    row = session.scalars(
        scope(select(PersonFile), PersonFile, viewer)
        .where(PersonFile.id == file_id)
        .options(undefer(PersonFile.content))
    ).one_or_none()
    if row is None:
        raise Missing("file")
    return StoredFile(row.file_name, row.media_type, row.content)


def drop_file(session: Session, viewer: Viewer, file_id: int, now: datetime) -> None:
    """Take a file away from its card; the trail keeps who did it. Raises Forbidden and Missing."""
    with acting_as(session, viewer, Permission.PAPERS_KEEP, now):
        row = session.scalars(
            scope(select(PersonFile), PersonFile, viewer).where(PersonFile.id == file_id)
        ).one_or_none()
        if row is None:
            raise Missing("file")
        session.delete(row)
        permit(session, row, check_one_person(row.student_id, row.guardian_id, row.staff_id))
