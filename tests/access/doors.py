"""A door of the application: an endpoint, a method and the roles that get through, a letter each.

    A technical admin, C coordinator, D director, T teacher of the page, K curator of the group,
    G guardian, S student

A capital gets through for every row, a small letter for own rows only (another's is 404), and a
role that is not named gets 403 whatever it asks for. A row that does not exist is 404 for whoever
gets through.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

EVERYBODY = "ACDTKGS"
OFFICE = "ACD"

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
