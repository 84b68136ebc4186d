"""The regulation's numbers by the day from which they hold (clause 2.1.1)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sgo import current
from sgo.access.permissions import Permission
from sgo.models import Base, Settings
from sgo.panel.kit.base import PanelView
from sgo.panel.kit.fields import HundredthsField
from sgo.panel.kit.forms import Fieldset, FormSet, PanelForm
from sgo.panel.kit.gate import panel_viewer
from sgo.panel.kit.words import CENTRE
from sgo.services.settings_keeping import keep_settings
from sgo.validators import SettingsCheck
from sgo.vocabulary import N_

NUMBERS = (
    "lesson_days",
    "control_days",
    "period_days",
    "lead_days",
    "least_marks",
    "five_from",
    "four_from",
    "three_from",
)
THRESHOLDS = NUMBERS[-3:]
CHECK = SettingsCheck(NUMBERS)


def _hundredths(name: str) -> Any:
    return lambda row: Decimal(getattr(row, name)) / 100


class SettingsView(PanelView):
    model = Settings
    read_permission = Permission.SCHOOL_READ
    category_words = CENTRE
    title = N_("Settings")
    summary = N_("Days and thresholds of the regulation, each edition from its own day")
    add_words = N_("New settings from a day")
    empty_words = N_("No settings are kept: the numbers of the regulation itself hold.")
    column_list = (
        "valid_from",
        "lesson_days",
        "control_days",
        "period_days",
        "lead_days",
        "five_from",
        "four_from",
        "three_from",
    )
    detail_columns = ("valid_from", *NUMBERS, "ill_code_enabled")
    show = {name: _hundredths(name) for name in THRESHOLDS}
    phone_columns = ("lesson_days",)
    sortable = {"valid_from": (Settings.valid_from,)}
    order = (Settings.valid_from.desc(),)
    form_arguments = {
        **{name: {"validators": (CHECK,)} for name in NUMBERS},
        **{name: {"kind": HundredthsField, "validators": (CHECK,)} for name in THRESHOLDS},
    }
    help_words = {
        "valid_from": N_(
            "Today or later: what is entered before it is judged by the earlier settings"
        ),
        "least_marks": N_("Below it “not assessed” may be chosen"),
        "ill_code_enabled": N_("Health data: off unless the centre decides otherwise"),
    }
    create_sets = edit_sets = (
        FormSet(
            Permission.SCHOOL_KEEP,
            (
                Fieldset(N_("From which day"), {"valid_from": 2}),
                Fieldset(
                    N_("Days of writing"),
                    {"lesson_days": 3, "control_days": 3, "period_days": 3, "lead_days": 3},
                ),
                Fieldset(
                    N_("Period marks"),
                    {"five_from": 2, "four_from": 2, "three_from": 2, "least_marks": 2},
                ),
                Fieldset(N_("Codes of attendance"), {"ill_code_enabled": 6}),
            ),
        ),
    )

    def may_edit(self, row: Settings) -> bool:
        return row.valid_from >= current.today()

    def start_values(self) -> dict[str, Any]:
        """A new edition begins as the one in force, from today."""
        _, rows = self.get_list(0, "valid_from", True, None, None, page_size=15)
        begun = [row for row in rows if row.valid_from <= current.today()]
        values = (
            {name: getattr(begun[0], name) for name in (*NUMBERS, "ill_code_enabled")}
            if begun
            else {}
        )
        return {**values, "valid_from": current.today()}

    def create_row(self, form: PanelForm, permission: Permission) -> Base:
        return keep_settings(current.session(), panel_viewer(), form.values, current.now())

    def update_row(self, form: PanelForm, row: Any, permission: Permission) -> Base:
        return keep_settings(
            current.session(),
            panel_viewer(),
            form.values,
            current.now(),
            settings_id=row.id,
            seen=form.seen or 0,
        )
