"""The year: academic years, term schemes and terms, vacations and holidays (clause 4.4)."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from sqlalchemy import select

from sgo import current
from sgo.access.permissions import Permission
from sgo.access.scopes import scope
from sgo.models import AcademicYear, Base, CalendarPeriod, Group, Term, TermScheme
from sgo.panel.kit.acts import Act
from sgo.panel.kit.base import PanelView
from sgo.panel.kit.filters import RowFilter, WordFilter
from sgo.panel.kit.forms import Fieldset, FormSet
from sgo.panel.kit.gate import panel_viewer
from sgo.panel.kit.lookups import LOOKUPS
from sgo.panel.kit.words import SUBJECTS, YEAR
from sgo.panel.school import DATES, YEAR_FILTER, key_from_address
from sgo.services.calendar import open_year
from sgo.vocabulary import N_, YearState
from sgo.wording import day

READ, KEEP = Permission.CALENDAR_READ, Permission.CALENDAR_KEEP


def _open_year(view: Any, row: AcademicYear, form: Any) -> str:
    open_year(current.session(), panel_viewer(), row.id, current.now())
    return str(gettext("The academic year %(name)s is open.", name=row.name))


class YearsView(PanelView):
    model = AcademicYear
    read_permission = READ
    category_words = YEAR
    title = N_("Academic years")
    summary = N_("Prepared, opened, closed for ever")
    add_words = N_("Add an academic year")
    empty_words = N_(
        "There is no academic year. It is prepared by 1 September; terms and groups stand in it."
    )
    column_list = ("name", "starts_on", "ends_on", "state")
    phone_columns = ("state",)
    sortable = {"name": (AcademicYear.name,), "starts_on": (AcademicYear.starts_on,)}
    order = (AcademicYear.starts_on.desc(),)
    form_arguments = DATES
    help_words = {"name": N_("For example 2026/27")}
    create_sets = edit_sets = (
        FormSet(KEEP, (Fieldset(N_("Academic year"), {"name": 2, "starts_on": 2, "ends_on": 2}),)),
    )
    delete_permission = KEEP
    acts = (
        Act(
            "open",
            N_("Open the year"),
            KEEP,
            _open_year,
            picture="check",
            when=lambda row: row.state is YearState.PREPARING,
            question=N_("Journals of this year are then kept."),
        ),
    )

    def list_tools(self) -> list[tuple[str, str, str]]:
        """The way to the next year, and to closing this one."""
        if not self.may(KEEP):
            return []
        return [
            (self.get_url("panel_next_year.index_view"), gettext("Move to the next year"), "right")
        ]

    def may_edit(self, row: AcademicYear) -> bool:
        return row.state is not YearState.CLOSED

    def asides(self, row: AcademicYear) -> list[dict[str, Any]]:
        lists: tuple[type[Base], ...] = (TermScheme, CalendarPeriod, Group)
        found = [
            (gettext(SUBJECTS[model.__tablename__]), "", url)
            for model in lists
            if (url := self.link(model, "index_view", flt_year=row.id)) is not None
        ]
        return [self.part(gettext("Of this year"), found, "")]


class SchemesView(PanelView):
    model = TermScheme
    read_permission = READ
    category_words = YEAR
    title = N_("Term schemes")
    summary = N_("How a year is cut into terms; a short course has a scheme of one term")
    add_words = N_("Add a term scheme")
    empty_words = N_("There are no term schemes: groups and period marks stand on them.")
    joined = ((TermScheme.academic_year,),)
    column_list = ("name", "academic_year", "terms_said")
    labels = {"terms_said": N_("Terms")}
    phone_columns = ("academic_year",)
    search_texts = (TermScheme.name,)
    sortable = {
        "name": (TermScheme.name,),
        "academic_year": (AcademicYear.starts_on,),
    }
    order = (AcademicYear.starts_on.desc(), TermScheme.name)
    column_filters = (
        RowFilter(
            "year",
            YEAR_FILTER,
            LOOKUPS[AcademicYear],
            lambda key: TermScheme.academic_year_id == key,
        ),
    )
    create_sets = (
        FormSet(KEEP, (Fieldset(N_("Term scheme"), {"name": 4, "academic_year_id": 2}),)),
    )
    edit_sets = (FormSet(KEEP, (Fieldset(N_("Term scheme"), {"name": 4}),)),)
    delete_permission = KEEP

    def __init__(self) -> None:
        self.show = {"terms_said": lambda row: self.extras["terms"].get(row.id, [])}
        super().__init__()

    def gather(self, rows: list[Any]) -> None:
        for term in self._terms([row.id for row in rows]):
            self.extras["terms"].setdefault(term.scheme_id, []).append(term.name)

    def _terms(self, keys: list[int]) -> list[Term]:
        found = current.session().scalars(
            scope(select(Term), Term, panel_viewer())
            .where(Term.scheme_id.in_(keys))
            .order_by(Term.scheme_id, Term.position)
        )
        return list(found)

    def asides(self, row: TermScheme) -> list[dict[str, Any]]:
        return [
            self.part(
                gettext("Terms"),
                [
                    (
                        term.name,
                        f"{day(term.starts_on)} – {day(term.ends_on)}",
                        self.link(Term, "details_view", id=term.id),
                    )
                    for term in self._terms([row.id])
                ],
                gettext("The scheme has no terms yet."),
                add=gettext("Add a term"),
                add_url=self.link(Term, "create_view", scheme_id=row.id),
            )
        ]


class TermsView(PanelView):
    model = Term
    read_permission = READ
    category_words = YEAR
    title = N_("Terms")
    summary = N_("Study terms with their dates: period marks are given for each")
    add_words = N_("Add a term")
    empty_words = N_("There are no terms: lessons form only inside them.")
    joined = ((Term.scheme, TermScheme.academic_year),)
    column_list = ("name", "scheme", "position", "starts_on", "ends_on")
    labels = {"position": N_("Number")}
    phone_columns = ("scheme",)
    search_texts = (Term.name, TermScheme.name)
    sortable = {
        "scheme": (TermScheme.name, Term.position),
        "starts_on": (Term.starts_on,),
        "ends_on": (Term.ends_on,),
    }
    order = (Term.starts_on.desc(), TermScheme.name, Term.position)
    column_filters = (
        RowFilter(
            "year",
            YEAR_FILTER,
            LOOKUPS[AcademicYear],
            lambda key: TermScheme.academic_year_id == key,
        ),
        RowFilter(
            "scheme", N_("Term scheme"), LOOKUPS[TermScheme], lambda key: Term.scheme_id == key
        ),
    )
    form_arguments = DATES
    create_sets = (
        FormSet(
            KEEP,
            (
                Fieldset(
                    N_("Term"),
                    {"scheme_id": 6, "name": 4, "position": 2, "starts_on": 3, "ends_on": 3},
                ),
            ),
        ),
    )
    edit_sets = (
        FormSet(
            KEEP,
            (Fieldset(N_("Term"), {"name": 4, "position": 2, "starts_on": 3, "ends_on": 3}),),
        ),
    )
    delete_permission = KEEP

    def start_values(self) -> dict[str, Any]:
        return key_from_address("scheme_id")


class CalendarView(PanelView):
    model = CalendarPeriod
    read_permission = READ
    category_words = YEAR
    title = N_("Vacations and holidays")
    summary = N_(
        "Vacations, own days off, working Saturdays, moved days; public holidays are known"
    )
    add_words = N_("Add to the calendar")
    empty_words = N_("The calendar holds only the public holidays. Add vacations and own days.")
    joined = ((CalendarPeriod.academic_year,),)
    column_list = ("name", "kind", "starts_on", "ends_on", "follows_weekday", "academic_year")
    phone_columns = ("kind", "starts_on")
    search_texts = (CalendarPeriod.name,)
    sortable = {"starts_on": (CalendarPeriod.starts_on,), "name": (CalendarPeriod.name,)}
    order = (CalendarPeriod.starts_on,)
    column_filters = (
        WordFilter("kind", N_("Kind"), CalendarPeriod.__table__.c.kind),
        RowFilter(
            "year",
            YEAR_FILTER,
            LOOKUPS[AcademicYear],
            lambda key: CalendarPeriod.academic_year_id == key,
        ),
    )
    form_arguments = DATES
    help_words = {
        "follows_weekday": N_("Only for a working day that is taught by another day's timetable")
    }
    create_sets = edit_sets = (
        FormSet(
            KEEP,
            (
                Fieldset(N_("What"), {"academic_year_id": 2, "kind": 2, "name": 2}),
                Fieldset(N_("When"), {"starts_on": 2, "ends_on": 2, "follows_weekday": 2}),
            ),
        ),
    )
    delete_permission = KEEP
