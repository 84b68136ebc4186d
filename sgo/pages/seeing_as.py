"""The end of seeing as another account; it begins at an account of the panel."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext

from sgo import current
from sgo.services.accounts import seeing_as

pages = Blueprint("seeing_as", __name__, url_prefix="/seeing-as")


@pages.post("/end")
def end() -> Any:
    """Back to the own screens, at the account that was looked at."""
    session, viewer = current.session(), current.own_viewer()
    account_id = seeing_as.end(session, viewer, current.sign_in_id(), current.now())
    session.commit()
    if account_id is None:
        return redirect(url_for("home.home"))
    flash(gettext("These are your own screens again."))
    return redirect(url_for("panel_accounts.details_view", id=account_id))
