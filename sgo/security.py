"""What every answer carries against the browser's bad neighbourhood: headers, cookies, limits.

The policy allows the product's own files and nothing else: no inline script, no inline style, no
frame, no foreign address. A page that needs more is written differently.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, request, session
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from werkzeug.security import safe_join

from sgo.config import Config

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "object-src 'none'",
    )
)
"""One policy for every answer, error pages included."""

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in ("camera", "geolocation", "microphone", "payment", "usb", "browsing-topics")
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS_POLICY,
}

YEAR_IN_SECONDS = 31_536_000
STYLES = "style_sheets.sheets"
LARGEST_REQUEST = 2 * 1024 * 1024
"""Bytes; the largest form of the product is a grid of marks, far below."""
LARGEST_UPLOAD = 32 * 1024 * 1024
"""Bytes of a request that brings files; how large one file may be is the reader's own limit."""
UPLOADS = frozenset({"panel_imports.upload_view"})
"""Endpoints that take files."""
SESSION_COOKIE = "sgo"
PRODUCTION_SESSION_COOKIE = "__Host-sgo"
VERSION_LENGTH = 12
NUL = "\x00"
NUL_IN_JSON = rb"\u0000"


def init(app: Flask, config: Config) -> None:
    """Set cookie flags and limits, and the headers of every answer."""
    app.config.update(
        SESSION_COOKIE_NAME=PRODUCTION_SESSION_COOKIE if config.production else SESSION_COOKIE,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.production,
        SESSION_COOKIE_PATH="/",
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
    )

    app.session_interface = FilelessSessions()
    app.url_value_preprocessor(_let_files_in)
    app.before_request(_refuse_nul)

    @app.url_defaults
    def add_version(endpoint: str, values: dict[str, Any]) -> None:
        if _is_static(endpoint) and "filename" in values and "v" not in values:
            version = _version(app, endpoint, values["filename"])
            if version:
                values["v"] = version

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if config.production:
            response.headers["Strict-Transport-Security"] = (
                f"max-age={YEAR_IN_SECONDS}; includeSubDomains"
            )
        if is_file(request.endpoint) and response.status_code in (200, 206, 304):
            _keep_static(response)
        else:
            # Personal data must not stay behind in a shared computer's cache.
            response.headers["Cache-Control"] = "no-store"
            response.vary.add("Cookie")
        return response


def is_file(endpoint: str | None) -> bool:
    """Whether the answer is a part of the program, alike for everybody."""
    return endpoint == STYLES or _is_static(endpoint)


def _let_files_in(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """More of a body where files are taken, for whoever has signed in; before anything reads it."""
    if endpoint in UPLOADS and "_user_id" in session:
        request.max_content_length = LARGEST_UPLOAD


def _refuse_nul() -> None:
    """No text of a person holds this character, and PostgreSQL takes none that does."""
    given = [request.path, *request.args, *request.form]
    given += [one for many in (request.args, request.form) for _, one in many.items(multi=True)]
    if any(NUL in text for text in given):
        abort(400)
    if request.is_json and NUL_IN_JSON in request.get_data():
        abort(400)


def _is_static(endpoint: str | None) -> bool:
    return endpoint is not None and (endpoint == "static" or endpoint.endswith(".static"))


class FilelessSessions(SecureCookieSessionInterface):
    """Sessions as Flask keeps them, but no file ever carries the cookie.

    A session that is renewed with every answer would ride on files too, which a proxy on the way
    may keep for everybody.
    """

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if not is_file(request.endpoint):
            super().save_session(app, session, response)


def _keep_static(response: Response) -> None:
    """A file asked for by its version never changes; another is asked about each time."""
    if "v" in request.args:
        response.headers["Cache-Control"] = f"public, max-age={YEAR_IN_SECONDS}, immutable"
    else:
        response.headers["Cache-Control"] = "no-cache"


def _version(app: Flask, endpoint: str, filename: str) -> str | None:
    """A short digest of the file's content, so that a new release is a new address."""
    owner = app.blueprints.get(endpoint.rpartition(".")[0]) if "." in endpoint else app
    folder = owner.static_folder if owner is not None else None
    path = safe_join(folder, filename) if folder else None
    if path is None:
        return None
    try:
        return _digest(path, Path(path).stat().st_mtime_ns)
    except OSError:
        return None


@lru_cache(maxsize=256)
def _digest(path: str, changed_at: int) -> str:
    """`changed_at` is part of the key: an edited file gets a new version without a restart."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:VERSION_LENGTH]
