"""Only a request that changes something takes the write lock, and only while it lasts."""

from __future__ import annotations

import pytest
from flask import Flask, request, request_finished
from flask.testing import FlaskClient

from sgo.db import writing


@pytest.mark.parametrize(
    ("method", "address", "takes_it"),
    [("GET", "/sign-in", False), ("POST", "/sign-in", True), ("POST", "/nowhere", True)],
)
def test_the_lock_ends_with_the_request(
    app: Flask, client: FlaskClient, method: str, address: str, takes_it: bool
) -> None:
    taken: list[bool] = []

    def note(sender: Flask, **_: object) -> None:
        taken.append(writing.get() and request.path == address)

    with request_finished.connected_to(note, app):
        client.open(address, method=method, data={})
    assert taken == [takes_it]
    assert not writing.get()
