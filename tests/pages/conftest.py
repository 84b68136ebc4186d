"""Who opens the pages: the browser of the test, signed in by role."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.centre import Centre
from tests.signing import sign_in


@pytest.fixture
def office(client: FlaskClient, centre: Centre) -> FlaskClient:
    return sign_in(client, centre.accounts["technical_admin"])


@pytest.fixture
def coordinator(client: FlaskClient, centre: Centre) -> FlaskClient:
    return sign_in(client, centre.accounts["coordinator"])


@pytest.fixture
def teacher(client: FlaskClient, centre: Centre) -> FlaskClient:
    return sign_in(client, centre.accounts["teacher"])
