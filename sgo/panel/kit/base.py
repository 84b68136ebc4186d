"""The one parent of every view of the panel: closed by default, scoped, explicit, traced.

A subject's view declares what it shows and which permission opens what; reading, writing,
refusals, versions, files and look are here and in the rooms this one brings together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from flask import Response, abort, flash, jsonify, redirect, request
from flask_admin import expose
from flask_admin.contrib.sqla import ModelView
from flask_admin.helpers import get_redirect_target
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse
from wtforms.fields.core import UnboundField

from sgo import current
from sgo.access.permissions import Permission
from sgo.db import db
from sgo.panel.kit.acts import Act, view_of
from sgo.panel.kit.bulk import Bulk, bulk_view_of
from sgo.panel.kit.export import MOST_ROWS, ROWS_AT_A_TIME, file_response
from sgo.panel.kit.fields import LookupField
from sgo.panel.kit.forms import FormSet, PanelForm, build_form
from sgo.panel.kit.gate import Gate, panel_viewer
from sgo.panel.kit.history import Historic
from sgo.panel.kit.look import Look
from sgo.panel.kit.lookups import Lookup
from sgo.panel.kit.own_look import OwnLook
from sgo.panel.kit.rows import Rows
from sgo.panel.kit.values import typed
from sgo.panel.kit.writing import Writing
from sgo.services.exports.listing import FileKind, Listing, note_export

PAGE_SIZES = (15, 50, 100)


class PanelView(Gate, Rows, Writing, Bulk, Historic, OwnLook, Look, ModelView):
    """A table of the panel. Everything a subject may set stands in this class's first lines."""

    create_sets: ClassVar[tuple[FormSet, ...]] = ()
    edit_sets: ClassVar[tuple[FormSet, ...]] = ()
    delete_permission: ClassVar[Permission | None] = None
    acts: ClassVar[tuple[Act, ...]] = ()
    form_arguments: ClassVar[Mapping[str, Mapping[str, Any]]] = {}
    help_words: ClassVar[Mapping[str, str]] = {}
    detail_columns: ClassVar[tuple[str, ...]] = ()
    takes_files: ClassVar[bool] = False
    """Whether the form sends a file besides its words."""

    can_set_page_size = True
    page_size = PAGE_SIZES[0]
    page_size_options = PAGE_SIZES
    named_filter_urls = False
    column_filters: ClassVar[Any] = ()
    form_base_class = PanelForm
    action_disallowed_list = ("delete",)
    list_template = "admin/model/list.html"
    create_template = edit_template = "admin/model/form.html"
    details_template = "admin/model/details.html"

    # Doors of Flask-Admin's that no view of the panel has.
    ajax_update: Any = None
    action_view: Any = None

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        for name in ("model", "read_permission", "title", "column_list", "empty_words"):
            if not cls.__dict__.get(name):
                raise TypeError(f"{cls.__name__} must say its {name}")
        cls._refuse_secrets()
        fields = [name for given in (*cls.create_sets, *cls.edit_sets) for name in given.names]
        for door, given in (
            ("create_view", cls.create_sets),
            ("edit_view", cls.edit_sets),
            ("delete_view", cls.delete_permission),
            ("ajax_lookup", fields or any(act.form for act in cls.acts)),
        ):
            if not given:
                setattr(cls, door, None)  # a door that nobody may use is not there
        for act in cls.acts:
            setattr(cls, act.endpoint, view_of(act))
        for bulk in cls.bulk_acts:
            setattr(cls, bulk.endpoint, bulk_view_of(bulk))

    @classmethod
    def _refuse_secrets(cls) -> None:
        shown = {*cls.column_list, *cls.detail_columns}
        for form_set in (*cls.create_sets, *cls.edit_sets):
            shown |= set(form_set.names)
        for column in cls.model.__table__.columns:
            if column.info.get("secret") and column.name in shown:
                raise TypeError(f"{cls.__name__} shows the secret {column.name}")

    def __init__(self) -> None:
        super().__init__(
            self.model,
            db,
            name=self.title,
            category=self.category_words or None,
            endpoint=f"panel_{self.model.__tablename__}",
            url=self.model.__tablename__,
        )

    # --- What Flask-Admin asks while it builds the view --------------------------------------

    can_view_details = True
    can_export = True

    @property
    def can_create(self) -> bool:
        return self.may(*(form_set.permission for form_set in self.create_sets))

    @property
    def can_edit(self) -> bool:
        return self.may(*(form_set.permission for form_set in self.edit_sets))

    @property
    def can_delete(self) -> bool:
        return self.may(self.delete_permission)

    def endpoint_permissions(self, name: str) -> tuple[Permission | None, ...]:
        """Permissions of which one opens the endpoint; none for an endpoint nobody named."""
        creating = tuple(form_set.permission for form_set in self.create_sets)
        editing = tuple(form_set.permission for form_set in self.edit_sets)
        known: dict[str, tuple[Permission | None, ...]] = {
            "index_view": (self.read_permission,),
            "details_view": (self.read_permission,),
            "export": (self.read_permission,),
            "create_view": creating,
            "edit_view": editing,
            "ajax_lookup": creating
            + editing
            + tuple(act.permission for act in self.acts if act.form),
            "delete_view": (self.delete_permission,),
            **{act.endpoint: (act.permission,) for act in self.acts},
            **{act.endpoint: (act.deed.permission,) for act in self.bulk_acts},
        }
        return known.get(name, ())

    def get_column_names(self, only_columns: Any, excluded_columns: Any) -> list[tuple[str, str]]:
        return [(name, self.label_of(name)) for name in only_columns]

    def get_details_columns(self) -> list[tuple[str, str]]:
        return self.get_column_names(self.detail_columns or self.column_list, None)

    def get_sortable_columns(self) -> dict[str, Any]:
        return dict(self.sortable)

    def init_search(self) -> bool:
        return bool(self.search_keys or self.search_texts)

    def scaffold_auto_joins(self) -> list[Any]:
        return []

    def get_filter_arg(self, index: int, chosen: Any) -> str:
        return str(chosen.key)

    def _get_filters(self, filters: Any) -> dict[str, Any]:
        return {
            f"flt_{(self._filters or [])[index].key}": value for index, _, value in filters or ()
        }

    def scaffold_form(self) -> type[PanelForm]:
        """Every set of fields as a form class; which one is used depends on the viewer."""
        self._forms = {
            id(form_set): build_form(
                self.model, form_set, self.form_arguments, self.help_words, self.labels
            )
            for form_set in (*self.create_sets, *self.edit_sets)
        }
        return PanelForm

    # --- Pages ---------------------------------------------------------------------------------

    @expose("/details/")
    def details_view(self) -> Any:
        """The card of a row, for reading."""
        row = self.get_one(request.args.get("id"))
        history = self.record_history(row)
        return self.render(
            self.details_template, model=row, history=history, **self.record_context(row)
        )

    @expose("/new/", methods=("GET", "POST"))
    def create_view(self) -> Any:
        """An empty form, and what comes of it."""
        form_set = self.set_for(self.create_sets)
        form = self.form_for(form_set, None)
        if request.method == "POST" and form.validate():
            made = self.attempt(form, None, lambda: self.create_row(form, form_set.permission))
            if made is not None:
                return self.answer(made)
        return self.form_page(form, None, self.create_template)

    @expose("/edit/", methods=("GET", "POST"))
    def edit_view(self) -> Any:
        """The form of a row, and what comes of it."""
        form_set = self.set_for(self.edit_sets)
        row = self.get_writable(request.args.get("id"))
        form = self.form_for(form_set, row)
        if request.method == "POST" and form.validate():
            kept = self.attempt(form, row, lambda: self.update_row(form, row, form_set.permission))
            if kept is not None:
                return self.answer(kept)
        return self.form_page(form, row, self.edit_template)

    @expose("/delete/", methods=("GET", "POST"))
    def delete_view(self) -> Any:
        """The question, unless it was answered in the page's dialog, and the deletion."""
        row = self.get_writable(request.values.get("id"))
        if request.method == "POST" and request.form.get("sure") == "yes":
            name = self.name_of(row)
            if self.attempt_delete(row):
                flash(gettext("Deleted: %(what)s.", what=name), "success")
                return redirect(self.get_url(".index_view"))
            row = self.get_writable(request.values.get("id"))
        return self.render("admin/model/delete.html", model=row, **self.record_context(row))

    def answer(self, done: Any) -> Any:
        """What follows a deed: a sentence, and the place where the person goes on."""
        if isinstance(done, BaseResponse):
            return done
        if isinstance(done, str):
            flash(done, "success")
            return redirect(get_redirect_target() or self.after_act())
        flash(gettext("Saved: %(what)s.", what=self.name_of(done)), "success")
        if "_add_another" in request.form:
            return redirect(self.get_url(".create_view"))
        return redirect(self.after_saving(done))

    def act_page(self, act: Act) -> Any:
        """The page of an act: its form or its question, then what came of it."""
        row = self.get_one(request.values.get("id"))
        if act.reads:
            return act.run(self, row, None)
        form = (act.form or PanelForm)(
            request.form if request.method == "POST" else None,
            data=act.prefill(self, row) if act.prefill else None,
        )
        if request.method == "POST" and form.validate():
            done = self.attempt(form, row, lambda: act.run(self, row, form))
            if done is not None:
                return self.answer(done)
            row = self.get_one(request.values.get("id"))
        shown = act.shows(self, row) if act.shows else {}
        page = self.render(
            act.template, model=row, form=form, act=act, **shown, **self.record_context(row)
        )
        return Response(page, 422 if form.errors else 200)

    @expose("/export/<export_type>/", methods=("POST",))
    def export(self, export_type: str) -> Any:
        """The list as it is searched, narrowed and sorted now, as a file; the trail notes it."""
        if export_type not in list(FileKind):
            abort(404)
        kind = FileKind(export_type)
        asked = self._get_list_extra_args()
        column = self._get_column_by_idx(asked.sort)
        count, statement = self.all_rows(
            column[0] if column else None, asked.sort_desc, asked.search, asked.filters
        )
        if count > MOST_ROWS:
            flash(
                gettext(
                    "The list has %(count)s rows and a file takes %(most)s: narrow it first.",
                    count=count,
                    most=MOST_ROWS,
                ),
                "warning",
            )
            return redirect(self._get_list_url(asked))
        note_export(
            current.session(),
            panel_viewer(),
            self.read_permission,
            current.now(),
            subject=self.model.__tablename__,
            rows=count,
            kind=kind,
        )
        return file_response(
            f"{gettext(self.title)} {current.today():%d.%m.%Y}", kind, self._listing(statement)
        )

    def _listing(self, statement: Any) -> Listing:
        names = self.shown_names()
        return Listing(
            gettext(self.title),
            [gettext(self.label_of(name)) for name in names],
            (
                [typed(self.value_of(row, name)) for name in names]
                for row in self._in_parts(statement)
            ),
        )

    def _in_parts(self, statement: Any) -> Iterator[Any]:
        found = current.session().scalars(statement.execution_options(yield_per=ROWS_AT_A_TIME))
        for part in found.partitions(ROWS_AT_A_TIME):
            rows = list(part)
            self.gather(rows)
            yield from rows

    @expose("/ajax/lookup/")
    def ajax_lookup(self) -> Any:
        """Rows for a search box of the forms: only the viewer's, and never many at once."""
        name, text = request.args.get("name", ""), request.args.get("query", "")[:100]
        lookup = self._lookup_of(name)
        if lookup is None:
            abort(404)
        return jsonify([{"id": key, "text": words} for key, words in lookup.find(text)])

    def _lookup_of(self, name: str) -> Lookup | None:
        forms = [
            *(
                self._forms[id(form_set)]
                for form_set in (*self.create_sets, *self.edit_sets)
                if self.may(form_set.permission)
            ),
            *(act.form for act in self.acts if act.form and self.may(act.permission)),
        ]
        for form_class in forms:
            unbound = getattr(form_class, name, None)
            if isinstance(unbound, UnboundField) and unbound.field_class is LookupField:
                lookup: Lookup = unbound.kwargs["lookup"]
                return lookup
        return None
