"""Headers, cookies and limits that every answer carries."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from sgo import create_app
from sgo.config import ROOT
from sgo.security import CONTENT_SECURITY_POLICY, HEADERS
from tests.centre import Centre
from tests.conftest import make_config
from tests.signing import sign_in

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
FRAMED = [path for path in TEMPLATES if "reports" not in path.parts]


@pytest.fixture
def production() -> Flask:
    config = make_config("sqlite://")
    return create_app(replace(config, production=True, testing=False))


@pytest.mark.parametrize("path", ["/health", "/nowhere", "/static/shell.js", "/static/none.js"])
def test_every_answer_carries_the_headers(client: FlaskClient, centre: Centre, path: str) -> None:
    sign_in(client, centre.accounts["teacher"])
    response = client.get(path, buffered=True)
    for name, value in HEADERS.items():
        assert response.headers[name] == value


def test_the_policy_allows_own_files_only() -> None:
    directives = dict(part.split(" ", 1) for part in CONTENT_SECURITY_POLICY.split("; "))
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == directives["style-src"] == "'self'"
    assert directives["frame-ancestors"] == directives["base-uri"] == "'none'"
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "http" not in CONTENT_SECURITY_POLICY


def test_pages_are_never_kept_by_a_browser(client: FlaskClient, centre: Centre) -> None:
    sign_in(client, centre.accounts["teacher"])
    for path in ("/health", "/nowhere"):
        response = client.get(path)
        assert response.headers["Cache-Control"] == "no-store"
        assert "Cookie" in response.headers["Vary"]


def test_a_file_is_kept_by_its_version(app: Flask, client: FlaskClient) -> None:
    with app.test_request_context():
        own = app.url_for("static", filename="shell.css")
        framework = app.url_for("bootstrap.static", filename="css/bootstrap.min.css")
    for address in (own, framework):
        assert re.search(r"\?v=[0-9a-f]{12}$", address)
        response = client.get(address, buffered=True)
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert "Set-Cookie" not in response.headers
    assert client.get("/static/shell.css", buffered=True).headers["Cache-Control"] == "no-cache"


def test_no_file_carries_a_session(app: Flask, client: FlaskClient, centre: Centre) -> None:
    """A session renews itself with every answer; a proxy may keep a file for everybody."""
    sign_in(client, centre.accounts["teacher"])
    with client.session_transaction() as cookie:
        cookie.permanent = True
    assert "Set-Cookie" in client.get("/diary/").headers
    with app.test_request_context():
        addresses = [
            app.url_for("static", filename="shell.js"),
            app.url_for("style_sheets.sheets", v="1"),
        ]
    for address in addresses:
        answer = client.get(address, buffered=True)
        assert answer.headers["Cache-Control"].startswith("public")
        assert "Set-Cookie" not in answer.headers


def test_a_missing_file_has_no_version_and_is_not_kept(app: Flask, client: FlaskClient) -> None:
    with app.test_request_context():
        assert app.url_for("static", filename="none.css") == "/static/none.css"
        assert "v=" not in app.url_for("static", filename="../app.py")
    assert client.get("/static/none.css?v=1").headers["Cache-Control"] == "no-store"


def test_production_cookies_are_bound_to_the_host(production: Flask) -> None:
    assert production.config["SESSION_COOKIE_NAME"] == "__Host-sgo"
    assert production.config["SESSION_COOKIE_SECURE"] is True
    assert production.config["SESSION_COOKIE_HTTPONLY"] is True
    assert production.config["SESSION_COOKIE_SAMESITE"] == "Lax"
    assert production.config["SESSION_COOKIE_DOMAIN"] is None
    response = production.test_client().get("/static/shell.js", buffered=True)
    assert "max-age=31536000" in response.headers["Strict-Transport-Security"]


def test_development_works_without_tls(app: Flask, client: FlaskClient) -> None:
    assert app.config["SESSION_COOKIE_SECURE"] is False
    assert "Strict-Transport-Security" not in client.get("/health").headers


def test_requests_have_a_largest_size(app: Flask) -> None:
    assert app.config["MAX_CONTENT_LENGTH"] == 2 * 1024 * 1024


@pytest.mark.parametrize("path", FRAMED, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_no_template_needs_more_than_the_policy_gives(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)", text), "inline script"
    assert not re.search(r"<style\b|\sstyle=", text), "inline style"
    assert not re.search(r"\son[a-z]+=[\"']", text), "inline handler"
    assert not re.search(r"(src|href)=[\"']https?:", text), "foreign address"
