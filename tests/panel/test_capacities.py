"""Rights add up, what they show does not mix: the panel knows nobody as a guardian."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from sgo.vocabulary import Role
from tests.centre import Centre
from tests.signing import sign_in


@pytest.mark.clause("1.7", "4.5")
def test_a_teacher_finds_the_own_child_in_the_diary_and_not_among_the_students(
    client: FlaskClient, centre: Centre
) -> None:
    guardian = centre.make_guardian("Гордиенко", centre.students[1])
    both = centre.make_account(
        "both",
        Role.TEACHER,
        Role.GUARDIAN,
        staff_id=centre.make_staff("Гордиенко", "Ольга").id,
        guardian_id=guardian.id,
    )
    browser = sign_in(client, both)
    assert centre.students[1].given_name in browser.get("/diary/").get_data(as_text=True)
    students = browser.get("/panel/students/").get_data(as_text=True)
    assert centre.students[1].surname not in students
    assert browser.get(f"/panel/students/details/?id={centre.students[1].id}").status_code == 404
