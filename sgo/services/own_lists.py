"""An account's own lists: views with a name, the one a list begins with, the chosen columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.access.scopes import scope
from sgo.access.viewer import Viewer
from sgo.errors import Missing, Refused, refuse_unless
from sgo.models import SavedView
from sgo.names import sort_key, tidy
from sgo.rules.own_lists import may_name_view
from sgo.verdicts import refused

COLUMNS = "columns"


def own_views(session: Session, viewer: Viewer, list_name: str | None = None) -> list[SavedView]:
    """The account's views of one list, or of all; the unnamed one, of the columns, comes first."""
    statement = scope(select(SavedView), SavedView, viewer)
    if list_name is not None:
        statement = statement.where(SavedView.list == list_name)
    return sorted(session.scalars(statement), key=lambda one: (one.list, sort_key(one.name)))


def save_view(
    session: Session,
    viewer: Viewer,
    list_name: str,
    name: str,
    address: Mapping[str, str],
    *,
    is_default: bool = False,
) -> SavedView:
    """Keep the list as it stands under a name; raises Refused for a name taken, or too many."""
    viewer.role_for(Permission.OWN_ACCOUNT)
    views = own_views(session, viewer, list_name)
    name = tidy(name)
    _refuse_unless_named(name, views, new=True)
    view = SavedView(account_id=viewer.account_id, list=list_name, name=name, address=dict(address))
    session.add(view)
    if is_default:
        _only_default(views, view)
    _send(session, name)
    return view


def rename_view(session: Session, viewer: Viewer, view_id: int, name: str) -> SavedView:
    """Another name for a view of the account's own; raises Missing, Refused."""
    view = _own(session, viewer, view_id)
    others = [one for one in own_views(session, viewer, view.list) if one is not view]
    name = tidy(name)
    _refuse_unless_named(name, others, new=False)
    view.name = name
    _send(session, name)
    return view


def delete_view(session: Session, viewer: Viewer, view_id: int) -> SavedView:
    """Take a view away."""
    view = _own(session, viewer, view_id)
    session.delete(view)
    session.flush()
    return view


def begin_with(session: Session, viewer: Viewer, view_id: int, *, yes: bool) -> SavedView:
    """Let the list begin with this view, or as everybody has it again."""
    view = _own(session, viewer, view_id)
    _only_default(own_views(session, viewer, view.list), view if yes else None)
    session.flush()
    return view


def choose_columns(
    session: Session, viewer: Viewer, list_name: str, columns: Sequence[str]
) -> None:
    """Which columns the list has for this account, in which order; none for the usual ones."""
    viewer.role_for(Permission.OWN_ACCOUNT)
    chosen = next((one for one in own_views(session, viewer, list_name) if not one.name), None)
    address: dict[str, Any] = {COLUMNS: ",".join(columns)}
    if chosen is None and columns:
        session.add(
            SavedView(account_id=viewer.account_id, list=list_name, name="", address=address)
        )
    elif chosen is not None and columns:
        chosen.address = address
    elif chosen is not None:
        session.delete(chosen)
    _send(session, "")


def _own(session: Session, viewer: Viewer, view_id: int) -> SavedView:
    view = session.scalars(
        scope(select(SavedView), SavedView, viewer).where(
            SavedView.id == view_id, SavedView.name != ""
        )
    ).one_or_none()
    if view is None:
        raise Missing("view")
    return view


def _only_default(views: Sequence[SavedView], chosen: SavedView | None) -> None:
    for one in views:
        one.is_default = one is chosen
    if chosen is not None:
        chosen.is_default = True


def _refuse_unless_named(name: str, others: Sequence[SavedView], *, new: bool) -> None:
    verdict = may_name_view(name, [one.name for one in others if one.name], new=new)
    refuse_unless(verdict)


def _send(session: Session, name: str) -> None:
    """Two windows of one person may save the same name at once: the second is told."""
    try:
        with session.begin_nested():
            session.flush()
    except IntegrityError:
        raise Refused(refused("view_name_taken", field="name", name=name)) from None
