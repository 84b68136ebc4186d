"""What was typed on the pages of the move to the next year, read into the plans of the services."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import gettext

from sgo.asked import as_key
from sgo.models import Staff
from sgo.services.academic_year.orders import GroupEnding, Outcome, Paper
from sgo.services.academic_year.proposal import GroupPlan, YearPlan
from sgo.vocabulary import MovementKind

OUTCOMES = (MovementKind.PROMOTION, MovementKind.GRADUATION, MovementKind.REPEAT)
AS_GROUP, NOTHING = "", "none"


def staff_words(staff: Iterable[Staff]) -> dict[int, str]:
    """Everybody by name; namesakes with the number of their card."""
    people = list(staff)
    names = [one.full_name for one in people]
    return {
        one.id: one.full_name if names.count(one.full_name) == 1 else f"{one.full_name}, № {one.id}"
        for one in people
    }


def read_plan(plan: YearPlan, form: Any, words: Mapping[int, str]) -> dict[str, str]:
    """Put what was typed into the plan; gives the sentence of each field that means nothing."""
    reading = _Reading(form, {text.casefold(): key for key, text in words.items()})
    plan.name = reading.text("name", plan.name)
    plan.starts_on = reading.day("starts_on", plan.starts_on)
    plan.ends_on = reading.day("ends_on", plan.ends_on)
    for scheme in plan.schemes:
        scheme.name = reading.text(f"scheme-{scheme.key}-name", scheme.name)
        for term in scheme.terms:
            reading.dated(term, f"term-{term.key}")
    for period in plan.periods:
        reading.dated(period, f"period-{period.key}")
    for group in plan.groups:
        reading.dated(group, f"group-{group.key}")
        reading.group(group)
    return reading.errors


def seen(plan: object) -> str:
    """What the person has looked at: the same plan has the same digest."""
    return hashlib.sha256(repr(plan).encode()).hexdigest()


class _Reading:
    """One form, and what was wrong in it."""

    def __init__(self, form: Any, staff: Mapping[str, int]) -> None:
        self.form, self.staff = form, staff
        self.errors: dict[str, str] = {}

    def text(self, name: str, otherwise: str) -> str:
        return str(self.form.get(name, otherwise)).strip()[:250]

    def day(self, name: str, otherwise: date) -> date:
        found = day_of(self.form.get(name))
        if found is None:
            self.errors[name] = str(gettext("This is no date: choose a day."))
        return found or otherwise

    def dated(self, plan: Any, place: str) -> None:
        """A row with a box, a name and two days; the days of a row left out matter to nobody."""
        plan.on = f"{place}-on" in self.form
        plan.name = self.text(f"{place}-name", plan.name)
        if plan.on or f"{place}-starts_on" in self.form:
            plan.starts_on = self.day(f"{place}-starts_on", plan.starts_on)
            plan.ends_on = self.day(f"{place}-ends_on", plan.ends_on)

    def group(self, plan: GroupPlan) -> None:
        place = f"group-{plan.key}"
        plan.curator_id = next(iter(self.people(f"{place}-curator")), None)
        for page in plan.pages:
            own = f"page-{plan.key}-{page.item_id}"
            page.on = f"{own}-on" in self.form
            page.teachers = self.people(f"{own}-teacher")

    def people(self, name: str) -> list[int]:
        found = []
        for typed in self.form.getlist(name):
            word = " ".join(typed.split())
            key = self.staff.get(word.casefold())
            if key is not None:
                found.append(key)
            elif word:
                self.errors[name] = str(
                    gettext(
                        "Nobody of the staff is called “%(name)s”: choose from the list.", name=word
                    )
                )
        return found


def read_outcomes(groups: Iterable[GroupEnding], form: Any) -> tuple[list[Outcome], dict[str, str]]:
    """What is asked for every student, by the group's choice and the exceptions from it."""
    outcomes: list[Outcome] = []
    errors: dict[str, str] = {}
    for group in groups:
        place = f"group-{group.group_id}"
        whole = _kind(form.get(f"{place}-kind"))
        known = {key for key, _ in group.targets}
        target = form.get(f"{place}-target", type=as_key)
        for one in group.students:
            if one.waits:
                continue
            own = form.get(f"student-{group.group_id}-{one.student_id}", AS_GROUP)
            kind = whole if own == AS_GROUP else _kind(own)
            if kind is None:
                continue
            if kind.moves and target not in known:
                errors[f"{place}-target"] = str(gettext("Choose the group in which they go on."))
                continue
            outcomes.append(
                Outcome(one.student_id, group.group_id, kind, target if kind.moves else None)
            )
    return outcomes, errors


def read_papers(form: Any, today: date) -> dict[MovementKind, Paper]:
    """Number and day of the orders of each kind."""
    return {
        kind: Paper(
            str(form.get(f"number-{kind.value}", "")).strip()[:40],
            day_of(form.get("order_date")) or today,
        )
        for kind in OUTCOMES
    }


def day_of(text: str | None) -> date | None:
    """A day as a date field sends it; None for anything else."""
    try:
        return datetime.strptime(text or "", "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None


def _kind(word: str | None) -> MovementKind | None:
    return next((one for one in OUTCOMES if one.value == word), None)
