"""How a person likes the screens to look: kept on the account, followed on every device."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Self

from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.access.viewer import Viewer
from sgo.look_words import Language, Letters, Scheme, Spacing, Theme
from sgo.models import Preferences


@dataclass(frozen=True, slots=True)
class Look:
    """One look of the screens; without a language it is the installation's own."""

    language: Language | None = None
    theme: Theme = Theme.AUTO
    weak_sight: bool = False
    letters: Letters = Letters.LARGE
    spacing: Spacing = Spacing.USUAL
    scheme: Scheme = Scheme.BLACK_ON_WHITE
    pictures: bool = True

    @classmethod
    def of(cls, row: Preferences) -> Self:
        return cls(**{field.name: getattr(row, field.name) for field in fields(cls)})


def keep_look(session: Session, viewer: Viewer, look: Look) -> None:
    """Remember the look on the viewer's account; nobody else reads it."""
    viewer.role_for(Permission.OWN_ACCOUNT)
    values = {field.name: getattr(look, field.name) for field in fields(look)}
    session.merge(Preferences(account_id=viewer.account_id, **values))
    session.flush()
