"""Who gets through the doors of the panel: its tables, and what is no table there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.access.doors import OFFICE, READS_ONLY, THROUGH, Door


@dataclass(frozen=True)
class PanelTable:
    """A table of the panel: who reads, adds, changes and deletes rows, and does its acts.

    The letters are those of a door. `blind` get into the list and the forms that their letters
    name, but no row of the ready centre is theirs.
    """

    name: str
    read: str
    add: str = ""
    change: str = ""
    delete: str = ""
    acts: Mapping[str, str] = field(default_factory=dict)
    lookup: tuple[str, str] = ("", "")
    """A field whose rows are searched, and who searches it; empty where no form has one."""
    blind: str = ""
    over: Mapping[str, str] = field(default_factory=dict)
    """Acts over every row found, and who does them."""
    special: Mapping[tuple[str, str], Mapping[str, tuple[int, int, int]]] = field(
        default_factory=dict
    )
    """By endpoint and method."""

    def doors(self) -> Iterator[Door]:
        """The doors that Flask-Admin gives such a table."""
        yield self._door("index_view", "GET", self.read.upper())
        # Whoever reads a list may take it as a file; the trail notes it, so nothing is sent by GET.
        for kind in ("csv", "xlsx"):
            yield self._door("export", "POST", self.read.upper(), query={"export_type": kind})
        yield self._door("details_view", "GET", self.read, rows=self.name)
        name, who = self.lookup
        who = who or (self.add + self.change).upper()
        if who:
            # Without a field to search in, whoever gets through finds nothing there.
            query = {"name": name or "surname", "query": ""}
            yield self._door("ajax_lookup", "GET", who, query=query, answer=200 if name else 404)
        if self.add:
            yield self._door("create_view", "GET", self.add.upper())
            yield self._door("create_view", "POST", self.add.upper(), answer=422)
        if self.change:
            yield self._door("edit_view", "GET", self.change, rows=self.name)
            yield self._door("edit_view", "POST", self.change, rows=self.name, answer=THROUGH)
        if self.delete:
            yield self._door("delete_view", "GET", self.delete, rows=self.name)
            yield self._door("delete_view", "POST", self.delete, rows=self.name)
        for act, doer in self.acts.items():
            yield self._door(f"{act}_view", "GET", doer, rows=self.name)
            yield self._door(f"{act}_view", "POST", doer, rows=self.name, answer=THROUGH)
        for act, doer in self.over.items():
            yield self._door(f"bulk_{act}_view", "GET", doer)
            yield self._door(f"bulk_{act}_view", "POST", doer, answer=THROUGH)

    def _door(self, view: str, method: str, who: str, rows: str = "", **more: Any) -> Door:
        unseen = {letter: (404, 404, 404) for letter in self.blind if rows and letter in who}
        special = {**unseen, **self.special.get((view, method), {})}
        return Door(f"panel_{self.name}.{view}", method, who, rows=rows, special=special, **more)


def kept(
    name: str, lookup: str = "", over: Mapping[str, str] | None = None, **acts: str
) -> PanelTable:
    """3.2, 4.4: kept by the technical admin, read by the office, of no concern to others."""
    return PanelTable(name, OFFICE, "A", "A", "A", acts, lookup=(lookup, ""), over=over or {})


# Decision 30: what stands in the journal is written through the panel by its own teacher alone.
JOURNAL_ROW = {("edit_view", "POST"): READS_ONLY}

# 152-FZ: everything of a person leaves by who keeps and who oversees the cards.
EXTRACT = {"extract": "AC"}
# 152-FZ: what is destroyed by an act is destroyed by who keeps the cards.
CARD_ACTS = {**EXTRACT, "destroy": "A"}

TABLES: tuple[PanelTable, ...] = (
    # 2.1.2: the technical admin keeps the cards; a teacher sees students of own groups, a curator
    # their guardians too (decision 28), and keeps the contacts of both.
    PanelTable("students", "ACDtk", "A", "AkT", "A", CARD_ACTS, blind="T", over={"funding": "A"}),
    PanelTable(
        "guardians", "ACDkT", "ATK", "AkT", "A", CARD_ACTS, lookup=("student_id", "ATK"), blind="T"
    ),
    PanelTable(
        "guardianships", "ACDkT", "ATK", "AkT", "AkT", lookup=("student_id", "ATK"), blind="T"
    ),
    PanelTable("staff", "ACDtk", "A", "A", "A", CARD_ACTS),
    # 2.1.2: courses are read like cards; documents, consents and files by who keeps and who
    # oversees them, special needs kept by both and seen by nobody else.
    PanelTable("staff_courses", "ACDtK", "A", "A", "A", lookup=("staff_id", "A"), blind="K"),
    PanelTable("student_documents", "AC", "A", "A", "A", lookup=("student_id", "A")),
    PanelTable("consents", "AC", "A", "A", "A", lookup=("student_id", "A")),
    PanelTable("student_needs", "AC", "AC", "AC", "AC", lookup=("student_id", "AC")),
    PanelTable("person_files", "AC", "A", "", "A", lookup=("guardian_id", "A")),
    # 3.2: curriculum, subjects, groups, rooms, bells.
    kept("programmes"),
    kept("subjects"),
    kept("curriculum_items", "subject_id", over={"assessment": "A"}),
    kept("groups", over={"room": "A"}, pages="A"),
    kept("curatorships", "staff_id"),
    kept("rooms"),
    kept("bell_times"),
    # 4.4: years, terms, calendar.
    kept("academic_years", open="A"),
    kept("term_schemes"),
    kept("terms"),
    kept("calendar_periods"),
    # 2.1.3, decision 25: the technical admin prepares, the coordinator confirms; memberships come
    # from confirmed records alone.
    PanelTable(
        "movement_orders",
        OFFICE,
        "A",
        "A",
        "A",
        {"confirm": "C", "return": "C", "cancel": "A"},
        lookup=("add_student", "AC"),
        # The coordinator's acts have a form, but no field in it is searched.
        special={("ajax_lookup", "GET"): {"C": (404, 404, 404)}},
    ),
    PanelTable("movement_records", OFFICE),
    PanelTable("memberships", OFFICE),
    # 2.1.3, 4.5: pages and timetable are seen by who stands in them.
    PanelTable("journal_pages", "ACDtk", "A", "", "A", {"handover": "A"}, ("group_id", "A")),
    PanelTable("teaching_assignments", "ACDtk", "A", "A", "A", lookup=("page_id", "A")),
    PanelTable(
        "timetable_rows", "ACDtk", "A", "A", "A", lookup=("page_id", "A"), over={"end": "A"}
    ),
    # Decision 10: only the technical admin moves, substitutes and cancels.
    PanelTable(
        "lessons",
        "ACDtk",
        "",
        "tk",
        "",
        {"move": "A", "substitute": "A", "cancel": "A"},
        over={"cancel": "A"},
        lookup=("", "ATK"),
        special=JOURNAL_ROW,
    ),
    PanelTable("journal_entries", "ACDtk", change="tk", special=JOURNAL_ROW),
    PanelTable("marks", "ACDtk"),
    PanelTable("term_marks", "ACDtk"),
    PanelTable("final_marks", "ACDtk"),
    PanelTable("work_types", "ACDTK", "A", "A", "A"),
    PanelTable("exemptions", "ACDtk", "A", "A", "A", lookup=("student_id", "A")),
    # 2.1.1, 3.2: rights, passwords, settings; 1.4: the trail is read by the office.
    PanelTable(
        "accounts",
        OFFICE,
        "A",
        acts={
            "roles": "AC",
            "reissue": "A",
            "close": "A",
            "reopen": "A",
            "see_as": "A",
            "unlock": "A",
        },
        over={"close": "A"},
        lookup=("staff_id", "AC"),
        # The coordinator gives roles, but opens no account: there is no card to look for.
        special={("ajax_lookup", "GET"): {"C": (404, 404, 404)}},
    ),
    # 4.2: the register of what was handed out is written with it, and only read.
    PanelTable("account_issues", OFFICE),
    # 152-FZ: the log of what was destroyed is written with the deed, and only read.
    PanelTable("destruction_acts", OFFICE),
    # 4.17, 4.18: the coordinator notes that the year's set was filed.
    PanelTable("year_archives", OFFICE, "C", "C", "C"),
    PanelTable("organisation", OFFICE, "A", "A"),
    PanelTable("settings", OFFICE, "A", "A"),
    PanelTable("audit_events", OFFICE),
)

# The office finds no act that does not exist, and takes none back that is the admin's.
ACTS = dict.fromkeys("CD", (403, 403, 404))

PANEL: tuple[Door, ...] = (
    Door("admin.index", "GET", "ACDTK"),
    # 2.1.2, 3.2: lists of the centre come in by the technical administrator alone.
    Door("panel_imports.index_view", "GET", "A"),
    Door("panel_imports.upload_view", "POST", "A", 422),
    *(
        Door(f"panel_imports.{name}_view", "GET", "A", answer, rows="import_runs")
        for name, answer in (("run", 302), ("columns", 200), ("progress", 200), ("undo", 200))
    ),
    *(
        Door(
            f"panel_imports.{name}_view",
            "POST",
            "A",
            THROUGH,
            rows="import_runs",
            form={"version": 1},
        )
        for name in ("columns", "decide", "load", "cancel", "undo")
    ),
    Door(
        "panel_imports.mend_view", "POST", "A", rows="import_runs", special={"A": (404, 404, 404)}
    ),
    # 2.1.2: the office takes the lists of the centre away as files.
    Door("panel_lists.index_view", "GET", OFFICE),
    *(
        Door("panel_lists.take", "POST", OFFICE, form={"shape": shape, "file": kind})
        for shape, kind in (("staff", "csv"), ("students", "xlsx"), ("all", "xlsx"))
    ),
    # Everybody in the panel has views of the lists that they read; nobody has those of others.
    Door("own_lists.index_view", "GET", "ACDTK"),
    Door("own_lists.save_view", "POST", "ACDTK", 302, form={"list": "students", "name": "Мои"}),
    Door("own_lists.change_view", "POST", "ACDTK", 404, form={"id": "1", "act": "delete"}),
    Door("own_lists.columns_view", "GET", "ACDTK", query={"list": "students"}),
    Door(
        "own_lists.columns_view",
        "POST",
        "ACDTK",
        302,
        form={"list": "students", "columns": "full_name"},
    ),
    # 1.4, 3.3: what was done to many rows is read by the office, and taken back by who may do it.
    Door("list_acts.index_view", "GET", OFFICE),
    Door("list_acts.act_view", "GET", OFFICE, query={"act": "{list_act_id}"}),
    Door("list_acts.act_view", "POST", "A", THROUGH, query={"act": "{list_act_id}"}, special=ACTS),
    # 3.2, 4.4: the technical admin alone moves the centre to the next year; no act was done here.
    Door("panel_next_year.index_view", "GET", "A"),
    Door("panel_next_year.prepare", "GET", "A"),
    Door("panel_next_year.prepare", "POST", "A", 422),
    *(
        Door(f"panel_next_year.{name}", method, "A", answer, query={"year": "{year_id}"})
        for name in ("orders", "close")
        for method, answer in (("GET", 200), ("POST", 422))
    ),
    *(Door("panel_next_year.report", method, "A", 404) for method in ("GET", "POST")),
    # 4.2: the technical admin alone hands sign-in details out; their register is of those days.
    Door("panel_issuing.index_view", "GET", "A"),
    Door("panel_issuing.issue", "POST", "A", answer=422),
    Door("panel_issuing.register", "GET", "A"),
    # 3.1, 3.2: who manages rights sees what each role may do.
    Door("panel_rights.index_view", "GET", OFFICE),
    # 2.1.3: the paper of an order; the coordinator confirms several, here none is ticked.
    Door("panel_movement_orders.scan_view", "GET", "A", rows="movement_orders"),
    Door("panel_movement_orders.scan_view", "POST", "A", 422, rows="movement_orders"),
    Door("panel_movement_orders.scan_file", "GET", OFFICE, rows="movement_orders"),
    Door("panel_movement_orders.several_view", "GET", "C"),
    Door("panel_movement_orders.several_view", "POST", "C", 422),
    Door("panel_person_files.file_view", "GET", "AC", rows="person_files"),
    # 152-FZ: an act is printed again by who reads the log.
    Door("panel_destruction_acts.paper_view", "GET", OFFICE, rows="destruction_acts"),
    Door("panel_timetable_rows.forming_view", "GET", "A"),
    Door("panel_timetable_rows.forming_view", "POST", "A", THROUGH),
    *(door for table in TABLES for door in table.doors()),
)
