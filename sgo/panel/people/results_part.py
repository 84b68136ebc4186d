"""The way from a student's card to the results, for who may read them."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext

from sgo.models import Base, FinalMark, Mark, Student, TermMark
from sgo.panel.kit.words import SUBJECTS

LISTS: tuple[type[Base], ...] = (Mark, TermMark, FinalMark)


def results_part(view: Any, row: Student) -> list[dict[str, Any]]:
    """The lists of marks narrowed to the student; nothing for who opens none of them."""
    lines = [
        (gettext(SUBJECTS[model.__tablename__]), "", url)
        for model in LISTS
        if (url := view.link(model, "index_view", search=row.full_name)) is not None
    ]
    return [view.part(gettext("Results"), lines, "")] if lines else []
