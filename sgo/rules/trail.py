"""What a change leaves in the trail: from what to what, field by field (clauses 1.4 and 3.3)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

HIDDEN = "•••"

Change = tuple[Any, Any]


def differences(
    before: Mapping[str, Any], after: Mapping[str, Any], secret: Collection[str] = ()
) -> dict[str, Change]:
    """The fields that differ, each with what it was and what it became.

    A field that one side lacks counts as None there. Secret fields (password hashes) show that
    they changed, never to what.
    """
    changed: dict[str, Change] = {}
    for name in sorted({*before, *after}):
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        if name in secret:
            old, new = (None if value is None else HIDDEN for value in (old, new))
        changed[name] = (old, new)
    return changed
