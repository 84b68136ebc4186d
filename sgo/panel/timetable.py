"""The weekly timetable, and the lessons that are formed from it (clause 4.4, decision 14)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, flash, request
from flask_admin import expose
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import case
from wtforms import DateField
from wtforms.validators import Optional

from sgo import current
from sgo.access.permissions import Permission
from sgo.models import (
    Base,
    CurriculumItem,
    Group,
    JournalPage,
    Room,
    Staff,
    Subject,
    TimetableRow,
)
from sgo.panel.kit.base import PanelView
from sgo.panel.kit.bulk import BulkAct
from sgo.panel.kit.fields import RowField
from sgo.panel.kit.filters import RowFilter, WordFilter
from sgo.panel.kit.forms import Fieldset, FormSet, PanelForm, date_field
from sgo.panel.kit.gate import panel_viewer
from sgo.panel.kit.lookups import LOOKUPS
from sgo.panel.kit.words import TIMETABLE
from sgo.panel.school import key_from_address
from sgo.services import list_deeds
from sgo.services.timetable import rows
from sgo.services.timetable.forming import FORMED_ANEW, form_lessons
from sgo.services.timetable.placing import FormingReport
from sgo.validators import DatesInOrder, HoursOfLesson, NoClash
from sgo.verdicts import Verdict
from sgo.vocabulary import N_, Weekday
from sgo.wording import label

BY_WEEKDAY = case(
    *((TimetableRow.weekday == weekday, weekday.number) for weekday in Weekday), else_=8
)
MOST_LEFT_OUT = 300
"""Left out lessons that a page names one by one."""
NEEDED = ("page_id", "staff_id", "weekday", "bell_number", "valid_from", "hours")


class FormingForm(PanelForm):
    """Which lessons are formed."""

    fieldsets = (Fieldset(N_("Which lessons"), {"group_id": 2, "from_on": 2, "to_on": 2}),)
    group_id = RowField(
        _l("Group"),
        [Optional()],
        lookup=LOOKUPS[Group],
        blank=True,
        description=_l("Empty: every group of the years that are not closed"),
    )
    from_on = date_field(N_("From"))
    to_on = DateField(
        _l("To"),
        [Optional(), DatesInOrder("from_on")],
        description=_l("Empty: to the end of the courses"),
    )


class EndForm(PanelForm):
    """The last day of the rows."""

    fieldsets = (Fieldset(N_("Dates"), {"valid_to": 3}),)
    valid_to = date_field(N_("Last day"))


def clashes(form: Any) -> list[Verdict]:
    """What the row meets, once it is filled in far enough to be asked about; asked once a form."""
    if not hasattr(form, "met"):
        values = form.values
        ready = all(values[name] is not None for name in NEEDED)
        row = getattr(form, "_obj", None)
        form.met = (
            rows.row_clashes(
                current.session(),
                panel_viewer(),
                rows.RowValues(**values, id=row.id if row is not None else None),
            )
            if ready
            else []
        )
    met: list[Verdict] = form.met
    return met


def clash_of(field: str) -> Callable[[Any], list[Verdict]]:
    """The clashes that are told at one field: of the teacher, of the room, of the group."""
    return lambda form: [verdict for verdict in clashes(form) if verdict.field == field]


class TimetableView(PanelView):
    model = TimetableRow
    read_permission = Permission.TIMETABLE_READ
    category_words = TIMETABLE
    title = N_("Timetable")
    summary = N_("Lessons of the week, from a date to a date; lessons are formed from it")
    add_words = N_("Add to the timetable")
    empty_words = N_("The timetable is empty: lessons of the journal are formed from it.")
    joined = (
        (TimetableRow.page, JournalPage.group),
        (TimetableRow.page, JournalPage.curriculum_item, CurriculumItem.subject),
        (TimetableRow.staff,),
        (TimetableRow.room,),
    )
    column_list = (
        "page",
        "weekday",
        "bell_number",
        "staff",
        "room",
        "hours",
        "valid_from",
        "valid_to",
    )
    phone_columns = ("weekday", "bell_number", "staff")
    search_keys = (Group.search_key, Subject.search_key, Staff.search_key)
    sortable = {
        "page": (Group.search_key, Subject.search_key),
        "weekday": (BY_WEEKDAY, TimetableRow.bell_number),
        "staff": (Staff.sort_key,),
        "valid_from": (TimetableRow.valid_from,),
    }
    order = (BY_WEEKDAY, TimetableRow.bell_number, Group.search_key)
    column_filters = (
        RowFilter("group", N_("Group"), LOOKUPS[Group], lambda key: JournalPage.group_id == key),
        RowFilter("staff", N_("Teacher"), LOOKUPS[Staff], lambda key: TimetableRow.staff_id == key),
        RowFilter("room", N_("Room"), LOOKUPS[Room], lambda key: TimetableRow.room_id == key),
        WordFilter("weekday", N_("Weekday"), TimetableRow.__table__.c.weekday),
    )
    form_arguments = {
        "staff_id": {"validators": (NoClash(clash_of("teacher")),)},
        "room_id": {"validators": (NoClash(clash_of("room")),)},
        "bell_number": {"validators": (NoClash(clash_of("group")),)},
        "valid_to": {"validators": (DatesInOrder("valid_from"),)},
        "hours": {"validators": (HoursOfLesson(),)},
    }
    help_words = {
        "hours": N_("Academic hours of this lesson: 2 for a double one"),
        "valid_to": N_("Empty: to the end of the group's course"),
    }
    create_sets = edit_sets = (
        FormSet(
            Permission.TIMETABLE_KEEP,
            (
                Fieldset(N_("What"), {"page_id": 3, "staff_id": 3}),
                Fieldset(N_("When and where"), {"weekday": 2, "bell_number": 2, "room_id": 2}),
                Fieldset(N_("Dates and hours"), {"valid_from": 2, "valid_to": 2, "hours": 2}),
            ),
        ),
    )
    delete_permission = Permission.TIMETABLE_KEEP
    list_template = "admin/timetable/list.html"
    bulk_acts = (
        BulkAct(
            "end",
            N_("End on a day"),
            list_deeds.END,
            EndForm,
            question=N_("Lessons of the journal follow when they are formed anew."),
            picture="calendar",
        ),
    )

    def endpoint_permissions(self, name: str) -> tuple[Permission | None, ...]:
        if name == "forming_view":
            return (Permission.TIMETABLE_KEEP,)
        return super().endpoint_permissions(name)

    def name_of(self, row: TimetableRow) -> str:
        bell = gettext("lesson %(bell)s", bell=row.bell_number)
        return f"{row.page}, {label(row.weekday)}, {bell}"

    def start_values(self) -> dict[str, Any]:
        return key_from_address("page_id", "staff_id")

    def create_row(self, form: PanelForm, permission: Permission) -> Base:
        return self._save(form, None)

    def update_row(self, form: PanelForm, row: Any, permission: Permission) -> Base:
        return self._save(form, row.id)

    def _save(self, form: PanelForm, key: int | None) -> Base:
        row = rows.save_row(
            current.session(),
            panel_viewer(),
            rows.RowValues(**form.values, id=key),
            version=None if key is None else form.seen or 0,
            now=current.now(),
        )
        kept: Base = self.get_one(row.id)
        return kept

    def delete_row(self, row: Any) -> None:
        rows.delete_row(current.session(), panel_viewer(), row.id, current.now())

    def after_saving(self, row: Any) -> str:
        flash(gettext("Lessons of the journal follow when they are formed anew."), "info")
        return str(self.get_url(".index_view"))

    def forming_url(self) -> str | None:
        """Where lessons are formed, for who may."""
        may = self.may(Permission.TIMETABLE_KEEP)
        return str(self.get_url(".forming_view")) if may else None

    @expose("/forming/", methods=("GET", "POST"))
    def forming_view(self) -> Any:
        """Which lessons to form; afterwards what was done, and what was left out and why."""
        sent = request.form if request.method == "POST" else None
        start = {"from_on": current.today(), **key_from_address("group_id")}
        form, report = FormingForm(sent, data=start), None
        if sent is not None and form.validate():
            report = self.attempt(form, None, lambda: self._form_lessons(form))
        page = self.render(
            "admin/timetable/forming.html",
            form=form,
            report=report,
            told=told(report),
            most=MOST_LEFT_OUT,
        )
        return Response(page, 422 if form.errors else 200)

    def _form_lessons(self, form: FormingForm) -> FormingReport:
        return form_lessons(
            current.session(),
            viewer=panel_viewer(),
            now=current.now(),
            reason=gettext(FORMED_ANEW),
            **form.values,
        )


def told(report: FormingReport | None) -> list[tuple[str, int]]:
    """The numbers of a forming with their words."""
    if report is None:
        return []
    return [
        (gettext("Created"), report.created),
        (gettext("Moved by the timetable"), report.moved),
        (gettext("Teacher, room or bell taken anew"), report.refreshed),
        (gettext("Cancelled"), report.cancelled),
        (gettext("Taken away"), report.deleted),
        (gettext("Left as they are"), report.kept),
        (gettext("Not formed"), len(report.left_out)),
    ]
