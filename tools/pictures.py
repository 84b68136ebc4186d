"""Takes the pictures of README.md anew: `python -m tools.pictures`, a few minutes, no network.

A demo centre is made in a folder of its own, always on the same day, and served on a free loopback
port. Chromium of the system photographs its screens; the printed forms are fetched as PDF and drawn
by poppler. What stands in docs/pictures is replaced.
"""

from __future__ import annotations

import io
import os
import secrets
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Route, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from sgo.clock import FixedClock
from sgo.config import ROOT, Config
from sgo.db import Base, db, writing
from sgo.demo.accounts import DEMO_PASSWORD
from sgo.demo.load import load_demo
from sgo.factory import create_app
from tools import machine
from tools.scenes import MOMENT, MOSCOW, PHONE, Paper, Screen, find_places, papers, screens

RUSSIAN = {"LANGUAGE": "ru", "LANG": "ru_RU.UTF-8"}
"""Date fields show days as the browser's own language does, not as the page's; on Debian it learns
Russian from the package chromium-l10n."""

PICTURES = ROOT / "docs" / "pictures"
PHONE_DENSITY = 2
MOST_BYTES = 120 * 1024
COLOURS = (256, 128, 64, 32)
PAPER_DPI = 110

CHROMIUM_ARGUMENTS = (
    "--no-sandbox",  # the pictures are taken as root in CI, of our own pages alone
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--force-color-profile=srgb",
    "--font-render-hinting=none",
)


def small(picture: Image.Image, path: Path) -> int:
    """Save as a PNG of few colours, fewer until it is small enough; gives its bytes."""
    for colours in COLOURS:
        flat = picture.convert("RGB").quantize(colours, dither=Image.Dither.NONE)
        buffer = io.BytesIO()
        flat.save(buffer, "PNG", optimize=True)
        if buffer.tell() <= MOST_BYTES:
            path.write_bytes(buffer.getvalue())
            return buffer.tell()
    raise ValueError(f"{path.name} stays above {MOST_BYTES} bytes")


def draw(document: bytes, folder: Path, name: str) -> list[int]:
    """Draw every page of a PDF as `name`-1.png and on; gives the bytes of each picture."""
    with tempfile.TemporaryDirectory() as kept:
        source = Path(kept) / "document.pdf"
        source.write_bytes(document)
        subprocess.run(
            ["pdftoppm", "-png", "-r", str(PAPER_DPI), source, source.with_name("page")], check=True
        )
        sizes = []
        for number, page in enumerate(sorted(Path(kept).glob("page-*.png")), start=1):
            with Image.open(page) as picture:
                sizes.append(small(picture, folder / f"{name}-{number}.png"))
    return sizes


class _Silent(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        return


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The application on a free loopback port; gives its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Silent)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Photographer:
    """A browser that stays at home; each login signs in once and its session is kept."""

    def __init__(self, browser: Browser, site: str) -> None:
        self._browser, self._site = browser, site
        self._signed_in: dict[str, Any] = {"": None}

    def _context(self, login: str, **options: Any) -> BrowserContext:
        if login not in self._signed_in:
            self._signed_in[login] = self._sign_in(login)
        context = self._browser.new_context(
            base_url=self._site,
            locale="ru-RU",
            timezone_id="Europe/Moscow",
            reduced_motion="reduce",
            storage_state=self._signed_in[login],
            **options,
        )
        context.route(lambda url: not url.startswith(self._site), self._refuse)
        return context

    def _refuse(self, route: Route) -> None:
        print(f"   refused: {route.request.url}", flush=True)
        route.abort()

    def _sign_in(self, login: str) -> Any:
        with self._context("") as context:
            page = context.new_page()
            page.goto("/sign-in")
            page.fill("[name=login]", login)
            page.fill("[name=password]", DEMO_PASSWORD)
            page.press("[name=password]", "Enter")
            page.wait_for_url(lambda url: "/sign-in" not in url)
            return context.storage_state()

    def photograph(self, screen: Screen) -> Image.Image:
        """The screen as its viewer sees it, one window of it."""
        is_phone = screen.on is PHONE
        options: dict[str, Any] = {
            "viewport": screen.on,
            "color_scheme": screen.theme,
            "has_touch": is_phone,
            "device_scale_factor": PHONE_DENSITY if is_phone else 1,
        }
        with self._context(screen.login, **options) as context:
            page = context.new_page()
            answer = page.goto(screen.where, wait_until="networkidle")
            if answer is None or not answer.ok:
                raise RuntimeError(f"{screen.name}: {screen.where} did not answer")
            if screen.first is not None:
                screen.first(page)
            return Image.open(io.BytesIO(page.screenshot(animations="disabled", caret="hide")))

    def fetch(self, paper: Paper) -> bytes:
        """The PDF of a printed form."""
        with self._context(paper.login) as context:
            answer = context.request.get(paper.where, timeout=60_000)
            if not answer.ok:
                raise RuntimeError(f"{paper.name}: {paper.where} answered {answer.status}")
            return answer.body()


def take_all(app: Flask, folder: Path) -> None:
    """Every picture into `folder`, with its size on the terminal."""
    with app.test_request_context():
        places = find_places(db.session())
        db.session.remove()
    folder.mkdir(parents=True, exist_ok=True)
    with served(app) as site, sync_playwright() as playwright:
        path = machine.find_browser()
        browser = playwright.chromium.launch(
            executable_path=path, args=list(CHROMIUM_ARGUMENTS), env={**os.environ, **RUSSIAN}
        )
        photographer = Photographer(browser, site)
        for screen in screens(places):
            size = small(photographer.photograph(screen), folder / f"{screen.name}.png")
            print(f"   {screen.name}.png: {size // 1024} KB", flush=True)
        for paper in papers(places):
            for old in folder.glob(f"{paper.name}-*.png"):
                old.unlink()
            sizes = draw(photographer.fetch(paper), folder, paper.name)
            print(f"   {paper.name}: {len(sizes)} pages, {sum(sizes) // 1024} KB", flush=True)
        browser.close()


def make_centre(folder: Path) -> Flask:
    """An application over a demo centre, whose clock stands at MOMENT."""
    config = Config(
        database_url=f"sqlite:///{folder / 'demo.sqlite3'}",
        secret_key=secrets.token_urlsafe(48),
        time_zone=MOSCOW,
        testing=True,
    )
    app = create_app(config, clock=FixedClock(MOMENT, MOSCOW))
    with app.app_context():
        Base.metadata.create_all(db.engine)
        mark = writing.set(True)
        try:
            load_demo(db.session(), MOMENT, lambda line: print(f"   {line}", flush=True))
        finally:
            writing.reset(mark)
            db.session.remove()
    return app


def main() -> int:
    """0 when every picture is new."""
    if gone := {"chromium", "poppler-utils"} & set(machine.missing()):
        print(f"The pictures need {', '.join(sorted(gone))}: {machine.command(sorted(gone))}")
        return 1
    with tempfile.TemporaryDirectory(prefix="sgo-pictures-") as name:
        folder = Path(name)
        print("== a demo centre", flush=True)
        app = make_centre(folder)
        print("== pictures", flush=True)
        take_all(app, PICTURES)
        with app.app_context():
            db.engine.dispose()
    return 0


if __name__ == "__main__":
    sys.exit(main())
