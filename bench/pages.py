"""How long the pages of a centre of 1,000 students take in May, for every role.

    python -m bench.pages [FILE]

The centre is the demo's, three times as many groups, taught from September to 20 May; it is made
once (some minutes) and kept in FILE, an SQLite database. Each role goes along its links and opens
one page of every address; a page is asked for five times and the middle one counts.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import Engine, event
from werkzeug.exceptions import HTTPException

from sgo import create_app
from sgo.clock import FixedClock
from sgo.config import Config
from sgo.db import db, writing
from sgo.demo.accounts import DEMO_PASSWORD
from sgo.demo.load import load_demo

ZONE = ZoneInfo("Europe/Moscow")
NOW = datetime(2027, 5, 20, 12, 0, tzinfo=ZONE)
TIMES = 3
ROLES = ("director", "coordinator", "admin", "teacher", "parent", "student")
ASKED = 5
MOST_MILLISECONDS = 500
"""What a page may take here; a paper is told and not judged."""
LEFT_OUT = ("export", "static", "sign_in.sign_out", "list_view")
LINK = re.compile(rb'<a\b[^>]*\shref="([^"#]+)')


@dataclass
class Asked:
    """A page as one role was given it."""

    role: str
    endpoint: str
    milliseconds: float
    queries: int
    kilobytes: float
    is_paper: bool


def application(path: Path) -> Flask:
    """The centre in `path`; made there when the file is not yet."""
    is_new = not path.exists()
    config = Config(
        f"sqlite:///{path}", "a measurement, long enough to be real", ZONE, testing=True
    )
    app = create_app(config, clock=FixedClock(NOW, ZONE))
    app.config["WTF_CSRF_ENABLED"] = False
    if is_new:
        with app.app_context():
            upgrade()
            mark = writing.set(True)
            load_demo(db.session(), NOW, print, times=TIMES)
            db.session.commit()
            writing.reset(mark)
            db.session.remove()
    return app


class Queries:
    """How many statements went to the database since it was last asked."""

    def __init__(self) -> None:
        self._count = 0
        event.listen(Engine, "before_cursor_execute", self._note)

    def _note(self, *_: object) -> None:
        self._count += 1

    def since(self) -> int:
        count, self._count = self._count, 0
        return count


def walk(client: FlaskClient, app: Flask, role: str, queries: Queries) -> Iterator[Asked]:
    """Every page that the role reaches by links, one of each address."""
    routes = app.url_map.bind("localhost")
    seen, waiting = set[str](), ["/"]
    while waiting:
        address = waiting.pop(0)
        spent: list[float] = []
        for _ in range(ASKED):
            queries.since()
            begin = time.perf_counter()
            answer = client.get(address, follow_redirects=True)
            spent.append((time.perf_counter() - begin) * 1000)
        landed = answer.request.path
        endpoint = str(routes.match(landed, method="GET")[0])
        seen.add(endpoint)
        yield Asked(
            role,
            endpoint,
            median(spent),
            queries.since(),
            len(answer.data) / 1024,
            answer.mimetype != "text/html",
        )
        for found in LINK.findall(answer.data):
            link = urljoin(landed, found.decode().replace("&amp;", "&"))
            try:
                endpoint = str(routes.match(urlsplit(link).path, method="GET")[0])
            except HTTPException:
                continue
            if endpoint not in seen and not endpoint.endswith(LEFT_OUT):
                seen.add(endpoint)
                waiting.append(link)


def main() -> None:
    with TemporaryDirectory() as folder:
        path = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(folder) / "sgo.sqlite3"
        app = application(path.resolve())
        queries, pages = Queries(), list[Asked]()
        for role in ROLES:
            client = app.test_client()
            client.post("/sign-in", data={"login": role, "password": DEMO_PASSWORD})
            pages += walk(client, app, role, queries)
        with app.app_context():
            db.engine.dispose()
    pages.sort(key=lambda one: -one.milliseconds)
    for one in pages:
        print(
            f"{one.milliseconds:7.0f} ms {one.queries:4} queries {one.kilobytes:6.0f} KB"
            f"  {one.role:12} {one.endpoint}{' (a paper)' if one.is_paper else ''}"
        )
    slow = [one for one in pages if one.milliseconds > MOST_MILLISECONDS and not one.is_paper]
    if slow:
        raise SystemExit(f"{len(slow)} pages take more than {MOST_MILLISECONDS} ms")


if __name__ == "__main__":
    main()
