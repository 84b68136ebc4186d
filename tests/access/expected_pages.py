"""Who gets through the doors of every other page: one's own account, a family, and the office."""

from __future__ import annotations

from tests.access.doors import EVERYBODY, OFFICE, THROUGH, Door

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
)
