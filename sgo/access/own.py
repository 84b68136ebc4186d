"""What is one's own and of no concern to others, the office included (4.3, 5.5)."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import ColumnElement

from sgo.access.viewer import Viewer
from sgo.models import Base, DigestSending, DigestWish, Preferences, SavedView, SignIn

OWN: dict[type[Base], Callable[[Viewer], ColumnElement[bool]]] = {
    SignIn: lambda viewer: SignIn.account_id == viewer.account_id,
    Preferences: lambda viewer: Preferences.account_id == viewer.account_id,
    DigestWish: lambda viewer: DigestWish.account_id == viewer.account_id,
    DigestSending: lambda viewer: DigestSending.account_id == viewer.account_id,
    SavedView: lambda viewer: SavedView.account_id == viewer.account_id,
}
"""Whatever the roles; `sgo.access.scopes` adds it to each of them."""
