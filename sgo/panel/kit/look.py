"""What the templates of the panel ask of a view: words, addresses, chips, tabs, the side menu."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from flask import request
from flask_babel import gettext

from sgo import current
from sgo.models import AuditEvent, Base
from sgo.panel.kit.acts import Act
from sgo.panel.kit.filters import PanelFilter
from sgo.panel.kit.values import said, state_of
from sgo.panel.kit.words import LABELS
from sgo.wording import phone


class Look:
    """Mixed into a model view."""

    model: type[Base]
    endpoint: Any
    get_url: Any
    get_pk_value: Any
    may: Any
    may_read: Any
    can_create: Any
    can_edit: Any
    add_words: ClassVar[str]
    acts: ClassVar[tuple[Act, ...]]
    _filters: list[PanelFilter] | None
    _details_columns: list[tuple[str, str]]

    labels: ClassVar[Mapping[str, str]] = {}
    """Msgids of columns that are called otherwise in this view."""
    show: Mapping[str, Any] = {}
    """Columns that are made from the row: name -> function of the row."""
    phone_columns: ClassVar[tuple[str, ...]] = ()
    """What a phone shows under the first column."""
    presets: ClassVar[tuple[tuple[str, Mapping[str, str]], ...]] = ()
    """Ready sets of conditions, as tabs above the list."""
    empty_words: ClassVar[str] = ""
    """The msgid that says what follows from an empty list and what to do next."""
    empty_door: ClassVar[tuple[str, str] | None] = None
    """Where an empty list leads that takes no rows by hand: an endpoint, the msgid of its button."""
    add_again: ClassVar[bool] = True
    """False where one row is all there can be."""

    def label_of(self, name: str) -> str:
        """The msgid of a column's label."""
        return self.labels.get(name) or LABELS[name]

    def value_of(self, row: Any, name: str) -> Any:
        """The value of a column; a dotted name goes through relationships."""
        if name in self.show:
            return self.show[name](row)
        for part in name.split("."):
            row = getattr(row, part) if row is not None else None
        return row

    def cell(self, row: Any, name: str) -> tuple[str, str | None]:
        """What stands in a cell, and the kind of state where the value is one."""
        value = self.value_of(row, name)
        if name == "phone" and value:
            value = phone(value)
        return said(value), state_of(value)

    def is_number(self, name: str) -> bool:
        """Whether the column is of numbers or days, which stand at the right."""
        column = self.model.__table__.columns.get(name)
        if column is None or column.foreign_keys:
            return False
        return column.type.__class__.__name__ in ("Integer", "Date")

    def name_of(self, row: Any) -> str:
        """How the row is named at the head of its page."""
        return str(row)

    def lead(self, row: Any) -> str:
        """A line under the name of the row."""
        return ""

    def may_edit(self, row: Any) -> bool:
        """Whether the form makes sense for this row; the write is judged again."""
        return True

    def asides(self, row: Any) -> list[dict[str, Any]]:
        """Small lists beside a card: what leans on the row."""
        return []

    def card_tools(self, row: Any) -> list[tuple[str, str, str]]:
        """Ways from a card to the page where its work is done: address, words, picture."""
        return []

    def list_tools(self) -> list[tuple[str, str, str]]:
        """Further buttons above the list: address, words, picture."""
        return []

    def open_url(self, row: Any) -> str:
        """Where the first column leads: the form for who may write, else the card."""
        endpoint = ".edit_view" if self.can_edit and self.may_edit(row) else ".details_view"
        return str(self.get_url(endpoint, id=self.get_pk_value(row)))

    def act_url(self, act: Act, row: Any) -> str:
        """The act's page; begun in a list, it leads back to the list as it was narrowed."""
        in_list = request.endpoint == f"{self.endpoint}.index_view"
        back = {"url": request.full_path.rstrip("?")} if in_list else {}
        return str(self.get_url(f".{act.endpoint}", id=self.get_pk_value(row), **back))

    def lookup_url(self, name: str) -> str:
        """Where a search box of the form asks."""
        try:
            return str(self.get_url(".ajax_lookup", name=name))
        except LookupError:
            return ""

    def history_url(self, row: Any) -> str | None:
        """The row's lines in the history of changes, for who may read it."""
        key = str(self.get_pk_value(row)).replace(",", "/")
        return self.link(
            AuditEvent, "index_view", flt_subject=self.model.__tablename__, flt_row=key
        )

    def history_link(self, row: Any) -> str | None:
        """The history on the row's own card, for who may read it."""
        if self.history_url(row) is None:
            return None
        return f"{self.get_url('.details_view', id=self.get_pk_value(row))}#history"

    def record_context(self, row: Any) -> dict[str, Any]:
        """What every page of one row needs."""
        return {
            "details_columns": [one for one in self._details_columns if self.may_read(one[0])],
            "open_acts": [act for act in self.acts if self.may(act.permission) and act.when(row)],
            "asides": self.asides(row),
            "history_url": self.history_link(row),
        }

    def chips(self, active: Any) -> list[dict[str, Any]]:
        """The chosen conditions, each with the address arguments of the others."""
        chosen = {(self._filters or [])[index]: value for index, _, value in active or ()}
        return [
            {
                "label": gettext(one.name),
                "text": one.said(value),
                "others": {
                    f"flt_{other.key}": chosen[other] for other in chosen if other is not one
                },
            }
            for one, value in chosen.items()
        ]

    def open_filters(self) -> list[PanelFilter]:
        """Conditions that a person may choose from the list."""
        return [one for one in self._filters or () if one.widget != "hidden"]

    def preset_tabs(self, arguments: Mapping[str, Any]) -> list[tuple[str, str, bool]]:
        """The ready views as tabs; the one whose conditions are chosen is marked."""
        tabs = []
        for msgid, conditions in self.presets:
            wanted = {f"flt_{key}": value for key, value in conditions.items()}
            url = str(self.get_url(".index_view", **(wanted or {"view": "all"})))
            tabs.append((gettext(msgid), url, dict(arguments) == wanted))
        return tabs

    def part(
        self, title: str, rows: Sequence[tuple[str, str, str | None]], empty: str, **more: Any
    ) -> dict[str, Any]:
        """One of the small lists beside a card, its words already in the reader's language."""
        return {"title": title, "rows": rows, "empty": empty, **more}

    def link(self, model: type[Base], endpoint: str, **arguments: Any) -> str | None:
        """An address in another view of the panel, for who may open it."""
        view = next((one for one in self.views() if getattr(one, "model", None) is model), None)
        if (
            view is None
            or not view.is_accessible()
            or not view.may(*view.endpoint_permissions(endpoint))
        ):
            return None
        return str(self.get_url(f"panel_{model.__tablename__}.{endpoint}", **arguments))

    def next_door(self) -> tuple[str, str, str] | None:
        """The button of an empty list for who may press it: words, address, picture."""
        if self.can_create:
            words = gettext(self.add_words) if self.add_words else gettext("Add")
            return words, str(self.get_url(".create_view")), "plus"
        if self.empty_door is None:
            return None
        endpoint, msgid = self.empty_door
        name, _, page = endpoint.partition(".")
        view = next(view for view in self.views() if view.endpoint == name)
        if not view.is_accessible() or not view.may(*view.endpoint_permissions(page)):
            return None
        return gettext(msgid), str(self.get_url(endpoint)), "right"

    def views(self) -> list[Any]:
        admin: Any = getattr(self, "admin", None)
        return list(admin._views)

    def today(self) -> Any:
        return current.today()
