"""Lists in the shapes that loading takes: a centre takes its own data away whole."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import abort, request
from flask_admin import BaseView, expose
from flask_babel import gettext

from sgo import current
from sgo.access.permissions import Permission
from sgo.asked import as_key
from sgo.errors import Missing
from sgo.models import AcademicYear
from sgo.panel.kit.export import file_response
from sgo.panel.kit.gate import Gate, panel_viewer
from sgo.panel.kit.words import LISTS
from sgo.services.exports.listing import FileKind, Listing, note_export
from sgo.services.exports.shapes import SHAPES, chosen_year, shape_listing, years_of
from sgo.vocabulary import N_

ALL = "all"
"""Every shape as a sheet of one workbook."""
TITLES = {
    "staff": (
        N_("Staff"),
        N_("Everybody who works here: name, position, birth date, contacts, SNILS"),
    ),
    "year": (N_("Academic year"), N_("Terms, vacations, holidays and moved working days")),
    "groups": (N_("Groups"), N_("Programme, direction, curator, dates and room of each group")),
    "curriculum": (
        N_("Curriculum"),
        N_("Subjects of each programme with hours, assessment and teacher"),
    ),
    "students": (
        N_("Students with guardians"),
        N_("Members of the groups: name, birth date, SNILS, address, contacts, two guardians"),
    ),
    "timetable": (
        N_("Timetable"),
        N_("The week in force now: a column a group, subject, teacher and room in a cell"),
    ),
}


class ListsView(Gate, BaseView):
    """Where the shapes are offered, with a line of what each holds."""

    read_permission: ClassVar[Permission] = Permission.SCHOOL_READ
    category_words: ClassVar[str] = LISTS
    title: ClassVar[str] = N_("Lists as files")
    summary: ClassVar[str] = N_(
        "Staff, groups, students and the timetable as workbooks that can be loaded again"
    )

    def __init__(self) -> None:
        super().__init__(name=self.title, endpoint="panel_lists", url="lists")

    def endpoint_permissions(self, name: str) -> tuple[Permission | None, ...]:
        return (self.read_permission,) if name in {"index_view", "take"} else ()

    @expose("/")
    def index_view(self) -> Any:
        """The shapes of a year."""
        years = years_of(current.session(), panel_viewer())
        return self.render(
            "admin/lists.html",
            years=years,
            year=chosen_year(years, request.args.get("year", type=as_key)),
            shapes=[(name, *TITLES[name]) for name in SHAPES],
        )

    @expose("/take/", methods=("POST",))
    def take(self) -> Any:
        """A shape, or all of them, as a file; the trail notes each list."""
        name, kind = request.form.get("shape", ""), request.form.get("file", "")
        if kind not in list(FileKind) or (name == ALL and kind != FileKind.XLSX):
            abort(404)
        session, viewer = current.session(), panel_viewer()
        year = chosen_year(years_of(session, viewer), request.form.get("year", type=as_key))
        if year is None:
            raise Missing("AcademicYear")
        names = list(SHAPES) if name == ALL else [name]
        listings = [shape_listing(session, viewer, one, year) for one in names]
        self._note(names, listings, FileKind(kind))
        return file_response(_file_name(name, year), FileKind(kind), *listings)

    def _note(self, names: list[str], listings: list[Listing], kind: FileKind) -> None:
        for name, listing in zip(names, listings, strict=True):
            note_export(
                current.session(),
                panel_viewer(),
                SHAPES[name].permission,
                current.now(),
                subject=SHAPES[name].model.__tablename__,
                rows=len(list(listing.rows)),
                kind=kind,
            )


def _file_name(name: str, year: AcademicYear) -> str:
    words = gettext("All lists") if name == ALL else gettext(TITLES[name][0])
    return f"{words} {year.name.replace('/', '-')} {current.today():%d.%m.%Y}"
