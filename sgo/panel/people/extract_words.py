"""Words of what only the extract of a person shows: tables that the trail does not follow."""

from __future__ import annotations

from flask_babel import gettext

from sgo.panel.kit.trail import column_label
from sgo.vocabulary import N_

EXTRACT_LABELS = {
    "diary_visits.new_since": N_("New since"),
    "diary_visits.last_seen_at": N_("Last visit"),
    "digest_wishes.since": N_("Asked for on"),
    "digest_sendings.day": N_("Day"),
    "digest_sendings.attempts": N_("Attempts"),
    "digest_sendings.begun_at": N_("Last attempt"),
    "import_runs.file_names": N_("Files"),
    "import_runs.counts": N_("Rows"),
    "import_runs.act_id": N_("Number of the act"),
    "import_runs.started_at": N_("Begun"),
    "import_runs.loaded_at": N_("Loaded"),
    "import_runs.undone_at": N_("Taken back"),
    "preferences.theme": N_("Theme"),
    "preferences.weak_sight": N_("Version for weak sight"),
    "preferences.letters": N_("Letters"),
    "preferences.spacing": N_("Spacing"),
    "preferences.scheme": N_("Colours"),
    "preferences.pictures": N_("Pictures"),
    "saved_views.address": N_("Conditions and columns"),
    "saved_views.is_default": N_("The list begins with it"),
    "sign_ins.succeeded": N_("Signed in"),
    "sign_ins.browser": N_("Browser"),
    "sign_ins.system": N_("System of the device"),
    "sign_ins.place": N_("Place"),
    "sign_ins.last_seen_at": N_("Last at work"),
    "sign_ins.ended_at": N_("Session ended"),
    "sign_ins.seeing_as_id": N_("Looked at the screens of"),
    "sign_ins.seeing_since": N_("Looked since"),
    "timetable_dates.row_id": N_("Row of the timetable"),
    "timetable_dates.day": N_("Day"),
}
"""By table and column: in another table the same name may mean something else."""


def extract_label(table: str, name: str) -> str:
    """The label of a column of the extract, in the reader's language."""
    words = EXTRACT_LABELS.get(f"{table}.{name}")
    return str(gettext(words)) if words else column_label(name)
