"""Who gets through to a view of the panel: nobody, unless a permission opens the endpoint.

Flask-Admin leaves every view open and runs a view that raised TypeError a second time; both end
here. This class stands before every view of the panel, the index too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from flask import has_request_context
from flask_babel import gettext
from flask_login import current_user

from sgo import current
from sgo.access.permissions import Permission
from sgo.access.viewer import Viewer
from sgo.errors import Forbidden
from sgo.panel.kit.side_menu import MenuGroup, side_menu


def panel_viewer() -> Viewer:
    """Who looks, with the roles that open the panel alone.

    A teacher who is a guardian too keeps the groups here, and reads the child in the diary.
    """
    return current.viewer().through(Permission.PANEL)


class Gate:
    """Mixed into every view before Flask-Admin's own class."""

    read_permission: ClassVar[Permission]
    category_words: ClassVar[str] = ""
    """The msgid of the sidebar's group; empty for what stands outside it."""
    title: ClassVar[str] = ""
    """The msgid of the view's name."""
    summary: ClassVar[str] = ""
    """The msgid of one sentence about the view, for the index."""
    add_words: ClassVar[str] = ""
    """The msgid of adding a row; empty where the words are the usual ones or nothing is added."""

    def may(self, *permissions: Permission | None) -> bool:
        """Whether the viewer holds one of them and may open the panel at all."""
        if not has_request_context() or not current_user.is_authenticated:
            return False
        viewer = current.viewer()
        return viewer.may(Permission.PANEL) and any(
            viewer.may(permission) for permission in permissions if permission is not None
        )

    def is_accessible(self) -> bool:
        return self.may(self.read_permission)

    def endpoint_permissions(self, name: str) -> tuple[Permission | None, ...]:
        """Permissions of which one opens the endpoint; none for an endpoint nobody named."""
        return (self.read_permission,) if name == "index" else ()

    def _handle_view(self, name: str, **arguments: Any) -> None:
        if not self.is_accessible() or not self.may(*self.endpoint_permissions(name)):
            raise Forbidden(name)

    def _run_view(self, view: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        return view(self, *arguments, **named)

    def category_name(self) -> str:
        """The group of the side menu, in the reader's language."""
        return str(gettext(self.category_words)) if self.category_words else ""

    def sidebar(self) -> list[MenuGroup]:
        """The side menu as it stands beside this view."""
        return side_menu(self)
