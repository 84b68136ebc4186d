"""What stands above every document of the centre, and who signs for it (clause 1.3b)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.models import Organisation


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The organisation and its director; a document of a group knows more (`sheets.frame.Head`)."""

    organisation: str
    address: str | None
    director_name: str
    director_title: str


def letterhead(session: Session) -> Letterhead:
    """The card of the organisation as documents show it; empty words while it is not filled in."""
    row = session.execute(
        select(
            Organisation.full_name,
            Organisation.address,
            Organisation.director_name,
            Organisation.director_title,
        )
    ).one_or_none()
    return Letterhead(*row) if row is not None else Letterhead("", None, "", "")
