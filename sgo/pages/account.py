"""«My account»: who I am here, my contacts, my look of the screens, my sign-ins (4.3, 5.5)."""

from __future__ import annotations

from typing import Any

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext, lazy_gettext
from flask_login import current_user, login_user
from flask_wtf import FlaskForm
from sqlalchemy.orm.exc import StaleDataError
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import Length

from sgo import current
from sgo.errors import Conflict, Missing, Refused
from sgo.look_words import Language, Theme
from sgo.rules.sign_ins import HISTORY_KEPT, OWN_NETWORK, THIS_COMPUTER
from sgo.services.accounts.sessions import OwnSignIn, end_other_sessions, end_session, own_sign_ins
from sgo.services.accounts.viewers import signed_in_account
from sgo.services.digests import own_digest, wish_digest
from sgo.services.own_contacts import OwnCard, change_own_contacts, own_cards
from sgo.validators import Email, Phone
from sgo.vocabulary import N_, Role
from sgo.wording import label, language_name, sentence

pages = Blueprint("account", __name__, url_prefix="/account")

CARD_TITLES = {
    "staff": N_("As a member of staff"),
    "guardian": N_("As a guardian"),
    "student": N_("As a student"),
}


def _tidy(text: str | None) -> str | None:
    return (text or "").strip() or None


class ContactsForm(FlaskForm):
    """What a person mends on a card of their own, and the version they saw."""

    phone = StringField(
        lazy_gettext("Phone"), [Phone()], filters=[_tidy], render_kw={"inputmode": "tel"}
    )
    email = StringField(lazy_gettext("E-mail"), [Email()], filters=[_tidy])
    address = TextAreaField(lazy_gettext("Address"), [Length(max=250)], filters=[_tidy])
    version = HiddenField()


@pages.get("/")
def account() -> Response:
    """Everything on one page."""
    return _page()


@pages.post("/contacts/<kind>")
def contacts(kind: str) -> Any:
    """Mend the contacts of one own card; what was typed stays when it is refused."""
    session, viewer = current.session(), current.viewer()
    card = next((card for card in own_cards(session, viewer) if card.kind == kind), None)
    if card is None:
        raise Missing(kind)
    form = _form(card, sent=True)
    if not form.validate():
        return _page(form, 422)
    seen = form.version.data or ""
    try:
        change_own_contacts(
            session,
            viewer,
            kind,
            {name: form[name].data for name in card.fields},
            seen=int(seen) if seen.isdecimal() else 0,
            now=current.now(),
        )
        session.commit()
    except Refused as refusal:
        session.rollback()
        field = form[refusal.verdict.field or "phone"]
        field.errors = [*field.errors, sentence(refusal.verdict)]
        return _page(form, 422)
    except (Conflict, StaleDataError):
        session.rollback()
        session.refresh(card.row)
        form.version.data = str(card.row.version)
        form.form_errors.append(_theirs(card, form))
        return _page(form, 409)
    flash(gettext("Your contacts are saved."), "success")
    return redirect(url_for("account.account"))


@pages.post("/digest")
def digest() -> Any:
    """Ask for the daily letter (`wanted=1`), or ask for it no more."""
    session, wanted = current.session(), request.form.get("wanted") == "1"
    try:
        wish_digest(session, current.viewer(), wanted, current.now())
        session.commit()
    except Refused as refusal:
        session.rollback()
        flash(sentence(refusal.verdict), "error")
        return redirect(url_for("account.account", _anchor="digest"))
    told = gettext("The daily letter will come.") if wanted else gettext("No more daily letters.")
    flash(told, "success")
    return redirect(url_for("account.account", _anchor="digest"))


@pages.post("/sessions/<int:sign_in_id>/end")
def end(sign_in_id: int) -> Any:
    """End one session, on whatever device it is; the present one is a sign-out."""
    end_session(current.session(), current.viewer(), sign_in_id, current.now())
    current.session().commit()
    flash(gettext("The session has ended: that device must sign in again."), "success")
    return redirect(url_for("account.account", _anchor="sessions"))


@pages.post("/sessions/end-others")
def end_others() -> Any:
    """End every session but this one."""
    session, now = current.session(), current.now()
    token = end_other_sessions(session, current.viewer(), current.sign_in_id(), now)
    session.commit()
    own = signed_in_account(session, token, now, current.today())
    if own is not None:
        login_user(current.CurrentAccount(own))
    flash(gettext("You are signed out everywhere but here."), "success")
    return redirect(url_for("account.account", _anchor="sessions"))


def device_words(one: OwnSignIn) -> str:
    """«Firefox on Windows»."""
    browser = one.browser or gettext("Unknown browser")
    if not one.system:
        return browser
    return str(gettext("%(browser)s on %(system)s", browser=browser, system=one.system))


def place_words(one: OwnSignIn) -> str:
    """A near place in words, a far one as its shortened address."""
    words = {
        THIS_COMPUTER: gettext("the computer of the journal itself"),
        OWN_NETWORK: gettext("the centre's network"),
        "": gettext("unknown place"),
    }
    return str(words.get(one.place, one.place))


def _page(form: ContactsForm | None = None, status: int = 200) -> Response:
    session, viewer = current.session(), current.viewer()
    cards = own_cards(session, viewer)
    forms = [
        form if form is not None and form._prefix == f"{card.kind}-" else _form(card)
        for card in cards
    ]
    page = render_template(
        "account/account.html",
        login=current_user.account.login,
        full_name=cards[0].row.full_name if cards else viewer.name,
        roles=[label(role) for role in Role if role in viewer.roles],
        cards=list(zip(cards, forms, strict=True)),
        titles=CARD_TITLES,
        sign_ins=own_sign_ins(session, viewer, current.sign_in_id(), current.now()),
        days_kept=HISTORY_KEPT.days,
        languages=[(one.value, language_name(one.value), one.value) for one in Language],
        themes=[(one.value, label(one), None) for one in Theme],
        device=device_words,
        place=place_words,
        refused=form,
        digest=own_digest(session, viewer),
        mail_works=current_app.extensions["sgo.config"].mail is not None,
    )
    return make_response(page, status)


def _form(card: OwnCard, *, sent: bool = False) -> ContactsForm:
    values = {name: getattr(card.row, name) for name in card.fields}
    values["version"] = str(card.row.version)
    given = request.form if sent else None
    form = ContactsForm(given, data=values, prefix=card.kind)
    for name in {"phone", "email", "address"} - set(card.fields):
        del form[name]
    return form


def _theirs(card: OwnCard, form: ContactsForm) -> str:
    now = "; ".join(
        f"{form[name].label.text}: {getattr(card.row, name) or gettext('empty')}"
        for name in card.fields
        if getattr(card.row, name) != form[name].data
    )
    return str(
        gettext(
            "Somebody changed this card while you were writing. Now it says: %(now)s. Save again to put yours in its place.",
            now=now,
        )
    )
