"""The lessons of a page with one type of work alone: nothing is counted anew, columns are hidden."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from flask import url_for
from flask_babel import gettext, ngettext

from sgo.services.journal.pages import PageView


@dataclass(frozen=True, slots=True)
class WorkChoice:
    """The page as it is shown, what is chosen of it, and what else could be."""

    whole: PageView
    view: PageView
    name: str
    """The chosen type of work; empty for the whole page."""
    hidden: int
    """Lessons that are not shown."""
    whole_url: str
    filters: list[dict[str, Any]]


def work_choice(view: PageView, work_type_id: int | None) -> WorkChoice:
    """The page with the lessons of a type alone; a type that no lesson has shows them all."""
    names = {work.work_type_id: work.name for column in view.columns for work in column.works}
    lessons = Counter(key for column in view.columns for key in _types(column))
    chosen = work_type_id if work_type_id in names else None
    places = [
        place
        for place, column in enumerate(view.columns)
        if chosen is None or chosen in _types(column)
    ]
    shown = replace(
        view,
        columns=tuple(view.columns[place] for place in places),
        feet=tuple(view.feet[place] for place in places),
        rows=tuple(
            replace(row, cells=tuple(row.cells[place] for place in places)) for row in view.rows
        ),
    )
    filters = [_line(view, gettext("All works"), len(view.columns), None, chosen)]
    filters += [
        _line(view, names[key], lessons[key], key, chosen)
        for key in sorted(names, key=lambda key: names[key])
    ]
    return WorkChoice(
        view,
        shown,
        names.get(chosen, "") if chosen is not None else "",
        len(view.columns) - len(places),
        _url(view, None),
        filters,
    )


def _types(column: Any) -> set[int]:
    return {work.work_type_id for work in column.works}


def _line(
    view: PageView, text: str, lessons: int, work_type_id: int | None, chosen: int | None
) -> dict[str, Any]:
    return {
        "text": text,
        "detail": ngettext("%(num)d lesson", "%(num)d lessons", lessons),
        "url": _url(view, work_type_id),
        "chosen": work_type_id == chosen,
    }


def _url(view: PageView, work_type_id: int | None) -> str:
    return url_for("journal.grid", page_id=view.head.page_id, term=view.term.id, work=work_type_id)
