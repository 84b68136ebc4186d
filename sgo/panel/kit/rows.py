"""The rows of a view: list, count, one and file all come from one scoped statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar

from flask import g
from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy import inspect as inspect_model

from sgo import current
from sgo.access.scopes import scope, visible
from sgo.asked import LARGEST_KEY
from sgo.errors import Missing
from sgo.models import Base
from sgo.names import spellings
from sgo.panel.kit.filters import PanelFilter
from sgo.panel.kit.gate import panel_viewer
from sgo.panel.kit.lookups import Path, holds, join_paths
from sgo.services.list_acts import Row


class Rows:
    """Mixed into a model view: what it reads, and nothing outside the viewer's scope."""

    model: type[Base]
    joined: ClassVar[tuple[Path, ...]] = ()
    """Many-to-one relationships that the list shows, searches or sorts by."""
    also_load: ClassVar[tuple[Any, ...]] = ()
    """Loader options for what cannot be joined once."""
    search_keys: ClassVar[tuple[Any, ...]] = ()
    """Columns of folded text: case and yo make no difference."""
    search_texts: ClassVar[tuple[Any, ...]] = ()
    """Columns of plain text, searched as typed, in small and in capital letters."""
    sortable: ClassVar[dict[str, tuple[Any, ...]]] = {}
    order: ClassVar[tuple[Any, ...]] = ()
    page_size: int
    init_search: Callable[[], bool]
    _filters: list[PanelFilter] | None

    def get_query(self) -> Select[Any]:
        """The rows of the viewer, with what the list shows of them."""
        statement = scope(select(self.model), self.model, panel_viewer())
        return join_paths(statement, self.joined).options(*self.also_load)

    def get_count_query(self) -> Select[Any]:
        """How many there are, by the same scope."""
        statement = select(func.count()).select_from(self.model)
        return join_paths(scope(statement, self.model, panel_viewer()), self.joined, load=False)

    def writable(self) -> ColumnElement[bool]:
        """Which rows the viewer may write, if a permission lets them write at all."""
        return visible(self.model, panel_viewer())

    def get_one(self, id: Any) -> Any:
        """The row with that key, of the viewer's rows; raises Missing for any other text."""
        return self._one(self.get_query(), id)

    def get_writable(self, id: Any) -> Any:
        """The same among the rows that the viewer may write."""
        return self._one(self.get_query().where(self.writable()), id)

    def _one(self, statement: Select[Any], id: Any) -> Any:
        row = current.session().scalars(statement.where(*self._is(id))).unique().one_or_none()
        if row is None:
            raise Missing(self.model.__name__)
        self.gather([row])
        return row

    def _is(self, id: Any) -> list[ColumnElement[bool]]:
        columns = inspect_model(self.model).primary_key
        parts = str(id).split(",") if isinstance(id, str | int) else []
        if len(parts) != len(columns):
            raise Missing(self.model.__name__)
        return [
            column == self._key_part(column, part)
            for column, part in zip(columns, parts, strict=True)
        ]

    def _key_part(self, column: Any, text: str) -> Any:
        kind = column.type.python_type
        try:
            value = kind(text) if text.isascii() else None
        except ValueError:
            value = None
        if value is None or (isinstance(value, int) and not 0 <= value <= LARGEST_KEY):
            raise Missing(self.model.__name__)
        return value

    def get_pk_value(self, row: Any) -> str:
        """The key as it stands in an address; parts joined by commas."""
        return ",".join(
            str(part) for part in inspect_model(self.model).primary_key_from_instance(row)
        )

    def get_list(
        self,
        page: int | None,
        sort_column: str | None,
        sort_desc: Any,
        search: str | None,
        filters: Iterable[tuple[int, str, str]] | None,
        execute: bool = True,
        page_size: int | None = None,
    ) -> tuple[int, list[Any]]:
        """The number of rows that answer, and the rows of one page of them."""
        conditions = [*self._searched(search or ""), *self._filtered(filters or ())]
        session = current.session()
        count = session.scalar(self.get_count_query().where(*conditions)) or 0
        size = page_size or self.page_size
        last = max(0, (count - 1) // size)
        statement = self._sorted(self.get_query().where(*conditions), sort_column, bool(sort_desc))
        statement = statement.limit(size).offset(min(max(page or 0, 0), last) * size)
        rows = list(session.scalars(statement).unique())
        self.gather(rows)
        return count, rows

    def gather(self, rows: list[Any]) -> None:
        """Read at once what columns of all these rows need besides the rows; see `extras`."""

    @property
    def extras(self) -> dict[str, dict[Any, Any]]:
        """What was gathered in this request: by column, then by the row's key."""
        if "panel_extras" not in g:
            g.panel_extras = defaultdict(dict)
        extras: dict[str, dict[Any, Any]] = g.panel_extras
        return extras

    def all_rows(
        self,
        sort_column: str | None,
        sort_desc: Any,
        search: str | None,
        filters: Iterable[tuple[int, str, str]] | None,
    ) -> tuple[int, Select[Any]]:
        """The number of rows that answer, and the statement of all of them."""
        conditions = [*self._searched(search or ""), *self._filtered(filters or ())]
        count = current.session().scalar(self.get_count_query().where(*conditions)) or 0
        found = self.get_query().where(*conditions)
        return count, self._sorted(found, sort_column, bool(sort_desc))

    def found_rows(self, search: str | None, filters: Any, only: Sequence[int] = ()) -> list[Row]:
        """Keys and versions of all the rows that answer and that the viewer may write."""
        model: Any = self.model
        conditions = [*self._searched(search or ""), *self._filtered(filters or ())]
        if only:
            conditions.append(model.id.in_(only))
        statement = select(model.id, model.version).select_from(model)
        statement = join_paths(
            scope(statement, self.model, panel_viewer()), self.joined, load=False
        ).where(*conditions, self.writable())
        found = current.session().execute(self._sorted(statement, None, False))
        return [Row(key, version) for key, version in found]

    def _searched(self, search: str) -> Iterable[ColumnElement[bool]]:
        for typed in search[:200].split() if self.init_search() else ():
            texts = {typed, typed.lower(), typed.upper(), typed.capitalize()}
            yield or_(
                *(holds(self.search_keys, word) for word in spellings(typed) if self.search_keys),
                *(holds(self.search_texts, text) for text in texts if self.search_texts),
            )

    def _filtered(self, filters: Iterable[tuple[int, str, str]]) -> Iterable[ColumnElement[bool]]:
        for index, _, value in filters:
            chosen = (self._filters or [])[index]
            yield chosen.condition(chosen.clean(value))

    def _sorted(
        self, statement: Select[Any], sort_column: str | None, descending: bool
    ) -> Select[Any]:
        keys = inspect_model(self.model).primary_key
        columns = self.sortable.get(sort_column or "")
        if columns is None:
            return statement.order_by(*self.order, *keys)
        turned = [column.desc() for column in columns] if descending else list(columns)
        return statement.order_by(*turned, *self.order, *keys)
