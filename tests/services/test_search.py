"""Records by their name: every spelling, every kind, and nothing outside the viewer's scope."""

from __future__ import annotations

import pytest

from sgo.services.search import MOST_OF_A_KIND, Kind, find_records


def found(centre, who, text):
    rows = find_records(centre.session, centre.viewer(centre.accounts[who]), text)
    return [(one.kind, one.name) for one in rows]


@pytest.mark.parametrize(
    "typed",
    ["ёлкин", "ЕЛКИН", "елк сте", "степан ёлкин", "`krby", "TKRBY", "eлкин"],
    ids=["yo", "ye", "parts", "given name first", "layout", "layout, capitals", "Latin e"],
)
def test_a_student_is_found_however_the_name_is_typed(centre, typed):
    assert (Kind.STUDENT, "Ёлкин Степан Ильич") in found(centre, "technical_admin", typed)


def test_a_group_is_found_with_letters_of_the_other_alphabet(centre):
    assert (Kind.GROUP, "ВА-26-1") in found(centre, "director", "BA-26-1")
    assert (Kind.PAGE, "ВА-26-1: Основы законодательства") in found(
        centre, "director", "ba-26 jcyjd"
    )


def test_who_begins_so_stands_before_who_is_named_so(centre):
    centre.make_student("Яковлев", "Степан")
    names = [name for _, name in found(centre, "technical_admin", "степ")]
    centre.make_student("Степанов", "Иван")
    assert "Яковлев Степан Ильич" in names
    assert found(centre, "technical_admin", "степ")[0] == (Kind.STUDENT, "Степанов Иван Ильич")


@pytest.mark.clause("4.5", "4.8")
def test_nobody_finds_what_is_not_theirs(centre):
    assert found(centre, "curator", "ярмак") == []
    assert found(centre, "teacher", "ва-26-2") == []
    assert found(centre, "teacher", "абрамова") == []  # guardians are the curator's (decision 28)
    assert found(centre, "teacher", "admin") == []
    assert found(centre, "guardian", "а") == [
        (Kind.CHILD, "Абрамов Кирилл Ильич"),
        (Kind.CHILD, "Дёмин Артём Ильич"),
    ]
    assert found(centre, "student", "ёлкин") == []


def test_a_mark_of_a_pattern_means_itself(centre):
    assert found(centre, "technical_admin", "%") == []
    assert found(centre, "technical_admin", "   ") == []


@pytest.mark.parametrize("who", ["technical_admin", "teacher", "guardian"])
def test_one_query_whatever_is_found(centre, count_queries, who):
    viewer = centre.viewer(centre.accounts[who])
    costs = []
    for rows in (0, 40):
        for number in range(rows):
            centre.enrol(centre.make_student(f"Новиков{number}", "Иван"), centre.group)
        centre.session.commit()
        count_queries.statements.clear()
        answer = find_records(centre.session, viewer, "и")
        costs.append(len(count_queries))
        kinds = [one.kind for one in answer]
        assert all(kinds.count(kind) <= MOST_OF_A_KIND for kind in kinds)
    assert costs == [1, 1]
