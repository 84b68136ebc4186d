"""The answer of a rule: allowed, or why not, by which clause, and what is still possible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule says about one act.

    `code` names the reason (or the way it was allowed) and has one sentence in `sgo.sentences`;
    `clause` is the regulation's clause; `field` is the input to mark; `parameters` fill the
    sentence (dates stay dates: the screen writes them in its own language).
    """

    allowed: bool
    code: str
    clause: str = ""
    field: str | None = None
    parameters: Mapping[str, Any] = dataclass_field(default_factory=dict)

    def __bool__(self) -> bool:
        raise TypeError("a verdict is not a bool: read .allowed, and keep the reason")


ALLOWED = Verdict(True, "allowed")


def allowed(code: str = "allowed", clause: str = "", **parameters: Any) -> Verdict:
    """An act that may happen; `code` tells how (for example in time or late)."""
    return Verdict(True, code, clause, None, parameters)


def refused(code: str, clause: str = "", field: str | None = None, **parameters: Any) -> Verdict:
    """An act that may not happen, and why."""
    return Verdict(False, code, clause, field, parameters)


def first_refusal(*verdicts: Verdict) -> Verdict:
    """The first verdict that refuses, else the last one (or plain allowed for none)."""
    answer = ALLOWED
    for answer in verdicts:
        if not answer.allowed:
            return answer
    return answer
