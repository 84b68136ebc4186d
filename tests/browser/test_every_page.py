"""Every page that a role reaches by links, at a desk and on a phone, by day and in the evening.

The walk goes from the first page on and looks at one page of each address of the product; axe must
find nothing serious or critical, the policy must not be broken (the fixture hears it), and nothing
may be wider than the window.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from tests.browser.conftest import ALL_RULES, RULES_OF_COLOUR, axe
from tests.browser.site import Site

DESK, PHONE = {"width": 1366, "height": 900}, {"width": 390, "height": 844}
AT_A_DESK, ON_A_PHONE = (
    tuple((size, theme) for theme in ("light", "dark")) for size in (DESK, PHONE)
)
CROSSED = (AT_A_DESK[0], ON_A_PHONE[1])
"""Both widths and both themes, for roles that read the pages which another role has shown in all."""
NOT_PAGES = ("export", "static", "sign_in.sign_out")
LEAST = {"technical_admin": 70, "teacher": 20, "guardian": 7}

LINKS = "[...document.querySelectorAll('a[href]')].map((link) => link.href)"
BAR = "document.querySelector('.topbar').offsetHeight"
ONE_ROW = 52
ARROW = "parseFloat(getComputedStyle(document.querySelector('select.form-select')).paddingRight)"
ROOM_OF_AN_ARROW = 28
WIDE = "document.documentElement.scrollWidth <= innerWidth"


def endpoint_of(routes: MapAdapter, url: str) -> str | None:
    """The page's name in the program; None for what is no page of it."""
    try:
        endpoint = str(routes.match(urlsplit(url).path, method="GET")[0])
    except HTTPException:
        return None
    is_paper = urlsplit(url).path.endswith(".pdf")
    return None if endpoint.endswith(NOT_PAGES) or is_paper else endpoint


def walk(page: Page, site: Site, look: Callable[[Page], None]) -> set[str]:
    """Follow the links, one page of each endpoint; gives the endpoints seen."""
    routes = site.app.url_map.bind("127.0.0.1")
    seen: set[str] = set()
    waiting = ["/"]
    while waiting:
        page.goto(waiting.pop(0))
        landed = endpoint_of(routes, page.url)
        if landed is not None:
            seen.add(landed)
        look(page)
        for url in page.evaluate(LINKS):
            endpoint = endpoint_of(routes, url) if url.startswith(site.url) else None
            if endpoint is not None and endpoint not in seen:
                seen.add(endpoint)
                waiting.append(url)
    return seen


@pytest.mark.parametrize(
    ("account", "looks"),
    [
        ("technical_admin", AT_A_DESK),
        ("technical_admin", ON_A_PHONE),
        ("coordinator", AT_A_DESK),
        ("coordinator", ON_A_PHONE),
        ("teacher", AT_A_DESK),
        ("teacher", ON_A_PHONE),
        ("guardian", AT_A_DESK),
        ("guardian", ON_A_PHONE),
        ("director", CROSSED),
        ("curator", CROSSED),
        ("student", CROSSED),
    ],
)
def test_every_page_of_a_role(
    open_browser: Callable[..., BrowserContext],
    site: Site,
    account: str,
    looks: tuple[tuple[dict[str, int], str], ...],
) -> None:
    def look(page: Page) -> None:
        widths: set[int] = set()
        for size, theme in looks:
            page.set_viewport_size(size)  # type: ignore[arg-type]
            page.evaluate("theme => { document.documentElement.dataset.bsTheme = theme }", theme)
            # A theme is a set of colours: at the same width nothing else can differ.
            axe(page, rules=RULES_OF_COLOUR if size["width"] in widths else ALL_RULES)
            widths.add(size["width"])
            assert page.evaluate(WIDE), f"{page.url} is wider than {size['width']}"
        page.set_viewport_size(DESK)  # type: ignore[arg-type]

    seen = walk(open_browser(account).new_page(), site, look)
    assert len(seen) >= LEAST.get(account, 5), sorted(seen)


def test_the_bar_is_one_row_on_every_desk(open_browser: Callable[..., BrowserContext]) -> None:
    for account in ("technical_admin", "coordinator", "director", "teacher", "guardian", "student"):
        page = open_browser(account).new_page()
        page.goto("/")
        for width in (800, 1024, 1199, 1200, 1280, 1359, 1360, 1440, 1535, 1536, 1920):
            page.set_viewport_size({"width": width, "height": 768})
            assert page.evaluate(BAR) <= ONE_ROW, f"{account}, {width}"
        page.context.close()


def test_a_choice_is_never_written_over_its_arrow(
    open_browser: Callable[..., BrowserContext],
) -> None:
    page = open_browser("coordinator").new_page()
    page.goto("/timetable/")
    for size in (DESK, PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        assert page.evaluate(ARROW) >= ROOM_OF_AN_ARROW


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1366, 390])
def test_the_pages_before_the_door(
    open_browser: Callable[..., BrowserContext], width: int, theme: str
) -> None:
    page = open_browser(width=width, theme=theme).new_page()
    for address in ("/sign-in", "/no-such-page"):
        page.goto(address)
        axe(page)
        assert page.evaluate(WIDE), address
    signed_in = open_browser("teacher", width=width, theme=theme).new_page()
    for address in ("/password", "/no-such-page", "/panel/accounts/"):
        signed_in.goto(address)
        axe(signed_in)
        assert signed_in.evaluate(WIDE), address
