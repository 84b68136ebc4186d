"""The matrix of roles and rights says what the program decides (3.1, 3.2)."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from sgo.access.permissions import ROLE_PERMISSIONS, Permission
from sgo.vocabulary import Role
from tests.centre import Centre
from tests.conftest import QueryCount
from tests.signing import sign_in


@pytest.mark.clause("3.1", "3.2")
def test_every_right_of_every_role_stands_in_the_matrix(
    client: FlaskClient, centre: Centre, count_queries: QueryCount
) -> None:
    office = sign_in(client, centre.accounts["coordinator"])
    count_queries.statements.clear()
    page = office.get("/panel/rights/").text
    assert len(count_queries) <= 4
    rows = re.findall(r'<tr><th scope="row">.*?</tr>', page, re.DOTALL)
    assert len(rows) == len(Permission)
    for permission, row in zip(Permission, rows, strict=True):
        told = ["#check" in cell for cell in re.findall(r"<td>(.*?)</td>", row, re.DOTALL)]
        assert told == [permission in ROLE_PERMISSIONS[role] for role in Role], permission


def test_every_right_is_named_for_a_reader() -> None:
    assert [right for right in Permission if right.label == right.value] == []
