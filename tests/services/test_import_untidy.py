"""Three centres that keep their lists worse: each loads whole but for what is wrong on purpose."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from sgo.models import Guardian, MovementRecord, Staff, Student, TimetableRow
from sgo.vocabulary import RowState
from tests.importing import admin, brought, contents, count, told
from tests.untidy import SETS


@pytest.mark.clause("2.1.2")
@pytest.mark.parametrize("name", SETS)
def test_an_untidy_centre_loads_but_for_what_is_wrong(session: Session, name: str) -> None:
    made, who = SETS[name](), admin(session)
    outcome = brought(session, who, made.files)
    assert told(outcome) == sorted(made.wrong)
    assert {
        "staff": count(session, Staff),
        "students": count(session, Student),
        "enrolments": count(session, MovementRecord),
        "guardians": count(session, Guardian),
        "lessons": count(session, TimetableRow),
    } == {
        "staff": made.staff,
        "students": made.students,
        "enrolments": made.students,
        "guardians": made.guardians,
        "lessons": made.lessons,
    }
    before = contents(session)
    again = brought(session, who, made.files)
    assert again.count(RowState.NEW, RowState.CHANGED) == 0
    assert told(again) == told(outcome)
    assert contents(session) == before
