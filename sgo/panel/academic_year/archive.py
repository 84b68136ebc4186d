"""That the set of a year's sheets was filed: by 1 July, for 75 years (clauses 4.17, 4.18)."""

from __future__ import annotations

from sgo.access.permissions import Permission
from sgo.models import AcademicYear, YearArchive
from sgo.panel.kit.base import PanelView
from sgo.panel.kit.forms import Fieldset, FormSet
from sgo.panel.kit.words import YEAR
from sgo.vocabulary import N_


class ArchivesView(PanelView):
    model = YearArchive
    read_permission = Permission.CALENDAR_READ
    category_words = YEAR
    title = N_("Archive of years")
    summary = N_("When the stitched and signed set of a year was filed, and where it is kept")
    add_words = N_("Note a filed year")
    empty_words = N_("No year is filed yet: its set is due by 1 July after its end.")
    joined = ((YearArchive.academic_year,),)
    column_list = ("academic_year", "filed_on", "place", "sheets")
    phone_columns = ("filed_on",)
    sortable = {"academic_year": (AcademicYear.starts_on,), "filed_on": (YearArchive.filed_on,)}
    order = (AcademicYear.starts_on.desc(),)
    create_sets = (
        FormSet(
            Permission.ARCHIVE_KEEP,
            (
                Fieldset(
                    N_("The filed set"),
                    {"academic_year_id": 3, "filed_on": 3, "sheets": 2, "place": 4},
                ),
            ),
        ),
    )
    edit_sets = (
        FormSet(
            Permission.ARCHIVE_KEEP,
            (Fieldset(N_("The filed set"), {"filed_on": 3, "sheets": 2, "place": 4}),),
        ),
    )
    delete_permission = Permission.ARCHIVE_KEEP
