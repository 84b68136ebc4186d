"""The rows of the ready centre by relation, as the walk asks for them."""

from __future__ import annotations

import pytest

from tests.access.walk import NOBODY, Keys
from tests.centre import Centre


@pytest.fixture
def keys(centre: Centre) -> dict[str, Keys]:
    """Keys of own, foreign and missing rows; the walk overrides some of them by role."""
    own = {
        "student_id": centre.student.id,
        "lesson_id": centre.lesson.id,
        "page_id": centre.page.id,
        "group_id": centre.group.id,
        "work_id": centre.lesson.works[0].id,
        "term_id": centre.term.id,
    }
    foreign = {
        **own,
        "student_id": centre.foreign_student.id,
        "lesson_id": centre.foreign_lesson.id,
        "page_id": centre.foreign_page.id,
        "group_id": centre.other_group.id,
        "work_id": centre.foreign_lesson.works[0].id,
    }
    own_rows = {
        "students": centre.student.id,
        "guardians": centre.guardian.id,
        "guardianships": centre.student.guardianships[0].id,
        "staff": centre.teacher.id,
    }
    foreign_rows = {
        "students": centre.foreign_student.id,
        "guardians": centre.foreign_guardian.id,
        "guardianships": centre.foreign_student.guardianships[0].id,
        "staff": centre.other_teacher.id,
    }
    return {
        "own": Keys(own, {name: str(key) for name, key in own_rows.items()}),
        "foreign": Keys(foreign, {name: str(key) for name, key in foreign_rows.items()}),
        "missing": Keys(dict.fromkeys(own, NOBODY), dict.fromkeys(own_rows, str(NOBODY))),
    }


@pytest.fixture
def own_cards(centre: Centre) -> dict[str, str]:
    """The staff card that is a role's own."""
    return {"T": str(centre.teacher.id), "K": str(centre.curator.id)}
