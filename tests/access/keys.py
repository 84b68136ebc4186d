"""The keys of own, foreign and missing rows, as the walk puts them into its addresses."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from sgo.models import Account, ControlCheck, ControlRemark, JournalEntry, Lesson, SignIn, Student
from sgo.services import list_acts, list_deeds
from sgo.services.bulk_acts import name_act, new_act_id
from sgo.services.guard import Act, acting, permit
from sgo.verdicts import ALLOWED
from sgo.vocabulary import AttendanceCode, BulkAct, Funding, Role
from tests.access.rows import key_of, no_key, rows_of
from tests.access.walk import NOBODY, Keys
from tests.centre import Centre
from tests.families import give_address
from tests.signing import open_session


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
        "work_type_id": centre.control.id,
        "programme_id": centre.programme.id,
        "year_id": centre.year.id,
        "kind": "exam",
        "act_id": bulk_act(centre, "teacher", centre.lesson),
        "list_act_id": act_over_list(centre, centre.student),
        "token": "nobodys-secret",
        **control_of(centre, True),
        "sign_in_id": session_of(centre, centre.accounts["foreign_guardian"]),
    }
    foreign = {
        **own,
        "student_id": centre.foreign_student.id,
        "lesson_id": centre.foreign_lesson.id,
        "page_id": centre.foreign_page.id,
        "group_id": centre.other_group.id,
        "work_id": centre.foreign_lesson.works[0].id,
        **control_of(centre, False),
        "act_id": bulk_act(centre, "other_teacher", centre.foreign_lesson),
        "list_act_id": act_over_list(centre, centre.foreign_student),
    }
    missing = {name: key if isinstance(key, str) else NOBODY for name, key in own.items()} | {
        "work_type_id": centre.control.id,
        "act_id": "0" * 32,
        "list_act_id": "0" * 32,
    }
    for name, student in (
        ("guardian", centre.student),
        ("student", centre.student),
        ("foreign_guardian", centre.foreign_student),
    ):
        give_address(centre, name, student)
    mine = rows_of(centre, centre.student, centre.page, centre.lesson)
    theirs = rows_of(centre, centre.foreign_student, centre.foreign_page, centre.foreign_lesson)
    for keys_of, rows in ((own, mine), (foreign, theirs)):
        keys_of["row_id"] = rows["timetable_rows"].id
    missing["row_id"] = NOBODY
    centre.session.commit()
    return {
        "own": Keys(own, {name: key_of(row) for name, row in mine.items()}),
        "foreign": Keys(foreign, {name: key_of(row) for name, row in theirs.items()}),
        "missing": Keys(missing, {name: no_key(row) for name, row in mine.items()}),
    }


def act_over_list(centre: Centre, student: Student) -> str:
    """An act over a list of one student, done by the technical admin."""
    viewer, act_id = centre.viewer(centre.accounts["technical_admin"]), new_act_id()
    rows = [list_acts.Row(student.id, student.version)]
    deed, values = list_deeds.FUNDING, {"funding": Funding.CONTRACT}
    for outcome in list_acts.carry_out(
        centre.session, viewer, deed, rows, values, centre.now, act_id
    ):
        assert outcome.verdict.allowed
    list_acts.name_act(centre.session, viewer, deed, "funding", 1, centre.now, act_id)
    return act_id


def session_of(centre: Centre, account: Account) -> int:
    """The key of a session that this account has begun."""
    open_session(centre.session, account, centre.now)
    newest = select(SignIn.id).where(SignIn.account_id == account.id).order_by(SignIn.id.desc())
    return centre.session.scalars(newest).first() or NOBODY


def bulk_act(centre: Centre, name: str, lesson: Lesson) -> str:
    """An act over many cells that an account has done: one cell says "absent"."""
    account, act_id = centre.accounts[name], f"{centre.accounts[name].id:032x}"
    entry = JournalEntry(
        lesson_id=lesson.id,
        student_id=centre.students[1].id,
        attendance=AttendanceCode.ABSENT,
        entered_at=centre.now,
    )
    with acting(centre.session, Act(centre.now, account.id, Role.TEACHER, bulk=act_id)):
        centre.session.add(entry)
        permit(centre.session, entry, ALLOWED)
        name_act(centre.session, act_id, BulkAct.PASTE)
    return act_id


def control_of(centre: Centre, first: bool) -> dict[str, int]:
    """A held check of a page with a remark to its teacher."""
    page = centre.page if first else centre.foreign_page
    check = centre.add(
        ControlCheck(
            planned_on=centre.now.date(),
            aim="Темы",
            page_id=page.id,
            checker_id=centre.accounts["coordinator"].staff_id,
            held_on=centre.now.date(),
            looked_at="Уроки",
            findings="Тем нет",
        )
    )
    remark = centre.add(
        ControlRemark(
            check_id=check.id,
            staff_id=page.assignments[0].staff_id,
            text="Записать темы",
            made_on=centre.now.date(),
            mend_by=centre.now.date(),
        )
    )
    return {"check_id": check.id, "remark_id": remark.id}


@pytest.fixture
def own_cards(centre: Centre) -> dict[str, str]:
    """The staff card that is a role's own."""
    return {"T": str(centre.teacher.id), "K": str(centre.curator.id)}
