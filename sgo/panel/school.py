"""What is taught, to whom and where: programmes, subjects, curriculum, groups, curators, rooms."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import gettext, ngettext
from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from sgo import current
from sgo.access.permissions import Permission
from sgo.access.scopes import lasts, scope
from sgo.models import (
    AcademicYear,
    BellTime,
    Curatorship,
    CurriculumItem,
    Group,
    JournalPage,
    Membership,
    Organisation,
    Programme,
    Room,
    Staff,
    Subject,
)
from sgo.panel.acts import Act
from sgo.panel.base import PanelView
from sgo.panel.filters import RowFilter, WordFilter, YesNoFilter
from sgo.panel.forms import Fieldset, FormSet, PanelForm, date_field
from sgo.panel.lookups import LOOKUPS
from sgo.panel.words import SYSTEM, TEACHING
from sgo.services.forming import form_lessons
from sgo.services.keeping import keep
from sgo.services.school import open_pages
from sgo.validators import DatesInOrder, Email, Phone
from sgo.vocabulary import N_
from sgo.wording import day

READ, KEEP = Permission.SCHOOL_READ, Permission.SCHOOL_KEEP
DATES = {"ends_on": {"validators": (DatesInOrder("starts_on"),)}}
YEAR_FILTER = N_("Academic year")


def key_from_address(*names: str) -> dict[str, Any]:
    """Keys that a link to a new form carries, for the fields of the same names."""
    given = {name: request.args.get(name, "") for name in names}
    return {name: int(key) for name, key in given.items() if key.isascii() and key.isdigit()}


class ProgrammesView(PanelView):
    model = Programme
    read_permission = READ
    category_words = TEACHING
    title = N_("Programmes")
    summary = N_("Educational programmes and the field of each")
    add_words = N_("Add a programme")
    empty_words = N_("There are no programmes: groups and the curriculum begin with one.")
    column_list = ("name", "direction")
    phone_columns = ("direction",)
    search_keys = (Programme.search_key,)
    sortable = {"name": (Programme.search_key,), "direction": (Programme.direction,)}
    order = (Programme.search_key,)
    column_filters = (WordFilter("direction", N_("Field"), Programme.__table__.c.direction),)
    create_sets = edit_sets = (
        FormSet(KEEP, (Fieldset(N_("Programme"), {"name": 4, "direction": 2}),)),
    )
    delete_permission = KEEP

    def asides(self, row: Programme) -> list[dict[str, Any]]:
        items = current.session().scalars(
            scope(select(CurriculumItem), CurriculumItem, current.viewer())
            .join(CurriculumItem.subject)
            .options(contains_eager(CurriculumItem.subject))
            .where(CurriculumItem.programme_id == row.id)
            .order_by(CurriculumItem.position, CurriculumItem.id)
        )
        return [
            self.part(
                gettext("Curriculum"),
                [
                    (
                        str(item.subject),
                        ngettext("%(num)d hour", "%(num)d hours", item.hours),
                        self.link(CurriculumItem, "details_view", id=item.id),
                    )
                    for item in items
                ],
                gettext("The curriculum is empty: add its subjects with their hours."),
                add=gettext("Add a subject"),
                add_url=self.link(CurriculumItem, "create_view", programme_id=row.id),
            )
        ]


class SubjectsView(PanelView):
    model = Subject
    read_permission = READ
    category_words = TEACHING
    title = N_("Subjects")
    add_words = N_("Add a subject")
    empty_words = N_("There are no subjects: the curriculum is made of them.")
    column_list = ("name", "short_name")
    phone_columns = ("short_name",)
    search_keys = (Subject.search_key,)
    sortable = {"name": (Subject.search_key,)}
    order = (Subject.search_key,)
    create_sets = edit_sets = (
        FormSet(KEEP, (Fieldset(N_("Subject"), {"name": 4, "short_name": 2}),)),
    )
    delete_permission = KEEP


class CurriculumView(PanelView):
    model = CurriculumItem
    read_permission = READ
    category_words = TEACHING
    title = N_("Curriculum")
    summary = N_("Subjects of each programme, their hours and how they are assessed")
    add_words = N_("Add a curriculum item")
    empty_words = N_("The curriculum is empty. First a programme and subjects, then its items.")
    joined = ((CurriculumItem.programme,), (CurriculumItem.subject,))
    column_list = ("subject", "programme", "hours", "assessment")
    phone_columns = ("programme",)
    search_keys = (Programme.search_key, Subject.search_key)
    sortable = {
        "subject": (Subject.search_key,),
        "programme": (Programme.search_key, CurriculumItem.position),
        "hours": (CurriculumItem.hours,),
    }
    order = (Programme.search_key, CurriculumItem.position)
    column_filters = (
        RowFilter(
            "programme",
            N_("Programme"),
            LOOKUPS[Programme],
            lambda key: CurriculumItem.programme_id == key,
        ),
        WordFilter("assessment", N_("Assessment"), CurriculumItem.__table__.c.assessment),
    )
    labels = {"position": N_("Place in the list")}
    create_sets = (
        FormSet(
            KEEP,
            (
                Fieldset(N_("Subject of the programme"), {"programme_id": 6, "subject_id": 6}),
                Fieldset(N_("Study"), {"hours": 2, "assessment": 2, "position": 2}),
            ),
        ),
    )
    # A programme and a subject that pages stand on are not exchanged under them.
    edit_sets = (
        FormSet(KEEP, (Fieldset(N_("Study"), {"hours": 2, "assessment": 2, "position": 2}),)),
    )
    delete_permission = KEEP

    def start_values(self) -> dict[str, Any]:
        return key_from_address("programme_id")


class FormingForm(PanelForm):
    """From which day on lessons are formed."""

    fieldsets = (Fieldset(N_("Lessons"), {"from_on": 3}),)
    from_on = date_field(N_("From"))


def _form_lessons(view: Any, row: Group, form: Any) -> str:
    report = form_lessons(
        current.session(),
        viewer=current.viewer(),
        group_id=row.id,
        from_on=form.from_on.data,
        now=current.now(),
    )
    return str(
        gettext(
            "Lessons: created %(created)s, moved %(moved)s, mended %(refreshed)s, cancelled "
            "%(cancelled)s, taken away %(deleted)s, left as they are %(kept)s, not formed "
            "%(left_out)s.",
            created=report.created,
            moved=report.moved,
            refreshed=report.refreshed,
            cancelled=report.cancelled,
            deleted=report.deleted,
            kept=report.kept,
            left_out=len(report.left_out),
        )
    )


def _open_pages(view: Any, row: Group, form: Any) -> str:
    pages = open_pages(current.session(), current.viewer(), row.id, current.now())
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
    category_words = TEACHING
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
        Act(
            "lessons",
            N_("Form lessons"),
            Permission.TIMETABLE_KEEP,
            _form_lessons,
            form=FormingForm,
            picture="calendar",
            prefill=lambda view, row: {"from_on": max(row.starts_on, current.today())},
            question=N_(
                "Lessons are formed from the timetable, the terms and the calendar. What holds an entry is never touched."
            ),
        ),
    )

    def __init__(self) -> None:
        self.show = {
            "curator": lambda row: self.extras["curator"].get(row.id),
            "students": lambda row: self.extras["students_count"].get(row.id, 0),
        }
        super().__init__()

    def gather(self, rows: list[Any]) -> None:
        session, viewer, today = current.session(), current.viewer(), current.today()
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

    def asides(self, row: Group) -> list[dict[str, Any]]:
        session, viewer = current.session(), current.viewer()
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
            ),
        ]


class CuratorshipsView(PanelView):
    model = Curatorship
    read_permission = READ
    category_words = TEACHING
    title = N_("Curators")
    add_words = N_("Add a curator")
    empty_words = N_(
        "No group has a curator yet: a curator reads the group's journal and keeps contacts."
    )
    joined = ((Curatorship.group,), (Curatorship.staff,))
    column_list = ("group", "staff", "starts_on", "ends_on")
    labels = {"staff": N_("Curator"), "staff_id": N_("Curator")}
    phone_columns = ("staff",)
    search_keys = (Group.search_key, Staff.search_key)
    sortable = {
        "group": (Group.search_key,),
        "staff": (Staff.sort_key,),
        "starts_on": (Curatorship.starts_on,),
    }
    order = (Group.search_key, Curatorship.starts_on.desc())
    column_filters = (
        YesNoFilter(
            "now",
            N_("Now"),
            lambda yes: lasts(Curatorship.starts_on, Curatorship.ends_on, current.today()) == yes,
        ),
    )
    form_arguments = DATES
    help_words = {"ends_on": N_("Empty while it lasts")}
    create_sets = (
        FormSet(
            KEEP,
            (
                Fieldset(N_("Group and curator"), {"group_id": 3, "staff_id": 3}),
                Fieldset(N_("Dates"), {"starts_on": 2, "ends_on": 2}),
            ),
        ),
    )
    edit_sets = (FormSet(KEEP, (Fieldset(N_("Dates"), {"starts_on": 2, "ends_on": 2}),)),)
    delete_permission = KEEP

    def start_values(self) -> dict[str, Any]:
        return key_from_address("group_id")


class RoomsView(PanelView):
    model = Room
    read_permission = READ
    category_words = TEACHING
    title = N_("Rooms")
    add_words = N_("Add a room")
    empty_words = N_("There are no rooms: the timetable then knows no clash of rooms.")
    column_list = ("name", "seats")
    phone_columns = ("seats",)
    search_keys = (Room.search_key,)
    sortable = {"name": (Room.search_key,), "seats": (Room.seats,)}
    order = (Room.search_key,)
    create_sets = edit_sets = (FormSet(KEEP, (Fieldset(N_("Room"), {"name": 4, "seats": 2}),)),)
    delete_permission = KEEP


class BellsView(PanelView):
    model = BellTime
    read_permission = READ
    category_words = TEACHING
    title = N_("Bells")
    add_words = N_("Add a bell")
    empty_words = N_("There are no bells: the timetable stands on the times of lessons.")
    column_list = ("number", "starts_at", "ends_at")
    phone_columns = ("starts_at", "ends_at")
    sortable = {"number": (BellTime.number,)}
    order = (BellTime.number,)
    create_sets = edit_sets = (
        FormSet(KEEP, (Fieldset(N_("Lesson"), {"number": 2, "starts_at": 2, "ends_at": 2}),)),
    )
    delete_permission = KEEP

    def name_of(self, row: BellTime) -> str:
        return str(gettext("Lesson %(bell)s", bell=str(row)))


class OrganisationView(PanelView):
    model = Organisation
    read_permission = READ
    category_words = SYSTEM
    title = N_("Organisation")
    summary = N_("The card of the centre: it heads every document")
    add_words = N_("Fill in the card")
    empty_words = N_(
        "The card of the organisation is empty: documents have no heading until it is filled in."
    )
    column_list = ("short_name", "full_name", "address", "phone", "director_name")
    detail_columns = (
        "full_name",
        "short_name",
        "taxpayer_number",
        "address",
        "phone",
        "email",
        "director_title",
        "director_name",
    )
    labels = {"full_name": N_("Full name")}
    phone_columns = ("director_name",)
    form_arguments = {"phone": {"validators": (Phone(),)}, "email": {"validators": (Email(),)}}
    create_sets = edit_sets = (
        FormSet(
            KEEP,
            (
                Fieldset(N_("Name"), {"full_name": 6, "short_name": 4, "taxpayer_number": 2}),
                Fieldset(N_("Contacts"), {"address": 6, "phone": 2, "email": 4}),
                Fieldset(N_("Head"), {"director_title": 3, "director_name": 3}),
            ),
        ),
    )

    def create_row(self, form: PanelForm, permission: Permission) -> Any:
        return keep(
            current.session(),
            current.viewer(),
            permission,
            Organisation(id=1),
            form.values,
            current.now(),
            theirs=self.writable(),
        )
