"""The history of changes, for reading: who changed what, when, from what to what (1.4, 3.3)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select

from sgo import current
from sgo.access.permissions import Permission
from sgo.models import Account, AuditEvent, Guardian, Staff, Student
from sgo.panel.kit.audit_words import ARROW, MOMENTS, in_role, who
from sgo.panel.kit.base import PanelView
from sgo.panel.kit.filters import DayFilter, PanelFilter, RecordFilter, RowFilter, WordFilter
from sgo.panel.kit.gate import panel_viewer
from sgo.panel.kit.history import WRITERS
from sgo.panel.kit.lookups import Lookup
from sgo.panel.kit.trail import OTHER_SUBJECTS, Names, subject_label
from sgo.panel.kit.words import CENTRE, SUBJECTS
from sgo.services import bulk_acts, list_acts
from sgo.services.exports import listing
from sgo.vocabulary import N_, AuditAction
from sgo.wording import label


class Writers(Lookup):
    """Accounts of staff: who writes in the journal and in the panel."""

    def statement(self) -> Select[Any]:
        return super().statement().where(Account.staff_id.is_not(None))


class SubjectFilter(PanelFilter):
    """The changed record is of one table, or the line tells of something else by name."""

    widget = "select"
    known = (*SUBJECTS, *OTHER_SUBJECTS)

    def clean(self, value: str) -> str:
        if value not in self.known:
            raise ValueError(value)
        return value

    def choices(self) -> list[tuple[str, str]]:
        return sorted(((name, subject_label(name)) for name in self.known), key=lambda one: one[1])


def midnight(day: date) -> datetime:
    """When a day of the organisation begins."""
    return datetime.combine(day, time.min, tzinfo=current.clock().zone)


TOLD_AT_ONCE = frozenset({listing.SUBJECT, bulk_acts.SUBJECT, list_acts.SUBJECT})
"""Lines of acts that changed no row themselves: what they say became nothing else."""


class AuditView(PanelView):
    model = AuditEvent
    read_permission = Permission.AUDIT_READ
    category_words = CENTRE
    title = N_("History of changes")
    summary = N_("Who changed what and when, from what to what; nobody can change it")
    empty_words = N_(
        "Nothing was changed yet. Every change of a card, a lesson or a mark will stand here."
    )
    joined = WRITERS
    column_list = ("at", "who", "role", "action", "what", "changes", "clause")
    detail_columns = ("at", "who", "role", "action", "what", "clause")
    phone_columns = ("who", "what", "changes")
    search_keys = (Staff.search_key, Guardian.search_key, Student.search_key)
    sortable = {"at": (AuditEvent.at,)}
    order = (AuditEvent.id.desc(),)
    column_filters = (
        DayFilter("from", N_("From"), lambda day: AuditEvent.at >= midnight(day)),
        DayFilter("to", N_("To"), lambda day: AuditEvent.at < midnight(day + timedelta(days=1))),
        RowFilter(
            "account",
            N_("Who"),
            Writers(
                Account,
                order=(Staff.sort_key,),
                joined=((Account.staff,),),
                describe=lambda account: account.card.short_name,
            ),
            lambda key: AuditEvent.account_id == key,
        ),
        SubjectFilter("subject", N_("Record"), lambda name: AuditEvent.subject == name),
        WordFilter("action", N_("What happened"), AuditEvent.__table__.c.action),
        RecordFilter("row", N_("Number"), lambda key: AuditEvent.row_key == key),
        RecordFilter("act", N_("Act over a list"), lambda act: AuditEvent.act_id == act),
        RecordFilter("cell", N_("Cell of the journal"), lambda key: AuditEvent.cell_key == key),
    )
    details_template = "admin/audit/details.html"

    def __init__(self) -> None:
        self.show = {
            "who": who,
            "role": in_role,
            "what": lambda event: self.names.record(event),
            "changes": self._changes,
        }
        super().__init__()

    @property
    def names(self) -> Names:
        """Names of the records of this page."""
        names: Names = self.extras["names"].setdefault("", Names())
        return names

    def gather(self, rows: list[Any]) -> None:
        self.names.read(current.session(), panel_viewer(), rows)

    def name_of(self, row: AuditEvent) -> str:
        return self.names.record(row)

    def lead(self, row: AuditEvent) -> str:
        return ", ".join((label(row.action), who(row)))

    def history_url(self, row: AuditEvent) -> str | None:
        """The other lines of the same record."""
        return str(self.get_url(".index_view", flt_subject=row.subject, flt_row=row.row_key))

    def open_url(self, row: AuditEvent) -> str:
        """The line of an act over a list leads to its report."""
        if row.subject == list_acts.SUBJECT and row.act_id:
            return str(self.get_url("list_acts.act_view", act=row.act_id))
        return super().open_url(row)

    def history_link(self, row: AuditEvent) -> str | None:
        return self.history_url(row)

    def record_history(self, row: AuditEvent) -> None:
        """A line of the history has none of its own."""

    def change_rows(self, row: AuditEvent) -> list[tuple[str, str, str]]:
        """The changed columns in words, for the card of a line."""
        return self.names.changes(row)

    def _changes(self, row: AuditEvent) -> str:
        """In a line: what was made or taken away needs no arrow, and the moment stands beside."""
        made = row.action is AuditAction.CREATE or row.subject in TOLD_AT_ONCE
        gone = row.action is AuditAction.DELETE
        return "; ".join(
            f"{name}: {after if made else before if gone else f'{before} {ARROW} {after}'}"
            for name, before, after in self.names.changes(row, besides=MOMENTS)
        )
