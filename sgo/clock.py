"""The only place that reads the clock, always in the organisation's own time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """What the composition root hands out; a test hands in a fixed one."""

    @property
    def zone(self) -> ZoneInfo: ...

    def now(self) -> datetime:
        """The moment, aware, in the organisation's time zone (decision 31)."""
        ...


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """The organisation's calendar day of an aware moment; the server's zone plays no part."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone says nothing about the day")
    return moment.astimezone(zone).date()


class SystemClock:
    """The machine's clock, read in the organisation's time zone."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone

    def now(self) -> datetime:
        return datetime.now(UTC).astimezone(self.zone)


class FixedClock:
    """A clock that stands until it is set; for tests and for the demo load."""

    def __init__(self, moment: datetime, zone: ZoneInfo | None = None) -> None:
        self.zone = zone or ZoneInfo(str(moment.tzinfo))
        self.set(moment)

    def set(self, moment: datetime) -> None:
        self._moment = moment.astimezone(self.zone)

    def now(self) -> datetime:
        return self._moment
