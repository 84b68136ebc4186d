"""The history of one's own sign-ins: how long it is kept, and what of an address: 4.3, 5.5."""

from __future__ import annotations

import ipaddress
from datetime import datetime, timedelta

HISTORY_KEPT = timedelta(days=365)
"""An older sign-in is purged when somebody signs in next."""
SEEN_EVERY = timedelta(minutes=5)
"""The moment a session was last seen is written no oftener than this."""
THIS_COMPUTER = "this computer"
OWN_NETWORK = "own network"


def place_of(address: str) -> str:
    """What the history keeps of an address: a word for a near one, else the network it is in.

    Of IPv4 the first three parts are left, of IPv6 the first three groups (/48).
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    if parsed.is_loopback:
        return THIS_COMPUTER
    if _is_own(parsed):
        return OWN_NETWORK
    if parsed.version == 4:
        return f"{str(parsed).rpartition('.')[0]}.*"
    return f"{ipaddress.ip_network((parsed, 48), strict=False).network_address}*"


_OWN = tuple(
    ipaddress.ip_network(network)
    for network in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "169.254.0.0/16",
        "fc00::/7",
        "fe80::/10",
    )
)


def _is_own(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Addresses that no other network can have; Python's `is_private` counts examples too."""
    return any(address in network for network in _OWN if network.version == address.version)


def seen_is_due(last_seen_at: datetime, now: datetime) -> bool:
    """Whether it is time to write down that the session is in use."""
    return now - last_seen_at >= SEEN_EVERY


def purged_before(now: datetime) -> datetime:
    """Sign-ins and sessions whose last moment is not after this one are no longer kept."""
    return now - HISTORY_KEPT
