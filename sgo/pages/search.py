"""Find or go to: every place and record that the viewer may open, by a few letters of its name.

What is typed is sent in the body: it stands in no address, no log and no cache.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any

from flask import Blueprint, jsonify, render_template, request, url_for
from flask_babel import gettext

from sgo import current
from sgo.names import search_key
from sgo.places import Place, open_places
from sgo.services.search import LONGEST_QUERY, Found, Kind, answers, find_records, words_of
from sgo.vocabulary import N_
from sgo.wording import day

pages = Blueprint("search", __name__)

MOST_PLACES = 8
Rows = list[tuple[str, list[Place]]]
"""Headings with what was found under each."""

KINDS: dict[Kind, tuple[str, str, str, str]] = {
    Kind.CHILD: (N_("Diaries"), "book", "diary.week", "student"),
    Kind.STUDENT: (N_("Students"), "people", "panel_students.details_view", "id"),
    Kind.STAFF: (N_("Staff"), "user", "panel_staff.details_view", "id"),
    Kind.GUARDIAN: (N_("Guardians"), "people", "panel_guardians.details_view", "id"),
    Kind.PAGE: (N_("Journal pages"), "book", "journal.grid", "page_id"),
    Kind.GROUP: (N_("Groups"), "columns", "panel_groups.details_view", "id"),
    Kind.SUBJECT: (N_("Subjects"), "doc", "panel_subjects.details_view", "id"),
    Kind.PROGRAMME: (N_("Programmes"), "doc", "panel_programmes.details_view", "id"),
    Kind.ROOM: (N_("Rooms"), "home", "panel_rooms.details_view", "id"),
    Kind.RECORD: (N_("Movement orders"), "swap", "panel_movement_orders.details_view", "id"),
    Kind.ACCOUNT: (N_("Accounts"), "key", "panel_accounts.details_view", "id"),
}
"""Heading, picture, and the page that opens a record: its endpoint and what carries the key."""


@pages.get("/search")
def search() -> str:
    """Every place by its name, and the box to type in."""
    return render_template("search/search.html", text="", groups=found(""))


@pages.post("/search")
def results() -> Any:
    """What answers the typed words: for a script as JSON, else as a page."""
    text = request.form.get("q", "")[:LONGEST_QUERY]
    groups = found(text)
    if not current.wants_json():
        return render_template("search/search.html", text=text, groups=groups)
    return jsonify(
        [
            {
                "title": title,
                "rows": [
                    {"text": one.title, "soft": one.soft, "url": one.url, "icon": one.icon}
                    for one in rows
                ],
            }
            for title, rows in groups
        ]
    )


def found(text: str) -> Rows:
    """Places and records that answer the text; every place when it is empty."""
    words = words_of(text)
    places = [one for one in open_places() if answers(words, search_key(one.title))]
    groups: Rows = []
    if places:
        groups.append((gettext("Go to"), places if not words else places[:MOST_PLACES]))
    records = find_records(current.session(), current.viewer(), text)
    for kind, rows in groupby(records, key=lambda one: one.kind):
        groups.append((gettext(KINDS[kind][0]), [_place(one) for one in rows]))
    return groups


def _place(record: Found) -> Place:
    _, picture, endpoint, key = KINDS[record.kind]
    soft = ", ".join(part for part in (record.more, day(record.on) if record.on else "") if part)
    address: dict[str, Any] = {key: record.id}
    return Place(record.name, url_for(endpoint, **address), picture, soft)
