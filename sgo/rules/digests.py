"""The daily letter: once a day to an account, tried again only when it surely was not sent."""

from __future__ import annotations

from sgo.verdicts import Verdict, allowed, refused
from sgo.vocabulary import SendingState

MOST_ATTEMPTS = 4
"""Of one letter in a day."""
MOST_LINES = 15
"""Of one part of a letter; the number of the rest is told, and the address where they stand."""


def may_send(state: SendingState | None, attempts: int) -> Verdict:
    """Whether the letter of the day may be tried now.

    What was begun and never ended may have been sent: it is not tried again that day.
    """
    if state is None:
        return allowed("digest_first")
    if state is not SendingState.FAILED:
        return refused("digest_already", state=state)
    if attempts >= MOST_ATTEMPTS:
        return refused("digest_given_up", most=MOST_ATTEMPTS)
    return allowed("digest_again")


def may_wish(address: str | None) -> Verdict:
    """Asking for the letter needs an address to send it to."""
    return allowed("digest_wished") if address else refused("digest_needs_address", field="email")
