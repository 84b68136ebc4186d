"""The way into the panel: what waits for the viewer, and every subject they may open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from flask import url_for
from flask_admin import BaseView, expose
from flask_babel import gettext, ngettext
from sqlalchemy import func, select

from sgo import current
from sgo.access.permissions import Permission
from sgo.access.scopes import scope
from sgo.models import MovementOrder
from sgo.panel.kit.gate import Gate, panel_viewer
from sgo.panel.kit.side_menu import offered
from sgo.places import Place
from sgo.vocabulary import N_, MovementState


class PanelHome(Gate, BaseView):
    """The index of the panel; as closed as any other view of it."""

    read_permission: ClassVar[Permission] = Permission.PANEL
    title: ClassVar[str] = N_("Panel")

    def __init__(self) -> None:
        super().__init__(name=self.title, endpoint="admin", url="/panel")

    @expose("/")
    def index(self) -> Any:
        """Subjects by their groups, and above them what this person is waited for."""
        subjects: dict[str, list[tuple[Any, str]]] = {}
        for view in offered(self.admin):
            url = url_for(f"{view.endpoint}.index_view")
            subjects.setdefault(view.category_name(), []).append((view, url))
        return self.render(
            "admin/index.html", subjects=list(subjects.items()), waiting=self._waiting()
        )

    def _waiting(self) -> list[tuple[str, str]]:
        state = None
        if self.may(Permission.MOVEMENT_CONFIRM):
            state = MovementState.PREPARED
        elif self.may(Permission.MOVEMENT_PREPARE):
            state = MovementState.RETURNED
        if state is None:
            return []
        statement = scope(
            select(func.count()).select_from(MovementOrder), MovementOrder, panel_viewer()
        ).where(MovementOrder.state == state)
        count = current.session().scalar(statement) or 0
        if not count:
            return []
        words = (
            ngettext(
                "%(num)d order of the movement book waits for confirmation.",
                "%(num)d orders of the movement book wait for confirmation.",
                count,
            )
            if state is MovementState.PREPARED
            else ngettext(
                "%(num)d order of the movement book was returned with a remark.",
                "%(num)d orders of the movement book were returned with a remark.",
                count,
            )
        )
        return [(str(words), url_for("panel_movement_orders.index_view", flt_state=state.value))]


def places_of(admin: Any) -> Iterator[Place]:
    """The lists that the viewer may open, then the ways to a new record."""
    views = list(offered(admin))
    for view in views:
        url = url_for(f"{view.endpoint}.index_view")
        yield Place(gettext(view.title), url, "list", view.category_name())
    for view in views:
        if view.add_words and view.add_again and view.can_create:
            url = url_for(f"{view.endpoint}.create_view")
            yield Place(gettext(view.add_words), url, "plus", gettext(view.title))
