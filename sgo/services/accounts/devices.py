"""What a browser says of itself, in two words: «Firefox», «Windows»."""

from __future__ import annotations

from ua_parser import parse

LONGEST_AGENT = 512
LONGEST_WORD = 60
_PLAIN = {
    "Chrome Mobile": "Chrome",
    "HeadlessChrome": "Chrome",
    "Mobile Safari": "Safari",
    "Firefox Mobile": "Firefox",
    "Opera Mobile": "Opera",
    "Edge Mobile": "Edge",
    "Mac OS X": "macOS",
}


def device(agent: str) -> tuple[str | None, str | None]:
    """Browser and system by the line that the browser sends; None for what it does not tell."""
    found = parse(agent[:LONGEST_AGENT])
    return (
        _word(found.user_agent.family if found.user_agent else None),
        _word(found.os.family if found.os else None),
    )


def _word(family: str | None) -> str | None:
    return _PLAIN.get(family, family)[:LONGEST_WORD] if family else None
