"""Texts that people type: how long they may be."""

from __future__ import annotations

from sgo.verdicts import ALLOWED, Verdict, refused

LONGEST_TOPIC = 500
LONGEST_COMMENT = 500


def text_fits(text: str | None, most: int, field: str) -> Verdict:
    """Whether the text is short enough for its place."""
    typed = len(text or "")
    if typed > most:
        return refused("text_too_long", field=field, most=most, typed=typed)
    return ALLOWED
