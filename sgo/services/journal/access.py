"""In which capacity somebody stands before the journal pages (clauses 4.1, 4.5; decision 29)."""

from __future__ import annotations

from datetime import datetime

from sgo.access.permissions import Permission
from sgo.access.viewer import Viewer
from sgo.errors import refuse_unless
from sgo.rules.clockwatch import clock_went_back


def journal_reader(viewer: Viewer) -> Viewer:
    """The viewer with only the roles that open journal pages; raises Forbidden without any."""
    return viewer.through(Permission.JOURNAL_READ)


def confirm_clock(now: datetime, last_event_at: datetime | None) -> None:
    """Decision 31: raises Refused while the clock is behind the last event of the trail."""
    verdict = clock_went_back(now, last_event_at)
    refuse_unless(verdict)
