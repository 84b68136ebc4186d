"""How long the sample lists of a centre take to be looked at and loaded: 354 students of 16 groups.

python -m bench.imports
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from sgo import create_app
from sgo.clock import FixedClock
from sgo.config import Config
from sgo.db import Base, db, writing
from sgo.services.imports.runs import load, preview, upload
from sgo.services.imports.undo import undo
from tests.importing import SAMPLES, admin, uploads

ZONE = ZoneInfo("Europe/Moscow")
NOW = datetime(2026, 8, 28, 9, 0, tzinfo=ZONE)
MOST_SECONDS = 3.0
"""What a preview of 350 students may take."""


@contextmanager
def timed(steps: dict[str, float], name: str) -> Iterator[None]:
    begin = time.perf_counter()
    yield
    steps[name] = time.perf_counter() - begin


def main() -> None:
    with TemporaryDirectory() as folder:
        config = Config(
            database_url=f"sqlite:///{Path(folder) / 'sgo.sqlite3'}",
            secret_key="a measurement, long enough to be taken for a real one",
            time_zone=ZONE,
            testing=True,
        )
        app = create_app(config, clock=FixedClock(NOW, ZONE))
        with app.app_context():
            writing.set(True)
            Base.metadata.create_all(db.engine)
            session = db.session()
            who = admin(session)
            steps: dict[str, float] = {}
            with timed(steps, "upload"):
                run = upload(session, who, uploads(SAMPLES), NOW)
                session.commit()
            for name, step in (("preview", preview), ("load", load), ("undo", undo)):
                with timed(steps, name):
                    step(session, who, run.id, NOW)
                    session.commit()
            db.engine.dispose()
    for name, spent in steps.items():
        print(f"{name:8} {spent:5.2f} s")
    if steps["preview"] > MOST_SECONDS:
        raise SystemExit(f"a preview takes more than {MOST_SECONDS} s")


if __name__ == "__main__":
    main()
