"""The face of the panel: which views there are, in the order of the side menu."""

from __future__ import annotations

from flask import Flask
from flask_admin import Admin, BaseView

from sgo.panel.academic_year.archive import ArchivesView
from sgo.panel.academic_year.calendar import CalendarView, SchemesView, TermsView, YearsView
from sgo.panel.academic_year.next_year import NextYear
from sgo.panel.accounts import AccountsView
from sgo.panel.audit import AuditView
from sgo.panel.cells import EntriesView, MarksView
from sgo.panel.curators import CuratorshipsView
from sgo.panel.groups import GroupsView
from sgo.panel.home import PanelHome, places_of
from sgo.panel.imports.steps import ImportsView
from sgo.panel.issuing import IssuesView, IssuingView
from sgo.panel.journal import ExemptionsView, FinalMarksView, TermMarksView, WorkTypesView
from sgo.panel.journal_pages import AssignmentsView, PagesView
from sgo.panel.kit.base import PanelView
from sgo.panel.lessons import LessonsView
from sgo.panel.list_acts import ListActs
from sgo.panel.lists import ListsView
from sgo.panel.movement.book import MembershipsView, MovementView
from sgo.panel.movement.orders import MovementOrdersView
from sgo.panel.own_lists import OwnLists
from sgo.panel.people.destruction import DestructionActsView
from sgo.panel.people.files import FilesView
from sgo.panel.people.guardians import GuardianshipsView, GuardiansView
from sgo.panel.people.papers import ConsentsView, CoursesView, DocumentsView, NeedsView
from sgo.panel.people.staff import StaffView
from sgo.panel.people.students import StudentsView
from sgo.panel.programmes import CurriculumView, ProgrammesView, SubjectsView
from sgo.panel.rights import RightsView
from sgo.panel.school import BellsView, OrganisationView, RoomsView
from sgo.panel.settings import SettingsView
from sgo.panel.timetable import TimetableView
from sgo.places import offer

MENU: tuple[type[BaseView], ...] = (
    StudentsView,
    GuardiansView,
    GuardianshipsView,
    StaffView,
    DocumentsView,
    ConsentsView,
    NeedsView,
    CoursesView,
    FilesView,
    DestructionActsView,
    MovementOrdersView,
    MovementView,
    MembershipsView,
    GroupsView,
    CuratorshipsView,
    ProgrammesView,
    SubjectsView,
    CurriculumView,
    TimetableView,
    RoomsView,
    BellsView,
    YearsView,
    NextYear,
    SchemesView,
    TermsView,
    CalendarView,
    ArchivesView,
    PagesView,
    AssignmentsView,
    LessonsView,
    EntriesView,
    MarksView,
    TermMarksView,
    FinalMarksView,
    ExemptionsView,
    WorkTypesView,
    AccountsView,
    IssuingView,
    IssuesView,
    RightsView,
    ImportsView,
    ListsView,
    ListActs,
    OrganisationView,
    SettingsView,
    AuditView,
)
"""Every place of the side menu; a group stands where its first one does."""

OUTSIDE: tuple[type[BaseView], ...] = (OwnLists,)
"""Views of the panel that only other views lead to."""

VIEWS: tuple[type[PanelView], ...] = tuple(one for one in MENU if issubclass(one, PanelView))
"""Those of them that show a table."""


def init(app: Flask) -> None:
    """Hang the panel into the application."""
    admin = Admin(app, url="/panel", index_view=PanelHome())
    for view in (*MENU, *OUTSIDE):
        admin.add_view(view())
    offer(app, lambda: places_of(admin))
