"""Answers are compressed where it is safe, and nowhere else."""

from __future__ import annotations

import gzip
import re

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from itsdangerous.encoding import base64_decode, base64_encode, bytes_to_int, int_to_bytes

from tests.centre import Centre
from tests.signing import sign_in

CODINGS = {"br": brotli.decompress, "gzip": gzip.decompress}
BROWSER = {"Accept-Encoding": "gzip, deflate, br, zstd"}
FILE = "/static/shell.css"


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("path", ["/diary/", FILE, "/sign-in"])
def test_pages_and_files_are_compressed(
    client: FlaskClient, centre: Centre, path: str, coding: str
) -> None:
    if path != "/sign-in":
        sign_in(client, centre.accounts["guardian"])
    plain = client.get(path, buffered=True)
    small = client.get(path, headers={"Accept-Encoding": coding}, buffered=True)
    assert small.headers["Content-Encoding"] == coding
    assert "Content-Encoding" not in plain.headers
    assert len(small.data) < len(plain.data) / 2
    assert int(small.headers["Content-Length"]) == len(small.data)
    assert "Accept-Encoding" in small.headers["Vary"]
    whole = CODINGS[coding](small.data)
    assert len(whole) == pytest.approx(len(plain.data), abs=200)  # the token differs by the second
    assert whole.startswith(plain.data[:40])


def test_a_kept_file_is_not_sent_twice(client: FlaskClient) -> None:
    first = client.get(FILE, headers=BROWSER, buffered=True)
    again = client.get(
        FILE, headers={**BROWSER, "If-None-Match": first.headers["ETag"]}, buffered=True
    )
    assert again.status_code == 304
    assert not again.data


def test_a_part_of_a_file_is_that_part(client: FlaskClient) -> None:
    part = client.get(FILE, headers={**BROWSER, "Range": "bytes=0-9"}, buffered=True)
    assert part.status_code == 206
    assert "Content-Encoding" not in part.headers
    assert len(part.data) == 10


def test_the_answer_to_a_form_is_never_compressed(client: FlaskClient) -> None:
    """It may give back what was typed, or show a secret once."""
    answer = client.post("/sign-in", data={"login": "x" * 60}, headers=BROWSER)
    assert answer.status_code == 422
    assert len(answer.data) > 500
    assert "Content-Encoding" not in answer.headers


def test_papers_stay_as_they_are(client: FlaskClient, centre: Centre) -> None:
    sign_in(client, centre.accounts["curator"])
    paper = client.get(
        f"/documents/journal/{centre.page.id}/{centre.term.id}.pdf", headers=BROWSER, buffered=True
    )
    assert "Content-Encoding" not in paper.headers


def test_a_token_is_signed_anew_every_second(
    app: Flask, client: FlaskClient, centre: Centre
) -> None:
    """A guess by length needs many answers with one secret; what a form is held by changes."""
    sign_in(client, centre.accounts["guardian"])
    page = client.get("/diary/").get_data(as_text=True)
    token = re.search(r'name="csrf-token" content="([^"]+)"', page)
    assert token is not None
    body, stamp, signature = token[1].rsplit(".", 2)
    signer = URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token").make_signer(
        "wtf-csrf-token"
    )
    assert signer.get_signature(f"{body}.{stamp}") == signature.encode()
    later = base64_encode(int_to_bytes(bytes_to_int(base64_decode(stamp)) + 1)).decode()
    assert signer.get_signature(f"{body}.{later}") != signature.encode()
