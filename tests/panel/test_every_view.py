"""What holds for every view of the panel, whatever it shows."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_admin.model import BaseModelView
from sqlalchemy import Index, UniqueConstraint

from sgo.access.permissions import Permission
from sgo.admin_views import VIEWS
from sgo.models import Base
from sgo.panel.kit.base import PanelView
from sgo.panel.kit.constraints import SENTENCES
from sgo.panel.kit.gate import Gate
from sgo.panel.kit.words import SUBJECTS
from tests.centre import Centre
from tests.panel.growing import grow
from tests.signing import sign_in

MOST_QUERIES = 8


def views_of(app: Flask) -> list[Any]:
    return app.extensions["admin"][0]._views


def test_every_view_descends_from_the_gate_and_every_table_from_the_base(app: Flask) -> None:
    for view in views_of(app):
        assert isinstance(view, Gate), view
        assert isinstance(view, PanelView) or not isinstance(view, BaseModelView), view
        assert isinstance(view.read_permission, Permission)


def test_a_view_answers_only_at_doors_that_a_permission_opens(app: Flask) -> None:
    for view in views_of(app):
        for _, name, _ in type(view)._urls:
            assert view.endpoint_permissions(name), f"{view.endpoint}.{name}"
            assert None not in view.endpoint_permissions(name), f"{view.endpoint}.{name}"


def test_flask_admins_own_doors_and_files_are_not_there(app: Flask) -> None:
    rules = {rule.endpoint for rule in app.url_map.iter_rules()}
    for view in views_of(app):
        for name in ("ajax_update", "action_view", "static"):
            assert f"{view.endpoint}.{name}" not in rules


def test_an_endpoint_that_nobody_named_is_closed(app: Flask) -> None:
    assert views_of(app)[1].endpoint_permissions("something_new") == ()


@pytest.mark.parametrize("missing", ["model", "read_permission", "title", "column_list"])
def test_a_view_says_what_it_shows_or_is_refused(missing: str) -> None:
    said = {
        "model": VIEWS[0].model,
        "read_permission": Permission.PANEL,
        "title": "x",
        "column_list": ("id",),
        "empty_words": "x",
    }
    with pytest.raises(TypeError, match=missing):
        type("Careless", (PanelView,), {key: one for key, one in said.items() if key != missing})


def test_a_view_that_would_show_a_secret_is_refused() -> None:
    account = next(view.model for view in VIEWS if view.model.__tablename__ == "accounts")
    said = {
        "model": account,
        "read_permission": Permission.PANEL,
        "title": "x",
        "column_list": ("login", "password_hash"),
        "empty_words": "x",
    }
    with pytest.raises(TypeError, match="password_hash"):
        type("Leaking", (PanelView,), said)


def test_every_table_has_a_name_for_the_history() -> None:
    assert {mapper.local_table.name for mapper in Base.registry.mappers} <= set(SUBJECTS)


def test_every_constraint_of_what_the_panel_writes_has_a_sentence() -> None:
    """Services answer for guarded tables; the rest the database may refuse to the form itself."""
    written = [
        view.model
        for view in VIEWS
        if (view.create_sets or view.edit_sets) and not view.model.guarded
    ]
    wanted = {
        str(one.name)
        for model in written
        for one in (*model.__table__.constraints, *model.__table__.indexes)
        if (isinstance(one, Index) and one.unique)
        or isinstance(one, UniqueConstraint)
        or str(one.name).startswith("ck_")
    }
    enums = {name for name in wanted if any(name.endswith(f"_{word}") for word in _enum_names())}
    assert wanted - enums <= set(SENTENCES)


def _enum_names() -> set[str]:
    return {
        str(column.type.name)
        for mapper in Base.registry.mappers
        for column in mapper.local_table.columns
        if getattr(column.type, "name", None)
    }


@pytest.mark.parametrize("who", ["technical_admin", "curator"])
def test_lists_cost_the_same_at_any_length(
    app: Flask, client: FlaskClient, centre: Centre, count_queries: Any, who: str
) -> None:
    sign_in(client, centre.accounts[who])
    lists = views_of(app)[1:]

    def cost() -> dict[str, int]:
        found = {}
        for view in lists:
            count_queries.statements.clear()
            answer = client.get(f"{view.url}/?page_size=100")
            assert answer.status_code in (200, 403), view.url
            if answer.status_code == 200:
                found[view.endpoint] = len(count_queries)
        return found

    grow(centre, 0, 10)
    short = cost()
    grow(centre, 10, 200)
    assert short == cost()
    assert max(short.values()) <= MOST_QUERIES, short
    assert len(short) == (len(lists) if who == "technical_admin" else len(short))


def test_conditions_and_search_cost_no_more(
    app: Flask, client: FlaskClient, centre: Centre, count_queries: Any
) -> None:
    sign_in(client, centre.accounts["curator"])
    count_queries.statements.clear()
    address = f"/panel/students/?flt_group={centre.group.id}&flt_studies=yes&search=а"
    assert client.get(address).status_code == 200
    assert len(count_queries) <= MOST_QUERIES


def test_nothing_of_flask_admins_look_is_loaded(client: FlaskClient, centre: Centre) -> None:
    sign_in(client, centre.accounts["technical_admin"])
    for address in ("/panel/", "/panel/students/", "/panel/students/new/"):
        page = client.get(address).text
        assert "/admin/static" not in page
        assert " onclick=" not in page
        assert " style=" not in page
        assert "<script>" not in page


def test_every_list_and_card_is_drawn_in_english_too(
    app: Flask, client: FlaskClient, centre: Centre
) -> None:
    sign_in(client, centre.accounts["technical_admin"])
    client.set_cookie("sgo_language", "en")
    for view in views_of(app):
        assert client.get(f"{view.url}/").status_code == 200
