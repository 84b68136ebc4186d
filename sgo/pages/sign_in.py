"""The door of the journal: signing in and out, and one's own password."""

from __future__ import annotations

from typing import Any

import structlog
from flask import (
    Blueprint,
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext, lazy_gettext
from flask_login import current_user, login_user, logout_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import Field, HiddenField, PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from sgo import current
from sgo.errors import Refused
from sgo.pages.addresses import safe_next
from sgo.pages.own_look import CHOSEN, present_look, remember
from sgo.rules.accounts import LONGEST_LOGIN, LONGEST_PASSWORD, SESSION_IDLE, SHORTEST_PASSWORD
from sgo.services.accounts import passwords
from sgo.services.accounts import sign_in as service
from sgo.services.accounts.sessions import end_session
from sgo.services.accounts.viewers import SignedInAccount
from sgo.services.preferences import Look, keep_look
from sgo.wording import sentence

pages = Blueprint("sign_in", __name__)
log = structlog.get_logger("sgo")


def _set_up(state: BlueprintSetupState) -> None:
    """How long a session lasts without a request, and what a hash costs in this process."""
    state.app.permanent_session_lifetime = SESSION_IDLE
    testing = state.app.extensions["sgo.config"].testing
    passwords.use(passwords.CHEAP if testing else passwords.STRONG)


pages.record_once(_set_up)


class SignInForm(FlaskForm):
    """Login and password; where to go afterwards."""

    login = StringField(
        lazy_gettext("Login"),
        [
            InputRequired(lazy_gettext("Enter the login from the access card.")),
            Length(max=LONGEST_LOGIN * 2),
        ],
    )
    password = PasswordField(
        lazy_gettext("Password"),
        [InputRequired(lazy_gettext("Enter the password.")), Length(max=LONGEST_PASSWORD)],
    )
    next = HiddenField()


class PasswordForm(FlaskForm):
    """The present password, and the new one twice."""

    current = PasswordField(
        lazy_gettext("Present password"),
        [InputRequired(lazy_gettext("Enter your present password.")), Length(max=LONGEST_PASSWORD)],
    )
    new = PasswordField(
        lazy_gettext("New password"),
        [InputRequired(lazy_gettext("Enter the new password."))],
    )
    repeat = PasswordField(
        lazy_gettext("New password again"),
        [EqualTo("new", lazy_gettext("The two new passwords differ: type them again."))],
    )


@pages.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Any:
    """Ask for login and password; the answer to any wrong pair is the same."""
    form = SignInForm()
    if request.method == "GET":
        if current_user.is_authenticated:
            return redirect(url_for("home.home"))
        form.next.data = safe_next(request.args.get("next", ""))
        return _sign_in_page(form)
    if not form.validate():
        return _sign_in_page(form, 422)
    try:
        account = service.sign_in(
            current.session(), current.origin(), form.login.data, form.password.data, current.now()
        )
    except Refused as refusal:
        return _refused(form, refusal)
    look = _take_over_look(account)
    _end_present_session()
    _begin_session(account)
    log.info("sign-in", outcome="success", account=account.viewer.account_id)
    if account.must_change_password:
        response = redirect(url_for("sign_in.password"))
    else:
        response = redirect(safe_next(form.next.data or "") or url_for("home.home"))
    return remember(response, look) if look is not None else response


@pages.post("/sign-out")
def sign_out() -> AnyResponse:
    """End the session of this browser for good, and empty what pages have kept in it."""
    _end_present_session()
    logout_user()
    session.clear()
    response = make_response(redirect(url_for("sign_in.sign_in")))
    response.headers["Clear-Site-Data"] = '"storage"'
    return response


@pages.route("/password", methods=["GET", "POST"])
def password() -> Any:
    """Change one's own password; an issued one opens nothing else."""
    form = PasswordForm()
    form.new.description = gettext(
        "At least %(num)d characters. A few words are easy to remember.", num=SHORTEST_PASSWORD
    )
    if request.method == "GET":
        return _password_page(form)
    if not form.validate():
        return _password_page(form, 422)
    try:
        account = service.change_own_password(
            current.session(),
            current.viewer(),
            current.sign_in_id(),
            current.origin(),
            form.current.data,
            form.new.data,
            current.now(),
        )
    except Refused as refusal:
        log.info("password", outcome=refusal.verdict.code)
        wrong: Field = form.new if refusal.verdict.field == "password" else form.current
        wrong.errors = [*wrong.errors, sentence(refusal.verdict)]
        return _password_page(form, _status(refusal), refusal)
    _begin_session(account)
    log.info("password", outcome="success", account=account.viewer.account_id)
    flash(
        gettext("The password is changed. Your sessions in other browsers have ended."), "success"
    )
    return redirect(url_for("home.home"))


def _take_over_look(account: SignedInAccount) -> Look | None:
    """A look chosen on this page a moment ago goes to the account; else the account's is followed."""
    if not session.get(CHOSEN):
        return account.look
    look = present_look()
    keep_look(current.session(), account.viewer, look)
    current.session().commit()
    return look


def _end_present_session() -> None:
    """So that a copy of its cookie opens nothing either."""
    if current_user.is_authenticated:
        end_session(current.session(), current.viewer(), current.sign_in_id(), current.now())
        current.session().commit()


def _begin_session(account: SignedInAccount) -> None:
    """A session of its own: nothing of what the browser carried before stays in it."""
    session.clear()
    session.permanent = True
    login_user(current.CurrentAccount(account))


def _refused(form: SignInForm, refusal: Refused) -> Response:
    code = refusal.verdict.code
    (log.warning if code == "too_many_failures" else log.info)("sign-in", outcome=code)
    form.form_errors.append(sentence(refusal.verdict))
    return _sign_in_page(form, _status(refusal), refusal)


def _status(refusal: Refused) -> int:
    return 429 if refusal.verdict.code == "too_many_failures" else 422


def _sign_in_page(form: SignInForm, status: int = 200, refusal: Refused | None = None) -> Response:
    cover = service.cover(current.session())
    page = render_template(
        "sign_in/sign_in.html", form=form, organisation=cover.organisation, year=cover.year
    )
    return _response(page, status, refusal)


def _password_page(
    form: PasswordForm, status: int = 200, refusal: Refused | None = None
) -> Response:
    page = render_template(
        "sign_in/password.html", form=form, forced=current_user.account.must_change_password
    )
    return _response(page, status, refusal)


def _response(page: str, status: int, refusal: Refused | None) -> Response:
    response = make_response(page, status)
    if refusal is not None and "retry_at" in refusal.verdict.parameters:
        wait = refusal.verdict.parameters["retry_at"] - current.now()
        response.headers["Retry-After"] = str(int(wait.total_seconds()) + 1)
    return response
