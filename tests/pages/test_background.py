"""Work that outlasts a request: never twice at once, watched, and its refusal told once."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

import pytest
from flask import Flask

from sgo.background import Background, Tell
from sgo.errors import Conflict, refuse

PATIENCE = 10.0
"""Seconds: work that is not done by then hangs."""


def raising(error: Exception) -> Callable[[Tell], None]:
    def work(tell: Tell) -> None:
        raise error

    return work


def finish(background: Background) -> None:
    """Wait for everything that was begun."""
    done = Event()
    background.start("last", "last", lambda tell: done.set())
    assert done.wait(PATIENCE)


def test_the_same_work_is_not_begun_twice_and_says_how_far_it_is(application: Flask) -> None:
    background, begun, go = Background(application), Event(), Event()

    def work(tell: Tell) -> None:
        tell(3, 10)
        begun.set()
        assert go.wait(PATIENCE)

    assert background.start("load/1", "Loading", work)
    assert begun.wait(PATIENCE)
    assert not background.start("load/1", "Loading", work)
    assert background.start("load/2", "Loading", raising(refuse("no_files")))
    progress = background.going_on("load/1")
    assert progress is not None
    assert (progress.what, progress.done, progress.of) == ("Loading", 3, 10)
    assert background.take_verdict("load/1") is None, "it is not over"
    go.set()
    finish(background)
    assert background.going_on("load/1") is None
    verdict = background.take_verdict("load/2")
    assert verdict is not None
    assert verdict.code == "no_files"
    assert background.take_verdict("load/2") is None, "a refusal is told once"


@pytest.mark.parametrize(
    ("error", "code"),
    [(Conflict({}), "work_overtaken"), (RuntimeError("a fault"), "work_broke_off")],
)
def test_what_breaks_off_ends_with_a_sentence_and_leaves_the_rest_working(
    application: Flask, error: Exception, code: str
) -> None:
    background = Background(application)
    background.start("load/1", "Loading", raising(error))
    finish(background)
    verdict = background.take_verdict("load/1")
    assert verdict is not None
    assert verdict.code == code
    assert background.start("load/1", "Loading", lambda tell: None), "it can be tried again"
    finish(background)
