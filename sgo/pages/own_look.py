"""How the screens look: language, day or evening, and the version for weak sight.

A stranger's choice lives in cookies; whoever has signed in has it on the account, and the cookies
follow, so that the sign-in page of this browser looks the same.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, current_app, redirect, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from sgo import current
from sgo.look_words import Language, Letters, Scheme, Spacing, Theme
from sgo.pages.addresses import page_of_ours
from sgo.services.preferences import Look, keep_look
from sgo.vocabulary import Word

pages = Blueprint("own_look", __name__)

LANGUAGE_COOKIE = "sgo_language"
THEME_COOKIE = "sgo_theme"
SIGHT_COOKIE = "sgo_sight"
YEAR_IN_SECONDS = 31_536_000
CHOSEN = "look_chosen"
"""In the session of a stranger who has just chosen: the account takes it over at sign-in."""


@pages.post("/look")
def save() -> Any:
    """Change what the form names and go back; a script of ours gets no page."""
    look = changed(present_look())
    if current_user.is_authenticated:
        keep_look(current.session(), current.own_viewer(), look)
        current.session().commit()
    else:
        session[CHOSEN] = True
    if current.wants_json():
        return remember(Response(status=204), look)
    target = request.form.get("next", "")
    back = target if page_of_ours(target) else url_for("home.home")
    return remember(redirect(back + ("#sight" if "settings" in request.form else "")), look)


def present_look() -> Look:
    """The look of this request: the account's, else what the cookies say. It asks no database."""
    own = current.own_look()
    if own is not None:
        return own
    sight = request.cookies.get(SIGHT_COOKIE, "").split(".")
    on, letters, spacing, scheme, pictures = sight if len(sight) == 5 else ("", "", "", "", "1")
    return Look(
        language=_word(Language, request.cookies.get(LANGUAGE_COOKIE, ""), None),
        theme=_word(Theme, request.cookies.get(THEME_COOKIE, ""), Theme.AUTO),
        weak_sight=on == "1",
        letters=_word(Letters, letters, Letters.LARGE),
        spacing=_word(Spacing, spacing, Spacing.USUAL),
        scheme=_word(Scheme, scheme, Scheme.BLACK_ON_WHITE),
        pictures=pictures != "0",
    )


def changed(look: Look) -> Look:
    """The look with what the form names; a word that does not exist changes nothing."""
    given = request.form
    words: dict[str, type[Word]] = {
        "language": Language,
        "theme": Theme,
        "letters": Letters,
        "spacing": Spacing,
        "scheme": Scheme,
    }
    values: dict[str, Any] = {
        name: _word(kind, given.get(name, ""), getattr(look, name)) for name, kind in words.items()
    }
    for name in ("weak_sight", "pictures"):
        if given.get(name) in ("0", "1"):
            values[name] = given[name] == "1"
    return replace(look, **values)


def remember(response: Response, look: Look) -> Response:
    """Put the look into the cookies, for the pages before the door."""
    sight = ".".join(
        (
            str(int(look.weak_sight)),
            look.letters.value,
            look.spacing.value,
            look.scheme.value,
            str(int(look.pictures)),
        )
    )
    for name, value in (
        (LANGUAGE_COOKIE, look.language.value if look.language else ""),
        (THEME_COOKIE, look.theme.value),
        (SIGHT_COOKIE, sight),
    ):
        if value:
            response.set_cookie(
                name,
                value,
                max_age=YEAR_IN_SECONDS,
                httponly=True,
                samesite="Lax",
                secure=current_app.config["SESSION_COOKIE_SECURE"],
            )
    return response


def _word(kind: Any, value: str, otherwise: Any) -> Any:
    try:
        return kind(value)
    except ValueError:
        return otherwise
