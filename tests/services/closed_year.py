"""A centre whose year is closed in the middle of it, and somebody who still tries to write there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import pytest
from sqlalchemy import true

from sgo.access.permissions import Permission
from sgo.access.viewer import Viewer
from sgo.db import Base
from sgo.models import AcademicYear, JournalPage, TermScheme
from sgo.services.guard import Act, acting
from sgo.services.keeping import drop, keep
from sgo.vocabulary import SystemAct, Weekday, YearState
from tests.centre import Centre

Attempt = Callable[[], Any]
Doors = dict[str, Attempt]
"""By the name of the door: what somebody does there, not done yet."""


@pytest.fixture
def closed(centre: Centre) -> Centre:
    """The ready centre, its year closed in the middle of it, and an open one after it."""
    centre.made["row"] = centre.make_row(centre.page, centre.teacher, Weekday.FRIDAY, 3)
    centre.made["following"] = centre.add(
        AcademicYear(
            name="2027/28",
            starts_on=date(2027, 9, 1),
            ends_on=date(2028, 8, 31),
            state=YearState.OPEN,
        )
    )
    scheme = centre.add(TermScheme(academic_year_id=centre.following.id, name="Полугодия"))
    centre.made["next_group"] = centre.make_group(
        "ВА-27-1",
        academic_year_id=centre.following.id,
        term_scheme_id=scheme.id,
        starts_on=date(2027, 9, 1),
        ends_on=date(2028, 5, 27),
    )
    centre.made["next_page"] = centre.add(
        JournalPage(
            group_id=centre.next_group.id,
            curriculum_item_id=centre.law.id,
            academic_year_id=centre.following.id,
        )
    )
    centre.made["exemption"] = centre.exempt(
        centre.student, centre.law, date(2026, 9, 1), date(2026, 9, 30)
    )
    with acting(centre.session, Act(centre.now, system=SystemAct.DEMO_LOAD)):
        centre.year.state = YearState.CLOSED
    return centre


@dataclass(frozen=True)
class Somebody:
    """Who tries the doors of a centre, in one role."""

    centre: Centre
    viewer: Viewer

    @classmethod
    def of(cls, centre: Centre, account: str) -> Somebody:
        return cls(centre, centre.viewer(centre.accounts[account]))

    def does(self, deed: Callable[..., Any], *given: Any, **named: Any) -> Attempt:
        """A service with its session, its viewer and its moment."""
        return partial(deed, self.centre.session, self.viewer, *given, now=self.centre.now, **named)

    def keeps(self, permission: Permission, row: Base, **values: Any) -> Attempt:
        return self.does(keep, permission, row, values, theirs=true())

    def drops(self, permission: Permission, row: Base) -> Attempt:
        return self.does(drop, permission, row, theirs=true())
