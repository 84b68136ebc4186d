"""Who gets through which door: written by hand from the regulation, and only read by the walk.

Nothing here looks at the program's own rights. A line is an endpoint, a method and the roles that
get through, a letter each:

    A technical admin, C coordinator, D director, T teacher of the page, K curator of the group,
    G guardian, S student

A capital gets through for every row, a small letter for own rows only (another's is 404), and a
role that is not named gets 403 whatever it asks for. A row that does not exist is 404 for whoever
gets through. Strangers get through to the OPEN endpoints alone: a page sends them to the sign-in,
a script gets 401.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

EVERYBODY = "ACDTKGS"
OFFICE = "ACD"
OPEN = {
    ("sign_in.sign_in", "GET"): 200,
    ("sign_in.sign_in", "POST"): 422,
    ("own_look.save", "POST"): 302,
    ("health.health", "GET"): 200,
    ("static", "GET"): 200,
    ("bootstrap.static", "GET"): 200,
    ("style_sheets.sheets", "GET"): 200,
    # 1.3f, 4.8: a secret address is its own key, and this one is nobody's.
    ("family_calendar.feed", "GET"): 404,
    # What a device keeps of the program knows nobody.
    ("device.worker", "GET"): 200,
    ("device.offline", "GET"): 200,
    ("device.favicon", "GET"): 200,
}
"""What a stranger reaches, and the answer to an empty request."""

BEFORE_OWN_PASSWORD = {
    ("sign_in.password", "GET"),
    ("sign_in.password", "POST"),
    ("sign_in.sign_out", "POST"),
}
"""What an issued password opens besides."""

THROUGH = 0
"""An answer of whoever gets in, whatever comes of it: done, asked again, or refused by a rule."""
THROUGH_ANSWERS = frozenset({200, 302, 409, 422, 423})


@dataclass(frozen=True)
class Door:
    """One endpoint and method, and who gets through.

    `answer` is what getting through looks like. `rows` names the table whose keys go into `?id=`;
    keys in the path and words in braces are filled by their names. `special` says for a letter
    what own, foreign and missing rows answer where the letters do not tell it.
    """

    endpoint: str
    method: str
    who: str
    answer: int = 200
    rows: str = ""
    query: Mapping[str, Any] = field(default_factory=dict)
    form: Mapping[str, Any] | None = None
    json: Mapping[str, Any] | None = None
    special: Mapping[str, tuple[int, int, int]] = field(default_factory=dict)

    def expected(self, letter: str, relation: str) -> int:
        """The status for a role and an own, foreign or missing row."""
        place = ("own", "foreign", "missing").index(relation)
        if letter in self.special:
            return self.special[letter][place]
        if letter in self.who:
            return (self.answer, self.answer, 404)[place]
        if letter.lower() in self.who:
            return (self.answer, 404, 404)[place]
        return 403


# 4.5 and decision 28: the curator reads every page of own groups and writes only where they teach.
READS_ONLY = {"K": (403, 404, 404)}


def writing(endpoint: str, method: str, answer: int = 200, **body: Any) -> Door:
    """A write into the journal (decision 30): the page's own teacher, and nobody else at all."""
    return Door(endpoint, method, "tk", answer, special=READS_ONLY, **body)


GROUP_WEEK = {"by": "group", "id": "{group_id}"}
NOT_WHOLE = {"T": (404, 404, 404)}
"""A teacher sees only a part of a taught group's week, which is not the week."""
SLOT = {"by": "group", "id": "{group_id}", "weekday": "monday", "bell": 1, "row": "{row_id}"}
"""A slot of the week, and the row that stands there."""

PAGES: tuple[Door, ...] = (
    Door("sign_in.sign_in", "GET", EVERYBODY, 302),
    Door("sign_in.sign_in", "POST", EVERYBODY, 422),
    Door("sign_in.sign_out", "POST", EVERYBODY, 302),
    # 3.2, 5.1: the way back from another account's screens; who looks at none goes home.
    Door("seeing_as.end", "POST", EVERYBODY, 302),
    Door("sign_in.password", "GET", EVERYBODY),
    Door("sign_in.password", "POST", EVERYBODY, 422),
    Door("own_look.save", "POST", EVERYBODY, 302),
    # 4.3, 5.5: one's own account, and nothing of another's.
    Door("account.account", "GET", EVERYBODY),
    *(
        Door("account.contacts", "POST", who, THROUGH, query={"kind": kind}, special=no_such_card)
        for kind, who, no_such_card in (
            ("staff", "ACDTK", dict.fromkeys("GS", (404, 404, 404))),
            ("guardian", "G", dict.fromkeys("ACDTKS", (404, 404, 404))),
            ("student", "S", dict.fromkeys("ACDTKG", (404, 404, 404))),
        )
    ),
    Door("account.digest", "POST", "ACDTK", 302),
    # The row is a session of somebody else in every relation; one's own is ended by a page test.
    Door("account.end", "POST", "", special=dict.fromkeys(EVERYBODY, (404, 404, 404))),
    Door("account.end_others", "POST", EVERYBODY, 302),
    Door("health.health", "GET", EVERYBODY),
    Door("static", "GET", EVERYBODY),
    Door("bootstrap.static", "GET", EVERYBODY),
    Door("style_sheets.sheets", "GET", EVERYBODY),
    Door("home.home", "GET", EVERYBODY, 302),
    # 4.8: a family sees its own student only.
    *(
        Door(f"diary.{name}", "GET", "gs", query={"student": "{student_id}"})
        for name in ("week", "marks", "attendance", "finals", "programme", "timetable")
    ),
    # Every place and record of one's own by its name; the records are as narrow as their pages.
    Door("search.search", "GET", EVERYBODY),
    Door("search.results", "POST", EVERYBODY, form={"q": "а"}),
    # 1.3f, 4.8: a family's own calendar; the address itself asks nobody who they are.
    Door("family_calendar.address", "GET", "gs", query={"student": "{student_id}"}),
    Door("family_calendar.issue", "POST", "gs", form={"student": "{student_id}"}),
    Door("family_calendar.revoke", "POST", "gs", 302, form={"student": "{student_id}"}),
    Door("family_calendar.feed", "GET", EVERYBODY, 404),
    Door("device.worker", "GET", EVERYBODY),
    Door("device.offline", "GET", EVERYBODY),
    Door("device.favicon", "GET", EVERYBODY),
    # 3.3: the day of whoever looks; it is empty for those who hold no lessons.
    Door("journal.home", "GET", "ACDTK"),
    # 4.1, 4.5: the office reads every page, a teacher those taught, a curator those of the group.
    Door("journal.pages", "GET", "ACDTK"),
    *(
        Door(f"journal.{name}", "GET", "ACDtk")
        for name in ("grid", "topics", "term_marks", "final_marks", "lesson")
    ),
    Door("journal_statistics.statistics", "GET", "ACDtk"),
    Door("journal_statistics.panel", "GET", "ACDtk"),
    Door("journal_cells.history", "GET", "ACDtk"),
    # 4.11, 4.12: cells and works of a lesson.
    writing("journal_cells.save_cell", "PUT", json={"text": "5", "version": 1}),
    writing(
        "journal_cells.save_column",
        "PUT",
        json={"cells": {"{student_id}": "4"}, "versions": {"{student_id}": 1}},
    ),
    writing("journal_cells.set_attendance", "PUT", json={"attendance": "absent", "version": 1}),
    writing("journal_cells.add_work", "POST", json={"work_type_id": "{work_type_id}"}),
    writing("journal_cells.change_work", "PATCH", json={"work_type_id": "{work_type_id}"}),
    writing("journal_cells.remove_work", "DELETE", THROUGH, json={}),
    # The same for many cells at once, seen before it is done.
    writing(
        "journal_bulk.cells",
        "PUT",
        json={
            "kind": "paste",
            "over": True,
            "cells": [
                {
                    "lesson": "{lesson_id}",
                    "student": "{student_id}",
                    "text": "5",
                    "version": 1,
                }
            ],
        },
    ),
    writing("journal_bulk.present", "POST", json={}),
    # An act is taken back by the account that did it, and is unknown to every other teacher.
    Door(
        "journal_bulk.undo", "POST", "t", json={}, special={"T": (200, 404, 404), "K": (404,) * 3}
    ),
    # 4.6: the topic, and "checked" (decision 8).
    writing("journal_lessons.put_topic", "PUT", json={"topic": "Дорожные знаки", "version": 1}),
    writing("journal_lessons.post_topic", "POST", 302, form={"topic": "Знаки", "version": 1}),
    writing("journal_lessons.checked", "POST", 302),
    # 1.5, 3.1, 5.3: the office watches what is late; teachers have their own day for it.
    *(Door(f"monitoring.{name}", "GET", OFFICE) for name in ("board", "groups", "lines", "lost")),
    # 2.2.2, 4.7: the coordinator keeps the plan of control, the director reads it; a teacher reads
    # and answers the remarks made to them. Nobody else knows of it, the technical admin neither.
    *(Door(f"control.{name}", "GET", "CD") for name in ("plan", "journal")),
    Door("control_check.check", "GET", "CD"),
    *(Door(f"control.{name}", "GET", "C") for name in ("new", "change")),
    *(Door(f"control.{name}", "POST", "C", 422) for name in ("new", "change")),
    *(Door(f"control_check.{name}", "POST", "C", 422) for name in ("hold", "remark", "look")),
    Door("control_check.call_off", "POST", "C", 409),
    Door("control_own.own", "GET", "t", special={"K": (404, 404, 404)}),
    Door("control_own.answer", "POST", "t", 409, special={"K": (404, 404, 404)}),
    # 1.3b, 4.1, 4.15: who oversees prints; a teacher own pages, a curator the group's sheets.
    Door("documents.documents", "GET", "CDTK"),
    Door("documents.journal_sheet", "GET", "CDtk"),
    *(
        Door(f"documents.{name}", "GET", "CDk", special={"T": (403, 404, 404)})
        for name in ("summary", "summary_sheet", "year_sheet")
    ),
    # 2.1.3, 4.5: the office reads every week, a teacher the own one, a curator those of own groups;
    # the technical admin alone keeps it.
    Door("timetable.week", "GET", "ACDk", query=GROUP_WEEK, special=NOT_WHOLE),
    Door("timetable.busy", "GET", "A", query={"row": "{row_id}"}),
    Door("timetable_slot.slot", "GET", "A", query=SLOT),
    Door("timetable_slot.send", "POST", "A", 422, query=SLOT),
    Door("timetable.paper", "GET", "ACDk", query=GROUP_WEEK, special=NOT_WHOLE),
    # Decision 10: the office sees who is away and what was changed, the technical admin changes.
    Door("substitutions.days", "GET", OFFICE),
    Door("substitutions.send", "POST", "A", 422),
    # 3.2: hours of the curriculum, and what the timetable lacks.
    Door("curriculum.hours", "GET", OFFICE, query={"group": "{group_id}"}),
    Door("curriculum.divide", "POST", "A", 302),
    Door("curriculum.gaps", "GET", OFFICE),
    # One's own act alone, and the technical admin has done none here.
    Door("timetable.take_back", "POST", "A", 404),
    # 2.1.3: the movement book is of the office; 5.4: a curator confirms the list of an own group.
    Door("movement.register", "GET", OFFICE),
    Door("movement.register_pdf", "GET", OFFICE),
    Door("movement.lists", "GET", "ACDTK"),
    Door("movement.list_of_group", "GET", "ACDk", special={"T": (404, 404, 404)}),
    Door("movement.confirm", "POST", "k", 302, form={}, special={"T": (404, 404, 404)}),
    # 4.9, 4.10, 4.13, 4.14: period and final marks.
    Door("journal_marks.term_options", "GET", "ACDtk"),
    Door("journal_marks.final_options", "GET", "ACDtk"),
    *(
        door
        for name, set_name in (("term", "set_term"), ("final", "set_final"))
        for door in (
            writing(f"journal_calculation.{name}", "GET", query={"kind": "year"}),
            writing(
                f"journal_calculation.{set_name}", "POST", 302, form={}, query={"kind": "year"}
            ),
        )
    ),
    writing("journal_marks.save_term_mark", "PUT", THROUGH, json={"result": "5"}),
    writing("journal_marks.save_final_mark", "PUT", THROUGH, json={"result": "5"}),
    writing("journal_marks.post_term_mark", "POST", THROUGH, form={"result": "5"}),
    writing("journal_marks.post_final_mark", "POST", THROUGH, form={"result": "5"}),
)


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

PANEL: tuple[PanelTable, ...] = (
    # 2.1.2: the technical admin keeps the cards; a teacher sees students of own groups, a curator
    # their guardians too (decision 28), and keeps the contacts of both.
    PanelTable("students", "ACDtk", "A", "AkT", "A", CARD_ACTS, blind="T", over={"funding": "A"}),
    PanelTable(
        "guardians", "ACDkT", "ATK", "AkT", "A", CARD_ACTS, lookup=("student_id", "ATK"), blind="T"
    ),
    PanelTable(
        "guardianships", "ACDkT", "ATK", "AkT", "AkT", lookup=("student_id", "ATK"), blind="T"
    ),
    PanelTable("staff", "ACDtk", "A", "A", "A", EXTRACT),
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

DOORS: tuple[Door, ...] = (
    *PAGES,
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
    Door("panel_timetable_rows.forming_view", "GET", "A"),
    Door("panel_timetable_rows.forming_view", "POST", "A", THROUGH),
    *(door for table in PANEL for door in table.doors()),
)
