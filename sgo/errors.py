"""The few ways a use case can end without doing what was asked."""

from __future__ import annotations

from typing import Any

from sgo.verdicts import Verdict, refused


class SgoError(Exception):
    """Parent of every error the product raises on purpose."""


class Refused(SgoError):
    """A rule said no; the verdict carries code, clause, field and parameters."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.code)
        self.verdict = verdict


class Missing(SgoError):
    """There is no such row, or this viewer may not know that there is (answered as 404)."""


class Forbidden(SgoError):
    """The viewer's roles do not hold the permission (answered as 403)."""


class Conflict(SgoError):
    """Somebody saved first: `theirs` is what stands now, `seen` what the writer had seen (409)."""

    def __init__(self, theirs: dict[str, Any], seen: int | None = None) -> None:
        super().__init__("conflict")
        self.theirs = theirs
        self.seen = seen


class Unpermitted(SgoError):
    """A write reached the database without an act or a permit: a fault of the program (500)."""


def refuse(code: str, clause: str = "", field: str | None = None, **parameters: Any) -> Refused:
    """Shorthand: `raise refuse("code", clause="4.11", held_on=...)`."""
    return Refused(refused(code, clause, field, **parameters))


def refuse_unless(verdict: Verdict) -> Verdict:
    """The verdict itself when it allows. Raises Refused when it does not."""
    if not verdict.allowed:
        raise Refused(verdict)
    return verdict
