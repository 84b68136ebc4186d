"""What can be done with one row besides changing its fields: confirm, return, move, issue anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_admin import expose

from sgo.access.permissions import Permission
from sgo.panel.kit.forms import PanelForm


@dataclass(frozen=True)
class Act:
    """An act on a row, with its own page: the form or the question, then the deed.

    `run(view, row, form)` does it through a service and gives the sentence to show, or a whole
    response. `when(row)` hides it where it makes no sense; the service decides all the same.
    """

    name: str
    label: str
    permission: Permission
    run: Callable[[Any, Any, Any], Any]
    question: str = ""
    form: type[PanelForm] | None = None
    prefill: Callable[[Any, Any], dict[str, Any]] | None = None
    when: Callable[[Any], bool] = bool
    picture: str = "check"
    danger: bool = False
    in_list: bool = True
    """Whether a row of the list offers it; else the card alone does."""
    button: str = ""
    """The msgid on the button that does it, where the label alone does not say it."""
    gives_file: bool = False
    """Whether the deed answers with a file; the card shows afterwards how things stand."""
    reads: bool = False
    """Whether it changes nothing: looking is all, without a page that asks."""
    template: str = "admin/model/act.html"
    shows: Callable[[Any, Any], dict[str, Any]] | None = None
    """What its own template is told besides, of the view and the row."""

    @property
    def endpoint(self) -> str:
        return f"{self.name}_view"


def view_of(act: Act) -> Any:
    """The method of the view that answers for the act, named and exposed for Flask-Admin."""
    return door_of(
        act, f"/{act.name}/", "act_page", methods=("GET",) if act.reads else ("GET", "POST")
    )


def door_of(act: Any, path: str, page: str, methods: tuple[str, ...] = ("GET", "POST")) -> Any:
    """A method of a view, under the act's own endpoint, that answers with the view's `page`."""

    def view(self: Any) -> Any:
        return getattr(self, page)(act)

    view.__name__ = act.endpoint
    view.__doc__ = act.label
    return expose(path, methods=methods)(view)
