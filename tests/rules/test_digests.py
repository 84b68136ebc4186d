"""A daily letter is tried again only when it surely was not sent, and not for ever."""

from __future__ import annotations

import pytest

from sgo.rules.digests import MOST_ATTEMPTS, may_send, may_wish
from sgo.vocabulary import SendingState


@pytest.mark.parametrize(
    ("state", "attempts", "code"),
    [
        (None, 0, "digest_first"),
        (SendingState.SENDING, 1, "digest_already"),
        (SendingState.SENT, 1, "digest_already"),
        (SendingState.UNCERTAIN, 1, "digest_already"),
        (SendingState.FAILED, 1, "digest_again"),
        (SendingState.FAILED, MOST_ATTEMPTS - 1, "digest_again"),
        (SendingState.FAILED, MOST_ATTEMPTS, "digest_given_up"),
    ],
)
def test_when_a_letter_is_tried(state: SendingState | None, attempts: int, code: str) -> None:
    verdict = may_send(state, attempts)
    assert verdict.code == code
    assert verdict.allowed is (code in {"digest_first", "digest_again"})


def test_a_wish_needs_an_address() -> None:
    assert may_wish("a@example.ru").allowed
    assert may_wish(None).code == may_wish("").code == "digest_needs_address"
