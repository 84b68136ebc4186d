"""Who gets through which door: written by hand from the regulation, and only read by the walk.

Nothing here looks at the program's own rights. A line is a door and its letters, as `doors` tells;
the lines stand by floor: the journal, the other pages, the panel. Strangers get through to the
OPEN endpoints alone: a page sends them to the sign-in, a script gets 401.
"""

from __future__ import annotations

from tests.access.doors import Door
from tests.access.expected_journal import JOURNAL
from tests.access.expected_pages import PAGES
from tests.access.expected_panel import PANEL

OPEN = {
    ("sign_in.sign_in", "GET"): 200,
    ("sign_in.sign_in", "POST"): 422,
    ("own_look.save", "POST"): 302,
    ("health.health", "GET"): 200,
    ("static", "GET"): 200,
    ("bootstrap.static", "GET"): 200,
    ("style_sheets.sheets", "GET"): 200,
    # 1.3f, 4.8: a secret address is its own key, and this one is nobody's.
    ("family_calendar.feed", "GET"): 404,
    # What a device keeps of the program knows nobody.
    ("device.worker", "GET"): 200,
    ("device.offline", "GET"): 200,
    ("device.favicon", "GET"): 200,
}
"""What a stranger reaches, and the answer to an empty request."""

BEFORE_OWN_PASSWORD = {
    ("sign_in.password", "GET"),
    ("sign_in.password", "POST"),
    ("sign_in.sign_out", "POST"),
}
"""What an issued password opens besides."""


DOORS: tuple[Door, ...] = (*PAGES, *JOURNAL, *PANEL)
