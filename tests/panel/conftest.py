"""Who opens the panel: the browser of the test, signed in by role."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.centre import Centre
from tests.panel.movement import newcomer, order_form, waiting_order
from tests.signing import sign_in

__all__ = ["newcomer", "office", "order_form", "teacher", "waiting_order"]


@pytest.fixture
def office(client: FlaskClient, centre: Centre) -> FlaskClient:
    return sign_in(client, centre.accounts["technical_admin"])


@pytest.fixture
def teacher(client: FlaskClient, centre: Centre) -> FlaskClient:
    return sign_in(client, centre.accounts["teacher"])
