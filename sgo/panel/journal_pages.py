"""Pages of the journal and who teaches them, by dates (decisions 1 and 3)."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import contains_eager
from wtforms.validators import InputRequired

from sgo import current
from sgo.access.permissions import Permission
from sgo.access.scopes import lasts, scope
from sgo.models import (
    AcademicYear,
    Base,
    CurriculumItem,
    Group,
    JournalPage,
    Staff,
    Subject,
    TeachingAssignment,
)
from sgo.panel.kit.acts import Act
from sgo.panel.kit.base import PanelView
from sgo.panel.kit.fields import LookupField
from sgo.panel.kit.filters import RowFilter, YesNoFilter
from sgo.panel.kit.forms import Fieldset, FormSet, PanelForm, date_field
from sgo.panel.kit.gate import panel_viewer
from sgo.panel.kit.lookups import LOOKUPS
from sgo.panel.kit.values import Stated
from sgo.panel.kit.words import JOURNAL
from sgo.panel.school import DATES, YEAR_FILTER, key_from_address
from sgo.services.school import assign_teacher, hand_over_page
from sgo.vocabulary import N_
from sgo.wording import day

KEEP = Permission.SCHOOL_KEEP
OPEN_END = {"ends_on": N_("Empty while it lasts")}


class HandOverForm(PanelForm):
    """Who has the page from which day."""

    fieldsets = (Fieldset(N_("New teacher"), {"staff_id": 4, "starts_on": 2}),)
    staff_id = LookupField(_l("Teacher"), [InputRequired()], lookup=LOOKUPS[Staff])
    starts_on = date_field(N_("From"))


def _hand_over(view: Any, row: JournalPage, form: Any) -> str:
    hand_over_page(
        current.session(),
        panel_viewer(),
        row.id,
        staff_id=form.staff_id.data,
        starts_on=form.starts_on.data,
        now=current.now(),
    )
    return str(gettext("The page has its new teacher from %(day)s.", day=day(form.starts_on.data)))


class PagesView(PanelView):
    model = JournalPage
    read_permission = Permission.TIMETABLE_READ
    category_words = JOURNAL
    title = N_("Journal pages")
    summary = N_("A page is a group, a curriculum item and an academic year")
    add_words = N_("Open a journal page")
    empty_words = N_("There are no journal pages. They are opened for a group from its curriculum.")
    joined = (
        (JournalPage.group,),
        (JournalPage.curriculum_item, CurriculumItem.subject),
        (JournalPage.academic_year,),
    )
    column_list = ("group", "subject", "teachers", "academic_year")
    labels = {"teachers": N_("Teachers")}
    phone_columns = ("subject", "teachers")
    search_keys = (Group.search_key, Subject.search_key)
    sortable = {
        "group": (Group.search_key, Subject.search_key),
        "subject": (Subject.search_key, Group.search_key),
        "academic_year": (AcademicYear.starts_on,),
    }
    order = (AcademicYear.starts_on.desc(), Group.search_key, Subject.search_key)
    column_filters = (
        RowFilter("group", N_("Group"), LOOKUPS[Group], lambda key: JournalPage.group_id == key),
        RowFilter(
            "year",
            YEAR_FILTER,
            LOOKUPS[AcademicYear],
            lambda key: JournalPage.academic_year_id == key,
        ),
    )
    create_sets = (
        FormSet(
            KEEP,
            (
                Fieldset(
                    N_("Journal page"),
                    {"group_id": 3, "curriculum_item_id": 3, "academic_year_id": 3},
                ),
            ),
        ),
    )
    delete_permission = KEEP
    acts = (
        Act(
            "handover",
            N_("Another teacher"),
            KEEP,
            _hand_over,
            form=HandOverForm,
            picture="swap",
            prefill=lambda view, row: {"starts_on": current.today()},
            question=N_(
                "From the chosen day on the page has this teacher; the others' days end before it."
            ),
        ),
    )

    def __init__(self) -> None:
        self.show = {
            "subject": lambda row: str(row.curriculum_item.subject),
            "teachers": lambda row: (
                self.extras["teachers"].get(row.id) or Stated("missing", gettext("nobody"))
            ),
        }
        super().__init__()

    def gather(self, rows: list[Any]) -> None:
        found = current.session().execute(
            scope(select(TeachingAssignment.page_id, Staff), TeachingAssignment, panel_viewer())
            .join(Staff, Staff.id == TeachingAssignment.staff_id)
            .where(
                TeachingAssignment.page_id.in_([row.id for row in rows]),
                lasts(TeachingAssignment.starts_on, TeachingAssignment.ends_on, current.today()),
            )
            .order_by(Staff.sort_key)
        )
        for key, staff in found:
            self.extras["teachers"].setdefault(key, []).append(staff.short_name)

    def card_tools(self, row: JournalPage) -> list[tuple[str, str, str]]:
        """To the page itself, as the teacher sees it."""
        if not self.may(Permission.JOURNAL_READ):
            return []
        return [(url_for("journal.grid", page_id=row.id), gettext("Open the journal"), "book")]

    def asides(self, row: JournalPage) -> list[dict[str, Any]]:
        found = current.session().scalars(
            scope(select(TeachingAssignment), TeachingAssignment, panel_viewer())
            .join(TeachingAssignment.staff)
            .options(contains_eager(TeachingAssignment.staff))
            .where(TeachingAssignment.page_id == row.id)
            .order_by(TeachingAssignment.starts_on.desc())
        )
        return [
            self.part(
                gettext("Teachers"),
                [
                    (
                        one.staff.full_name,
                        gettext("from %(start)s", start=day(one.starts_on))
                        if one.ends_on is None
                        else gettext(
                            "from %(start)s to %(end)s",
                            start=day(one.starts_on),
                            end=day(one.ends_on),
                        ),
                        self.link(TeachingAssignment, "details_view", id=one.id),
                    )
                    for one in found
                ],
                gettext("Nobody teaches this page."),
                add=gettext("Add a teacher"),
                add_url=self.link(TeachingAssignment, "create_view", page_id=row.id),
            )
        ]


class AssignmentsView(PanelView):
    model = TeachingAssignment
    read_permission = Permission.TIMETABLE_READ
    category_words = JOURNAL
    title = N_("Teachers of pages")
    summary = N_("Who teaches which page, by dates")
    add_words = N_("Add a teacher to a page")
    empty_words = N_(
        "Nobody teaches yet: without an assignment a teacher opens no page of the journal."
    )
    joined = (
        (TeachingAssignment.page, JournalPage.group),
        (TeachingAssignment.page, JournalPage.curriculum_item, CurriculumItem.subject),
        (TeachingAssignment.staff,),
    )
    column_list = ("staff", "page", "starts_on", "ends_on")
    phone_columns = ("page",)
    search_keys = (Staff.search_key, Group.search_key, Subject.search_key)
    sortable = {
        "staff": (Staff.sort_key,),
        "page": (Group.search_key, Subject.search_key),
        "starts_on": (TeachingAssignment.starts_on,),
    }
    order = (Staff.sort_key, Group.search_key)
    column_filters = (
        RowFilter("group", N_("Group"), LOOKUPS[Group], lambda key: JournalPage.group_id == key),
        YesNoFilter(
            "now",
            N_("Now"),
            lambda yes: (
                lasts(TeachingAssignment.starts_on, TeachingAssignment.ends_on, current.today())
                == yes
            ),
        ),
    )
    form_arguments = DATES
    help_words = OPEN_END
    create_sets = (
        FormSet(
            KEEP,
            (
                Fieldset(N_("Page and teacher"), {"page_id": 3, "staff_id": 3}),
                Fieldset(N_("Dates"), {"starts_on": 2, "ends_on": 2}),
            ),
        ),
    )
    edit_sets = (FormSet(KEEP, (Fieldset(N_("Dates"), {"starts_on": 2, "ends_on": 2}),)),)
    delete_permission = KEEP

    def start_values(self) -> dict[str, Any]:
        return key_from_address("page_id")

    def create_row(self, form: PanelForm, permission: Permission) -> Base:
        values = form.values
        return assign_teacher(
            current.session(), panel_viewer(), values.pop("page_id"), now=current.now(), **values
        )
