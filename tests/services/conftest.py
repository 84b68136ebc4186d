"""Who acts in the tests of the services: viewers of the ready centre by their role."""

from __future__ import annotations

import pytest

from sgo.access.viewer import Viewer
from tests.centre import Centre
from tests.services.closed_year import closed
from tests.services.forming import unformed
from tests.services.import_lists import loader
from tests.services.movement_orders import cancel, prepare, robots

__all__ = [
    "admin",
    "cancel",
    "closed",
    "coordinator",
    "loader",
    "prepare",
    "robots",
    "teacher",
    "unformed",
]


@pytest.fixture
def admin(centre: Centre) -> Viewer:
    return centre.viewer(centre.accounts["technical_admin"])


@pytest.fixture
def coordinator(centre: Centre) -> Viewer:
    return centre.viewer(centre.accounts["coordinator"])


@pytest.fixture
def teacher(centre: Centre) -> Viewer:
    return centre.viewer(centre.accounts["teacher"])
