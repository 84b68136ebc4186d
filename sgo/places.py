"""Where a person may go: every floor of screens offers its own places, and the search asks for all.

Panel and pages never meet; here each of them leaves what it knows without naming the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app

Source = Callable[[], Iterable["Place"]]
"""Gives the places that the viewer of this request may open, in the reader's language."""


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the product, a list of the panel, or the way to a new record."""

    title: str
    url: str
    icon: str
    soft: str = ""
    """Where it stands, in small letters beside it."""


def offer(app: Flask, source: Source) -> None:
    """Let the search know of places; sources are asked in the order in which they came."""
    _sources(app).append(source)


def open_places() -> list[Place]:
    """Every place that the viewer may open."""
    return [place for source in _sources(current_app) for place in source()]


def _sources(app: Flask) -> list[Source]:
    return cast("list[Source]", app.extensions.setdefault("sgo.places", []))
