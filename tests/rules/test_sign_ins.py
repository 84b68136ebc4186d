"""What the history of sign-ins keeps of an address, and for how long."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgo.rules.sign_ins import (
    HISTORY_KEPT,
    OWN_NETWORK,
    SEEN_EVERY,
    THIS_COMPUTER,
    place_of,
    purged_before,
    seen_is_due,
)

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Europe/Moscow"))


@pytest.mark.clause("5.5")
@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("127.0.0.1", THIS_COMPUTER),
        ("::1", THIS_COMPUTER),
        ("::ffff:127.0.0.1", THIS_COMPUTER),
        ("10.1.2.3", OWN_NETWORK),
        ("172.16.0.1", OWN_NETWORK),
        ("172.32.0.1", "172.32.0.*"),
        ("192.168.7.9", OWN_NETWORK),
        ("::ffff:192.168.7.9", OWN_NETWORK),
        ("fd12:3456::1", OWN_NETWORK),
        ("fe80::1", OWN_NETWORK),
        ("203.0.113.77", "203.0.113.*"),
        ("2001:db8:7:8::9", "2001:db8:7::*"),
        ("unix:", ""),
        ("", ""),
    ],
)
def test_an_address_becomes_a_place(address: str, place: str) -> None:
    assert place_of(address) == place


@given(st.ip_addresses())
def test_a_whole_address_of_another_network_is_never_kept(address: object) -> None:
    place = place_of(str(address))
    assert len(place) <= 45
    assert place in (THIS_COMPUTER, OWN_NETWORK) or place.endswith("*")


@pytest.mark.clause("5.5")
def test_the_numbers_of_the_history() -> None:
    assert not seen_is_due(NOW - SEEN_EVERY + timedelta(seconds=1), NOW)
    assert seen_is_due(NOW - SEEN_EVERY, NOW)
    assert purged_before(NOW) == NOW - HISTORY_KEPT
