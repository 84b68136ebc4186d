"""Opening the next academic year by its plan: one transaction, one act in the trail (clause 3.2).

Every row is written by the rules that write it by hand: `keeping` for years, terms, days and
groups, `school` for teachers. A plan that any of them refuses leaves nothing behind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import true
from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.access.viewer import Viewer
from sgo.errors import Refused, refuse
from sgo.models import (
    AcademicYear,
    Base,
    CalendarPeriod,
    Curatorship,
    Group,
    JournalPage,
    Term,
    TermScheme,
)
from sgo.names import tidy
from sgo.rules import academic_year as rules
from sgo.services.academic_year.proposal import GroupPlan, YearPlan, years
from sgo.services.bulk_acts import name_act, new_act_id
from sgo.services.guard import acting_as
from sgo.services.keeping import keep
from sgo.services.school import assign_teacher
from sgo.verdicts import Verdict
from sgo.vocabulary import BulkAct, DayKind, YearState


class PlanRefused(Refused):
    """A part of the plan cannot be: `place` names its row, as `group-12`, and `name` is its name."""

    def __init__(self, verdict: Verdict, place: str, name: str) -> None:
        super().__init__(verdict)
        self.place, self.name = place, name


@dataclass(slots=True)
class Opened:
    """What was made; counts by table, in the order of making."""

    act_id: str
    year_id: int = 0
    made: Counter[str] = field(default_factory=Counter)


Opening = Generator[int, None, Opened]


def open_next_year(session: Session, viewer: Viewer, plan: YearPlan, now: datetime) -> Opening:
    """Make the year with everything the plan leaves on; yields how many groups are done.

    The year begins in preparation: it is looked through, gets its timetable, and is then opened.
    Raises PlanRefused. The caller commits, or throws it all away.
    """
    act_id = new_act_id()
    with acting_as(session, viewer, Permission.CALENDAR_KEEP, now, bulk=act_id):
        opening = _Opening(session, viewer, plan, now, Opened(act_id))
        opening.make_year()
        for done, group in enumerate(opening.groups, start=1):
            opening.make_group(group)
            yield done
        name_act(session, act_id, BulkAct.YEAR_OPENING)
    return opening.opened


class _Opening:
    """One run over the plan."""

    def __init__(
        self, session: Session, viewer: Viewer, plan: YearPlan, now: datetime, opened: Opened
    ) -> None:
        self.session, self.viewer, self.plan, self.now = session, viewer, plan, now
        self.opened = opened
        self.groups = [one for one in plan.groups if one.on]
        self.schemes: dict[int, int] = {}
        """The new scheme of each old one."""

    def make_year(self) -> None:
        plan = self.plan
        self._check_plan()
        year = self._keep(
            AcademicYear(state=YearState.PREPARING),
            "year",
            name=tidy(plan.name),
            starts_on=plan.starts_on,
            ends_on=plan.ends_on,
        )
        self.opened.year_id = year.id
        used = {one.scheme_key for one in self.groups}
        for scheme in plan.schemes:
            terms = [one for one in scheme.terms if one.on]
            if not terms and scheme.key not in used:
                continue
            made = self._keep(
                TermScheme(),
                f"scheme-{scheme.key}",
                academic_year_id=year.id,
                name=tidy(scheme.name),
            )
            self.schemes[scheme.key] = made.id
            for position, term in enumerate(sorted(terms, key=lambda one: one.starts_on), start=1):
                self._keep(
                    Term(),
                    f"term-{term.key}",
                    scheme_id=made.id,
                    name=tidy(term.name),
                    position=position,
                    starts_on=term.starts_on,
                    ends_on=term.ends_on,
                )
        for period in plan.periods:
            if period.on:
                self._keep(
                    CalendarPeriod(),
                    f"period-{period.key}",
                    academic_year_id=year.id,
                    kind=period.kind,
                    name=tidy(period.name),
                    starts_on=period.starts_on,
                    ends_on=period.ends_on,
                    follows_weekday=(
                        period.follows_weekday if period.kind is DayKind.WORKING_DAY else None
                    ),
                )

    def make_group(self, plan: GroupPlan) -> None:
        place = f"group-{plan.key}"
        year = (self.plan.starts_on, self.plan.ends_on)
        self._refuse_unless(
            rules.check_group_in_year(plan.starts_on, plan.ends_on, year), place, plan.name
        )
        group = self._keep(
            Group(),
            place,
            Permission.SCHOOL_KEEP,
            name=tidy(plan.name),
            programme_id=plan.programme_id,
            academic_year_id=self.opened.year_id,
            term_scheme_id=self.schemes.get(plan.scheme_key),
            room_id=plan.room_id,
            starts_on=plan.starts_on,
            ends_on=plan.ends_on,
        )
        if plan.curator_id is not None:
            self._keep(
                Curatorship(),
                place,
                Permission.SCHOOL_KEEP,
                group_id=group.id,
                staff_id=plan.curator_id,
                starts_on=plan.starts_on,
            )
        for page in (one for one in plan.pages if one.on):
            made = self._keep(
                JournalPage(),
                place,
                Permission.SCHOOL_KEEP,
                group_id=group.id,
                curriculum_item_id=page.item_id,
                academic_year_id=self.opened.year_id,
            )
            for staff_id in dict.fromkeys(page.teachers):
                self._assign(made, staff_id, plan, place)

    def _assign(self, page: JournalPage, staff_id: int, plan: GroupPlan, place: str) -> None:
        try:
            assign_teacher(
                self.session,
                self.viewer,
                page.id,
                staff_id=staff_id,
                starts_on=plan.starts_on,
                now=self.now,
            )
        except Refused as refusal:
            raise PlanRefused(refusal.verdict, place, plan.name) from refusal
        self.opened.made["teaching_assignments"] += 1

    def _check_plan(self) -> None:
        """What the database would only tell by the name of a constraint."""
        plan, known = self.plan, years(self.session, self.viewer)
        latest = known[0] if known else None
        verdict = rules.may_open_next(latest.state if latest else None)
        self._refuse_unless(verdict, "year", plan.name)
        if latest is not None:
            self._refuse_unless(
                rules.check_next_year(plan.starts_on, latest.ends_on), "year", plan.name
            )
        if any(one.name == tidy(plan.name) for one in known):
            raise PlanRefused(_taken(plan.name), "year", plan.name)
        _refuse_twice([(f"group-{one.key}", one.name) for one in self.groups])
        _refuse_twice([(f"scheme-{one.key}", one.name) for one in plan.schemes])

    def _keep(
        self,
        row: Any,
        place: str,
        permission: Permission = Permission.CALENDAR_KEEP,
        **values: Any,
    ) -> Any:
        try:
            made: Base = keep(
                self.session, self.viewer, permission, row, values, self.now, theirs=true()
            )
        except Refused as refusal:
            name = str(values.get("name") or self.plan.name)
            raise PlanRefused(refusal.verdict, place, name) from refusal
        self.opened.made[made.__tablename__] += 1
        return made

    def _refuse_unless(self, verdict: Verdict, place: str, name: str) -> None:
        if not verdict.allowed:
            raise PlanRefused(verdict, place, name)


def _refuse_twice(named: list[tuple[str, str]]) -> None:
    known: set[str] = set()
    for place, name in named:
        wanted = tidy(name)
        if not wanted:
            raise PlanRefused(refuse("name_missing", field="name").verdict, place, name)
        if wanted in known:
            raise PlanRefused(_taken(name), place, name)
        known.add(wanted)


def _taken(name: str) -> Verdict:
    return refuse("name_taken", field="name", name=name).verdict
