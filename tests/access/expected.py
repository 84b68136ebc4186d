"""Who gets through which door: written by hand from the regulation, and only read by the walk.

Nothing here looks at the program's own rights. A line is an endpoint, a method and the roles that
get through, a letter each:

    A technical admin, C coordinator, D director, T teacher of the page, K curator of the group,
    G guardian, S student

A capital gets through for every row, a small letter for own rows only (another's is 404), and a
role that is not named gets 403 whatever it asks for. A row that does not exist is 404 for whoever
gets through. Strangers get through to the four OPEN endpoints alone: a page sends them to the
sign-in, a script gets 401.
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
    ("health.health", "GET"): 200,
    ("static", "GET"): 200,
    ("bootstrap.static", "GET"): 200,
}
"""What a stranger reaches, and the answer to an empty request."""

BEFORE_OWN_PASSWORD = {
    ("sign_in.password", "GET"),
    ("sign_in.password", "POST"),
    ("sign_in.sign_out", "POST"),
}
"""What an issued password opens besides."""


@dataclass(frozen=True)
class Door:
    """One endpoint and method, and who gets through.

    `answer` is what getting through looks like. `rows` names the table whose keys go into `?id=`;
    keys in the path and words in braces are filled by their names. `special` says for a letter what own, foreign and
    missing rows answer where the letters do not tell it.
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


PAGES: tuple[Door, ...] = (
    Door("sign_in.sign_in", "GET", EVERYBODY, 302),
    Door("sign_in.sign_in", "POST", EVERYBODY, 422),
    Door("sign_in.sign_out", "POST", EVERYBODY, 302),
    Door("sign_in.password", "GET", EVERYBODY),
    Door("sign_in.password", "POST", EVERYBODY, 422),
    Door("health.health", "GET", EVERYBODY),
    Door("static", "GET", EVERYBODY),
    Door("bootstrap.static", "GET", EVERYBODY),
    # 4.8: a family sees its own student only.
    Door("diary.week", "GET", "gs", query={"student": "{student_id}"}),
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
    special: Mapping[tuple[str, str], Mapping[str, tuple[int, int, int]]] = field(
        default_factory=dict
    )
    """By endpoint and method."""

    def doors(self) -> Iterator[Door]:
        """The doors that Flask-Admin gives such a table."""
        yield self._door("index_view", "GET", self.read.upper())
        yield self._door("export", "GET", self.read.upper(), query={"export_type": "csv"})
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
            yield self._door("edit_view", "POST", self.change, rows=self.name, answer=422)
        if self.delete:
            yield self._door("delete_view", "GET", self.delete, rows=self.name)
            yield self._door("delete_view", "POST", self.delete, rows=self.name)
        for name, who in self.acts.items():
            yield self._door(f"{name}_view", "GET", who, rows=self.name)
            yield self._door(f"{name}_view", "POST", who, rows=self.name, answer=422)

    def _door(self, view: str, method: str, who: str, rows: str = "", **more: Any) -> Door:
        unseen = {letter: (404, 404, 404) for letter in self.blind if rows and letter in who}
        special = {**unseen, **self.special.get((view, method), {})}
        return Door(f"panel_{self.name}.{view}", method, who, rows=rows, special=special, **more)


PANEL: tuple[PanelTable, ...] = (
    # 2.1.2: the technical admin keeps the cards; a teacher sees students of own groups, a curator
    # their guardians too (decision 28), and keeps the contacts of both.
    PanelTable(
        "students",
        "ACDtk",
        "A",
        "AkT",
        "A",
        blind="T",
        # A curator's form has no field that must be filled: an empty one is saved.
        special={("edit_view", "POST"): {"K": (302, 404, 404)}},
    ),
    PanelTable("guardians", "ACDkT", "ATK", "AkT", "A", lookup=("student_id", "ATK"), blind="T"),
    PanelTable(
        "guardianships", "ACDkT", "ATK", "AkT", "AkT", lookup=("student_id", "ATK"), blind="T"
    ),
    PanelTable("staff", "ACDtk", "A", "A", "A"),
)

DOORS: tuple[Door, ...] = (
    *PAGES,
    Door("admin.index", "GET", "ACDTK"),
    *(door for table in PANEL for door in table.doors()),
)
