"""What every page is drawn in: language, look, main menu, the account's own menu."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, has_request_context, request, url_for
from flask_babel import gettext
from flask_login import current_user

from sgo import current
from sgo.access.permissions import Permission
from sgo.access.viewer import Viewer
from sgo.look_words import Language, Letters, Scheme, Spacing
from sgo.pages.addresses import safe_next
from sgo.pages.own_look import present_look
from sgo.places import Place, offer
from sgo.services.preferences import Look
from sgo.vocabulary import N_, Role, Word
from sgo.wording import FILTERS, label, language_name

START = "/"
"""The address that sends everybody to the first page of their own menu."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the main menu: shown when its page exists and one of the permissions is held.

    `unless`: not for those who hold this too, whose menu is full; the page has tabs of its own.
    `keeps`: what the address of a page beside it carries along.
    """

    label: str
    icon: str
    endpoint: str
    permissions: tuple[Permission, ...]
    short_label: str = ""
    unless: Permission | None = None
    keeps: tuple[str, ...] = ()


FAMILY_PAGES = (
    (N_("Marks"), "", "chart", "marks"),
    (N_("Results"), "", "check", "finals"),
    (N_("Attendance"), N_("Absences"), "calendar", "attendance"),
    (N_("Programme"), "", "list", "programme"),
)
"""Beside the diary's week: name, name where it is narrow, picture, endpoint."""
FAMILY_FURTHER = (
    (N_("Timetable"), "diary.timetable"),
    (N_("Timetable in the calendar"), "family_calendar.address"),
)
"""Pages of the diary that no menu names: name, endpoint."""
BESIDE = {"family_calendar": "diary"}
"""Blueprints that belong to the section of another one."""

MENU = (
    Entry(N_("Today"), "calendar", "journal.home", (Permission.JOURNAL_WRITE,)),
    Entry(N_("Control"), "chart", "monitoring.board", (Permission.MONITORING_READ,)),
    Entry(N_("Journals"), "book", "journal.pages", (Permission.JOURNAL_READ,)),
    Entry(N_("Timetable"), "calendar", "timetable.week", (Permission.TIMETABLE_READ,)),
    Entry(N_("Diary"), "book", "diary.week", (Permission.DIARY_READ,), keeps=("student",)),
    *(
        Entry(
            name,
            picture,
            f"diary.{page}",
            (Permission.DIARY_READ,),
            short,
            Permission.JOURNAL_READ,
            ("student", "year"),
        )
        for name, short, picture, page in FAMILY_PAGES
    ),
    Entry(N_("Movement"), "swap", "movement.register", (Permission.MOVEMENT_READ,)),
    Entry(
        N_("Group lists"),
        "people",
        "movement.lists",
        (Permission.GROUP_LISTS_READ,),
        N_("Lists"),
        unless=Permission.MOVEMENT_READ,
    ),
    Entry(N_("Documents"), "print", "documents.documents", (Permission.SHEETS_PRINT,)),
    Entry(N_("Panel"), "columns", "admin.index", (Permission.PANEL,)),
)


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A line of the menu as a page draws it; `badge` counts what waits."""

    label: str
    short_label: str
    url: str
    icon: str
    active: bool = False
    badge: int = 0


@dataclass(frozen=True, slots=True)
class AccountMenu:
    """Whoever has signed in, and what they may do with their own account."""

    name: str
    roles: str
    url: str | None
    password_url: str | None
    sign_out_url: str | None


@dataclass(frozen=True, slots=True)
class Seeing:
    """Whose screens a technical admin looks at; told on every page, with the way back."""

    name: str
    roles: str
    end_url: str


@dataclass(frozen=True, slots=True)
class Shell:
    """What templates/base.html needs of the request, under the one name `shell`."""

    language: str
    other_language: tuple[str, str]
    look: Look
    look_url: str | None = None
    here: str = START
    menu: tuple[MenuItem, ...] = ()
    account: AccountMenu | None = None
    seeing: Seeing | None = None
    home_url: str = START
    search_url: str | None = None


SIGHT_CHOICES: tuple[tuple[str, str, type[Word]], ...] = (
    ("letters", N_("Letters"), Letters),
    ("spacing", N_("Spacing"), Spacing),
    ("scheme", N_("Colours"), Scheme),
)
"""What is chosen in the version for weak sight: field, its name, its words."""


def select_language() -> str:
    """The reader's own language, or the one of the installation; for Flask-Babel."""
    chosen = present_look().language if has_request_context() else None
    default: str = current_app.config["BABEL_DEFAULT_LOCALE"]
    return chosen.value if chosen is not None else default


def bare_shell() -> Shell:
    """The shell of a page that knows nobody: it asks neither the session nor the database."""
    language = select_language()
    other = next(one.value for one in Language if one.value != language)
    return Shell(
        language=language,
        other_language=(other, language_name(other)),
        look=present_look(),
        look_url=_url("own_look.save"),
        here=_here(),
    )


def _here() -> str:
    """The address of this page, to come back to it; of the sign-in page without what is not ours."""
    if request.endpoint == "sign_in.sign_in":
        return url_for("sign_in.sign_in", next=safe_next(request.args.get("next", "")) or None)
    return request.full_path if request.query_string else request.path


def shell() -> Shell:
    """The shell of this request's viewer, or the bare one for a stranger."""
    bare = bare_shell()
    if not current_user.is_authenticated:
        return bare
    viewer = current.viewer()
    menu = () if current_user.account.must_change_password else menu_for(viewer)
    return Shell(
        language=bare.language,
        other_language=bare.other_language,
        look=bare.look,
        look_url=bare.look_url,
        here=bare.here,
        menu=menu,
        search_url=_url("search.search") if menu else None,
        seeing=_seeing(viewer),
        account=AccountMenu(
            name=viewer.name,
            roles=_roles_of(viewer),
            url=_url("account.account") if menu else None,
            password_url=_url("sign_in.password"),
            sign_out_url=_url("sign_in.sign_out"),
        ),
    )


def _roles_of(viewer: Viewer) -> str:
    return ", ".join(label(role) for role in Role if role in viewer.roles)


def _seeing(viewer: Viewer) -> Seeing | None:
    if not current.sees_as_another():
        return None
    return Seeing(viewer.name, _roles_of(viewer), url_for("seeing_as.end"))


def menu_for(viewer: Viewer) -> tuple[MenuItem, ...]:
    """The main menu of a viewer: only pages that exist and that the roles open."""
    lines = [
        (entry, url)
        for entry in MENU
        if any(viewer.may(permission) for permission in entry.permissions)
        and not (entry.unless and viewer.may(entry.unless))
        and (url := _url(entry.endpoint))
    ]
    here = _nearest([url for _, url in lines])
    return tuple(
        MenuItem(
            label=gettext(entry.label),
            short_label=gettext(entry.short_label or entry.label),
            url=_url(entry.endpoint, **_kept(entry)) or url,
            icon=entry.icon,
            active=url == here,
        )
        for entry, url in lines
    )


def _nearest(urls: list[str]) -> str | None:
    """The address of the menu under which this page stands: the longest that leads its path."""
    path = request.path
    above = [
        url
        for url in urls
        if path == url or (url != "/" and path.startswith(url.rstrip("/") + "/"))
    ]
    return max(above, key=len, default=None)


def _kept(entry: Entry) -> dict[str, str]:
    """What of this page's address goes along to a page of the same section."""
    if _section(entry.endpoint) != _section(request.endpoint or ""):
        return {}
    return {name: request.args[name] for name in entry.keeps if name in request.args}


def _section(endpoint: str) -> str:
    blueprint = endpoint.partition(".")[0]
    return BESIDE.get(blueprint, blueprint)


def _url(endpoint: str, **values: Any) -> str | None:
    """The address of a page, or None while the product has no such page."""
    if endpoint not in current_app.view_functions:
        return None
    return url_for(endpoint, **values)


def own_places() -> list[Place]:
    """The pages of the viewer's menu, those beside the diary, and those of their own account."""
    own = (
        (gettext("My account"), _url("account.account"), "user"),
        (gettext("Change the password"), _url("sign_in.password"), "key"),
    )
    beside = FAMILY_FURTHER if current.viewer().may(Permission.DIARY_READ) else ()
    return [
        *(Place(item.label, item.url, item.icon) for item in menu_for(current.viewer())),
        *(
            Place(gettext(name), url_for(endpoint), "calendar", gettext("Diary"))
            for name, endpoint in beside
        ),
        *(Place(name, url, picture) for name, url, picture in own if url),
    ]


def register(app: Flask) -> None:
    """Give every template the filters and the shell, and the search the pages of the menu."""
    app.jinja_env.filters.update(FILTERS)
    offer(app, own_places)
    app.jinja_env.globals["sight_choices"] = SIGHT_CHOICES

    @app.context_processor
    def add_shell() -> dict[str, Any]:
        return {"shell": shell()}
