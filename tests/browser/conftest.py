"""A real server on a database file, and a real browser that forgives nothing.

The server runs in a thread of the test run; it can be slowed down, stopped and started again on
the same port. A page fails its test on any violation of the content policy, any error in the
console and any exception of a script.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from sgo import create_app
from sgo.clock import FixedClock
from sgo.db import Base, db
from tests.browser.site import Site, Slow, fill_centre, free_port
from tests.conftest import MONDAY, MOSCOW, make_config
from tests.ready_centre import build_centre

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
    "--force-color-profile=srgb",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(str(item.fspath)).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def template_database(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A filled centre, made once; every test works on its own copy of the file."""
    path = tmp_path_factory.mktemp("browser") / "centre.sqlite3"
    app = create_app(make_config(f"sqlite:///{path}"), clock=FixedClock(MONDAY, MOSCOW))
    with app.app_context():
        Base.metadata.create_all(db.engine)
        session = db.session()
        centre = build_centre(session, MONDAY)
        ids = fill_centre(centre, session)
        db.session.remove()
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()
    return path, ids


@pytest.fixture
def site(template_database: tuple[Path, dict[str, Any]], tmp_path: Path) -> Iterator[Site]:
    """A server of its own for each test."""
    source, ids = template_database
    path = tmp_path / "centre.sqlite3"
    shutil.copyfile(source, path)
    app = create_app(make_config(f"sqlite:///{path}"), clock=FixedClock(MONDAY, MOSCOW))
    slow = Slow(app.wsgi_app)
    app.wsgi_app = slow  # type: ignore[method-assign]
    site = Site(app, slow, free_port(), ids=ids)
    site.start()
    yield site
    slow.never.set()
    site.stop()
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium of the system."""
    path = os.environ.get("SGO_TEST_CHROMIUM", "/usr/bin/chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


class Troubles(list[str]):
    """What went wrong in the browser without being asked for."""

    def watch(self, page: Page) -> None:
        page.add_init_script(
            "addEventListener('securitypolicyviolation', (event) => console.error("
            "`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`))"
        )
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.append(f"exception: {error}"))

    def _hear(self, message: Any) -> None:
        # A refused call is the subject of some tests; the page itself says what it means.
        expected = "Failed to load resource" in message.text and "/static/" not in message.text
        if message.type == "error" and not expected:
            self.append(message.text)


@pytest.fixture
def troubles() -> Iterator[Troubles]:
    found = Troubles()
    yield found
    assert not found, "\n".join(found)


@pytest.fixture
def open_browser(
    browser: Browser, site: Site, troubles: Troubles
) -> Iterator[Callable[..., BrowserContext]]:
    """`open_browser("teacher", width=390)` gives a fresh browser, signed in when a name is given."""
    contexts: list[BrowserContext] = []

    def open_one(
        account: str | None = None, *, width: int = 1366, height: int = 900, theme: str = "light"
    ) -> BrowserContext:
        context = browser.new_context(
            base_url=site.url,
            viewport={"width": width, "height": height},
            locale="ru-RU",
            reduced_motion="reduce",
            has_touch=width < 768,
        )
        context.set_default_timeout(10_000)
        context.on("page", troubles.watch)
        cookies = [{"name": "sgo_theme", "value": theme, "url": site.url}]
        if account:
            cookies.append(site.cookie(account))
        context.add_cookies(cookies)
        contexts.append(context)
        return context

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_browser: Callable[..., BrowserContext]) -> Page:
    """The browser of the teacher at a desk."""
    return open_browser("teacher").new_page()


ALL_RULES: dict[str, Any] = {"resultTypes": ["violations"]}
RULES_OF_COLOUR = ALL_RULES | {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
}


def axe(page: Page, part: str | None = None, rules: dict[str, Any] = ALL_RULES) -> None:
    """No serious or critical finding of axe on the page as it stands, or on a part of it."""
    found = Axe().run(page, context=part, options=rules)
    bad = [
        f"{finding['id']} ({finding['impact']}): {[node['html'][:160] for node in finding['nodes'][:3]]}"
        for finding in found.response["violations"]
        if finding["impact"] in ("serious", "critical")
    ]
    assert not bad, f"{page.url}\n" + "\n".join(bad)
