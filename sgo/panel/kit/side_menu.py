"""The side menu: what the viewer may open, by groups that fold.

The group of the page that is shown is always open; others are as the person left them in this
browser, which a cookie keeps (`static/panel/side.js` writes it), so that the page comes drawn as it
stays. A menu that fits on a screen does not fold.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from flask import request, url_for
from flask_babel import gettext

COOKIE = "sgo_side"
"""Keys of the groups that were opened by hand, with a full stop between them."""
FITS = 16
"""Lines of a menu that needs no folding."""


@dataclass(frozen=True, slots=True)
class Link:
    """A view of the panel; `here` is the one that is shown."""

    text: str
    url: str
    here: bool


@dataclass(slots=True)
class MenuGroup:
    """Views of one subject; `key` is its name in the cookie."""

    key: str
    title: str
    links: list[Link] = field(default_factory=list)
    is_open: bool = True

    @property
    def here(self) -> bool:
        """Whether the page that is shown is one of its own."""
        return any(link.here for link in self.links)


def offered(admin: Any) -> Iterator[Any]:
    """Views that stand in the menu and that this viewer may open, in its order."""
    return (view for view in admin._views if view.category_words and view.is_accessible())


def side_menu(shown: Any) -> list[MenuGroup]:
    """The menu beside the view that is shown, in the reader's language."""
    groups: dict[str, MenuGroup] = {}
    for view in offered(shown.admin):
        words = view.category_words
        group = groups.setdefault(words, MenuGroup(key_of(words), view.category_name()))
        url = url_for(f"{view.endpoint}.index_view")
        group.links.append(Link(gettext(view.title), url, view is shown))
    if sum(len(group.links) for group in groups.values()) > FITS:
        opened = request.cookies.get(COOKIE, "").split(".")
        for group in groups.values():
            group.is_open = group.here or group.key in opened
    return list(groups.values())


def key_of(words: str) -> str:
    """A name that a cookie may hold: Centre and settings is centre-and-settings."""
    return words.lower().replace(" ", "-")
