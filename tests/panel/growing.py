"""Many rows of every kind at once, so that a list can be measured short and long."""

from __future__ import annotations

from typing import Any

from sgo.db import Base
from tests.centre import Centre
from tests.panel.growing_journal import grow_journal, grow_movement
from tests.panel.growing_people import grow_people
from tests.panel.growing_school import grow_school


def grow(centre: Centre, start: int, stop: int) -> None:
    """Rows number `start` to `stop` of every kind the panel lists."""
    numbers = range(start, stop)
    people = grow_people(centre, numbers)
    school = grow_school(centre, numbers, people.staff)
    grow_movement(centre, numbers, people, school.groups)
    grow_journal(centre, numbers, people, school)
    centre.session.commit()


def tables_of(admin: Any) -> list[type[Base]]:
    """The model of every table view of the panel."""
    return [view.model for view in admin._views if hasattr(view, "model")]
