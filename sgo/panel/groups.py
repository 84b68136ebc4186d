"""Groups with their dates and curators; from here pages are opened and lessons formed."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext, ngettext
from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from sgo import current
from sgo.access.permissions import Permission
from sgo.access.scopes import lasts, scope
from sgo.models import (
    AcademicYear,
    Curatorship,
    CurriculumItem,
    Group,
    JournalPage,
    Membership,
    Programme,
    Staff,
    TimetableRow,
)
from sgo.panel.kit.acts import Act
from sgo.panel.kit.base import PanelView
from sgo.panel.kit.bulk import BulkAct, columns_form
from sgo.panel.kit.filters import RowFilter, YesNoFilter
from sgo.panel.kit.forms import Fieldset, FormSet
from sgo.panel.kit.gate import panel_viewer
from sgo.panel.kit.lookups import LOOKUPS
from sgo.panel.kit.words import GROUPS
from sgo.panel.school import DATES, KEEP, READ, YEAR_FILTER
from sgo.rules.timetable import ClashKind
from sgo.services import list_deeds
from sgo.services.school import open_pages
from sgo.vocabulary import N_
from sgo.wording import day


def _open_pages(view: Any, row: Group, form: Any) -> str:
    pages = open_pages(current.session(), panel_viewer(), row.id, current.now())
    return str(
        ngettext(
            "%(num)d page of the journal was opened.",
            "%(num)d pages of the journal were opened.",
            len(pages),
        )
    )


class GroupsView(PanelView):
    model = Group
    read_permission = READ
    category_words = GROUPS
    title = N_("Groups")
    summary = N_("Groups with their dates, programme, term scheme and curator")
    add_words = N_("Add a group")
    empty_words = N_(
        "There are no groups. A group needs a programme, an academic year and a term scheme."
    )
    joined = ((Group.programme,), (Group.academic_year,), (Group.term_scheme,), (Group.room,))
    column_list = (
        "name",
        "programme",
        "curator",
        "students",
        "academic_year",
        "starts_on",
        "ends_on",
    )
    detail_columns = (
        "name",
        "programme",
        "academic_year",
        "term_scheme.name",
        "starts_on",
        "ends_on",
        "room",
        "curator",
        "students",
    )
    labels = {
        "term_scheme.name": N_("Term scheme"),
        "ends_on": N_("End of the course"),
        "starts_on": N_("Begins"),
    }
    phone_columns = ("programme", "curator")
    search_keys = (Group.search_key, Programme.search_key)
    sortable = {
        "name": (Group.search_key,),
        "programme": (Programme.search_key, Group.search_key),
        "academic_year": (AcademicYear.starts_on, Group.search_key),
        "starts_on": (Group.starts_on,),
        "ends_on": (Group.ends_on,),
    }
    order = (AcademicYear.starts_on.desc(), Group.search_key)
    column_filters = (
        RowFilter(
            "year", YEAR_FILTER, LOOKUPS[AcademicYear], lambda key: Group.academic_year_id == key
        ),
        RowFilter(
            "programme", N_("Programme"), LOOKUPS[Programme], lambda key: Group.programme_id == key
        ),
        YesNoFilter(
            "studies",
            N_("Studies now"),
            lambda yes: lasts(Group.starts_on, Group.ends_on, current.today()) == yes,
        ),
    )
    presets = ((N_("All"), {}), (N_("Study now"), {"studies": "yes"}))
    form_arguments = DATES
    help_words = {"ends_on": N_("The last day of the course, the exam included")}
    create_sets = (
        FormSet(
            KEEP,
            (
                Fieldset(N_("Group"), {"name": 2, "programme_id": 4}),
                Fieldset(
                    N_("Study"),
                    {
                        "academic_year_id": 3,
                        "term_scheme_id": 3,
                        "starts_on": 2,
                        "ends_on": 2,
                        "room_id": 2,
                    },
                ),
            ),
        ),
    )
    # What memberships, pages and marks stand on is not exchanged under them.
    edit_sets = (
        FormSet(
            KEEP,
            (
                Fieldset(N_("Group"), {"name": 2, "room_id": 2}),
                Fieldset(N_("Study"), {"starts_on": 2, "ends_on": 2}),
            ),
        ),
    )
    delete_permission = KEEP
    acts = (
        Act(
            "pages",
            N_("Open journal pages"),
            KEEP,
            _open_pages,
            picture="book",
            question=N_(
                "A page is opened for every item of the group's curriculum that has none yet."
            ),
        ),
    )
    bulk_acts = (
        BulkAct(
            "room",
            N_("Change the room"),
            list_deeds.ROOM,
            columns_form(list_deeds.ROOM, N_("Study"), "room_id"),
            question=N_("The group's own room; the timetable keeps the rooms of its lessons."),
            picture="home",
        ),
    )

    def __init__(self) -> None:
        self.show = {
            "curator": lambda row: self.extras["curator"].get(row.id),
            "students": lambda row: self.extras["students_count"].get(row.id, 0),
        }
        super().__init__()

    def gather(self, rows: list[Any]) -> None:
        session, viewer, today = current.session(), panel_viewer(), current.today()
        keys = [row.id for row in rows]
        curators = session.execute(
            scope(select(Curatorship.group_id, Staff), Curatorship, viewer)
            .join(Staff, Staff.id == Curatorship.staff_id)
            .where(
                Curatorship.group_id.in_(keys),
                lasts(Curatorship.starts_on, Curatorship.ends_on, today),
            )
        )
        self.extras["curator"].update({key: staff.short_name for key, staff in curators})
        counts = session.execute(
            scope(select(Membership.group_id, func.count()), Membership, viewer)
            .where(
                Membership.group_id.in_(keys),
                lasts(Membership.starts_on, Membership.ends_on, today),
            )
            .group_by(Membership.group_id)
        )
        self.extras["students_count"].update({key: number for key, number in counts})  # noqa: C416 - rows are no pairs to dict()

    def card_tools(self, row: Group) -> list[tuple[str, str, str]]:
        """To the students and the week of the group."""
        tools = []
        members = self.link(Membership, "index_view", flt_group=row.id, flt_now="yes")
        if members is not None:
            tools.append((members, gettext("Group list"), "people"))
        if self.may(Permission.TIMETABLE_READ):
            week = url_for("timetable.week", by=ClashKind.GROUP.value, id=row.id)
            tools.append((week, gettext("Week"), "calendar"))
        return tools

    def asides(self, row: Group) -> list[dict[str, Any]]:
        session, viewer = current.session(), panel_viewer()
        curators = session.scalars(
            scope(select(Curatorship), Curatorship, viewer)
            .join(Curatorship.staff)
            .options(contains_eager(Curatorship.staff))
            .where(Curatorship.group_id == row.id)
            .order_by(Curatorship.starts_on.desc())
        )
        pages = session.scalars(
            scope(select(JournalPage), JournalPage, viewer)
            .join(JournalPage.curriculum_item)
            .join(CurriculumItem.subject)
            .options(
                contains_eager(JournalPage.curriculum_item).contains_eager(CurriculumItem.subject)
            )
            .where(JournalPage.group_id == row.id)
            .order_by(CurriculumItem.position, JournalPage.id)
        )
        return [
            self.part(
                gettext("Curators"),
                [
                    (
                        one.staff.full_name,
                        gettext("from %(start)s", start=day(one.starts_on)),
                        self.link(Curatorship, "details_view", id=one.id),
                    )
                    for one in curators
                ],
                gettext("The group has no curator."),
                add=gettext("Add a curator"),
                add_url=self.link(Curatorship, "create_view", group_id=row.id),
            ),
            self.part(
                gettext("Journal pages"),
                [
                    (
                        str(page.curriculum_item),
                        "",
                        self.link(JournalPage, "details_view", id=page.id),
                    )
                    for page in pages
                ],
                gettext("No page of the journal is opened for this group yet."),
                add=gettext("Form lessons"),
                add_url=self.link(TimetableRow, "forming_view", group_id=row.id),
            ),
        ]
