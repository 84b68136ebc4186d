"""Where a person keeps the lists of their own: views with names, and the columns of a list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar
from urllib.parse import parse_qsl

from flask import flash, redirect, request, url_for
from flask_admin import BaseView, expose
from flask_admin.helpers import get_redirect_target
from flask_babel import gettext

from sgo import current
from sgo.access.permissions import Permission
from sgo.asked import as_key
from sgo.errors import Forbidden, Missing, Refused
from sgo.models import SavedView
from sgo.panel.kit.gate import Gate, panel_viewer
from sgo.services import own_lists
from sgo.vocabulary import N_
from sgo.wording import sentence

UP, DOWN = "up", "down"


class OwnLists(Gate, BaseView):
    """The viewer's own views of every list, and the doors that make, change and order them."""

    read_permission: ClassVar[Permission] = Permission.PANEL
    title: ClassVar[str] = N_("My views of lists")
    summary: ClassVar[str] = N_("A view is a list with its search, conditions, order and columns")

    def __init__(self) -> None:
        super().__init__(name=self.title, endpoint="own_lists", url="/panel/own")

    def endpoint_permissions(self, name: str) -> tuple[Permission | None, ...]:
        return (self.read_permission,)

    @expose("/")
    def index_view(self) -> Any:
        """Every view by its list, with its name to change and the ways to take it away."""
        groups: dict[str, tuple[Any, list[SavedView]]] = {}
        for one in own_lists.own_views(current.session(), panel_viewer()):
            view = self._view(one.list)
            if one.name and view is not None:
                groups.setdefault(one.list, (view, []))[1].append(one)
        return self.render("admin/own/views.html", groups=list(groups.values()))

    @expose("/save/", methods=("POST",))
    def save_view(self) -> Any:
        """Keep the list as its address says, under a name."""
        view = self._asked()
        address = view.address_of(dict(parse_qsl(request.form.get("address", "")[:4000])))
        return self._attempt(
            lambda: own_lists.save_view(
                current.session(),
                panel_viewer(),
                view.model.__tablename__,
                request.form.get("name", ""),
                address,
                is_default=request.form.get("default") == "yes",
            ),
            gettext("The view is saved."),
            lambda made: view.view_url(made),
        )

    @expose("/change/", methods=("POST",))
    def change_view(self) -> Any:
        """Another name, the place at the beginning, or none at all."""
        session, viewer = current.session(), panel_viewer()
        key, act = request.form.get("id", 0, type=as_key), request.form.get("act", "")
        deeds: dict[str, tuple[Callable[[], SavedView], str]] = {
            "rename": (
                lambda: own_lists.rename_view(session, viewer, key, request.form.get("name", "")),
                gettext("The view has its new name."),
            ),
            "delete": (
                lambda: own_lists.delete_view(session, viewer, key),
                gettext("The view is deleted; the list itself stays as it is."),
            ),
            "begin": (
                lambda: own_lists.begin_with(session, viewer, key, yes=True),
                gettext("The list begins with this view now."),
            ),
            "usual": (
                lambda: own_lists.begin_with(session, viewer, key, yes=False),
                gettext("The list begins as usual now."),
            ),
        }
        if act not in deeds:
            raise Missing("deed")
        deed, words = deeds[act]
        return self._attempt(deed, words, lambda view: url_for("own_lists.index_view"))

    @expose("/columns/", methods=("GET", "POST"))
    def columns_view(self) -> Any:
        """Which columns a list has and in which order; a step of one is shown, not yet kept."""
        view = self._asked()
        if request.method == "GET":
            return self._columns_page(view, view.column_choice())
        chosen = view.known_columns(request.form.getlist("columns"))
        if step := request.form.get("move"):
            order = _moved(request.form.getlist("order"), step)
            return self._columns_page(view, view.column_choice(order, chosen))
        if request.form.get("usual"):
            chosen = []
        elif not chosen:
            flash(gettext("Leave at least one column."), "error")
            return self._columns_page(view, view.column_choice())
        own_lists.choose_columns(
            current.session(), panel_viewer(), view.model.__tablename__, chosen
        )
        current.session().commit()
        return redirect(get_redirect_target() or url_for(f"{view.endpoint}.index_view"))

    def _columns_page(self, view: Any, columns: list[tuple[str, str, bool]]) -> Any:
        return self.render(
            "admin/own/columns_page.html",
            list=view,
            columns=columns,
            back=get_redirect_target() or url_for(f"{view.endpoint}.index_view"),
        )

    def _attempt(
        self,
        deed: Callable[[], SavedView],
        words: str,
        then: Callable[[SavedView], str],
    ) -> Any:
        session = current.session()
        try:
            view = deed()
            session.commit()
        except Refused as refusal:
            session.rollback()
            flash(sentence(refusal.verdict), "error")
            return redirect(get_redirect_target() or url_for("own_lists.index_view"))
        flash(words, "success")
        return redirect(then(view))

    def _asked(self) -> Any:
        """The list that the request names; its readers alone have views of it."""
        view = self._view(request.values.get("list", ""))
        if view is None:
            raise Missing("list")
        return view

    def _view(self, name: str) -> Any:
        admin: Any = self.admin
        for view in admin._views:
            model = getattr(view, "model", None)
            if model is not None and model.__tablename__ == name:
                if not view.is_accessible():
                    raise Forbidden(name)
                return view
        return None


def _moved(order: list[str], step: str) -> list[str]:
    """The order after "name:up" or "name:down"."""
    name, _, way = step.rpartition(":")
    if name not in order or way not in (UP, DOWN):
        return order
    place = order.index(name)
    other = place + (1 if way == DOWN else -1)
    if 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
    return order
