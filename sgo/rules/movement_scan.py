"""The scan of an order's paper: when it may be replaced; what file it may be, `stored_files` says."""

from __future__ import annotations

from sgo.verdicts import ALLOWED, Verdict, refused
from sgo.vocabulary import MovementState


def may_attach(state: MovementState, *, is_attached: bool) -> Verdict:
    """The paper of a confirmed order may come later, but is never replaced."""
    if is_attached and state is MovementState.CONFIRMED:
        return refused("scan_stays", "2.1.3", "scan")
    return ALLOWED
