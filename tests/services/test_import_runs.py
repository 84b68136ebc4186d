"""A load on its way: what changes, what is doubted and decided, what is mended, undone and wiped."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sgo.errors import Conflict, Forbidden, Missing, Refused
from sgo.models import (
    AuditEvent,
    CurriculumItem,
    CurriculumTermHours,
    Guardian,
    Guardianship,
    ImportFile,
    ImportRun,
    Staff,
    Student,
)
from sgo.reports.sheets import write_workbook
from sgo.sentences import sentence
from sgo.services.guard import Act, acting
from sgo.services.imports.mending import mending_book
from sgo.services.imports.outcome import Outcome
from sgo.services.imports.runs import (
    Upload,
    cancel,
    choose,
    decide,
    fail,
    forget_uploads,
    layouts,
    load,
    outcome_of,
    preview,
    run_of,
    upload,
)
from sgo.services.imports.undo import can_undo, undo
from sgo.vocabulary import (
    Decision,
    ImportFollower,
    ImportState,
    ListKind,
    Relation,
    Role,
    RowState,
    SystemAct,
)
from tests import books
from tests.importing import NOW, admin, brought, contents, told, viewer

HEAD = books.STUDENTS[1]
YEGOR = books.STUDENTS[2]
MARIA = books.STUDENTS[3]


def book(sheets: dict[str, books.Rows], name: str = "книга.xlsx") -> Upload:
    target = BytesIO()
    write_workbook(target, sheets)
    return Upload(name, target.getvalue())


def whole() -> list[Upload]:
    return [book(sheets, name) for name, sheets in books.BOOKS.items()]


def list_of(*rows: Any) -> list[Upload]:
    """A list of students alone."""
    return [book({"Список": [HEAD, *(list(row) for row in rows)]})]


def altered(row: list[Any], **cells: Any) -> list[Any]:
    """The row with other cells, named by their letters."""
    new = list(row)
    for letter, value in cells.items():
        new[ord(letter) - ord("A")] = value
    return new


@pytest.fixture
def who(session: Session) -> Any:
    loader = admin(session)
    assert told(brought(session, loader, whole())) == []
    return loader


def test_a_changed_row_says_each_cell_and_writes_it(session: Session, who: Any) -> None:
    row = altered(YEGOR, F="х. Новый, 5", H="бюджет", K="8 918 999-88-77")
    outcome = brought(session, who, list_of(row))
    (found,) = outcome.rows
    assert found.state is RowState.CHANGED
    assert [(one.field, one.before, one.after) for one in found.changes] == [
        ("address", "ст. Степная", "х. Новый, 5"),
        ("funding", "contract", "budget"),
        ("guardian1_phone", "+79181234567", "+79189998877"),
    ]
    yegor = session.scalars(select(Student).where(Student.given_name == "Егор")).one()
    assert yegor.address == "х. Новый, 5"
    assert session.scalar(select(func.count()).select_from(Guardian)) == 2


def test_an_empty_cell_takes_nothing_away(session: Session, who: Any) -> None:
    outcome = brought(session, who, list_of([1, "Белов Егор Ильич", "09.03.2010", "м", None, None,
                                             "ПОВ-26-1", None]))  # fmt: skip
    assert [row.state for row in outcome.rows] == [RowState.UNCHANGED]


DOUBTS = [
    (altered(MARIA, B="Белова Марья Ильинична", E=None), "doubt_near_name", True),
    (altered(MARIA, B="Белова Мария", E=None), "doubt_near_name", True),
    (altered(MARIA, C="03.01.2011", E=None), "doubt_other_birth", True),
    (altered(MARIA, C="03.01.2011"), "doubt_snils_other_birth", False),
    (altered(MARIA, B="Светлова Мария Ильинична"), "doubt_snils_other_name", False),
    (altered(MARIA, E="112-233-445 95"), "doubt_other_snils", False),
]


@pytest.mark.clause("2.1.2")
@pytest.mark.parametrize(("row", "code", "maybe_another"), DOUBTS)
def test_a_likely_person_is_for_somebody_to_decide(
    session: Session, who: Any, row: list[Any], code: str, maybe_another: bool
) -> None:
    before = contents(session)
    run = upload(session, who, list_of(row), NOW)
    (found,) = preview(session, who, run.id, NOW).rows
    assert found.state is RowState.DOUBTFUL
    assert found.doubt is not None
    assert (found.doubt.verdict.code, found.doubt.stored) == (
        code,
        "Белова Мария Ильинична, 03.01.2012",
    )
    assert (Decision.ANOTHER in found.doubt.choices) is maybe_another
    load(session, who, run.id, NOW)
    assert contents(session) == before, "nobody decided: nothing is written"


@pytest.mark.parametrize(("row", "code", "maybe_another"), DOUBTS)
def test_the_same_person_takes_what_the_row_says(
    session: Session, who: Any, row: list[Any], code: str, maybe_another: bool
) -> None:
    count = session.scalar(select(func.count()).select_from(Student))
    outcome = decided(session, who, row, Decision.SAME)
    # A patronymic that the row leaves out is not taken away from the card.
    shorter = row[1] == "Белова Мария"
    expected = RowState.UNCHANGED if shorter else RowState.CHANGED
    assert [one.state for one in outcome.rows] == [expected], code
    assert session.scalar(select(func.count()).select_from(Student)) == count
    again = brought(session, who, list_of(row))
    assert [one.state for one in again.rows] == [
        RowState.DOUBTFUL if shorter else RowState.UNCHANGED
    ]


@pytest.mark.parametrize(("row", "code", "maybe_another"), DOUBTS)
def test_another_person_is_new_unless_the_number_is_one(
    session: Session, who: Any, row: list[Any], code: str, maybe_another: bool
) -> None:
    (found,) = decided(session, who, row, Decision.ANOTHER).rows
    if maybe_another:
        assert found.state is RowState.NEW
        assert [one.state for one in brought(session, who, list_of(row)).rows] == [
            RowState.UNCHANGED
        ]
    else:
        assert [one.verdict.code for one in found.refusals] == ["cannot_be_another"], code


def test_a_number_of_somebody_else_is_refused(session: Session, who: Any) -> None:
    outcome = brought(session, who, list_of(altered(YEGOR, E=MARIA[4])))
    (cell,) = outcome.refusals
    assert (cell.column, cell.verdict.code) == ("E", "snils_of_other")
    assert cell.verdict.parameters == {"name": "Белова Мария Ильинична"}


def test_a_number_learnt_from_a_row_is_known_to_the_next(session: Session, who: Any) -> None:
    number = "112-233-445 95"
    other = altered(YEGOR, B="Серов Юрий Львович", E=number, I=None, M=None)
    outcome = brought(session, who, list_of(altered(YEGOR, E=number), other))
    assert [row.state for row in outcome.rows] == [RowState.CHANGED, RowState.DOUBTFUL]


def test_a_row_may_be_left_out(session: Session, who: Any) -> None:
    before = contents(session)
    outcome = decided(session, who, DOUBTS[0][0], Decision.SKIP)
    assert [row.state for row in outcome.rows] == [RowState.SKIPPED]
    assert contents(session) == before


def decided(session: Session, who: Any, row: list[Any], decision: Decision) -> Outcome:
    run = upload(session, who, list_of(row), NOW)
    (found,) = preview(session, who, run.id, NOW).rows
    decide(session, who, run.id, {found.key: decision}, version=run.version)
    seen = preview(session, who, run.id, NOW)
    done = load(session, who, run.id, NOW)
    assert done == seen
    return done


def test_what_was_left_comes_back_to_be_mended(session: Session, who: Any) -> None:
    faulty = altered(YEGOR, B="Серов Юрий Львович", C="31.02.2011")
    outcome = brought(session, who, list_of(DOUBTS[0][0], faulty))
    rows = mending_book(outcome, sentence)["Список"]
    assert rows[1][:3] == HEAD[:3]
    assert rows[1][-2:] == ["Решение", "Причина"]
    assert [row[1] for row in rows[2:]] == ["Белова Марья Ильинична", "Серов Юрий Львович"]
    assert "31.02.2011" in rows[3][-1]
    assert "Белова Мария Ильинична" in rows[2][-1]
    rows[2][-2], rows[3][2] = "Тот же человек", "28.02.2011"
    mended = brought(session, who, [book({"Список": rows}, "исправлено.xlsx")])
    assert told(mended) == []
    assert [row.state for row in mended.rows] == [RowState.CHANGED, RowState.NEW]


def test_lessons_come_back_with_their_day(session: Session) -> None:
    loader = admin(session)
    rows = [list(row) for row in books.TIMETABLE]
    rows[4][4] = "Робототехника / Никто Н.Н. / 5"
    changed = {**books.BOOKS, "timetable.xlsx": {"Расписание": rows}}
    outcome = brought(session, loader, [book(one, name) for name, one in changed.items()])
    back = mending_book(outcome, sentence)["Расписание"]
    assert back[2][:3] == ["понедельник", "2", "9:20-10:00"]
    assert back[2][3] is None
    back[2][4] = "Робототехника / Громова А.Ю. / 5"
    mended = brought(session, loader, [book({"Расписание": back})])
    assert (told(mended), mended.loaded["rows"]) == ([], 1)


def test_a_column_is_what_a_person_says(session: Session, who: Any) -> None:
    rows = [["Кто", "Когда", "Где учится", "М/Ж"],
            ["Серов Юрий Львович", "01.02.2010", "ПОВ-26-1", "м"]]  # fmt: skip
    run = upload(session, who, [book({"Дети": rows})], NOW)
    (table,) = layouts(session, who, run.id)
    assert table.kind is None
    assert [(one.letter, one.heading, one.field) for one in table.shown_columns()] == [
        ("A", "Кто", ""), ("B", "Когда", ""), ("C", "Где учится", ""), ("D", "М/Ж", ""),
    ]  # fmt: skip
    fields = {0: "name", 1: "birth_date", 2: "group", 3: "sex"}
    choose(session, who, run.id, table.key, ListKind.STUDENTS, fields, version=run.version)
    (table,) = layouts(session, who, run.id)
    assert (table.kind, table.columns["group"]) == (ListKind.STUDENTS, 2)
    assert [row.state for row in load(session, who, run.id, NOW).rows] == [RowState.NEW]


def test_an_upper_heading_says_who_a_guardian_is(session: Session, who: Any) -> None:
    rows = [
        ["ФИО", "Дата рождения", "Пол", "Группа", "Мать", "Мать", "Отец", "Отец"],
        ["ФИО", "Дата рождения", "Пол", "Группа", "ФИО", "Телефон", "ФИО", "Телефон"],
        ["Серов Юрий Львович", "01.02.2010", "м", "ПОВ-26-1", "Серова Инна Олеговна",
         "8 918 000-00-01", "Серов Лев Ильич", "89180000002"],
    ]  # fmt: skip
    assert told(brought(session, who, [book({"Дети": rows})])) == []
    ties = session.scalars(
        select(Guardianship).join(Student).where(Student.surname == "Серов")
    ).all()
    assert {(tie.guardian.full_name, tie.guardian.phone, tie.relation) for tie in ties} == {
        ("Серова Инна Олеговна", "+79180000001", Relation.MOTHER),
        ("Серов Лев Ильич", "+79180000002", Relation.FATHER),
    }


def test_a_table_may_be_none_of_the_lists(session: Session, who: Any) -> None:
    run = upload(session, who, list_of(altered(YEGOR, F="х. Новый")), NOW)
    (table,) = layouts(session, who, run.id)
    choose(session, who, run.id, table.key, None, {})
    outcome = load(session, who, run.id, NOW)
    assert (outcome.rows, outcome.refusals) == ([], [])


def test_two_columns_are_not_one_thing(session: Session, who: Any) -> None:
    run = upload(session, who, list_of(YEGOR), NOW)
    (table,) = layouts(session, who, run.id)
    with pytest.raises(Refused, match="column_twice"):
        choose(session, who, run.id, table.key, ListKind.STUDENTS, {0: "name", 1: "name"})
    with pytest.raises(Missing):
        choose(session, who, run.id, table.key, ListKind.STUDENTS, {0: "position"})


@pytest.mark.clause("2.1.2")
def test_a_change_is_undone_to_what_stood_before(session: Session, who: Any) -> None:
    before = contents(session)
    rows = list_of(altered(YEGOR, F="х. Новый", O="9181112233"), altered(
        YEGOR, B="Серов Юрий Львович", I=None, M=None))  # fmt: skip
    run = upload(session, who, rows, NOW)
    load(session, who, run.id, NOW)
    assert contents(session) != before
    undo(session, who, run.id, NOW)
    assert contents(session) == before
    with pytest.raises(Refused, match="import_not_loaded"):
        undo(session, who, run.id, NOW)


def test_what_somebody_changed_since_is_not_undone(session: Session, who: Any) -> None:
    run = upload(session, who, list_of(altered(YEGOR, F="х. Новый")), NOW)
    load(session, who, run.id, NOW)
    yegor = session.scalars(select(Student).where(Student.given_name == "Егор")).one()
    with acting(session, Act(NOW, system=SystemAct.COMMAND_LINE)):
        yegor.phone = "+79180000000"
    verdict = can_undo(session, who, run.id)
    assert (verdict.code, verdict.parameters["what"]) == (
        "import_changed_since",
        "Белов Егор Ильич",
    )


def test_hours_divided_since_are_not_taken_away(session: Session) -> None:
    """What the database would delete along with a row counts as leaning on it too."""
    loader = admin(session)
    run = upload(session, loader, whole(), NOW)
    load(session, loader, run.id, NOW)
    item = session.scalars(select(CurriculumItem)).first()
    with acting(session, Act(NOW, system=SystemAct.COMMAND_LINE)):
        session.add(CurriculumTermHours(item=item, term_number=1, hours=20))
    verdict = can_undo(session, loader, run.id)
    assert verdict.code == "import_leaned_on"
    assert dict(verdict.parameters) == {"what": ImportFollower.OTHER, "count": 1}


def test_the_bytes_stay_no_longer_than_they_must(session: Session, who: Any) -> None:
    waits = upload(session, who, list_of(YEGOR), NOW)
    given_up = upload(session, who, list_of(YEGOR), NOW)
    broken = upload(session, who, list_of(YEGOR), NOW)
    done = upload(session, who, list_of(altered(YEGOR, C="31.02.2010")), NOW)
    cancel(session, who, given_up.id, NOW)
    fail(session, who, broken.id, NOW)
    load(session, who, done.id, NOW)
    assert set(session.scalars(select(ImportFile.run_id))) == {waits.id}
    assert told(outcome_of(done)) != []
    assert forget_uploads(session, NOW + timedelta(days=1)) == 0
    assert forget_uploads(session, NOW + timedelta(days=1, seconds=1)) > 0
    assert session.scalar(select(func.count()).select_from(ImportFile)) == 0
    for run in session.scalars(select(ImportRun)):
        assert (run.outcome, run.choices) == ({}, {})
    assert (waits.state, done.state) == (ImportState.CANCELLED, ImportState.LOADED)
    assert forget_uploads(session, NOW + timedelta(days=3)) == 0


def test_a_run_is_loaded_once_by_whoever_saw_it_last(session: Session, who: Any) -> None:
    run = upload(session, who, list_of(YEGOR), NOW)
    seen = run.version
    preview(session, who, run.id, NOW)
    with pytest.raises(Conflict):
        load(session, who, run.id, NOW, version=seen)
    load(session, who, run.id, NOW, version=run.version)
    for act in (load, preview, cancel):
        with pytest.raises(Refused, match="import_is_over"):
            act(session, who, run.id, NOW)


def test_only_the_technical_admin_loads_lists(session: Session, who: Any) -> None:
    run = upload(session, who, list_of(YEGOR), NOW)
    for role in (Role.COORDINATOR, Role.DIRECTOR, Role.TEACHER):
        other = viewer(session, role, login=role.value)
        with pytest.raises(Forbidden):
            upload(session, other, list_of(YEGOR), NOW)
        with pytest.raises(Forbidden):
            run_of(session, other, run.id)
    with pytest.raises(Missing):
        run_of(session, who, run.id + 100)


def test_a_load_stands_in_the_trail_by_who_and_when(session: Session, who: Any) -> None:
    run = upload(session, who, list_of(altered(YEGOR, F="х. Новый")), NOW)
    load(session, who, run.id, NOW)
    events = session.scalars(select(AuditEvent).where(AuditEvent.act_id == run.act_id)).all()
    assert {event.subject for event in events} == {"students", "import_runs"}
    assert {event.account_id for event in events} == {who.account_id}


def test_files_that_cannot_be_read_are_told_beside_the_others(session: Session, who: Any) -> None:
    run = upload(session, who, [Upload("а.xlsx", b"PK\x03\x04"), *list_of(YEGOR)], NOW)
    outcome = load(session, who, run.id, NOW)
    assert [(one.file, one.verdict.code) for one in outcome.refusals] == [
        ("а.xlsx", "book_not_read")
    ]
    with pytest.raises(Refused, match="book_empty"):
        upload(session, who, [Upload("а.xlsx", b"")], NOW)
    with pytest.raises(Refused, match="no_files"):
        upload(session, who, [], NOW)


def test_progress_is_told_after_each_table(session: Session) -> None:
    loader, steps = admin(session), []
    run = upload(session, loader, whole(), NOW)
    load(session, loader, run.id, NOW, tell=lambda done, of: steps.append((done, of)))
    assert steps == sorted(steps)
    assert len(steps) >= 6
    assert steps[-1][0] == steps[-1][1]


def test_queries_do_not_grow_with_the_known_rows(
    session: Session, who: Any, count_queries: Any
) -> None:
    costs = []
    for length in (1, 40):
        rows = [
            altered(YEGOR, A=number, B=f"Серов Юрий {chr(1072 + number)}ович", I=None, M=None)
            for number in range(length)
        ]
        brought(session, who, list_of(*rows))
        run = upload(session, who, list_of(*rows), NOW)
        count_queries.statements.clear()
        preview(session, who, run.id, NOW)
        costs.append(len(count_queries))
    assert costs[0] == costs[1] <= 60


def test_a_member_of_staff_is_met_again(session: Session, who: Any) -> None:
    rows = [books.STAFF[2], [1, "Зимин Пётр Ильич", "завуч", date(1988, 3, 18)]]
    (found,) = brought(session, who, [book({"Кадры": rows})]).rows
    assert [(one.field, one.after) for one in found.changes] == [("position", "завуч")]
    assert session.scalar(select(func.count()).select_from(Staff)) == 4
