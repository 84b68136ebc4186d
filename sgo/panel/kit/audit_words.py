"""What a line of the history is told with, wherever it stands: in the list and on a card."""

from __future__ import annotations

from sgo.models import AuditEvent
from sgo.wording import label

ARROW = "→"
MOMENTS = frozenset({"entered_at", "prepared_at", "decided_at"})
"""Columns that repeat when the change was made."""


def who(event: AuditEvent) -> str:
    """The person behind the change, or the program's own act."""
    if event.account is None:
        return label(event.system_act)
    card = event.account.card
    return card.short_name if card is not None else event.account.login


def in_role(event: AuditEvent) -> str:
    """The role that the change was made in, or the program's act that an account began."""
    word = event.role or (event.system_act if event.account_id else None)
    return label(word) if word else ""
