"""Who asked for calendars lately, in the memory of this process alone.

A secret of 256 bits is not found by asking; the count keeps a broken calendar, or a guesser, from
costing work. A database would cost more than the answer.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from datetime import datetime
from threading import Lock

from sgo.rules.feeds import may_ask
from sgo.verdicts import Verdict

MOST_KEYS = 10_000
"""The longest unheard are forgotten first."""


class FeedAskers:
    """Moments of questions by key; a key is a digest or a network, never a token."""

    def __init__(self) -> None:
        self._asked: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._lock = Lock()

    def look(self, key: str, most: int, now: datetime) -> Verdict:
        """Whether this key may ask once more; nothing is counted."""
        with self._lock:
            return may_ask(self._asked.get(key, ()), most, now)

    def note(self, key: str, most: int, now: datetime) -> Verdict:
        """The same, and a question that is allowed counts."""
        with self._lock:
            asked = self._asked.setdefault(key, deque(maxlen=most))
            self._asked.move_to_end(key)
            if len(self._asked) > MOST_KEYS:
                self._asked.popitem(last=False)
            verdict = may_ask(asked, most, now)
            if verdict.allowed:
                asked.append(now)
            return verdict
