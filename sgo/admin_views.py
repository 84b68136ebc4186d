"""The face of the panel: menu order, categories, registration of every view."""

from __future__ import annotations

from flask import Flask


def init(app: Flask) -> None:
    """Hang the panel into the application."""
