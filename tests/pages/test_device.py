"""The journal on a phone's home screen: manifest, icons, and a worker that keeps nobody's page."""

from __future__ import annotations

import json
import re

import pytest
from flask.testing import FlaskClient
from PIL import Image

from sgo.config import ROOT
from sgo.security import CONTENT_SECURITY_POLICY
from tests.centre import Centre
from tests.conftest import QueryCount
from tests.signing import sign_in
from tools import icons

DEVICE = ROOT / "static" / "device"


@pytest.mark.parametrize(("language", "name"), [("ru", "Журнал"), ("en", "Journal")])
def test_the_manifest_speaks_the_language_of_the_page(
    client: FlaskClient, centre: Centre, language: str, name: str
) -> None:
    client.set_cookie("sgo_language", language)
    sign_in(client, centre.accounts["guardian"])
    page = client.get("/diary/").get_data(as_text=True)
    link = re.search(r'rel="manifest" href="([^"]+)"', page)
    assert link is not None
    answer = client.get(link[1], buffered=True)
    assert answer.mimetype == "application/manifest+json"
    manifest = json.loads(answer.data)
    assert manifest["short_name"] == name
    assert (manifest["start_url"], manifest["display"]) == ("/", "standalone")
    for icon in manifest["icons"]:
        assert client.get(icon["src"], buffered=True).mimetype == icon["type"]
    sizes = {icon["sizes"] for icon in manifest["icons"]}
    assert {"192x192", "512x512", "any"} <= sizes
    assert any(icon.get("purpose") == "maskable" for icon in manifest["icons"])


@pytest.mark.parametrize("name", icons.ICONS)
def test_the_icons_are_what_the_program_draws(name: str) -> None:
    drawn = icons.draw(*icons.ICONS[name])
    with Image.open(DEVICE / f"{name}.png") as kept:
        assert kept.size == drawn.size
        assert kept.convert("RGBA").tobytes() == drawn.tobytes()


def test_the_policy_opens_manifest_and_worker_to_our_own_files() -> None:
    directives = dict(part.split(" ", 1) for part in CONTENT_SECURITY_POLICY.split("; "))
    assert directives["manifest-src"] == directives["worker-src"] == "'self'"


def test_the_worker_is_asked_for_anew_each_time(client: FlaskClient) -> None:
    """From the root, so that it answers for every page; never an old one for a year."""
    answer = client.get("/service-worker.js", buffered=True)
    assert answer.status_code == 200
    assert "javascript" in answer.mimetype
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_page_without_a_line_knows_nobody(
    client: FlaskClient, centre: Centre, count_queries: QueryCount
) -> None:
    sign_in(client, centre.accounts["guardian"])
    count_queries.statements.clear()
    answer = client.get("/offline")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "Нет связи" in text
    assert "Абрамова" not in text
    assert "csrf" not in text
    assert len(count_queries) == 0
    assert client.get("/static/device/offline.css", buffered=True).status_code == 200


def test_a_tab_of_a_printed_form_has_its_picture(client: FlaskClient) -> None:
    answer = client.get("/favicon.ico", buffered=True)
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert answer.data == (DEVICE / "icon-192.png").read_bytes()
    assert "Set-Cookie" not in answer.headers
