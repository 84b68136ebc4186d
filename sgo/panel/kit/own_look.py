"""A list as its reader has it: columns chosen and ordered, own views as tabs, a view to begin with.

Everything stands in the address, so that a view is a plain link that can be kept and sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from flask import g, redirect, request
from flask_admin import expose
from flask_admin.contrib.sqla import ModelView

from sgo import current
from sgo.access.permissions import Permission
from sgo.models import Base, SavedView
from sgo.panel.kit.filters import PanelFilter
from sgo.panel.kit.gate import panel_viewer
from sgo.services.own_lists import COLUMNS, own_views

KEPT = ("search", "sort", "desc", "page_size", COLUMNS)
"""What of an address, besides its conditions, makes a list what it is."""
WIDE_KINDS = frozenset({"id", "address"})
"""Personal columns that a card shows one by one, and a list only to who reads many people's."""
EVERYTHING = {"view": "all"}
"""An address that asks for the whole list, whatever it begins with."""
LONGEST_VALUE = 200


class OwnLook:
    """Mixed into a model view, before Flask-Admin's own class."""

    model: type[Base]
    endpoint: Any
    may: Callable[..., bool]
    get_url: Callable[..., str]
    label_of: Callable[[str], str]
    get_column_names: Callable[..., list[tuple[str, str]]]
    column_list: ClassVar[Any]
    detail_columns: ClassVar[tuple[str, ...]]
    column_permissions: ClassVar[Mapping[str, Permission]] = {}
    """Columns that need more than reading the rows."""
    page_size_options: ClassVar[Any]
    _filters: list[PanelFilter] | None

    @property
    def all_columns(self) -> tuple[str, ...]:
        """What the list may show: its usual columns, then those of the card."""
        return tuple(dict.fromkeys((*self.column_list, *self.detail_columns)))

    def get_list_columns(self) -> list[tuple[str, str]]:
        """Columns by their place, which the order in the address names."""
        return self.get_column_names(self.all_columns, None)

    def may_read(self, name: str) -> bool:
        """Whether the viewer may have the column at all."""
        permission = self.column_permissions.get(name)
        return permission is None or self.may(permission)

    def may_show(self, name: str) -> bool:
        """Whether the viewer may have the column of many rows at once."""
        column = self.model.__table__.columns.get(name)
        kind = column.info.get("personal") if column is not None else None
        listed = kind not in WIDE_KINDS or self.may(Permission.PERSONAL_LISTS)
        return listed and self.may_read(name)

    def own_views(self) -> list[SavedView]:
        """The viewer's views of this list; read once a request."""
        known: dict[str, list[SavedView]] = g.setdefault("panel_own_views", {})
        name = self.model.__tablename__
        if name not in known:
            known[name] = own_views(current.session(), panel_viewer(), name)
        return known[name]

    def shown_names(self) -> list[str]:
        """The columns of this request: of the address, else the chosen ones, else the usual."""
        asked = request.args.get(COLUMNS)
        if not asked:
            own = next((one for one in self.own_views() if not one.name), None)
            asked = str(own.address.get(COLUMNS, "")) if own is not None else ""
        return self.known_columns(asked.split(",")) or self.known_columns(self.column_list)

    def known_columns(self, names: Sequence[str]) -> list[str]:
        """Of these names the columns that the list has and the viewer may see, each once."""
        known = self.all_columns
        return [name for name in dict.fromkeys(names) if name in known and self.may_show(name)]

    def shown_columns(self) -> list[tuple[int, str, str]]:
        """Place, name and msgid of every column of this request, in order."""
        places = {name: place for place, name in enumerate(self.all_columns)}
        return [(places[name], name, self.label_of(name)) for name in self.shown_names()]

    def column_choice(
        self, order: Sequence[str] = (), chosen: Sequence[str] | None = None
    ) -> list[tuple[str, str, bool]]:
        """Name, msgid and whether it is shown, of every column: the shown ones first, in order."""
        shown = self.shown_names() if chosen is None else list(chosen)
        names = self.known_columns([*(order or shown), *self.all_columns])
        return [(name, self.label_of(name), name in shown) for name in names]

    # --- Views --------------------------------------------------------------------------------

    @expose("/")
    def index_view(self) -> Any:
        """The list; a bare address is led to the view that the reader begins with."""
        if not request.args:
            first = next((one for one in self.own_views() if one.is_default), None)
            if first is not None:
                return redirect(self.view_url(first))
        return ModelView.index_view(self)

    def address_of(self, arguments: Mapping[str, str]) -> dict[str, str]:
        """What of an address makes the list what it is; the order by the column's name."""
        conditions = {f"flt_{one.key}" for one in self._filters or ()}
        address = {
            name: str(value)[:LONGEST_VALUE]
            for name, value in arguments.items()
            if value and (name in KEPT or name in conditions)
        }
        place = address.pop("sort", "")
        if place.isascii() and place.isdigit() and int(place) < len(self.all_columns):
            address["sort"] = self.all_columns[int(place)]
        else:
            address.pop("desc", None)
        return address

    def view_url(self, view: SavedView) -> str:
        """The plain address of a view, with its columns by their places of today."""
        known = {*KEPT, *(f"flt_{one.key}" for one in self._filters or ())}
        address: dict[str, Any] = {
            name: value for name, value in view.address.items() if name in known
        }
        name = address.pop("sort", None)
        if name in self.all_columns:
            address["sort"] = self.all_columns.index(name)
        else:
            address.pop("desc", None)
        # By the full name: the address is asked for on other pages too.
        return self.get_url(f"{self.endpoint}.index_view", **(address or EVERYTHING))

    def own_tabs(self) -> list[tuple[str, str, bool]]:
        """The viewer's views as tabs; the one whose address this is, is marked."""
        here = self.address_of(request.args)
        return [
            (one.name, self.view_url(one), bool(request.args) and here == self._own_address(one))
            for one in self.own_views()
            if one.name
        ]

    def _own_address(self, view: SavedView) -> dict[str, str]:
        return {name: str(value) for name, value in view.address.items()}
