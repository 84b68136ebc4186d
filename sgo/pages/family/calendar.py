"""The timetable in a phone's own calendar: the page of the address, and the address itself.

The address needs no session: the secret in it is the key. It is shown once, in the answer to the
form that made it, and stands in no log.
"""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    request,
    url_for,
)
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response as AnyResponse

from sgo import current
from sgo.asked import as_key
from sgo.errors import Missing
from sgo.pages.family.diary import family_page
from sgo.pages.presentation import select_language
from sgo.reports.timetable_calendar import timetable_calendar
from sgo.rules.feeds import MOST_OF_ADDRESS, MOST_UNKNOWN
from sgo.services.accounts.sign_in import network
from sgo.services.family import calendar_addresses as service
from sgo.services.family.calendar_askers import FeedAskers
from sgo.verdicts import Verdict

pages = Blueprint("family_calendar", __name__)


@pages.record_once
def _set_up(state: BlueprintSetupState) -> None:
    state.app.extensions["sgo.feed_askers"] = FeedAskers()


@pages.get("/diary/calendar")
def address() -> str:
    """Whether there is an address, how to use one, and the buttons."""
    return _page(request.args.get("student", type=as_key))


@pages.post("/diary/calendar")
def issue() -> str:
    """A new address, shown in this answer and never again."""
    student_id = request.form.get("student", 0, type=as_key)
    session = current.session()
    token = service.issue_address(
        session, current.viewer(), student_id, select_language(), current.now()
    )
    session.commit()
    return _page(student_id, url_for("family_calendar.feed", token=token, _external=True))


@pages.post("/diary/calendar/revoke")
def revoke() -> AnyResponse:
    """The address ends at once."""
    student_id = request.form.get("student", 0, type=as_key)
    session = current.session()
    service.revoke_address(session, current.viewer(), student_id, current.now())
    session.commit()
    flash(gettext("The address has ended: calendars get nothing by it any more."), "success")
    return redirect(url_for("family_calendar.address", student=student_id))


@pages.get("/calendar/<token>.ics")
def feed(token: str) -> Response:
    """The timetable for whoever knows the secret; 404 for everything that gives nothing."""
    now, askers = current.now(), current_app.extensions["sgo.feed_askers"]
    stranger = f"network {network(request.remote_addr or '')}"
    _slow_down(askers.look(stranger, MOST_UNKNOWN, now))
    known = f"address {service.digest_of(token)}"
    try:
        found = service.timetable_feed(current.session(), token, now)
    except Missing:
        askers.note(stranger, MOST_UNKNOWN, now)
        raise
    _slow_down(askers.note(known, MOST_OF_ADDRESS, now))
    response = make_response(timetable_calendar(found, request.host.partition(":")[0], now))
    response.mimetype = "text/calendar"
    response.headers["Content-Disposition"] = 'inline; filename="timetable.ics"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _slow_down(verdict: Verdict) -> None:
    if not verdict.allowed:
        raise TooManyRequests(retry_after=verdict.parameters["retry_at"])


def _page(student_id: int | None, secret: str | None = None) -> str:
    view = service.address_view(current.session(), current.viewer(), student_id, current.now())
    return family_page("calendar", view.family, view=view, secret=secret, webcal=_webcal(secret))


def _webcal(secret: str | None) -> str | None:
    """The same address as phones open it: in the calendar instead of the browser."""
    return f"webcal:{secret.partition(':')[2]}" if secret else None
