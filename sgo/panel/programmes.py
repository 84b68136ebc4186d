"""What is taught: programmes, subjects, and the curriculum that joins them."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, ngettext
from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from sgo import current
from sgo.access.scopes import scope
from sgo.models import (
    CurriculumItem,
    Programme,
    Subject,
)
from sgo.panel.kit.base import PanelView
from sgo.panel.kit.bulk import BulkAct, columns_form
from sgo.panel.kit.filters import RowFilter, WordFilter
from sgo.panel.kit.forms import Fieldset, FormSet
from sgo.panel.kit.gate import panel_viewer
from sgo.panel.kit.lookups import LOOKUPS
from sgo.panel.kit.words import GROUPS
from sgo.panel.school import KEEP, READ, key_from_address
from sgo.services import list_deeds
from sgo.vocabulary import N_


class ProgrammesView(PanelView):
    model = Programme
    read_permission = READ
    category_words = GROUPS
    title = N_("Programmes")
    summary = N_("Educational programmes and the field of each")
    add_words = N_("Add a programme")
    empty_words = N_("There are no programmes: groups and the curriculum begin with one.")
    column_list = ("name", "direction")
    phone_columns = ("direction",)
    search_keys = (Programme.search_key,)
    sortable = {"name": (Programme.search_key,), "direction": (Programme.direction,)}
    order = (Programme.search_key,)
    column_filters = (WordFilter("direction", N_("Direction"), Programme.__table__.c.direction),)
    create_sets = edit_sets = (
        FormSet(KEEP, (Fieldset(N_("Programme"), {"name": 4, "direction": 2}),)),
    )
    delete_permission = KEEP

    def asides(self, row: Programme) -> list[dict[str, Any]]:
        items = current.session().scalars(
            scope(select(CurriculumItem), CurriculumItem, panel_viewer())
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
    category_words = GROUPS
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
    category_words = GROUPS
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
    bulk_acts = (
        BulkAct(
            "assessment",
            N_("Change how it is assessed"),
            list_deeds.ASSESSMENT,
            columns_form(list_deeds.ASSESSMENT, N_("Study"), "assessment"),
            picture="edit",
        ),
    )

    def start_values(self) -> dict[str, Any]:
        return key_from_address("programme_id")
